"""Agreements: drafts from the cascade, weights, steps, signatures, amendments."""

import datetime
import hashlib
import json
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from appraisals import services
from appraisals.models import Agreement, AgreementLine, AgreementStep, Signature
from appraisals.services.agreements import Entry
from audit.errors import DomainError, WrongState
from audit.models import Entry as Sealed
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, phase, running
from tests.appraisals.plans import (
    NOW,
    OLD,
    agreed,
    carry,
    drafted,
    entries,
    kpi,
    planning,
    proposed,
    renewed_target,
    start_coaching,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
D = Decimal


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


def lines(row):
    return [
        (line.code, line.aspect and line.aspect.code, line.weight)
        for line in row.lines.order_by("place", "pk")
    ]


def test_plan_of_a_person_holds_what_is_assigned_to_him_and_a_duty_for_each_aspect(world):
    row = drafted(world)
    assert (row.state, row.number) == ("draft", 1)
    assert lines(row) == [
        ("K-A", "results", D("35.00")), ("K-B", "results", D("35.00")),
        ("duty:1", "duties", D("30.00")),
    ]  # fmt: skip
    assert services.draft_agreement(row.appraisal, by=world.manager) == row  # begun once
    assert Sealed.objects.get(verb="appraisals.draft_agreement").target_id == str(row.pk)


def test_plan_of_a_person_takes_what_is_assigned_to_his_post_and_each_kpi_once(world):
    first = kpi(world.division, "K-A")
    carry(first, world.person("employee"))
    carry(first, world.appointment("employee").post)
    carry(kpi(world.bureau, "K-C"), world.appointment("employee").post)
    carry(kpi(world.bureau, "K-D"), world.person("manager"))
    cycle = running(world, policy="cn-local")
    services.open_phase(phase(cycle, "planning"), by=None)
    row = services.draft_agreement(appraisal_of(cycle, world.employee), by=world.employee)
    assert lines(row)[:2] == [("K-A", "results", D(20)), ("K-C/BUREAU", "results", D(20))]
    assert [line.aspect.code for line in row.lines.all()[2:]] == [
        "integrity", "ability", "diligence", "probity",
    ]  # fmt: skip
    assert row.lines.get(code="K-A").contribution.person == world.person("employee")


def test_plan_of_a_department_holds_its_targets_with_their_weights(world):
    for code, weight in (("K-A", "50"), ("K-B", "30"), ("K-C", "20")):
        kpi(world.division, code, weight)
    cycle = running(world)
    services.open_phase(phase(cycle, "planning"), by=None)
    place = cycle.appraisals.get(subject="department", unit=world.division)
    services.choose_appraiser(place, world.office, None, reason="test", by=None)
    type(place).objects.filter(pk=place.pk).update(subject_user=world.manager)
    row = services.draft_agreement(place, by=world.manager)
    assert lines(row) == [("K-A", None, D(50)), ("K-B", None, D(30)), ("K-C", None, D(20))]


@pytest.mark.parametrize("role", ["office", "auditor", "evaluator", "supervision", "stranger"])
def test_only_the_two_sides_write(world, role):
    row = drafted(world)
    with pytest.raises(PermissionDenied):
        services.save_agreement(row, entries(row), by=world.user(role))
    with pytest.raises(PermissionDenied):
        services.take_step(row, "propose", by=world.user(role), signing=NOW)


def test_lines_are_saved_at_once_and_an_old_page_is_refused(world):
    row = drafted(world)
    given = [*entries(row, K_A="40", K_B="30", duty_1="20"), Entry("", D(10), "duties", " Duty ")]
    saved = services.save_agreement(row, given, by=world.manager, seen=0)
    assert lines(saved) == [
        ("K-A", "results", D(40)), ("K-B", "results", D(30)),
        ("duty:1", "duties", D(20)), ("duty:2", "duties", D(10)),
    ]  # fmt: skip
    with pytest.raises(WrongState, match="Somebody else changed this"):
        services.save_agreement(row, given, by=world.employee, seen=0)
    without = [entry for entry in entries(saved) if entry.code != "duty:2"]
    saved = services.save_agreement(saved, without, by=world.manager, seen=1)
    saved = services.save_agreement(
        saved, [*without, Entry("", D(1), "duties", "New")], by=world.manager
    )
    assert [line.code for line in saved.lines.filter(indicator=None)] == ["duty:1", "duty:2"]
    with pytest.raises(WrongState):  # a KPI is not left out
        services.save_agreement(saved, entries(saved)[1:], by=world.manager)
    with pytest.raises(DomainError, match="aspect"):
        services.save_agreement(
            saved, [*entries(saved), Entry("", D(1), "", "Beside")], by=world.manager
        )


def test_weights_that_are_not_complete_are_neither_proposed_nor_let_in(world):
    row = drafted(world)
    row = services.save_agreement(row, entries(row, K_A="34.99", duty_1="30.01"), by=world.manager)
    with pytest.raises(DomainError, match="weights are not complete"):
        services.take_step(row, "propose", by=world.employee, signing=NOW)
    content = "{}"
    digest = hashlib.sha256(content.encode()).hexdigest()
    Signature.objects.create(
        agreement=row, round=1, side="subject", by=world.employee, sentence="yes", language="en",
        sha256=digest, at=IN_PLANNING, signed_in_at=IN_PLANNING,
    )  # fmt: skip
    change = {
        "state": "proposed", "content": content, "sha256": digest, "round": 1,
        "proposed_as": "subject", "proposed_by": world.employee, "proposed_at": IN_PLANNING,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="exactly 100"), transaction.atomic():
        Agreement.objects.filter(pk=row.pk).update(**change)
    services.save_agreement(row, entries(row, K_A="35", duty_1="30"), by=world.manager)
    with pytest.raises(DatabaseError, match="digest"), transaction.atomic():
        Agreement.objects.filter(pk=row.pk).update(**change | {"content": "[]"})
    Agreement.objects.filter(pk=row.pk).update(**change)  # the fence lets what is whole pass
    with pytest.raises(DatabaseError, match="signature of each side"), transaction.atomic():
        Agreement.objects.filter(pk=row.pk).update(
            state="agreed", agreed_by=world.manager, agreed_at=IN_PLANNING
        )


def test_both_sides_sign_the_same_content(world):
    row = drafted(world)
    with pytest.raises(DomainError, match="sign in once more"):
        services.take_step(row, "propose", by=world.employee)
    with pytest.raises(DomainError, match="sign in once more"):
        services.take_step(row, "propose", by=world.employee, signing=OLD)
    row = proposed(world, row)
    with pytest.raises(PermissionDenied):
        services.take_step(row, "agree", by=world.employee, signing=NOW)
    with override("zh-hans"):
        row = services.take_step(row, "agree", by=world.manager, signing=NOW)
    first, second = row.signatures.all()
    assert (row.state, row.agreed_by, row.round) == ("agreed", world.manager, 1)
    assert [(s.side, s.by, s.language) for s in (first, second)] == [
        ("subject", world.employee, "en"), ("appraiser", world.manager, "zh-hans"),
    ]  # fmt: skip
    assert first.sha256 == second.sha256 == hashlib.sha256(row.content.encode()).hexdigest()
    assert first.at - first.signed_in_at == datetime.timedelta(seconds=5)
    sealed = Sealed.objects.filter(verb="appraisals.sign_agreement").order_by("pk")
    assert [entry.details["sha256"] for entry in sealed] == [row.sha256] * 2
    content = json.loads(row.content)
    assert (content["person"], [line["weight"] for line in content["lines"]]) == (
        row.appraisal.person.staff_number, ["35", "35", "30"],
    )  # fmt: skip


def test_signatures_and_steps_stay(world):
    row = agreed(world)
    for rows in (row.signatures, row.steps):
        with pytest.raises(DatabaseError, match="stay"), transaction.atomic():
            rows.update(by=world.office)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()
    old = IN_PLANNING - datetime.timedelta(hours=1)
    with pytest.raises(DatabaseError, match="fresh_sign_in"), transaction.atomic():
        Signature.objects.create(
            agreement=row, round=2, side="subject", by=world.employee, sentence="x",
            language="en", sha256="0", at=IN_PLANNING, signed_in_at=old,
        )  # fmt: skip


def test_query_asks_for_words_and_leads_back_to_the_draft(world):
    row = proposed(world)
    with pytest.raises(DomainError, match="Say what"):
        services.take_step(row, "query", by=world.manager, text=" ")
    row = services.take_step(row, "query", by=world.manager, text="K-B is too heavy")
    assert (row.state, AgreementStep.objects.first().text) == ("queried", "K-B is too heavy")
    row = services.save_agreement(row, entries(row, K_A="40", K_B="30"), by=world.manager)
    row = services.take_step(row, "propose", by=world.manager, signing=NOW)
    assert (row.round, row.proposed_as) == (2, "appraiser")
    row = services.take_step(row, "agree", by=world.employee, signing=NOW)
    assert [(s.round, s.side) for s in row.signatures.all()] == [
        (1, "subject"), (2, "appraiser"), (2, "subject"),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["proposed", "agreed"])
def test_what_is_proposed_or_agreed_stays(world, state):
    row = {"proposed": proposed, "agreed": agreed}[state](world)
    with pytest.raises(WrongState):
        services.save_agreement(row, entries(row), by=world.manager)
    refused = [
        lambda: row.lines.update(weight=1),
        lambda: row.lines.all().delete(),
        lambda: row.aspects.update(weight=1),
        lambda: AgreementLine.objects.create(agreement=row, code="x", title="x", weight=0, place=9),
        lambda: Agreement.objects.filter(pk=row.pk).update(content="x"),
        lambda: Agreement.objects.filter(pk=row.pk).update(state="draft"),
        lambda: Agreement.objects.filter(pk=row.pk).delete(),
    ]
    for write in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_kpis_that_changed_are_taken_over_before_it_is_proposed(world):
    row = drafted(world)
    target = row.lines.get(code="K-A").target
    after = renewed_target(target, 95)
    carry(kpi(world.division, "K-Z"), world.person("employee"))
    with pytest.raises(DomainError, match="KPIs from above have changed"):
        services.take_step(row, "propose", by=world.employee, signing=NOW)
    row = services.renew_kpis(row, by=world.manager)
    assert lines(row) == [
        ("K-A", "results", D(35)), ("K-B", "results", D(35)), ("K-Z", "results", D(0)),
        ("duty:1", "duties", D(30)),
    ]  # fmt: skip
    assert row.lines.get(code="K-A").target == after
    assert proposed(world, row).state == "proposed"


def test_only_the_proposer_takes_back_what_is_proposed(world):
    row = proposed(world)
    with pytest.raises(PermissionDenied):
        services.take_step(row, "withdraw", by=world.manager)
    row = services.take_step(row, "withdraw", by=world.employee)
    again = services.draft_agreement(row.appraisal, by=world.manager)
    assert (again.number, lines(again)) == (2, lines(row))


def test_an_amendment_supersedes_when_both_have_signed(world, time_machine):
    row = agreed(world)
    start_coaching(row.appraisal.appraisal_cycle, time_machine)
    with pytest.raises(DomainError, match="reasons of the policy"):
        services.amend_agreement(row, reason="whim", explanation="x", by=world.manager)
    with pytest.raises(DomainError, match="Explain"):
        services.amend_agreement(row, reason="new_task", explanation=" ", by=world.manager)
    new = services.amend_agreement(row, reason="new_task", explanation="Floods", by=world.manager)
    with pytest.raises(WrongState, match="being amended already"):
        services.amend_agreement(row, reason="new_task", explanation="More", by=world.employee)
    new = services.save_agreement(new, entries(new, K_A="50", K_B="20"), by=world.employee)
    new = services.take_step(new, "propose", by=world.manager, signing=NOW)
    row.refresh_from_db()
    assert (row.state, new.state) == ("agreed", "proposed")
    new = services.take_step(new, "agree", by=world.employee, signing=NOW)
    row.refresh_from_db()
    assert (row.state, new.state, new.supersedes) == ("superseded", "agreed", row)
    assert [line.weight for line in row.lines.filter(code__startswith="K")] == [D(35), D(35)]
    assert json.loads(new.content)["supersedes"] == row.sha256


def test_what_holds_ends_only_with_its_successor(world):
    row = agreed(world)
    end = Agreement.objects.filter(pk=row.pk)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS agreement_succeeded IMMEDIATE")
        with pytest.raises(DatabaseError, match="holds until"), transaction.atomic():
            end.update(state="superseded")


def test_a_plan_is_written_in_planning_and_amended_until_coaching_ends(world, time_machine):
    row = planning(world)
    cycle = row.appraisal_cycle
    start_coaching(cycle, time_machine)
    with pytest.raises(WrongState, match=r"“Planning” is closed\. What you wrote is kept"):
        services.draft_agreement(row, by=world.employee)
    type(row).objects.filter(pk=row.pk).update(counts_from=datetime.date(2026, 2, 2))
    late = agreed(world, services.draft_agreement(row, by=world.employee))  # joined later
    services.close_phase(phase(cycle, "coaching"), by=None)
    with pytest.raises(WrongState, match="closed"):
        services.amend_agreement(late, reason="new_task", explanation="x", by=world.manager)


def test_a_draft_is_for_both_sides_and_what_is_agreed_for_all_who_see_the_appraisal(world):
    def readers():
        roles = ("office", "manager", "employee", "evaluator", "auditor", "supervision", "stranger")
        return {
            role for role in roles
            if Agreement.objects.visible_to(world.user(role)).exists()
            and AgreementLine.objects.visible_to(world.user(role)).exists()
        }  # fmt: skip

    row = drafted(world)
    assert readers() == {"office", "manager", "employee"}
    agreed(world, row)
    assert readers() == {"office", "manager", "employee", "auditor", "supervision"}


def test_state_of_the_plan_and_lines_in_force_are_asked_as_rows(world):
    row = drafted(world)
    rows = type(row.appraisal).objects.filter(pk=row.appraisal_id)
    assert (rows.with_plan().get().plan_state, rows.with_plan().get().has_agreed) == (
        "draft", False,
    )  # fmt: skip
    row = agreed(world, row)
    services.amend_agreement(row, reason="new_task", explanation="x", by=world.manager)
    found = rows.with_plan().get()
    assert (found.plan_state, found.has_agreed) == ("draft", True)
    assert set(AgreementLine.objects.in_force()) == set(row.lines.all())


@pytest.mark.django_db(transaction=True)
def test_of_a_query_and_a_yes_at_once_one_is_first(world):
    row = proposed(world)
    outcomes = at_once(
        lambda: services.take_step(row, "agree", by=world.manager, signing=NOW),
        lambda: services.take_step(row, "query", by=world.manager, text="no"),
    )
    assert sorted(outcomes) == ["Agreement", "WrongState"]
    assert AgreementStep.objects.exclude(deed="propose").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_line_written_while_it_is_proposed_is_in_the_signed_content_or_refused(world):
    row = drafted(world)
    given = [*entries(row, duty_1="20"), Entry("", D(10), "duties", "Late")]
    outcomes = at_once(
        lambda: services.take_step(row, "propose", by=world.employee, signing=NOW),
        lambda: services.save_agreement(row, given, by=world.manager),
    )
    row.refresh_from_db()
    assert row.state == "proposed"
    told = len(json.loads(row.content)["lines"])
    assert (told, outcomes.count("WrongState")) in {(4, 0), (3, 1)}
    assert told == row.lines.count()


@pytest.mark.django_db(transaction=True)
def test_a_plan_proposed_while_the_phase_closes_is_in_or_refused(world):
    row = drafted(world)
    planning = phase(row.appraisal.appraisal_cycle, "planning")
    outcomes = at_once(
        lambda: services.take_step(row, "propose", by=world.employee, signing=NOW),
        lambda: services.close_phase(planning, by=None),
    )
    row.refresh_from_db()
    planning.refresh_from_db()
    assert planning.state == "closed"
    signed = Signature.objects.count()
    assert (sorted(outcomes), row.state, signed) in (
        (["Agreement", "Phase"], "proposed", 1), (["Phase", "WrongState"], "draft", 0),
    )  # fmt: skip


def at_once(*calls):
    """The names of what each call gave or raised, all begun at the same moment."""
    barrier, outcomes = threading.Barrier(len(calls)), []

    def work(call):
        try:
            barrier.wait()
            outcomes.append(type(call()).__name__)
        except (DomainError, PermissionDenied) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
