"""Who may mark, how marks come about and what becomes of them. docs/third-parties.md."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from appraisals.services import Signing
from audit.errors import DomainError, WrongState
from audit.models import Entry
from feedback import services
from feedback.models import (
    Engagement,
    EngagementUnit,
    FinalMark,
    MarkSheet,
    UnitKey,
    UnitResult,
    WorkingPaper,
)
from indicators.models import Measurement
from tests.factories import RoleGrantFactory
from tests.feedback import third_parties as third
from tests.feedback.third_parties import DAY

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(MORNING)


def why(world, row, step="commission"):
    with pytest.raises(DomainError) as caught:
        third.step(world, row, step)
    return caught.value.message


def users(row):
    return {one.seat: one.user for one in row.members.select_related("user")}


def test_an_engagement_needs_weights_of_exactly_100(world):
    row = third.drafted(world, weights=(60, 39))
    assert why(world, row) == "The weights of the criteria sum to 99.00; make it exactly 100."
    with pytest.raises(IntegrityError, match="sum to 100"), transaction.atomic():
        Engagement.objects.filter(pk=row.pk).update(
            state="commissioned", commissioned_on=timezone.localdate()
        )


def test_independence_is_declared_for_every_department_and_the_one_that_asks(world):
    third.organisation(world, declares=[world.bureau])
    assert why(world, third.drafted(world)) == (
        "Its declaration of independence does not name City, Other bureau. Ask for one that does, "
        "or leave them out."
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"signed_on": datetime.date(2025, 5, 31)}, "no declaration of independence of the last"),
        ({"has_violation": True, "violation_note": "False data in 2025."}, "False data in 2025."),
    ],
)
def test_an_old_declaration_or_a_violation_stands_in_the_way(world, fields, said):
    body = services.add_organisation(
        by=None, name_en="New", name_zh="新机构", registration_number="N-1"
    )
    third.declaration(world, body, **fields)
    assert said in why(world, third.drafted(world, organisation=body))


def test_a_suspended_organisation_is_refused_with_day_and_reason(world):
    body = third.organisation(
        world, suspended_until=datetime.date(2026, 6, 1), suspended_because="Late twice."
    )
    row = third.drafted(world, organisation=body)
    assert why(world, row) == (
        f"{body.title} is suspended until 2026-06-01: Late twice. Choose another one."
    )


def test_the_same_organisation_does_not_mark_a_department_a_fourth_time_running(world):
    mine, other = third.organisation(world), third.organisation(world, "OTHER-1")
    only = [world.bureau]
    for _time in range(3):
        third.step(world, third.drafted(world, only, organisation=mine), "commission")
    fourth = third.drafted(world, organisation=mine)
    assert why(world, fourth) == (
        f"{mine.title} marked Bureau the last 3 times: another organisation has to be next."
    )
    third.step(world, third.drafted(world, only, organisation=other), "commission")
    assert third.step(world, fourth, "commission").state == "commissioned"


def test_a_withdrawn_engagement_is_no_turn(world):
    for _time in range(3):
        row = third.step(world, third.drafted(world, [world.bureau]), "commission")
    third.step(world, row, "withdraw")
    assert third.step(world, third.drafted(world), "commission").state == "commissioned"


def test_who_holds_a_role_or_a_post_takes_no_seat(world):
    seats = third.people() | {"second": world.employee}
    with pytest.raises(DomainError) as caught:
        third.drafted(world, users=seats)
    assert (caught.value.field, "employee holds a role" in caught.value.message) == ("second", True)
    row = third.drafted(world)
    RoleGrantFactory(user=third.people()["first"], role="employee", department=world.other)
    assert "third-first holds a role or a post here by now" in why(world, row)


def test_only_office_and_supervision_commission(world):
    row = third.drafted(world)
    for role in ("manager", "employee", "evaluator", "auditor"):
        with pytest.raises(PermissionDenied):
            services.take_step(row, "commission", by=world.user(role))
    assert services.take_step(row, "commission", by=world.supervision).state == "commissioned"


def test_what_was_commissioned_stays(world):
    row = third.step(world, third.drafted(world), "commission")
    with pytest.raises(WrongState):
        services.remove_criterion(row.criteria.first(), by=world.office)
    for change in (
        lambda: row.criteria.update(weight=50),
        lambda: UnitKey.objects.filter(engagement=row).delete(),
        lambda: row.members.all().delete(),
        lambda: Engagement.objects.filter(pk=row.pk).update(is_blind=True),
        lambda: Engagement.objects.filter(pk=row.pk).update(state="final"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_accounts_open_for_their_days_and_their_engagement_only(world, time_machine):
    row, other = third.drafted(world), third.drafted(world)
    first = third.people()["first"]
    assert list(Engagement.objects.visible_to(first)) == []  # drafted
    third.step(world, row, "commission")
    assert list(Engagement.objects.visible_to(first)) == [row]
    assert list(Engagement.objects.visible_to(third.people("stranger")["first"])) == []
    time_machine.move_to(datetime.datetime.combine(row.ends_on + DAY, datetime.time(9)))
    assert (list(Engagement.objects.visible_to(first)), other.state) == ([], "drafted")


def test_neither_marker_sees_the_other_before_everything_is_in(world):
    row = third.marking(world)
    first, second = users(row)["first"], users(row)["second"]
    one, two = row.units.select_related("engagement")
    third.hand_in(one, first, (3, 3))
    services.save_sheet(two, third.texts(row, (1, 1)), version=0, by=first)
    third.hand_in(one, second, (3, 3))
    seen = {
        who.username: sorted(
            MarkSheet.objects.visible_to(who).values_list("member__user__username", flat=True)
        )
        for who in (first, second, users(row)["responsible"], world.office, world.manager)
    }
    assert seen == {
        "third-first": ["third-first"] * 2, "third-second": ["third-second"],
        "third-responsible": [], "office": [], "manager": [],
    }  # fmt: skip
    assert why(world, row, "ask") == (
        "2 of 4 mark sheets are handed in: both markers hand in every one."
    )


def test_a_sheet_says_everything_that_is_missing_and_stays_once_handed_in(world):
    row = third.marking(world)
    first = users(row)["first"]
    unit = row.units.select_related("engagement").first()
    a, b = row.criteria.all()
    half = third.texts(row, (2, 2))
    half[str(b.pk)] = {"level": "0"}
    sheet = services.save_sheet(unit, half, version=0, by=first)
    with pytest.raises(services.MarksError) as caught:
        services.hand_in_sheet(unit, version=sheet.version, by=first)
    assert set(caught.value.errors) == {(b.pk, "level"), (b.pk, "note")}
    with pytest.raises(services.StaleSheetError) as stale:
        services.save_sheet(unit, third.texts(row, (1, 1)), version=0, by=first)
    assert stale.value.sheet.draft[str(a.pk)]["level"] == half[str(a.pk)]["level"]
    sheet = services.save_sheet(unit, third.texts(row, (2, 2)), version=sheet.version, by=first)
    services.hand_in_sheet(unit, version=sheet.version, by=first)
    with pytest.raises(WrongState):
        services.save_sheet(unit, half, version=3, by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        MarkSheet.objects.filter(pk=sheet.pk).update(handed_in_at=None)
    with pytest.raises(PermissionDenied):
        services.save_sheet(unit, half, version=0, by=users(row)["responsible"])


def test_the_department_replies_until_its_day_and_nobody_else_does(world, time_machine):
    row = third.marked(world)
    assert row.reply_until == datetime.date(2026, 6, 15)  # ten working days after 1 June
    unit = third.unit_of(row, world.bureau)
    key = row.criteria.first().pk
    for who in (world.office, world.employee, world.supervision):
        with pytest.raises(PermissionDenied):
            services.reply(unit, {key: "No."}, version=0, by=who)
    services.reply(unit, {key: "We publish weekly."}, version=0, by=world.manager)
    with pytest.raises(services.StaleReplyError):
        services.reply(unit, {key: "Another."}, version=0, by=world.manager)
    assert why(world, row, "settle") == (
        "Departments may reply until 2026-06-15, that day included."
    )
    time_machine.move_to(datetime.datetime(2026, 6, 16, 9, tzinfo=datetime.UTC))
    with pytest.raises(WrongState, match="open until 2026-06-15"):
        services.reply(unit, {key: "Late."}, version=1, by=world.manager)
    assert third.step(world, row, "settle").state == "adjudication"


def test_a_manager_sees_his_own_unit_from_the_reply_on(world):
    row = third.marking(world)
    assert list(EngagementUnit.objects.visible_to(world.manager)) == []
    row2 = third.marked(world)
    assert list(EngagementUnit.objects.visible_to(world.manager)) == [
        third.unit_of(row2, world.bureau)
    ]
    assert list(Engagement.objects.visible_to(world.manager)) == []
    assert row.state == "marking"


def settle_all(row, level, *, reason="Read both.", changed=None):
    by = users(row)["responsible"]
    for unit in row.units.select_related("engagement"):
        lines = services.standings([unit], row)[unit.pk]
        given = {
            one.criterion.pk: services.Decision(
                one.criterion.levels.get(place=level) if one.is_apart or changed else None, reason,
                changed if one.reply else None,
            )
            for one in lines if one.is_due
        }  # fmt: skip
        if given:
            services.adjudicate(unit, given, seen=0, by=by)


def test_marks_that_lie_apart_are_settled_by_a_third_person(world, time_machine):
    row = third.settling(world, time_machine, first=(4, 3), second=(2, 3))
    with pytest.raises(DomainError, match="Not settled yet: A, B"):
        third.signed(row)
    unit = row.units.select_related("engagement").first()
    key = row.criteria.first().pk
    with pytest.raises(services.DecisionsError) as caught:
        services.adjudicate(unit, {}, seen=0, by=users(row)["responsible"])
    assert set(caught.value.errors) == {(key, "reason"), (key, "level")}
    with pytest.raises(PermissionDenied):
        services.adjudicate(unit, {}, seen=0, by=users(row)["first"])
    settle_all(row, level=4)
    assert third.signed(row).state == "final"
    # 60 x 10/10 + 40 x 7/10
    assert list(UnitResult.objects.values_list("mark", "markers")) == [(Decimal("88.00"), 2)] * 2
    work = services.work_of(row.organisation, timezone.localdate())
    assert (work.marks, work.adjudicated, work.late_reports) == (4, 2, 0)


@pytest.mark.parametrize(
    ("changed", "mark", "effect"), [(True, "52.00", "changed"), (False, "70.00", "kept")]
)
def test_the_final_mark_says_whether_the_reply_changed_it(
    world, time_machine, changed, mark, effect
):
    row = third.marked(world, departments=[world.bureau])
    unit = third.unit_of(row, world.bureau)
    key = row.criteria.first().pk
    services.reply(unit, {key: "Not so."}, version=0, by=world.manager)
    time_machine.move_to(datetime.datetime(2026, 6, 16, 9, tzinfo=datetime.UTC))
    row = third.step(world, row, "settle")
    settle_all(row, level=2, changed=changed)
    third.signed(row)
    finals = dict(FinalMark.objects.values_list("criterion", "reply"))
    assert finals == {key: effect, row.criteria.last().pk: "none"}
    assert UnitResult.objects.get().mark == Decimal(mark)


def test_a_signed_report_becomes_values_through_the_one_door(world, time_machine):
    row = third.signed(third.settling(world, time_machine, first=(3, 4), second=(4, 4)))
    report = row.reports.get()
    value = Measurement.objects.current().get(department=world.bureau)
    assert (value.value, value.indicator, value.period, value.reported_by) == (
        Decimal("91.00"), row.indicator, row.period, None,
    )  # fmt: skip
    assert (row.organisation.title in value.source, report.sha256 in value.note) == (True, True)
    content = json.loads(report.content)
    assert [one["mark"] for one in content["units"]] == ["91.00", "91.00"]
    assert Entry.objects.filter(verb="feedback.sign_report").count() == 1
    with pytest.raises(WrongState):
        third.signed(row)


def test_a_correction_is_signed_again_and_supersedes(world, time_machine):
    row = third.settling(world, time_machine, departments=[world.bureau], second=(1, 3))
    settle_all(row, level=3)
    row = third.signed(row)
    row = third.step(world, row, "correct", text="A page was overlooked.")
    unit = row.units.select_related("engagement").get()
    key = row.criteria.first().pk
    services.adjudicate(
        unit, {key: services.Decision(row.criteria.first().levels.get(place=2), "Page 7.", None)},
        seen=1, by=users(row)["responsible"],
    )  # fmt: skip
    third.signed(row)
    values = Measurement.objects.filter(department=world.bureau).order_by("pk")
    assert [(one.value, one.supersedes_id) for one in values] == [
        (Decimal("70.00"), None), (Decimal("52.00"), values[0].pk),
    ]  # fmt: skip
    third.signed(third.step(world, row, "correct", text="Nothing to change."))
    assert (values.count(), row.reports.count()) == (2, 3)


def test_nobody_signs_without_a_fresh_sign_in_or_for_another(world, time_machine):
    row = third.settling(world, time_machine)
    stale = Signing(datetime.timedelta(hours=1))
    with pytest.raises(DomainError, match="sign in once more"):
        services.sign_report(row, signing=stale, by=users(row)["responsible"])
    for who in (users(row)["first"], world.office):
        with pytest.raises(PermissionDenied):
            services.sign_report(row, signing=third.FRESH, by=who)


def test_working_papers_stay_and_the_other_marker_reads_them_afterwards(world):
    row = third.marking(world)
    first, second = users(row)["first"], users(row)["second"]
    paper = services.add_paper(row, note="Called twice.", reference="Tel.", unit=None, by=first)
    with pytest.raises(PermissionDenied):
        services.add_paper(row, note="x", reference="", unit=None, by=world.office)
    seen = [list(WorkingPaper.objects.visible_to(who)) for who in (first, second, world.office)]
    assert seen == [[paper], [], [paper]]
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingPaper.objects.filter(pk=paper.pk).delete()


def test_a_page_from_before_the_signature_adds_no_paper(world, time_machine):
    row = third.settling(world, time_machine)
    third.signed(row)
    with pytest.raises(WrongState, match="The report is signed"):
        services.add_paper(row, note="Late.", reference="", unit=None, by=users(row)["first"])


def test_evidence_is_of_the_unit_and_before_marking_ends(world):
    row = third.drafted(world)
    unit = third.unit_of(row, world.bureau)
    with pytest.raises(DomainError, match="Write the evidence, attach a file or choose"):
        services.add_material(
            unit, title="Log", text="", criterion=None, measurement=None, by=world.office
        )
    services.add_material(
        unit, title="Log", text="Answered in 2 days.", criterion=None, measurement=None,
        by=world.office,
    )  # fmt: skip
    assert unit.material.count() == 1


def test_a_late_report_costs_and_too_little_quality_is_refused(world, time_machine):
    body = third.organisation(world)
    for _time in range(2):
        third.step(world, third.drafted(world, [world.bureau]), "commission")
    time_machine.move_to(MORNING + 61 * DAY)
    assert services.quality_of(body) == Decimal("70.00")
    third.step(world, third.drafted(world, [world.other]), "commission")
    time_machine.move_to(MORNING + 130 * DAY)
    assert "worth 55.00 points; 60 are needed" in why(world, third.drafted(world))


def test_a_report_that_is_corrected_still_counts(world, time_machine):
    row = third.settling(world, time_machine, departments=[world.bureau], second=(1, 3))
    unit = third.unit_of(row, world.bureau)
    one = row.criteria.first()
    decision = services.Decision(one.levels.get(place=2), "Page 7.", None)
    services.adjudicate(unit, {one.pk: decision}, seen=0, by=users(row)["responsible"])
    row = third.signed(row)
    before = services.work_of(row.organisation, timezone.localdate())
    assert (before.marks, before.adjudicated) == (2, 1)
    third.step(world, row, "correct")
    assert services.work_of(row.organisation, timezone.localdate()) == before
