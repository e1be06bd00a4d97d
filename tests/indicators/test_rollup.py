"""The tree: modes, weights, coverage, absent parts."""

import numpy as np
import pytest

from indicators.rollup import Board, Mode, Tree, roll_up
from indicators.scoring import NULL, UNIT


def rolled(mode, own, children, share=5000, weights=None, coverages=None):
    """One parent over leaves in one period; scores in percent, None where absent."""
    size = len(children) + 1
    tree = Tree(
        parent=np.array([-1] + [0] * len(children)),
        mode=np.array([mode] + [Mode.OWN] * len(children)),
        own_share=np.array([share] * size),
        weight=np.array([10_000] + (weights or [10_000] * len(children))),
    )
    scores = [NULL if s is None else int(s * UNIT) for s in (own, *children)]
    covers = coverages or [NULL if s is None else UNIT for s in (own, *children)]
    board = Board.of(np.ones((size, 1), bool), np.array(scores)[:, None], np.array(covers)[:, None])
    roll_up(tree, board)
    return board


def percent(number):
    return None if number == NULL else number / UNIT


@pytest.mark.parametrize(
    ("mode", "own", "children", "score"),
    [
        (Mode.OWN, 80, [100, 60], 80),
        (Mode.CHILDREN, 80, [100, 60], 80),
        (Mode.CHILDREN, 10, [100, 60], 80),
        (Mode.BLEND, 60, [100, 60], 70),
        (Mode.BLEND, None, [100, 60], 80),
        (Mode.BLEND, 60, [None, None], 60),
        (Mode.BLEND, 60, [], 60),
        (Mode.BLEND, None, [None], None),
        (Mode.LOWEST, 60, [100, 50], 50),
        (Mode.LOWEST, 40, [100, 50], 40),
        (Mode.LOWEST, None, [100, None], 100),
    ],
)
def test_modes(mode, own, children, score):
    assert percent(rolled(mode, own, children).score[0, 0]) == score


def test_children_count_by_their_weight():
    board = rolled(Mode.CHILDREN, None, [100, 40], weights=[30_000, 10_000])
    assert percent(board.below[0, 0]) == 85
    assert [int(held[0, 0]) for held in board.sums] == [
        (300 + 40) * 10_000 * UNIT, 40_000, 40_000 * UNIT, 40_000,
    ]  # fmt: skip


def test_a_child_without_score_lowers_the_coverage():
    board = rolled(Mode.CHILDREN, None, [100, None], coverages=[NULL, UNIT, NULL])
    assert percent(board.score[0, 0]) == 100
    assert percent(board.coverage[0, 0]) == 0.5


def test_scores_travel_through_all_levels():
    tree = Tree(np.array([-1, 0, 1]), np.full(3, Mode.BLEND), np.full(3, 5000), np.full(3, 10_000))
    own = np.array([[80], [NULL], [40]]) * np.array([[UNIT], [1], [UNIT]])
    board = Board.of(np.array([[True], [False], [True]]), own, np.where(own == NULL, NULL, UNIT))
    roll_up(tree, board)
    assert [percent(s) for s in board.score[:, 0]] == [60, 40, 40]
    assert board.exists.tolist() == [[True], [True], [True]]
