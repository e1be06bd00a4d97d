"""What may be told of ratings. docs/published-ratings.md, Q1 to Q6."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.disclosure import HALF, LEAST, PAIR, Part, breakdown, common, parts, rounded
from tests.examples import cases

CHINESE, BRITISH, THUMBS = {5, 4, 3}, {5, 4}, {1}


def five(*counts):
    return dict(zip((5, 4, 3, 2, 1), counts, strict=True))


@pytest.mark.parametrize(
    ("n", "told"), [(13, 15), (17, 15), (18, 20), (22, 20), (23, 25), (100, 100)]
)
def test_counts_go_to_the_nearest_five(n, told):
    assert rounded(n) == told


def test_the_smallest_number_that_is_told_stands_for_five_counts_like_any_other():
    """Else who knows the rule would know more of it than of the others."""
    assert [n for n in range(100) if rounded(n) == rounded(LEAST)] == [13, 14, 15, 16, 17]


@pytest.mark.parametrize(
    ("counts", "positives", "told"),
    [
        (five(3, 3, 3, 2, 1), CHINESE, []),  # twelve in all
        (five(100, 60, 30, 20, 15), CHINESE, [(5,), (4,), (3,), (2,), (1,)]),
        (five(100, 60, 30, 9, 8), CHINESE, [(5,), (4,), (3,), (2, 1)]),
        (five(100, 60, 5, 9, 8), CHINESE, [(5,), (4, 3), (2, 1)]),
        (five(100, 60, 5, 14, 0), CHINESE, [(5,), (4, 3), (2, 1)]),
        # Fewer than thirteen are displeased: they cannot be told from the smallest of the others.
        (five(450, 120, 20, 3, 1), CHINESE, [(5,), (4,), (3, 2, 1)]),
        (five(450, 20, 15, 3, 1), BRITISH, [(5,), (4,), (3, 2, 1)]),
        (five(13, 0, 0, 0, 0), CHINESE, [(5, 4, 3, 2, 1)]),
        ({1: 40, 0: 12}, THUMBS, [(1, 0)]),
        ({1: 40, 0: 13}, THUMBS, [(1,), (0,)]),
    ],
)
def test_levels_with_too_few_go_together(counts, positives, told):
    assert [part.values for part in parts(counts, positives)] == told


def test_parts_tell_their_sum_rounded():
    found = parts(five(101, 58, 31, 9, 8), CHINESE)
    assert [part.count for part in found] == [100, 60, 30, 15]


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
@settings(max_examples=cases(60))
def test_every_part_is_enough_and_hides_its_levels(counts):
    table = five(*counts)
    found = parts(table, CHINESE)
    assert sorted(value for part in found for value in part.values) == (
        sorted(table) if sum(counts) >= LEAST else []
    )
    for part in found:
        true = sum(table[value] for value in part.values)
        assert true >= LEAST
        assert abs(true - part.count) <= HALF
        assert len(part.values) >= PAIR or table[part.values[0]] >= LEAST


def test_a_breakdown_waits_for_both_sides():
    few = five(80, 20, 15, 3, 1)
    assert breakdown([few], CHINESE, 1) == ()
    assert [part.values for part in breakdown([few], CHINESE, 12)] == [(5,), (4,), (3, 2, 1)]
    more = five(0, 0, 6, 6, 7)
    assert [part.values for part in breakdown([few, more], CHINESE, 2)] == [
        (5,), (4,), (3,), (2, 1)
    ]  # fmt: skip


def test_a_breakdown_into_one_part_says_nothing_and_is_never_told():
    assert breakdown([{1: 40, 0: 12}], THUMBS, 12) == ()


def test_a_breakdown_waits_where_it_would_tell_what_silence_hid():
    """Nine of 32 were displeased, then 12 of 14. Told at once, "20 of 45" and that it was not told
    before would leave 4 to 12 for the nine."""
    before, burst = [{1: 10, 0: 9}, {1: 13, 0: 0}], {1: 2, 0: 12}
    assert breakdown([*before, burst], THUMBS, 3) == ()
    calm = {1: 14, 0: 12}
    assert [part.count for part in breakdown([*before, calm], THUMBS, 3)] == [35, 20]


def test_several_tables_keep_together_what_one_of_them_does():
    first = (Part((5,), 100), Part((4,), 50), Part((3,), 20), Part((2, 1), 15))
    second = (Part((5,), 40), Part((4, 3), 20), Part((2,), 15), Part((1,), 20))
    assert common([first, second]) == (Part((5,), 140), Part((4, 3), 90), Part((2, 1), 50))
    assert common([]) == ()


def test_groups_that_touch_become_one():
    chain = [(Part((5, 4), 15), Part((3,), 15)), (Part((5,), 15), Part((4, 3), 20))]
    assert common(chain) == (Part((5, 4, 3), 65),)
