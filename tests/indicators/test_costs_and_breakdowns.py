"""Money beside a KPI, and who is reached: appended, exact, adding up or saying why not."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.breakdown import Amount
from indicators.models import Breakdown, BreakdownPart, CostLine, Dimension
from indicators.services import report
from indicators.services.breakdowns import add_dimension, report_breakdown
from indicators.services.costs import report_cost
from tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1", unit="count")


@pytest.fixture
def sexes():
    groups = [("f", "women", "女"), ("m", "men", "男")]
    return add_dimension("sex", groups, name_en="Sex", name_zh="性别", by=None)


def refused(call, *args, error=DomainError, **kwargs):
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    return caught.value


def cost(world, card, **fields):
    fields = {"currency": "CNY", "basis": "value", "by": world.manager} | fields
    return report_cost(world.bureau, card, fields.pop("period", "2026-01"), **fields)


def test_amounts_are_appended_and_a_correction_says_why(world, card):
    first = cost(world, card, budget=D("1000.50"), spent=D(400))
    assert cost(world, card, budget=D("1000.5000"), spent=D("400.0")) == first
    assert refused(cost, world, card, budget=D(1000), spent=D(500)).field == "note"
    second = cost(world, card, budget=D(1000), spent=D(500), note="typing error")
    assert second.supersedes == first
    assert list(CostLine.objects.current()) == [second]
    other = cost(world, card, currency="usd", spent=D(1))
    assert (other.currency, CostLine.objects.current().count()) == ("USD", 2)
    entry = Entry.objects.get(verb="indicators.report_cost", target_id=str(second.pk))
    assert (entry.details["before"]["spent"], entry.details["after"]["spent"]) == (
        "400.0000", "500.0000",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, None),
        ({"spent": D(-1)}, None),
        ({"spent": D(1), "currency": "Yuan"}, "currency"),
        ({"spent": D(1), "currency": "12A"}, None),
        ({"spent": D("0.00001")}, "spent"),
        ({"spent": D("1e17")}, "spent"),
        ({"spent": D(1), "basis": "people"}, "basis"),
        ({"spent": D(1), "period": "2099"}, "spent"),
        ({"spent": D(1), "period": "soon"}, "period"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(world, card, fields, field):
    assert refused(cost, world, card, **fields).field == field
    assert not CostLine.objects.exists()


def test_amounts_are_the_departments(world, card):
    for role in ("auditor", "evaluator", "stranger"):
        with pytest.raises(PermissionDenied):
            cost(world, card, spent=D(1), by=world.user(role))
    cost(world, card, spent=D(1))
    assert CostLine.objects.visible_to(world.employee).count() == 0
    assert CostLine.objects.visible_to(world.auditor).count() == 1


def test_a_list_changes_by_a_new_version(world, sexes):
    same = [("f", "women", "女"), ("m", "men", "男")]
    assert add_dimension("sex", same, name_en="Sex", name_zh="性别", by=None) == sexes
    more = [*same, ("x", "not stated", "未说明")]
    with pytest.raises(PermissionDenied):
        add_dimension("sex", more, name_en="Sex", by=world.manager)
    newer = add_dimension("sex", more, name_en="Sex", name_zh="性别", by=world.office)
    assert (newer.version, newer.members.count(), sexes.members.count()) == (2, 3, 2)
    assert list(Dimension.objects.newest()) == [newer]


@pytest.mark.parametrize(
    ("groups", "field"),
    [
        ([("f", "women", "")], "members"),
        ([("f", "women", ""), ("f", "men", "")], "members"),
        ([("f", "women", ""), ("m", "", "")], "members"),
        ([("f", "women", ""), ("", "men", "")], "members"),
    ],
)
def test_a_list_that_cuts_nothing_is_refused(groups, field):
    assert refused(add_dimension, "sex", groups, name_en="Sex", by=None).field == field
    assert refused(add_dimension, "x", [("f", "a", ""), ("m", "b", "")], by=None).field == "name_en"


def cut(world, row, dimension, *parts, **fields):
    fields = {"by": world.manager} | fields
    amounts = dict(zip(dimension.members.all(), parts, strict=False))
    return report_breakdown(row, dimension, amounts, **fields)


def count(value):
    return Amount(value=D(value))


def rate(above, below):
    return Amount(numerator=D(above), denominator=D(below))


def test_a_count_is_cut_exactly(world, card, sexes):
    row = report(world.bureau, card, "2026-01", value=D(1000), by=None)
    error = refused(cut, world, row, sexes, count(600), count(399))
    assert str(error) == (
        "The values add up to 999, which is 1 less than 1,000. Mend them, or say why."
    )
    assert "1 more than" in str(refused(cut, world, row, sexes, count(600), count(401)))
    made = cut(world, row, sexes, count(600), count(400))
    assert (made.is_complete, made.part_count) == (True, 2)
    assert cut(world, row, sexes, count("600.0"), count(400)) == made
    assert Entry.objects.filter(verb="indicators.report_breakdown").count() == 1
    newer = cut(world, row, sexes, count(599), count(401))
    assert newer.supersedes == made
    assert list(Breakdown.objects.current()) == [newer]


def test_a_rate_is_cut_by_numerators_and_denominators(world, card, sexes):
    row = report(world.bureau, card, "2026-01", numerator=D(9), denominator=D(12), by=None)
    assert "denominators" in str(refused(cut, world, row, sexes, rate(4, 6), rate(5, 7)))
    assert "both" in str(refused(cut, world, row, sexes, rate(4, 6), count(5)))
    assert cut(world, row, sexes, rate(4, 6), rate(5, 6)).is_complete
    assert cut(world, row, sexes, rate(9, 12), rate(0, 0)).is_complete


def test_what_does_not_add_up_says_why_and_what_does_needs_no_reason(world, card, sexes):
    row = report(world.bureau, card, "2026-01", value=D(1000), by=None)
    assert "1 groups" in str(refused(cut, world, row, sexes, count(1000)))
    made = cut(world, row, sexes, count(600), reason="under five men: not shown")
    assert (made.is_complete, made.part_count) == (False, 1)
    wrong = refused(cut, world, row, sexes, count(600), count(400), reason="why not")
    assert wrong.field == "reason"
    assert "at least one" in str(refused(cut, world, row, sexes, reason="nothing"))


def test_only_a_value_that_counts_is_cut(world, card, sexes):
    missing = report(world.bureau, card, "2026-02", missing="late", by=None)
    refused(cut, world, missing, sexes, count(1), count(1))
    row = report(world.bureau, card, "2026-01", value=D(2), by=None)
    made = cut(world, row, sexes, count(1), count(1))
    report(world.bureau, card, "2026-01", value=D(3), note="again", by=None)
    refused(cut, world, row, sexes, count(1), count(2), error=WrongState)
    assert made not in Breakdown.objects.current()
    with pytest.raises(PermissionDenied):
        cut(world, row, sexes, count(1), count(1), by=world.auditor)
    assert Breakdown.objects.visible_to(world.employee).count() == 0
    assert Breakdown.objects.visible_to(world.auditor).count() == 1


def written(row, dimension, *values, is_complete=True, count=None):
    made = Breakdown.objects.create(
        measurement=row, dimension=dimension, is_complete=is_complete,
        reason="" if is_complete else "why", part_count=count or len(values),
    )  # fmt: skip
    for member, value in zip(dimension.members.all(), values, strict=False):
        BreakdownPart.objects.create(breakdown=made, member=member, value=value)
    settle()
    return made


def settle():
    """What waits for the end of the transaction is looked at now, and waits again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def stranger(row, dimension, other):
    """A part of another list than that of its breakdown."""
    made = written(row, dimension, 4, is_complete=False)
    BreakdownPart.objects.create(breakdown=made, member=other.members.first())
    settle()


def test_the_database_adds_up_too(world, card, sexes):
    row = report(world.bureau, card, "2026-01", value=D(10), by=None)
    none = report(world.bureau, card, "2026-02", missing="late", by=None)
    ages = add_dimension("age", [("y", "young", ""), ("o", "old", "")], name_en="Age", by=None)
    wrong = [
        lambda: written(row, sexes, 6, 5),
        lambda: written(row, sexes, 10),
        lambda: written(row, sexes, 10, None),
        lambda: written(row, sexes, 4, is_complete=False, count=2),
        lambda: written(none, sexes, 4, 6),
        lambda: stranger(row, ages, sexes),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    written(row, sexes, 4, 6)


@pytest.mark.parametrize(
    "table",
    ["costline", "breakdown", "breakdownpart", "dimension", "dimensionmember"],
)
def test_what_was_appended_stays(world, card, sexes, table):
    row = report(world.bureau, card, "2026-01", value=D(2), by=None)
    cut(world, row, sexes, count(1), count(1))
    cost(world, card, spent=D(1))
    for change in (f"UPDATE indicators_{table} SET id = id", f"DELETE FROM indicators_{table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
