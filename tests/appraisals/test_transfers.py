"""Whoever worked in several units: each one's result counts by the days. Y12, V11."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from appraisals import services
from appraisals.models import Evaluation
from appraisals.services.evaluating import sides_of
from appraisals.services.policy import codes_of, scale_of
from appraisals.services.shares import shares_of
from appraisals.services.suggesting import Mean, by_days, kpi_means
from audit.errors import DomainError
from audit.models import Entry
from departments.models import PolicyPack
from departments.services import publish_policy_pack
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, pack, running
from tests.appraisals.evaluations import hand_in, opened, said
from tests.factories import AppointmentFactory, PostFactory, UserFactory
from tests.reports import board

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


def moved(world, on, role="employee", origin=None):
    """Until the day before he worked in another unit; returns it."""
    origin = origin or world.other
    spell = world.appointment(role)
    type(spell).objects.filter(pk=spell.pk).update(starts_on=on)
    post = PostFactory(code=f"BEFORE-{role}", department=origin, is_head=False)
    AppointmentFactory(
        person=world.person(role), post=post, starts_on=datetime.date(2020, 1, 1),
        ends_on=on - datetime.timedelta(days=1),
    )  # fmt: skip
    return origin


def weighing_figures():
    """A policy by which figures count for everybody, with half of the weight."""
    content = PolicyPack.objects.get(pk=pack("generic").pk).content
    for one in content["assessment"]["source_weights"]:
        one["weights"] = {"superior": "50", "kpis": "50"}
    return publish_policy_pack("generic", 2, {"name": "Figures count"}, content, by=None)


def test_days_fall_on_units_by_hand(world):
    moved(world, datetime.date(2026, 4, 1))
    row = appraisal_of(running(world), world.employee)
    found = shares_of([row])[row.pk]
    assert [(one.unit, one.days, round(one.share, 4)) for one in found] == [
        (world.other.pk, 90, D("0.2466")), (world.division.pk, 275, D("0.7534")),
    ]  # fmt: skip


def test_units_before_the_cycle_do_not_count(world):
    moved(world, datetime.date(2026, 1, 1))
    row = appraisal_of(running(world), world.employee)
    assert shares_of([row]) == {}


@pytest.mark.parametrize(
    ("own", "former", "percent", "raters", "missing"),
    [
        (80, 60, "75.07", 5, ""),  # (275 × 80 + 90 × 60) ÷ 365
        (100, 100, "100.00", 5, ""),
        (80, None, None, 2, "too_few"),  # 0.7534 of the days is less than 0.80
        (None, 60, None, 3, "too_few"),
        (None, None, None, 0, "not_asked"),
    ],
)
def test_result_of_each_unit_counts_by_the_days(world, own, former, percent, raters, missing):
    moved(world, datetime.date(2026, 4, 1))
    row = appraisal_of(running(world), world.employee)
    cards = {
        world.other.pk: counted(former, 3), world.division.pk: Mean(D(1), 9),
    }  # fmt: skip
    found = by_days(row, counted(own, 2), shares_of([row])[row.pk], cards)
    rounded = found.percent and round(found.percent, 2)
    assert (rounded, found.raters, found.missing) == (percent and D(percent), raters, missing)


def counted(percent, raters):
    return Mean(None, 0, "not_asked") if percent is None else Mean(D(percent), raters)


def test_a_short_stay_without_a_result_is_left_out(world):
    moved(world, datetime.date(2026, 2, 1))  # 31 of 365 days
    row = appraisal_of(running(world), world.employee)
    cards = {world.other.pk: counted(None, 0), world.division.pk: counted(None, 0)}
    split = shares_of([row])[row.pk]
    assert by_days(row, Mean(D(80), 2), split, cards) == Mean(D(80), 2)


def test_figures_of_the_former_unit_come_from_its_card(world):
    board.build(world)
    moved(world, datetime.date(2026, 12, 1))  # 334 days in the other unit, whose card says 79.68
    row = appraisal_of(running(world, policy=weighing_figures()), world.employee)
    found = kpi_means([row])[row.pk]
    assert (round(found.percent, 2), found.missing) == (D("79.68"), "")


@pytest.mark.parametrize("size", [1, 3])
def test_several_people_in_queries_of_their_own_only(world, size, django_assert_num_queries):
    board.build(world)
    for role in ("employee", "evaluator", "office"):
        moved(world, datetime.date(2026, 4, 1), role)
    cycle = running(world, policy=weighing_figures())
    rows = [appraisal_of(cycle, world.user(role)) for role in ("employee", "evaluator", "office")]
    with django_assert_num_queries(2):
        assert len(shares_of(rows[:size])) == size


# --- the superior of before


@pytest.fixture
def row(world):
    """Of the employee, who worked in the other unit for 90 of 365 days; evaluation is open."""
    moved(world, datetime.date(2026, 4, 1))
    row = appraisal_of(running(world), world.employee)
    opened(row.appraisal_cycle, "evaluation")
    return row


def mean_of(row):
    one = row.source_scores.in_force().filter(source="superior").first()
    return one and (one.percent and round(one.percent, 2), one.raters, one.missing)


def test_superiors_of_both_units_are_one_source_weighed_by_days(world, row):
    before = world.evaluator
    made = services.name_former_superior(row, world.other.pk, before, by=world.office)
    assert sides_of(row, before) == ["former_superior"]
    services.hand_in(row, "former_superior", said(row, 3), version=None, by=before)  # 60
    assert mean_of(row) == (None, 0, "not_asked")  # the superior of now has not spoken
    hand_in(row, 4, grade_of(row))  # 80
    assert mean_of(row) == (D("75.07"), 2, "")
    made.refresh_from_db()
    assert (made.percent, made.proposed_grade) == (60, "")
    services.take_back(row, "former_superior", by=before)
    assert mean_of(row) == (80, 1, "")


def grade_of(row):
    return codes_of(scale_of(row))[1]


def test_without_a_former_superior_the_superior_is_the_source(world, row):
    hand_in(row, 4, grade_of(row))
    assert mean_of(row) == (80, 1, "")


def test_only_where_he_worked_long_enough_before(world, row):
    for unit in (world.division, world.bureau):
        with pytest.raises(DomainError, match="long enough") as error:
            services.name_former_superior(row, unit.pk, world.evaluator, by=None)
        assert error.value.field == "source"
    spells = world.person("employee").appointments
    spells.filter(post__department=world.other).update(ends_on="2026-03-30")  # 89 days
    spells.filter(post__department=world.division).update(starts_on="2026-03-31")
    with pytest.raises(DomainError, match="long enough"):
        services.name_former_superior(row, world.other.pk, world.evaluator, by=None)


def test_one_of_each_unit_named_by_the_office_and_not_twice(world, row):
    with pytest.raises(PermissionDenied):
        services.name_former_superior(row, world.other.pk, world.evaluator, by=world.manager)
    for user, words in ((world.employee, "himself"), (world.manager, "of now")):
        with pytest.raises(DomainError, match=words):
            services.name_former_superior(row, world.other.pk, user, by=world.office)
    made = services.name_former_superior(row, world.other.pk, world.evaluator, by=world.office)
    again = services.name_former_superior(row, world.other.pk, world.evaluator, by=world.office)
    assert again == made
    with pytest.raises(DomainError, match="is named already"):
        services.name_former_superior(row, world.other.pk, UserFactory(), by=world.office)
    assert Entry.objects.filter(verb="appraisals.name_former_superior").count() == 1
    for change in ({"unit": world.division}, {"unit": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Evaluation.objects.filter(pk=made.pk).update(**change)


def test_office_names_him_on_the_page_and_he_evaluates(world, row):
    client = world.client("office")
    here = reverse("appraisals:evaluator", args=[row.pk])
    choices = dict(client.get(here).context["form"].fields["source"].choices)
    key = f"former_superior.{world.other.pk}"
    assert choices[key] == "former superior in Other bureau (90 days)"
    sent = {"form_token": str(uuid.uuid4()), "source": key, "user": world.evaluator.pk}
    for _click in range(2):
        assert client.post(here, sent).status_code == 302
    assert Evaluation.objects.get().unit == world.other
    theirs = world.client("evaluator")
    page = theirs.get(reverse("appraisals:evaluation", args=[row.pk, "former_superior"]))
    assert (page.status_code, page.context["side_word"]) == (200, "former superior")
    assert "proposed_grade" not in page.context["form"].fields
    assert "former superior" in theirs.get(reverse("appraisals:sitting")).content.decode()
