"""The line from strategy to post: order, gaps, credits, weights. docs/cascade.md, L3 to L7."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import cascade
from indicators.cascade import Aim, Carrier, Measure, Row

D = Decimal


def measure(number, aim=1, owner="here", weight=50, department="A"):
    return Measure(number, aim, department, f"K{number}", D(weight), owner)


AIMS = [Aim(2, 1, "S1-B"), Aim(1, None, "S1"), Aim(3, 1, "S1-A"), Aim(4, 3, "S1-A1")]


def test_line_reads_from_strategy_to_person():
    rows = cascade.line(
        AIMS, [measure(10, aim=4)], [Carrier(7, 10, "assigned"), Carrier(8, 10, "contributes")]
    )
    assert rows == [
        Row("aim", 1, 1),
        Row("aim", 3, 2),
        Row("aim", 4, 3),
        Row("measure", 10, 4),
        Row("carrier", 7, 5),
        Row("carrier", 8, 5),
        Row("aim", 2, 2, ("no_kpi",)),
    ]


def test_kpis_without_an_objective_come_last_and_are_a_gap():
    rows = cascade.line([Aim(1, None, "S1")], [measure(10), measure(11, aim=None)], [])
    assert rows == [
        Row("aim", 1, 1),
        Row("measure", 10, 2),
        Row("loose", 0, 1),
        Row("measure", 11, 2, ("no_objective",)),
    ]


def test_a_closed_objective_needs_no_kpi():
    assert cascade.line([Aim(1, None, "S1", closed=True)], [], []) == [Row("aim", 1, 1)]


@pytest.mark.parametrize(
    ("owner", "carriers", "gaps"),
    [
        ("here", [], ()),
        ("above", [], ()),
        ("none", [], ("no_owner", "no_person")),
        ("left", [], ("owner_left", "no_person")),
        ("none", [Carrier(1, 10, "assigned")], ("no_owner",)),
        ("left", [Carrier(1, 10, "assigned", held=False)], ("owner_left", "no_person")),
        ("none", [Carrier(1, 10, "contributes")], ("no_owner", "no_person")),
    ],
)
def test_gaps_of_a_kpi(owner, carriers, gaps):
    assert cascade.gaps_of(measure(10, owner=owner), carriers) == gaps


def test_only_gaps_keeps_what_stands_above_them():
    rows = cascade.line(AIMS, [measure(10, aim=4, owner="none"), measure(11, aim=2)], [])
    assert cascade.only_gaps(rows) == [
        Row("aim", 1, 1),
        Row("aim", 3, 2),
        Row("aim", 4, 3),
        Row("measure", 10, 4, ("no_owner", "no_person")),
    ]
    assert cascade.only_gaps(cascade.line(AIMS[:2], [measure(1, aim=2)], [])) == []


def test_a_page_inside_a_branch_knows_what_stands_above():
    rows = cascade.line(AIMS, [measure(10, aim=4)], [])
    assert cascade.above(rows, 3) == rows[:3]
    assert cascade.above(rows, 0) == []


def test_credit_is_what_the_contributors_leave():
    carriers = [
        Carrier(1, 10, "contributes", D("0.25")),
        Carrier(2, 10, "contributes"),
        Carrier(3, 10, "assigned", D("0.9")),
    ]
    assert cascade.own_credit(carriers) == D("0.75")
    with pytest.raises(ValueError, match="exceed"):
        cascade.own_credit([*carriers, Carrier(4, 10, "contributes", D("0.7501"))])


def test_totals_name_first_what_does_not_make_100():
    found = cascade.totals(
        [measure(1, weight=60), measure(2, weight=40), measure(3, weight="99.9", department="B")]
    )
    assert [(row.department, row.count, row.weight, row.off) for row in found] == [
        ("B", 1, D("99.9"), D("-0.1")),
        ("A", 2, D(100), D(0)),
    ]


aims = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*(st.integers(0, i) for i in range(n))).map(
        lambda parents: [Aim(i + 1, p or None, f"O{i:02}") for i, p in enumerate(parents)]
    )
)
measures = st.lists(st.tuples(st.integers(0, 14), st.sampled_from(["none", "left", "here"])))


@given(aims, measures, st.lists(st.tuples(st.integers(0, 20), st.booleans())))
def test_every_row_stands_once_and_beneath_its_own(tree, drawn, carried):
    kpis = [measure(i, aim=a or None, owner=o) for i, (a, o) in enumerate(drawn)]
    carriers = [
        Carrier(i, m, "assigned", held=h) for i, (m, h) in enumerate(carried) if m < len(kpis)
    ]
    rows = cascade.line(tree, kpis, carriers)
    names = [(row.kind, row.id) for row in rows if row.kind != "loose"]
    assert sorted(names) == sorted(
        [
            *(("aim", a.id) for a in tree),
            *(("measure", m.id) for m in kpis),
            *(("carrier", c.id) for c in carriers),
        ]
    )
    assert all(after.level <= before.level + 1 for before, after in zip(rows, rows[1:]))  # noqa: B905, RUF007
    assert not rows or rows[0].level == 1
    kept = cascade.only_gaps(rows)
    assert [row for row in rows if row.gaps] == [row for row in kept if row.gaps]
    assert all(after.level <= before.level + 1 for before, after in zip(kept, kept[1:]))  # noqa: B905, RUF007


@given(st.lists(st.decimals("0.0001", "0.3", places=4), max_size=3))
def test_credits_make_exactly_the_whole(shares):
    carriers = [Carrier(i, 1, "contributes", share) for i, share in enumerate(shares)]
    assert cascade.own_credit(carriers) + sum(shares) == 1
