"""Groups, per cent and the mean of ballots. Source: docs/ballots.md, rules B6 to B9."""

from decimal import Decimal

import pytest

from feedback.counting import Group, groups_of, outcome, percents_of

D = Decimal
VOTE = [D(95), D(85), D(75), D(65), None]
ZERO = [D(95), D(85), D(75), D(65), D(0)]
VECTOR = {0: 12, 1: 6, 2: 1, 4: 1}  # 优秀 12, 称职 6, 基本称职 1, 不称职 0, 不了解 1
UNTRIMMED = 1000
LEASTS = {"peers": 5, "subordinates": 5, "cooperating": 5}


@pytest.mark.parametrize(
    ("scale", "trim_from", "percent", "raters"),
    [
        (VOTE, UNTRIMMED, "90.789474", 19),
        (ZERO, UNTRIMMED, "86.250000", 20),
        (VOTE, 8, "91.470588", 19),
    ],
)
def test_vector_12_of_20(scale, trim_from, percent, raters):
    found = outcome([VECTOR], percents_of(scale), least=5, trim_from=trim_from)
    rounded = found.percent.quantize(D("0.000001"))
    assert (rounded, found.raters, found.missing, found.shown) == (D(percent), raters, "", (0,))


@pytest.mark.parametrize(
    ("values", "percents"),
    [
        ([D(5), D(3), D(1)], [D(100), D(50), D(0)]),
        ([D(95), D(65), None], [D(95), D(65), None]),
        ([D(100), D(0)], [D(100), D(0)]),
        ([D(1), D(-1), None], [D(100), D(0), None]),
        ([D(110), D(60)], [D(100), D(0)]),
    ],
)
def test_levels_in_per_cent(values, percents):
    assert percents_of(values) == percents


@pytest.mark.parametrize(
    ("tally", "missing"),
    [({4: 9}, "nobody_knew"), ({4: 9, 0: 4}, "too_few"), ({}, "nobody_knew")],
)
def test_no_mean_says_why_and_not_how_many(tally, missing):
    found = outcome([tally], VOTE, least=5, trim_from=8)
    assert (found.percent, found.raters, found.missing, found.shown) == (None, 0, missing, ())


def test_a_question_that_few_could_answer_is_left_out():
    found = outcome([{0: 5}, {0: 1, 3: 3, 4: 1}], VOTE, least=5, trim_from=8)
    assert (found.percent, found.shown) == (D(95), (0,))


def test_questions_weigh_alike():
    found = outcome([{0: 5}, {3: 6}], VOTE, least=5, trim_from=8)
    assert (found.percent, found.raters, found.shown) == (D(80), 6, (0, 1))


@pytest.mark.parametrize(
    ("counts", "merge", "groups"),
    [
        ({"peers": 5, "subordinates": 4}, False, [Group("peers", (), 5, 5)]),
        ({"peers": 5, "subordinates": 4}, True, [Group("peers", ("subordinates",), 9, 5)]),
        ({"peers": 1, "subordinates": 4}, True, [Group("peers", ("subordinates",), 5, 5)]),
        ({"subordinates": 3, "cooperating": 2}, True,
         [Group("peers", ("cooperating", "subordinates"), 5, 5)]),
        ({"peers": 2, "subordinates": 2}, True, []),
        ({"peers": 4}, True, []),
        ({"peers": 4, "subordinates": 6}, True, [Group("subordinates", (), 6, 5)]),
        ({"peers": 5, "subordinates": 0}, True, [Group("peers", (), 5, 5)]),
    ],
)  # fmt: skip
def test_groups(counts, merge, groups):
    assert groups_of(counts, LEASTS, merge=merge) == groups


def test_merged_ballots_reach_the_highest_least_of_their_parts():
    leasts = {"peers": 5, "subordinates": 8}
    counts = {"peers": 5, "subordinates": 2}
    assert groups_of(counts, leasts, merge=True) == [Group("peers", (), 5, 5)]
    counts = {"peers": 6, "subordinates": 2}
    assert groups_of(counts, leasts, merge=True) == [Group("peers", ("subordinates",), 8, 8)]


def test_nothing_merges_where_peers_are_not_asked():
    counts, leasts = {"subordinates": 3, "cooperating": 3}, {"subordinates": 5, "cooperating": 5}
    assert groups_of(counts, leasts, merge=True) == []
