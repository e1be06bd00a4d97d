"""Loading the city: whole, once, told in the ledger, and refused where it does not belong."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.test import Client

from appraisals.models import (
    Agreement,
    Appeal,
    Appraisal,
    AppraisalCycle,
    CalibrationChange,
    CalibrationSession,
    CheckIn,
    Evaluation,
    Recusal,
    SelfAssessment,
)
from appraisals.queries.carrying import carry_over
from appraisals.services import missing_of
from appraisals.services.contents import content_of
from appraisals.services.sections import sections_of
from audit.models import Entry
from departments.models import (
    Appointment,
    CalendarDay,
    Delegation,
    Department,
    DepartmentPlacement,
    Person,
    PolicyPack,
    Post,
    RoleGrant,
    User,
)
from feedback.models import Engagement, MarkSheet, UnitKey
from indicators.models import (
    Amendment,
    Breakdown,
    CostLine,
    Cycle,
    Indicator,
    LockException,
    Measurement,
    Objective,
    Requirement,
    RollUp,
    ScoreCard,
    ScoreRun,
    Target,
    TargetPlan,
)
from perfmgmt.demo_city import CYCLE, SIGN_INS, agreements
from perfmgmt.demo_city.appraisals import LATE, LENIENT, RECUSED, SILENT, WARNED
from perfmgmt.demo_city.cascade import LEFT_BEHIND, UNOWNED
from perfmgmt.demo_city.fingerprint import hashes
from perfmgmt.demo_city.loading.year.subjects import head_account
from perfmgmt.demo_city.people import ACTING, VACANT
from tests import world

TABLES = (
    Appointment, CalendarDay, Cycle, Delegation, Department, DepartmentPlacement, Entry, Indicator,
    Measurement, Objective, Person, PolicyPack, Post, RoleGrant, RollUp, Target, User,
)  # fmt: skip


def load():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def counts():
    return {model.__name__: model._default_manager.count() for model in TABLES}


@pytest.fixture(scope="module")
def linhu(django_db_setup, django_db_blocker):
    """The city, loaded and scored once for all tests of this file, then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = load()
        call_command("score", CYCLE, "--inline", stdout=StringIO())
        connection.check_constraints()  # here once: else at the end of each test
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def city(linhu, db):
    return linhu


def test_load_says_what_it_loaded(city):
    assert "400 people in 401 posts" in city
    assert "Linhu is loaded (" in city


def test_second_load_changes_nothing_and_says_so(city):
    before = counts()
    assert load() == "Linhu is loaded already; nothing was changed.\n"
    assert counts() == before


def test_counts(city):
    found = counts()
    assert {name: found[name] for name in ("Department", "Person", "Post", "Indicator")} == {
        "Department": 73, "Person": 400, "Post": 401, "Indicator": 132,
    }  # fmt: skip
    assert {name: found[name] for name in ("Target", "Measurement", "RollUp", "Cycle")} == {
        "Target": 658, "Measurement": 6734, "RollUp": 219, "Cycle": 4,
    }  # fmt: skip


def test_weights_sum_to_100_in_every_cycle_but_for_the_draft(city):
    draft = {"cycle__name": "2026", "department__code": agreements.DRAFT}
    rows = Target.objects.in_force()
    assert rows.filter(**draft).aggregate(sum=Sum("weight")) == {"sum": 95}
    sums = rows.exclude(**draft).values("cycle__name", "department").annotate(sum=Sum("weight"))
    assert {row["sum"] for row in sums} == {100}
    assert len(sums) == 3 * 73 - 1


def test_scorecards_are_agreed_but_for_a_draft_and_one_that_waits(city):
    states = TargetPlan.objects.values_list("state").annotate(n=Count("pk")).order_by("state")
    assert list(states) == [("approved", 217), ("submitted", 1)]
    amended = Amendment.objects.order_by("pk").values_list("state", flat=True)
    assert list(amended) == ["applied", "waiting"]
    assert LockException.objects.open().count() == 1


def test_ledger_tells_what_was_loaded(city):
    entry = Entry.objects.get(verb="perfmgmt.load_demo")
    assert entry.details == hashes()
    bulk = Entry.objects.get(verb="indicators.load_demo", target_type="indicators.Target")
    assert bulk.details == {"rows": 654, "sha256": hashes()["plan"]}


def test_one_can_sign_in_for_every_role(city):
    roles = {}
    for sign_in in SIGN_INS:
        user = User.objects.get(username=sign_in.username)
        assert user.check_password(sign_in.password)
        roles[sign_in.username] = list(user.grants.values_list("role", "department__code"))
        assert Person.objects.filter(user=user).count() == 1
    assert roles == {
        "office": [("office", "LH")],
        "manager": [("manager", "LH-TR")],
        "employee": [("employee", "LH-TR-01")],
        "evaluator": [("evaluator", "LH-UM")],
        "auditor": [("auditor", "LH")],
        "supervision": [("supervision", "LH")],
    }


def test_office_and_auditor_have_their_second_step(city):
    with_code = Authenticator.objects.order_by("user__username").values_list("user__username")
    assert [name for (name,) in with_code] == ["auditor", "office"]
    out = StringIO()
    call_command("demo_code", "office", stdout=out)
    authenticator = Authenticator.objects.get(user__username="office")
    assert TOTP(authenticator).validate_code(out.getvalue().strip())


def test_code_is_given_for_demo_accounts_only(city):
    with pytest.raises(CommandError, match="Only these demo accounts use a code: office, auditor"):
        call_command("demo_code", "manager")


def test_nobody_else_can_sign_in_with_a_password(city):
    others = User.objects.exclude(username__in=[s.username for s in SIGN_INS])
    assert others.count() == 397
    assert not any(user.has_usable_password() for user in others)


def test_moved_unit_keeps_its_history(city):
    unit = Department.objects.get(code="LH-WA-02")
    stood = unit.placements.order_by("starts_on").values_list("parent__code", "ends_on")
    assert [code for code, _ in stood] == ["LH-UM", "LH-WA"]
    assert (unit.parent.code, unit.level) == ("LH-WA", 3)


def test_vacant_post_is_acted_in_and_a_role_is_lent(city):
    acting = Appointment.objects.get(post__code=VACANT, kind="acting")
    substantive = Appointment.objects.get(person=acting.person, kind="substantive")
    assert substantive.post.code == ACTING
    grant = RoleGrant.objects.get(user__person=acting.person)
    assert (grant.starts_on, grant.ends_on) == (acting.starts_on, acting.ends_on)
    lent = Delegation.objects.get()
    assert (lent.grant.department.code, lent.grant.role) == ("LH-UM", "manager")


def test_restated_figure_is_a_chain(city):
    chain = Measurement.objects.filter(
        indicator__code="ED-AFTER", period__label="2026-03"
    ).order_by("pk")
    first, second = chain
    assert (second.supersedes, first.supersedes) == (first, None)
    assert second.numerator < first.numerator
    assert "更正" in second.note


def test_scores_show_the_stories(city):
    run = ScoreRun.objects.get(kind="full", cycle__name=CYCLE)
    assert run.problems == []
    cards = ScoreCard.objects.filter(run=run, period__label="2026-10")
    low = cards.filter(coverage__lt="0.8", department__level=2)
    assert list(low.values_list("department__code", flat=True)) == ["LH-CA"]
    station = ScoreCard.objects.filter(run=run, department__code="LH-HU-01")
    assert station.get(period__label="2026-06").own == 0
    assert station.exclude(period__label="2026-06").filter(own__lt=90).count() == 0


def test_past_years_are_published_and_the_current_one_is_not(city):
    published = dict(Cycle.objects.values_list("name", "published_run__state"))
    assert published == {"2024": "done", "2025": "done", "2026": None, "2027": None}


def test_every_department_has_an_owner_and_an_objective_for_each_kpi(city):
    without = Target.objects.filter(owner=None) | Target.objects.filter(objective=None)
    assert [(row.department.code, row.indicator.code) for row in without] == list(UNOWNED)
    usual = Target.objects.filter(cycle__name="2025")
    assert usual.aggregate(count=Count("owner", distinct=True)) == {"count": 73}


def test_the_line_of_2026_has_the_gaps_the_docs_promise(city):
    rows = Target.objects.filter(cycle__name=CYCLE).with_owner_state()
    left = rows.filter(owner_state="left").order_by("indicator__code")
    assert list(left.values_list("department__code", "indicator__code")) == sorted(LEFT_BEHIND)
    assert Objective.objects.filter(targets=None, children=None).get().code == "TR-B"
    assert sorted(Requirement.objects.values_list("state", flat=True)) == [
        "accepted", "asked", "declined",
    ]  # fmt: skip
    assert Breakdown.objects.filter(is_complete=False).count() == 1
    assert (Breakdown.objects.count(), CostLine.objects.count()) == (3, 10)


def by_state(rows):
    return dict(rows.order_by("state").values_list("state").annotate(n=Count("pk")))


def test_four_bureaus_are_marked_from_outside_and_may_reply(city):
    row = Engagement.objects.get()
    assert (row.state, row.units.count()) == ("reply", 4)
    handed_in = MarkSheet.objects.filter(unit__engagement=row, handed_in_at__isnull=False)
    assert handed_in.count() == 8
    manager = User.objects.get(username="manager")
    assert [k.department.code for k in UnitKey.objects.filter(
        engagement=row, department__in=Department.objects.led_by(manager, "manager")
    ).select_related("department")] == ["LH-TR"]  # fmt: skip


def test_a_year_is_put_away_and_nothing_of_it_is_missing(city):
    cycle = AppraisalCycle.objects.get(code="2024-LH")
    assert (cycle.state, missing_of(cycle)) == ("archived", {})
    assert by_state(CalibrationSession.objects.filter(appraisal_cycle=cycle)) == {"locked": 16}
    changed = CalibrationChange.objects.filter(before="excellent").order_by("pk")
    assert {row.after for row in changed} == {"competent"}
    appeal = Appeal.objects.get(appraisal__appraisal_cycle=cycle)
    assert (appeal.state, appeal.notice.grade.grade, appeal.result.grade) == (
        "improved", "basically-competent", "competent",
    )  # fmt: skip
    assert appeal.result.notice.supersedes == appeal.notice


def test_plans_of_the_whole_city_are_what_both_signed(city):
    rows = Agreement.objects.filter(appraisal__appraisal_cycle__code="2026-annual")
    assert by_state(rows) == {"agreed": 473}
    loaded = rows.select_related("appraisal__appraisal_cycle", "appraisal__unit")
    for row in loaded.filter(appraisal__unit__code="LH-TR-01"):
        assert content_of(row) == row.content
    ahead = by_state(Agreement.objects.filter(appraisal__appraisal_cycle__code="2027-annual"))
    assert list(ahead) == ["agreed", "draft", "proposed", "queried"]


def test_self_assessments_are_about_the_sections_of_their_plans(city):
    rows = SelfAssessment.objects.filter(appraisal__appraisal_cycle__code="2026-annual")
    assert list(by_state(rows)) == ["draft", "opened", "submitted"]
    for row in rows.exclude(state="draft").filter(appraisal__unit__code="LH-TR-01"):
        wanted = [(one.code, one.weight) for one in sections_of(row.appraisal)]
        assert list(row.answers.pinned().values_list("section", "weight")) == wanted


def test_stories_of_the_year_in_evaluation(city):
    rows = Appraisal.objects.filter(appraisal_cycle__code="2026-annual")
    silent = rows.filter(appraiser__username=head_account(SILENT))
    assert (silent.count(), CheckIn.objects.filter(appraisal__in=silent).count()) == (6, 0)
    lenient = Evaluation.objects.filter(
        appraisal__in=rows, evaluator__username=head_account(LENIENT)
    )
    assert set(lenient.values_list("proposed_grade", flat=True)) == {"excellent"}
    assert rows.warned().get().post.code == WARNED[2026][0]
    late = rows.get(post__code=LATE)
    planning = late.appraisal_cycle.phases.get(kind="planning")
    assert late.agreements.get().agreed_at.date() > planning.ends_on
    aside = Recusal.objects.get()
    assert aside.appraisal.post.code == RECUSED
    assert aside.user != aside.appraisal.appraiser


def test_next_plan_is_offered_what_the_years_before_left_open(city):
    left = Appraisal.objects.filter(development_plan__actions__state="open", subject="person")
    rows = Appraisal.objects.filter(
        appraisal_cycle__code="2027-annual", person__in=left.values("person")
    )
    offered = [len(carry_over(row).actions) for row in rows.order_by("pk")[:3]]
    assert [min(count, 1) for count in offered] == [1, 1, 1]


@pytest.mark.parametrize("username", [one.username for one in SIGN_INS])
def test_everybody_who_signs_in_finds_something_to_do(city, username):
    client = world.sign_in(Client(), User.objects.get(username=username))
    cards = client.get("/en/").context["waiting"]
    answers = {card["url"]: client.get(card["url"]) for card in cards}
    assert {answer.status_code for answer in answers.values()} == {200}
    main = answers[cards[0]["url"]].content.decode().split('id="main"')[1]
    assert re.search(r"<form|<tbody>\s*<tr|<li>", main)
