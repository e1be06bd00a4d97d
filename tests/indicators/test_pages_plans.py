"""The page of a scorecard: weights in one POST, steps, the grid of periods, amendments, locks."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from indicators.models import Amendment, LockException, PeriodLock, Target, TargetPlan
from indicators.services import amendments, open_cycle, period_for, set_target
from indicators.services.period_locks import set_lock
from indicators.services.plans import in_force, take_step, targets_seen
from indicators.services.versions import Change
from tests.factories import IndicatorFactory
from tests.indicators.cards import scorecard

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


@pytest.fixture
def targets(world, cycle):
    return scorecard(world.bureau, cycle)


@pytest.fixture
def manager(world):
    return world.client("manager")


@pytest.fixture
def office(world):
    return world.client("office")


def url(name, cycle, world, *more):
    return reverse(f"indicators:{name}", args=[cycle.pk, world.bureau.pk, *more])


def token():
    return {"form_token": str(uuid.uuid4())}


def weights(rows, *given):
    return {f"w{row.indicator_id}": value for row, value in zip(rows, given, strict=True)}


def step(client, cycle, world, deed, **more):
    plan = TargetPlan.objects.filter(cycle=cycle, department=world.bureau).first()
    data = token() | {"deed": deed, "version": plan.version if plan else 0} | more
    return client.post(url("plan-step", cycle, world), data)


def approved(world, cycle):
    take_step(cycle, world.bureau, "submit", by=world.manager)
    return take_step(cycle, world.bureau, "approve", by=world.office)


def in_order():
    return [row.weight for row in Target.objects.in_force().order_by("indicator__code")]


def test_all_weights_are_saved_in_one_post(cycle, world, targets, manager):
    data = token() | weights(targets, "30", "10", "20", "20", "20") | {"todo": "save"}
    data["seen"] = targets_seen(targets)
    answer = manager.post(url("plan", cycle, world), data)
    assert (answer.status_code, answer["Location"]) == (302, url("plan", cycle, world))
    assert in_order() == [30, 10, 20, 20, 20]
    assert manager.post(url("plan", cycle, world), data).status_code == 302  # the second click
    assert Target.objects.count() == 7


@pytest.mark.parametrize(
    ("todo", "made"),
    [("equal", ["20"] * 5), ("scale", ["10", "10", "20", "20", "40"])],
)
def test_weights_are_shared_out_on_request(cycle, world, targets, manager, todo, made):
    data = token() | weights(targets, "5", "5", "10", "10", "20") | {"todo": todo}
    manager.post(url("plan", cycle, world), data)
    assert in_order() == [D(one) for one in made]


def test_errors_stand_at_their_rows_and_nothing_typed_is_lost(cycle, world, targets, manager):
    data = token() | weights(targets, "101", "x", "", "20", "7.5")
    answer = manager.post(url("plan", cycle, world), data)
    form = answer.context["form"]
    assert [key for key in form.errors if key.startswith("w")] == [
        f"w{row.indicator_id}" for row in targets[:3]
    ]
    page = answer.content.decode()
    for typed in ('value="101"', 'value="x"', 'value="7.5"'):
        assert typed in page
    assert in_order() == [20] * 5


def test_weights_of_targets_changed_meanwhile_are_told(cycle, world, targets, manager):
    data = token() | weights(targets, "20", "20", "20", "20", "20") | {"seen": "old"}
    answer = manager.post(url("plan", cycle, world), data)
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.content.decode()


def test_draft_says_what_is_missing_and_offers_no_submission(cycle, world, manager):
    scorecard(world.bureau, cycle, [20, 20, 20, 20, 15])
    page = manager.get(url("plan", cycle, world)).content.decode()
    assert "The weights sum to 95: 5 are still to be given." in page
    assert "Submit for approval" not in page
    answer = step(manager, cycle, world, "submit")
    assert "must sum to exactly 100" in answer.content.decode()
    assert TargetPlan.objects.count() == 0


def test_scorecard_is_submitted_returned_and_approved_on_its_page(
    cycle, world, targets, manager, office
):
    step(manager, cycle, world, "submit")
    page = office.get(url("plan", cycle, world)).content.decode()
    assert "Your decision" in page
    assert "data-weight=" not in page
    answer = step(office, cycle, world, "return")
    assert (answer.status_code, "reason" in answer.context["step"].errors) == (200, True)
    step(office, cycle, world, "return", reason="Too easy")
    assert "Too easy" in manager.get(url("plan", cycle, world)).content.decode()
    step(manager, cycle, world, "submit")
    assert step(office, cycle, world, "approve").status_code == 302
    assert TargetPlan.objects.get().state == "approved"


def test_step_on_a_page_that_is_old_is_409(cycle, world, targets, office):
    take_step(cycle, world.bureau, "submit", by=world.manager)
    old = {"version": 0}
    assert step(office, cycle, world, "approve", **old).status_code == 409


def test_submitter_is_told_why_he_cannot_approve(cycle, world, targets, office):
    take_step(cycle, world.bureau, "submit", by=world.office)
    assert "somebody else approves it" in office.get(url("plan", cycle, world)).content.decode()
    answer = step(office, cycle, world, "approve")
    assert answer.status_code == 403
    assert "Whoever submitted a scorecard" in answer.content.decode()


def test_target_page_of_an_agreed_scorecard_says_what_to_do(cycle, world, targets, manager):
    approved(world, cycle)
    row = targets[0]
    place = f"{reverse('indicators:target', args=[row.indicator_id])}?target={row.pk}"
    data = token() | {
        "method": "ratio_higher", "value": "50", "weight": "20", "cap": "1.2", "floor": "0",
    }  # fmt: skip
    answer = manager.post(place, data)
    assert answer.status_code == 409
    assert "It changes by an amendment only" in answer.content.decode()
    ended = manager.post(reverse("indicators:target-end", args=[row.pk]))
    assert ended.status_code == 409


def test_another_scorecard_is_copied(cycle, world, targets, manager):
    following = open_cycle("2027", by=None)
    answer = manager.post(url("plan-copy", following, world), token() | {"source": cycle.pk})
    assert answer.status_code == 302
    assert Target.objects.in_force().filter(cycle=following).count() == 5


def test_targets_of_periods_are_edited_together(cycle, world, targets, manager):
    card = targets[0].indicator
    place = url("period-targets", cycle, world, card.pk)
    labels = [row["label"] for row in manager.get(place).context["rows"]]
    assert labels == [f"2026-{month:02}" for month in range(1, 13)]
    data = token() | {f"p{at}": "7" for at in range(12)} | {"spread": "sum"}
    assert manager.post(place, data).status_code == 302
    page = manager.get(place)
    assert page.context["warning"] == "The periods add up to 84; the target of the cycle is 90."
    data = token() | {f"p{at}": "7.5" for at in range(12)} | {"spread": "sum"}
    manager.post(place, data)
    assert manager.get(place).context["warning"] == ""
    parts = Target.objects.in_force().filter(indicator=card, period__isnull=False)
    assert {(row.value, row.weight) for row in parts} == {(D("7.5"), 20)}
    manager.post(place, token() | {"p0": "7.5", "spread": ""})
    assert parts.all().count() == 1


def test_bad_target_of_a_period_is_named_and_nothing_is_saved(cycle, world, targets, manager):
    place = url("period-targets", cycle, world, targets[0].indicator_id)
    answer = manager.post(place, token() | {"p0": "7", "p1": "seven", "spread": "sum"})
    assert list(answer.context["form"].errors) == ["p1"]
    assert Target.objects.count() == 5


def amended(targets, **more):
    data = token() | {"reason": "policy", "explanation": "The law changed."}
    for row in targets:
        data |= {f"t{row.pk}": "90", f"w{row.pk}": "20"}
    return data | more


def test_amendment_is_proposed_shown_and_approved(cycle, world, targets, manager, office):
    approved(world, cycle)
    data = amended(targets, **{f"t{targets[0].pk}": "80"})
    answer = manager.post(url("amend", cycle, world), data)
    row = Amendment.objects.get()
    place = reverse("indicators:amendment", args=[row.pk])
    assert answer["Location"] == place
    page = office.get(place).content.decode()
    assert "≥ 90</del>" in page
    assert "≥ 80</ins>" in page
    assert office.post(place, token() | {"deed": "approve"}).status_code == 302
    assert Target.objects.in_force().filter(value=80).count() == 1
    today = timezone.localdate().isoformat()
    office.post(place, token() | {"deed": "publish", "published_on": today})
    assert f"Published again on {today}." in office.get(place).content.decode()
    assert office.post(place, token() | {"deed": "approve"}).status_code == 409


def test_new_kpi_comes_in_by_an_amendment(cycle, world, targets, manager):
    approved(world, cycle)
    IndicatorFactory(code="NEW")
    data = amended(targets, new="NEW", new_aim="5", new_weight="20", **{f"e{targets[4].pk}": "on"})
    assert manager.post(url("amend", cycle, world), data).status_code == 302
    lines = Amendment.objects.get().lines.order_by("indicator__code")
    assert [(line.before_id, line.fields is None) for line in lines] == [
        (targets[4].pk, True), (None, False),
    ]  # fmt: skip


def test_errors_of_an_amendment_stand_at_their_rows(cycle, world, targets, manager):
    approved(world, cycle)
    data = amended(targets, **{f"t{targets[0].pk}": "1..2", f"w{targets[1].pk}": "200"})
    answer = manager.post(url("amend", cycle, world), data | {"reason": ""})
    assert set(answer.context["form"].errors) == {
        "reason", f"t{targets[0].pk}", f"w{targets[1].pk}",
    }  # fmt: skip
    data = amended(targets, **{f"w{targets[1].pk}": "10"})
    answer = manager.post(url("amend", cycle, world), data)
    assert "would not sum to exactly 100" in answer.content.decode()
    assert Amendment.objects.count() == 0


def test_draft_has_no_amendment(cycle, world, targets, manager):
    assert manager.get(url("amend", cycle, world)).status_code == 404


def test_office_locks_a_period_and_opens_it_for_a_department(cycle, world, targets, office):
    period_for("2026-01")
    today = timezone.localdate().isoformat()
    place = reverse("indicators:lock", args=[cycle.pk, "2026-01"])
    answer = office.post(place, token() | {"how": "day", "locks_on": "", "reason": "Closed"})
    assert list(answer.context["form"].errors) == ["locks_on"]
    office.post(place, token() | {"how": "day", "locks_on": today, "reason": "Closed"})
    assert PeriodLock.objects.get().locks_on == timezone.localdate()
    data = token() | {"department": "BUREAU", "until": today, "reason": "Server was down"}
    place = reverse("indicators:exception-add", args=[cycle.pk, "2026-01"])
    assert office.post(place, data).status_code == 302
    row = LockException.objects.get()
    page = office.get(reverse("indicators:locks", args=[cycle.pk])).content.decode()
    assert "Server was down" in page
    for _click in range(2):
        office.post(reverse("indicators:exception-close", args=[row.pk]))
    assert Entry.objects.filter(verb="indicators.close_exception").count() == 1


def test_report_into_a_locked_period_is_409_and_keeps_what_was_typed(
    cycle, world, targets, manager
):
    period = period_for("2026-01")
    set_lock(cycle, period, timezone.localdate(), reason="Closed", by=None)
    card = targets[0].indicator
    place = reverse("indicators:report", args=["BUREAU", card.code])
    data = token() | {"period": "2026-01", "kind": "value", "value": "42"}
    answer = manager.post(place, data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["period"])
    page = answer.content.decode()
    assert "Ask the performance office to open it" in page
    assert 'value="42"' in page


LIST_QUERIES, PLAN_QUERIES, LOCK_QUERIES = 8, 10, 9


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_three_as_for_one(
    cycle, world, office, django_assert_num_queries, count
):
    for place in (world.bureau, world.division, world.other)[:count]:
        scorecard(place, cycle)
        take_step(cycle, place, "submit", by=world.office)
    office.get(reverse("indicators:plans"))
    with django_assert_num_queries(LIST_QUERIES):
        assert len(office.get(reverse("indicators:plans")).context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_plan_asks_as_often_for_three_as_for_one(
    cycle, world, office, django_assert_num_queries, count
):
    shares = {1: [100], 3: [50, 30, 20]}
    for row in scorecard(world.bureau, cycle, shares[count]):
        set_target(
            world.bureau, row.indicator, cycle, period=period_for("2026-01"), value=D(1),
            weight=row.weight, by=None,
        )  # fmt: skip
    plan = approved(world, cycle)
    for _round in range(count):
        row = amendments.propose(
            plan, reason="policy", explanation="Why", by=world.manager,
            changes=[Change(in_force(cycle, world.bureau)[0].indicator, None,
                            {"value": D(10 + _round)})],
        )  # fmt: skip
        amendments.refuse(row, by=world.office, answer="No")
    office.get(url("plan", cycle, world))
    with django_assert_num_queries(PLAN_QUERIES):
        assert len(office.get(url("plan", cycle, world)).context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_locks_ask_as_often_for_three_as_for_one(
    cycle, world, office, django_assert_num_queries, count
):
    for month in range(1, count + 1):
        period = period_for(f"2026-{month:02}")
        set_lock(cycle, period, timezone.localdate(), reason="Closed", by=world.office)
        LockException.objects.create(
            cycle=cycle, period=period, department=world.bureau, reason="x",
            until=timezone.localdate(), opened_by=world.office, opened_at=timezone.now(),
        )  # fmt: skip
    office.get(reverse("indicators:locks", args=[cycle.pk]))
    with django_assert_num_queries(LOCK_QUERIES):
        found = office.get(reverse("indicators:locks", args=[cycle.pk])).context
    assert len(found["exceptions"]) == count
    assert len([row for row in found["rows"] if row["locked"]]) == count
