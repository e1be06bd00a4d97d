"""Vectors of the pure rules: clocks of appeals, consequences, places in a scale, the pool."""

import dataclasses
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisals import standing
from appraisals.consequences import consequences
from appraisals.incentive import Share, each, fairness
from appraisals.rights import Clocks
from departments.policy.pack import parse
from departments.policy.parts import Deadline, Source

FOLDER = Path(__file__).parents[2] / "departments" / "policy"
CN, GENERIC = (
    parse(json.loads((FOLDER / f"{name}.json").read_text())["content"])
    for name in ("cn_local", "generic")
)
OURS = Source("design", "", "")
TOLD = date(2026, 3, 2)  # a Monday
FOUR = ("excellent", "competent", "basically-competent", "incompetent")
PERSON = "civil-servant-annual"


def clocks(pack, special=None, **more):
    deadlines = pack.deadlines | {step: Deadline(n, unit, OURS) for step, (n, unit) in more.items()}
    return Clocks(deadlines, special or {}, pack.roll_calendar_deadlines)


def test_the_clocks_of_the_civil_servant_law_in_calendar_days():
    law = dataclasses.replace(clocks(CN), roll=False)
    assert law.first("person", TOLD) == {
        "review_request": date(2026, 4, 1), "appeal_direct": date(2026, 4, 1),
    }  # fmt: skip
    assert law.decision("review_request", TOLD) == date(2026, 4, 1)
    assert law.further("review_request", TOLD) == ("appeal_after_review", date(2026, 3, 17))
    assert law.decision("appeal_after_review", TOLD) == date(2026, 5, 1)
    assert law.extended("appeal_after_review", date(2026, 5, 1)) == date(2026, 5, 31)
    assert law.extended("review_request", TOLD) is None
    assert law.further("appeal_direct", TOLD) is None  # this policy has no second appeal


def test_a_last_day_that_is_off_rolls_to_the_next_working_day():
    off = {date(2026, 4, 1): "holiday", date(2026, 4, 2): "holiday", date(2026, 4, 4): "make_up"}
    assert clocks(CN, off).first("person", TOLD)["review_request"] == date(2026, 4, 3)
    assert clocks(CN).decision("appeal_direct", date(2026, 3, 3)) == date(2026, 5, 4)  # a Saturday


def test_the_clocks_of_departments_in_working_days():
    local = clocks(CN)
    assert local.first("department", TOLD) == {"department_objection": date(2026, 3, 23)}
    assert local.decision("department_objection", TOLD) == date(2026, 3, 16)
    assert local.approval("department_objection", TOLD) == date(2026, 3, 9)
    hangzhou = clocks(CN, department_objection=(3, "working"))
    assert hangzhou.first("department", date(2026, 3, 5)) == {
        "department_objection": date(2026, 3, 10)
    }


def test_ten_days_and_one_month_as_in_the_philippines():
    spms = clocks(
        GENERIC, review_request=(10, "calendar"), review_decision=(1, "months"),
        appeal_after_review=(15, "calendar"),
    )  # fmt: skip
    plain = dataclasses.replace(spms, roll=False)
    assert plain.first("person", TOLD) == {"review_request": date(2026, 3, 12)}
    assert plain.decision("review_request", date(2026, 1, 31)) == date(2026, 2, 28)
    assert plain.further("review_request", TOLD) == ("appeal_after_review", date(2026, 3, 17))


def test_a_second_appeal_where_the_policy_has_it():
    found = clocks(CN, second_appeal=(30, "calendar")).further("appeal_after_review", TOLD)
    assert found == ("second_appeal", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("codes", "below"),
    [
        (FOUR, ("basically-competent", "incompetent")),
        (tuple("abcde"), ("d", "e")),
        (tuple("abc"), ("c",)),
        (tuple("ab"), ("b",)),
    ],
)
def test_the_grades_below_the_middle(codes, below):
    assert standing.below_middle(codes) == below


@given(st.lists(st.sampled_from("abcdefgh"), min_size=2, unique=True), st.data())
def test_what_an_appeal_may_give_is_always_better(codes, data):
    old = data.draw(st.sampled_from(codes))
    allowed = standing.better_than(codes, old)
    assert {code for code in codes if standing.is_better(codes, code, old)} == set(allowed)
    assert all(standing.place(codes, code) < standing.place(codes, old) for code in allowed)


def codes(history, *, rules=CN.consequences, scale=PERSON, year=2026):
    years = dict(zip(range(year, year - len(history), -1), history, strict=True))
    return [met.rule.names.code for met in consequences(rules, scale, years, year)]


EVERY_TOP = ["commendation", "rank-tenure", "bonus"]


@pytest.mark.parametrize(
    ("history", "found"),
    [
        (["excellent"], EVERY_TOP),
        (["excellent"] * 2, ["commendation", "rank-tenure", "pay-step", "bonus"]),
        (["excellent"] * 3, ["commendation", "merit-third", "rank-tenure", "bonus"]),
        (["excellent"] * 4, ["commendation", "rank-tenure", "pay-step", "bonus"]),
        (["excellent", "excellent", "competent", "excellent"],
         ["commendation", "rank-tenure", "pay-step", "bonus"]),
        (["excellent", None, "excellent", "excellent"], EVERY_TOP),
        (["competent", "basically-competent", "competent"], ["pay-step", "bonus"]),
        (["competent", None, "competent"], ["pay-step", "bonus"]),
        (["competent"] * 5, ["pay-level", "bonus"]),
        (["basically-competent"], ["admonition"]),
        (["incompetent"], ["demotion"]),
        (["incompetent"] * 2, ["demotion", "dismissal"]),
        (["incompetent"] * 3, ["demotion", "dismissal"]),
        (["incompetent", "competent", "incompetent"], ["demotion"]),
        (["incompetent", None, "incompetent"], ["demotion"]),
        ([None, "excellent"], []),
        ([], []),
    ],
)  # fmt: skip
def test_consequences_of_the_annual_grades_of_a_civil_servant(history, found):
    assert codes(history) == found


def test_a_department_that_fails_one_two_and_more_years():
    for years, found in [(1, "criticised"), (2, "heads-not-promoted"), (3, "heads-removed"),
                         (4, "heads-removed")]:  # fmt: skip
        history = ["unqualified"] * years
        assert codes(history, scale="department-annual") == [f"department-{found}"]


def test_every_rule_cites_a_source_of_its_pack():
    for pack in (CN, GENERIC):
        assert {rule.source.code for rule in pack.consequences} <= pack.sources.keys()


SHARES = [
    Share("A", 2, "excellent", 2),
    Share("A", 3, "competent", 6),
    Share("B", 3, "competent", 4),
]


def test_a_pool_is_shared_by_points_and_never_exceeded():
    got = each(Decimal(10000), {"excellent": Decimal("1.5"), "competent": Decimal(1)}, SHARES)
    assert got == {"excellent": Decimal("1153.84"), "competent": Decimal("769.23")}
    rows = fairness(got, SHARES, "unit")
    assert [(r.name, r.people, r.amount, r.mean, r.ratio) for r in rows] == [
        ("A", 8, Decimal("6923.06"), Decimal("865.38"), Decimal("1.04")),
        ("B", 4, Decimal("3076.92"), Decimal("769.23"), Decimal("0.92")),
    ]
    assert sum(row.amount for row in rows) <= 10000
    assert [row.name for row in fairness(got, SHARES, "level")] == ["2", "3"]
    nothing = each(Decimal(100), {}, SHARES)
    assert [row.ratio for row in fairness(nothing, SHARES, "unit")] == [None, None]
    with pytest.raises(ValueError, match="negative"):
        each(Decimal(-1), {}, SHARES)
