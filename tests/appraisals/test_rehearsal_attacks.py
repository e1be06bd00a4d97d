"""A rehearsal is no way to act on real rows as somebody else, nor to be seen. Rules Y30 to Y33."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import Error, transaction
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from appraisals import services
from appraisals.models import Agreement, Appraisal, AppraisalCycle, CheckIn, CycleState
from appraisals.queries.rehearsals import Fenced, confined, way_to_cycle
from appraisals.services.cycles import FIELDS
from appraisals.views import stage as stage_views
from audit.models import Entry
from audit.rehearsing import on_stage, stage
from departments.models import RoleGrant
from tests.appraisals import cycles, plans
from tests.appraisals.rehearsing import act, at, go_on, part_of, ready, started, token
from tests.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.world import Client, sign_in

pytestmark = pytest.mark.django_db
BALLOTS = ("feedback.models.ballots", "feedback.models.results")
OF_FEEDBACK = list(apps.get_app_config("feedback").get_models())
TABLES = [
    *apps.get_app_config("appraisals").get_models(),
    *(model for model in OF_FEEDBACK if model.__module__ in BALLOTS),
]
OUTSIDE = [model for model in OF_FEEDBACK if model not in TABLES]


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(cycles.IN_PLANNING, tick=True)


@pytest.fixture
def real(world):
    """The plan of the employee in a real cycle, written and not yet proposed."""
    return plans.drafted(world)


@pytest.fixture
def rehearsal(world):
    row = started(world, code="2026-tried")
    go_on(row, "planning", by=world.office)
    return row


@pytest.fixture
def office(world):
    return world.client("office")


def drafted_in(world, rehearsal):
    """A plan of the employee that was written in the rehearsal."""
    part = part_of(world, rehearsal, "employee")
    with on_stage(rehearsal.pk, world.office.pk):
        return services.draft_agreement(part, by=world.employee)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_read_through_the_fence(table):
    assert isinstance(table._default_manager, Fenced)
    assert "JOIN" not in read_from(table)  # a lock on its rows would lock those as well
    with on_stage(1):
        assert "JOIN" not in read_from(table)
    assert way_to_cycle(table)[-1:] in ((), ("appraisal_cycle",))


@pytest.mark.parametrize("table", OUTSIDE)
def test_what_the_public_says_hangs_on_no_cycle(table):
    with pytest.raises(LookupError):
        way_to_cycle(table)


def propose(row):
    return token(deed="propose", number=row.number, version=row.version)


def read_from(table):
    return str(table.objects.all().query).split(" WHERE ")[0]


def test_who_acts_as_somebody_reads_no_real_row_of_his(world, real, rehearsal, office):
    mine = world.client("employee")
    assert mine.get(at("plan", real.appraisal_id)).status_code == 200
    act(office, rehearsal, world.employee)
    assert office.get(at("plan", real.appraisal_id)).status_code == 404
    assert office.get(at("coaching", real.appraisal_id)).status_code == 404
    assert office.get(at("plan", part_of(world, rehearsal, "employee").pk)).status_code == 200
    assert mine.get(at("plan", part_of(world, rehearsal, "employee").pk)).status_code == 404


def test_who_acts_as_somebody_changes_no_real_row_of_his(world, real, rehearsal, office):
    act(office, rehearsal, world.employee)
    before = Entry.objects.count()
    for name in ("plan-step", "plan-edit", "plan-start"):
        assert office.post(at(name, real.appraisal_id), propose(real)).status_code == 404, name
    cycle = real.appraisal.appraisal_cycle
    assert office.post(at("archive", cycle.pk), token()).status_code in (403, 404)
    real.refresh_from_db()
    assert (real.state, Entry.objects.count()) == ("draft", before)


def test_who_acts_as_the_office_sets_up_and_changes_no_real_cycle(world, real, rehearsal, office):
    act(office, rehearsal, world.office)
    cycle = real.appraisal.appraisal_cycle
    assert office.get(at("cycle", cycle.pk)).status_code == 404
    assert office.post(at("enrol", cycle.pk), token()).status_code == 404
    assert office.post(at("launch", rehearsal.rehearses_id), token()).status_code == 404
    data = token(
        code="2028", name_en="A", name_zh="甲", kind="annual", cycle=cycle.cycle_id,
        department="CITY", policy=cycle.policy_id,
    )  # fmt: skip
    answer = office.post(at("cycle-add"), data)
    assert answer.status_code == 409
    assert "This is a rehearsal: no cycle is set up in it." in answer.content.decode()
    assert AppraisalCycle._base_manager.count() == 3


def test_a_rehearsal_is_seen_by_nobody(world, rehearsal, office):
    row = drafted_in(world, rehearsal)
    for role in ("office", "auditor", "supervision", "manager", "employee", "evaluator"):
        client = world.client(role)
        assert client.get(at("cycle", rehearsal.pk)).status_code == 404, role
        assert client.get(at("participants", rehearsal.pk)).status_code == 404, role
        assert client.get(at("plan", row.appraisal_id)).status_code == 404, role
        user = world.user(role)
        for table in (AppraisalCycle, Appraisal, Agreement):
            assert table.objects.visible_to(user).exclude(pk=rehearsal.rehearses_id).filter(
                pk__in=table._base_manager.filter(**{
                    "__".join((*way_to_cycle(table), "rehearses", "isnull")): False
                }).values("pk")
            ).count() == 0  # fmt: skip


def test_no_number_changes_by_a_rehearsal(world, real, office):
    """Of every table, and of what auditors read over REST."""
    client = world.client("auditor")
    lists = ("appraisal-cycles", "appraisals", "grades", "source-scores")

    def numbers():
        seen = [client.get(f"/api/v1/{name}/").json()["results"] for name in lists]
        return [len(rows) for rows in seen], [table.objects.count() for table in TABLES]

    draft = ready(world, code="2026-tried")
    before = numbers()
    rehearsal = services.start_rehearsal(draft, by=world.office)
    go_on(rehearsal, "planning", by=world.office)
    plan = drafted_in(world, rehearsal)
    with on_stage(rehearsal.pk, world.office.pk):
        assert {type(plan).objects.count(), CheckIn.objects.count()} == {1, 0}
        assert Appraisal.objects.count() == draft.appraisals.model._base_manager.filter(
            appraisal_cycle=rehearsal
        ).count()  # fmt: skip
    assert numbers() == before


def test_acting_ends_when_the_office_is_no_office_any_more(world, rehearsal, office):
    act(office, rehearsal, world.employee)
    part = part_of(world, rehearsal, "employee")
    assert office.get(at("plan", part.pk)).status_code == 200
    RoleGrant.objects.filter(user=world.office, role="office").update(role="employee")
    assert office.get(at("plan", part.pk)).status_code == 404
    assert office.post(at("plan-start", part.pk), token()).status_code == 404
    assert office.session.get("rehearsal") is None
    assert office.get(at("rehearsal", rehearsal.pk)).status_code == 403
    RoleGrant.objects.filter(user=world.office, role="employee").update(role="office")
    assert office.get(at("plan", part.pk)).status_code == 404  # it does not come back by itself


def test_acting_ends_with_the_rehearsal(world, rehearsal, office):
    act(office, rehearsal, world.employee)
    part = part_of(world, rehearsal, "employee")
    services.end_rehearsal(rehearsal, by=world.office)
    assert office.get(at("plan", part.pk)).status_code == 404
    assert act(office, rehearsal, world.employee).status_code == 409


def test_acting_is_of_one_session_and_of_one_account(world, rehearsal, office):
    act(office, rehearsal, world.employee)
    part = part_of(world, rehearsal, "employee")
    assert world.client("office").get(at("plan", part.pk)).status_code == 404
    other = sign_in(Client(), RoleGrantFactory(role="office", department=world.city).user)
    session = other.session
    session["rehearsal"] = office.session["rehearsal"]
    session.save()
    assert other.get(at("plan", part.pk)).status_code == 404
    office.post(reverse("account_logout"))
    assert Session.objects.filter(session_data__contains="rehearsal").count() == 0
    assert sign_in(office, world.office).get(at("plan", part.pk)).status_code == 404


def test_nobody_but_the_office_of_the_branch_walks_it(world, rehearsal):
    below = sign_in(Client(), RoleGrantFactory(role="office", department=world.bureau).user)
    assert below.get(at("rehearsal", rehearsal.pk)).status_code == 404
    assert act(below, rehearsal, world.employee).status_code == 404
    for role in ("manager", "auditor", "supervision"):
        client = world.client(role)
        session = client.session
        session["rehearsal"] = [rehearsal.pk, world.employee.pk, world.user(role).pk]
        session.save()
        answer = client.get(at("plan", part_of(world, rehearsal, "employee").pk))
        assert answer.status_code == 404, role


def test_only_who_has_a_part_is_acted_as(world, rehearsal, office):
    answer = act(office, rehearsal, UserFactory())
    assert "this one has no part in it" in answer.content.decode()
    assert "rehearsal" not in office.session
    session = office.session
    session["rehearsal"] = [rehearsal.pk, UserFactory().pk, world.office.pk]
    session.save()
    assert office.get(at("cycle", rehearsal.pk)).status_code == 404


def test_roles_beyond_the_branch_stay_outside(world):
    user = RoleGrantFactory(role="manager", department=world.city).user
    RoleGrantFactory(user=user, role="evaluator", department=world.division)
    RoleGrantFactory(user=user, role="auditor", department=world.other)
    acted = confined(user, world.bureau)
    assert {(grant.role, grant.department_id) for grant in acted.known_grants} == {
        ("manager", world.bureau.pk), ("evaluator", world.division.pk),
    }  # fmt: skip
    acted.known_grants[0].refresh_from_db()
    assert acted.known_grants[0].department_id == world.city.pk  # never written


def test_outside_the_stage_one_is_oneself(world, rehearsal, office):
    act(office, rehearsal, world.employee)
    for url in (reverse("home"), reverse("departments:account")):
        page = office.get(url)
        assert page.wsgi_request.user.pk == world.office.pk
        assert b"On this page you are yourself" in page.content
    assert office.get("/api/v1/appraisal-cycles/").json()["results"][0]["code"] == "2026-tried"
    missing = office.get(at("plan", 0))
    assert (missing.status_code, missing.wsgi_request.user.pk) == (404, world.office.pk)
    assert stage() is None


@pytest.mark.parametrize("answer", [StreamingHttpResponse, TemplateResponse])
def test_nothing_is_read_after_the_stage_is_gone(world, rehearsal, rf, answer):
    """A page that is filled late would hold real rows: it is written at once, or refused."""

    def view(request):
        if answer is StreamingHttpResponse:
            return answer(iter([b"late"]))
        return answer(request, "403.html")

    request = rf.get("/")
    request.user, request.session = world.office, {}
    stage_views.begin(request, rehearsal, world.employee)
    if answer is StreamingHttpResponse:
        with pytest.raises(RuntimeError, match="after the stage is gone"):
            stage_views.played(view)(request)
    else:
        assert stage_views.played(view)(request).is_rendered
    assert (stage(), request.user) == (None, world.office)


def test_the_ledger_names_who_really_acts(world, rehearsal, office):
    act(office, rehearsal, world.employee)
    part = part_of(world, rehearsal, "employee")
    before = Entry.objects.latest("id").pk
    assert office.post(at("plan-start", part.pk), token()).status_code == 302
    written = Entry.objects.filter(pk__gt=before)
    assert {
        (one.actor, one.details["rehearsal"], one.details["acted_as"]) for one in written
    } == {(world.office.pk, rehearsal.pk, world.employee.pk)}  # fmt: skip
    begun = Entry.objects.get(verb="appraisals.act_as")
    assert (begun.actor, begun.details) == (world.office.pk, {"person": world.employee.pk})


def test_a_signature_asks_for_the_sign_in_of_who_really_signs(world, rehearsal, office):
    """Not of the person: an account without a password would count as signed in for ever."""
    world.employee.set_unusable_password()
    world.employee.save()
    for code in ("K-A", "K-B"):
        plans.carry(plans.kpi(world.division, code), world.person("employee"))
    row = drafted_in(world, rehearsal)
    act(office, rehearsal, world.employee)
    answer = office.post(at("plan-step", row.appraisal_id), propose(row))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    before = Entry.objects.latest("id").pk
    # What was sent is kept, and carried out on the stage by the page of the password.
    resumed = office.post(answer.url, {"password": PASSWORD})
    assert resumed.url == at("plan", row.appraisal_id)
    with on_stage(rehearsal.pk):
        row = Agreement.objects.get()
        assert (row.state, row.signatures.get().by) == ("proposed", world.employee)
    assert set(Entry.objects.filter(pk__gt=before).values_list("actor", flat=True)) == {
        world.office.pk
    }


def test_what_is_real_never_becomes_a_rehearsal_nor_the_other_way(world, real, rehearsal):
    cycle = real.appraisal.appraisal_cycle
    draft = AppraisalCycle.objects.get(pk=rehearsal.rehearses_id)
    rows = AppraisalCycle._base_manager
    for change in (
        lambda: rows.filter(pk=cycle.pk).update(rehearses=draft),
        lambda: rows.filter(pk=draft.pk).update(rehearses=cycle),
        lambda: rows.filter(pk=rehearsal.pk).update(rehearses=None),
        lambda: copy_of(draft, rehearses=cycle),  # launched
        lambda: copy_of(draft, rehearses=rehearsal),  # a rehearsal itself
        lambda: copy_of(draft, rehearses=draft),  # a second one at a time
        lambda: copy_of(draft, rehearses=draft, state="draft", launched_at=None),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()


def copy_of(draft, **fields):
    given = {name: getattr(draft, name) for name in FIELDS}
    now = timezone.now()
    fields = {"state": CycleState.RUNNING, "created_at": now, "launched_at": now} | fields
    return AppraisalCycle(**(given | {"code": f"copy-{fields['rehearses'].pk}"} | fields)).save()


def test_the_audit_log_takes_nothing_rehearsed_for_real(world, rehearsal, office):
    act(office, rehearsal, world.employee)
    office.post(at("plan-start", part_of(world, rehearsal, "employee").pk), token())
    entry = Entry.objects.get(verb="appraisals.draft_agreement")
    auditor = world.client("auditor")
    deeds = {row[2]["sub"]: row[2]["text"] for row in auditor.get(
        reverse("reports:audit-log"), {"kind": "all"}).context["rows"]}  # fmt: skip
    assert deeds["appraisals.draft_agreement"] == "Rehearsed: Began a plan"
    assert deeds["appraisals.start_rehearsal"] == "Started a rehearsal"
    facts = auditor.get(reverse("reports:audit-entry", args=[entry.pk])).context["facts"]
    shown = {fact["key"]: fact["value"] for fact in facts}
    assert (shown["Who"], shown["Acted as"]) == ("The office", "The employee")
