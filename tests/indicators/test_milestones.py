"""Dated stages and levels of assessors become ordinary measurements."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import DomainError, WrongState
from indicators.levels import Stand, figure
from indicators.milestones import Stage, progress
from indicators.models import Assessment, Measurement, StageReport
from indicators.models import Stage as StageRow
from indicators.services import assessing, milestones, open_cycle, set_target
from tests import world as worlds
from tests.factories import IndicatorFactory, PeriodFactory, RoleGrantFactory
from tests.indicators.vectors import CAF

D = Decimal
DAY = datetime.date


@pytest.mark.parametrize(
    ("stages", "day", "penalty", "expected"),
    [
        # (weight, due, done): all on time, one late by 4 days at 2 % a day, one not begun.
        ([(30, "03-31", "03-20"), (70, "06-30", "06-30")], "12-31", 200, "1"),
        ([(30, "03-31", "03-20"), (70, "06-30", None)], "12-31", 200, "0.3"),
        ([(30, "03-31", "04-04"), (70, "06-30", "06-30")], "12-31", 200, "0.976"),
        ([(1, "03-31", "12-31")], "12-31", 200, "0"),  # 275 days late: not below 0
        ([(1, "03-31", "04-30")], "12-31", 0, "1"),
        # Not due takes no part; done early does.
        ([(30, "03-31", "03-20"), (70, "06-30", None)], "04-30", 200, "1"),
        ([(30, "03-31", None), (70, "06-30", "02-01")], "04-30", 200, "0.7"),
        ([(30, "03-31", "05-02"), (70, "06-30", None)], "04-30", 200, "0"),
        ([(30, "03-31", None)], "03-30", 200, None),
        ([], "12-31", 200, None),
    ],
)
def test_stages_follow_the_vectors(stages, day, penalty, expected):
    def date(text):
        return text and DAY.fromisoformat(f"2026-{text}")

    rows = [Stage(weight * 10**4, date(due), date(done)) for weight, due, done in stages]
    found = progress(rows, date(day), penalty)
    assert (found and Fraction(*found)) == (expected and Fraction(expected))


days = st.dates(DAY(2026, 1, 1), DAY(2026, 12, 31))


@given(
    stages=st.lists(st.builds(Stage, st.integers(1, 10**6), days, st.none() | days), max_size=6),
    day=days,
    penalty=st.integers(0, 10**4),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_progress_is_a_share_and_a_smaller_deduction_never_hurts(stages, day, penalty):
    found = progress(stages, day, penalty)
    if found is None:
        assert all(stage.due_on > day for stage in stages)
        return
    assert 0 <= found[0] <= found[1]
    assert progress(stages, day, penalty // 2)[0] >= found[0]


@pytest.mark.parametrize(
    ("given_", "moderated", "stand", "total"),
    [
        ([], None, Stand.WAITING, 0),
        ([3], None, Stand.WAITING, 0),
        ([3, 3], None, Stand.AGREED, 6),
        ([3, 4], None, Stand.AGREED, 7),
        ([2, 4], None, Stand.APART, 0),
        ([3, 4, 3], None, Stand.AGREED, 10),
        ([3, 4, 5], None, Stand.APART, 0),
        ([2, 5], 4, Stand.MODERATED, 4),
    ],
)
def test_levels_agree_or_are_moderated(given_, moderated, stand, total):
    found = figure(
        [D(level) for level in given_], [D(n) for n in (1, 2, 3, 4, 5)], moderated and D(moderated)
    )
    assert (found.stand, found.total) == (stand, total)


@pytest.fixture
def world(db):
    return worlds.build()


@pytest.fixture
def building(world):
    """A milestone target of the bureau, by quarters of 2023."""
    card = IndicatorFactory(per=100, frequency="quarter")
    for label in ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"):
        PeriodFactory(label=label)
    return set_target(
        world.bureau, card, open_cycle("2023", by=None), method="milestone", value=100,
        penalty=D("0.01"), by=world.manager,
    )  # fmt: skip


def stage(target, name, due_on, by, weight=1):
    return milestones.add_stage(
        target, name=name, due_on=DAY.fromisoformat(due_on), weight=D(weight), by=by
    )


def figures(target):
    rows = Measurement.objects.current().filter(indicator=target.indicator)
    return {
        row.period.label: row.missing or row.numerator / row.denominator
        for row in rows.select_related("period")
    }


def test_a_report_of_a_stage_writes_the_figures_it_changes(world, building):
    permit = stage(building, "Permit", "2023-03-31", world.manager, 30)
    opening = stage(building, "Opening", "2023-09-30", world.manager, 70)
    milestones.report_stage(
        permit, building, done_on=DAY(2023, 4, 10), evidence="Permit 7", by=world.manager
    )
    assert figures(building) == {"2023-Q2": D("0.9")}  # 10 days late
    milestones.report_stage(
        opening, building, done_on=DAY(2023, 9, 30), evidence="Opened", by=world.manager
    )
    assert figures(building) == {"2023-Q2": D("0.9"), "2023-Q3": D("0.97")}
    milestones.report_stage(
        permit, building, done_on=DAY(2023, 3, 31), evidence="Dated wrongly", by=world.manager
    )
    assert figures(building) == {"2023-Q1": 1, "2023-Q2": 1, "2023-Q3": 1}
    row = Measurement.objects.current().get(period__label="2023-Q2")
    assert (row.reported_by, row.note) == (world.manager, "Stage “Permit” reported.")


def test_the_figure_of_a_period_says_not_due_before_anything_is(world, building):
    stage(building, "Opening", "2023-09-30", world.manager)
    first, *_rest = milestones.periods_of(building)
    assert milestones.report_progress(building, first, by=world.manager).missing == "not_due"


def test_stages_are_refused_where_they_say_nothing(world, building):
    with pytest.raises(DomainError, match="in the cycle"):
        stage(building, "Late", "2024-01-01", world.manager)
    with pytest.raises(DomainError, match="weight"):
        stage(building, "Light", "2023-05-01", world.manager, 0)
    permit = stage(building, "Permit", "2023-03-31", world.manager)
    with pytest.raises(DomainError, match="with this name"):
        stage(building, "Permit", "2023-04-30", world.manager)
    with pytest.raises(PermissionDenied):
        stage(building, "Other", "2023-04-30", world.evaluator)
    with pytest.raises(DomainError, match="not come"):
        milestones.report_stage(
            permit, building, done_on=DAY(2999, 1, 1), evidence="x", by=world.manager
        )
    with pytest.raises(DomainError, match="blank"):
        milestones.report_stage(
            permit, building, done_on=DAY(2023, 1, 1), evidence=" ", by=world.manager
        )
    milestones.end_stage(permit, by=world.manager)
    with pytest.raises(WrongState):
        milestones.end_stage(permit, by=world.manager)
    with pytest.raises(WrongState):
        milestones.report_stage(
            permit, building, done_on=DAY(2023, 1, 1), evidence="x", by=world.manager
        )


def test_stages_and_levels_are_append_only(world, building):
    permit = stage(building, "Permit", "2023-03-31", world.manager)
    bare = stage(building, "Opening", "2023-03-31", world.manager)
    milestones.report_stage(
        permit, building, done_on=DAY(2023, 3, 1), evidence="x", by=world.manager
    )
    for change in (
        lambda: StageRow.objects.filter(pk=permit.pk).update(weight=9),
        lambda: StageRow.objects.filter(pk=bare.pk).delete(),
        lambda: StageReport.objects.update(done_on=None),
    ):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            change()


@pytest.fixture
def rubric(world):
    card = IndicatorFactory(unit="", frequency="year")
    return set_target(
        world.bureau, card, open_cycle("2023", by=None), method="rubric", value=4,
        score_table=CAF, by=world.manager,
    )  # fmt: skip


def assessor(world):
    return RoleGrantFactory(role="evaluator", department=world.city).user


def give(target, level, by, deed=assessing.assess):
    return deed(target, target.cycle.period, level=D(level), reason="Seen on site", by=by)


def test_two_assessors_make_a_figure(world, rubric):
    assert give(rubric, 4, world.evaluator).stand == Stand.WAITING
    assert not Measurement.objects.exists()
    give(rubric, 5, assessor(world))
    assert figures(rubric) == {"2023": D("4.5")}
    give(rubric, 5, world.evaluator)  # the last level of each counts
    assert figures(rubric) == {"2023": D(5)}


def test_levels_too_far_apart_are_settled_by_somebody_else(world, rubric):
    second = assessor(world)
    give(rubric, 2, world.evaluator)
    with pytest.raises(WrongState, match="nothing to settle"):
        give(rubric, 3, world.office, assessing.moderate)
    assert give(rubric, 5, second).stand == Stand.APART
    assert figures(rubric) == {"2023": "pending"}
    with pytest.raises(DomainError, match="does not settle"):
        give(rubric, 4, second, assessing.moderate)
    assert give(rubric, 4, world.office, assessing.moderate).stand == Stand.MODERATED
    assert Measurement.objects.current().get().value == 4
    with pytest.raises(WrongState, match="settled"):
        give(rubric, 4, world.evaluator)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Assessment.objects.update(level=1)


def test_levels_are_refused_where_they_say_nothing(world, rubric, building):
    with pytest.raises(DomainError, match="not in the table"):
        give(rubric, 9, world.evaluator)
    with pytest.raises(PermissionDenied):
        give(rubric, 3, world.manager)
    with pytest.raises(DomainError, match="not scored by levels"):
        give(building, 3, world.office)
    with pytest.raises(DomainError, match="blank"):
        assessing.assess(rubric, rubric.cycle.period, level=D(3), reason=" ", by=world.evaluator)
