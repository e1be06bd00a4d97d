"""Scorecards agreed year by year, an amendment, locked periods: through the tables and services."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, User
from indicators.models import Cycle, Indicator, Period, PlanStep, TargetPlan
from indicators.services import amendments, plans
from indicators.services.period_locks import open_exception, set_lock
from indicators.services.versions import Change
from perfmgmt.demo_city import agreements, people
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.cards import YEARS
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.organisation import NODES


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    rows = agree(content["agreements"])
    weigh()
    for one in agreements.AMENDMENTS:
        amend(one)
    numbers = {"plans": len(rows), "changes": len(agreements.AMENDMENTS)}
    say(_("%(plans)d scorecards agreed, %(changes)d amendments") % numbers)


def office() -> User:
    return User.objects.get(username=ACCOUNTS[0].username)


def heads() -> dict[str, User]:
    """Who submits a scorecard: the head of the department."""
    found = User.objects.select_related("person").filter(person__isnull=False)
    by_number = {user.person.staff_number: user for user in found}
    return {node.code: by_number[people.head_of(node).number] for node in NODES}


def agree(sha256: str) -> list[TargetPlan]:
    """Submitted in December by the head, approved by the office; one waits, one is a draft."""
    keeper, head = office(), heads()
    at = Department.objects.in_bulk(field_name="code")
    cycles = {year: Cycle.objects.get(name=str(year)) for year in YEARS}
    rows = []
    for year in YEARS:
        for node in NODES:
            if year == YEARS[-1] and node.code == agreements.DRAFT:
                continue
            waits = year == YEARS[-1] and node.code == agreements.SUBMITTED
            decided = {"decided_by": keeper, "decided_at": december(year, 28)}
            rows.append(TargetPlan(
                cycle=cycles[year], department=at[node.code], version=1 if waits else 2,
                state="submitted" if waits else "approved", submitted_by=head[node.code],
                submitted_at=december(year, 22), **({} if waits else decided),
            ))  # fmt: skip
    made = load_in_bulk(TargetPlan, rows, sha256)
    steps = [
        step
        for plan in made
        for step in (
            PlanStep(plan=plan, deed="submit", by=plan.submitted_by, at=plan.submitted_at),
            PlanStep(plan=plan, deed="approve", by=plan.decided_by, at=plan.decided_at)
            if plan.decided_by
            else None,
        )
        if step is not None
    ]
    load_in_bulk(PlanStep, steps, sha256)
    return made


def december(year: int, day: int) -> datetime:
    """After the targets were set, and never in the future."""
    return min(datetime(year - 1, 12, day, 2, 0, tzinfo=UTC), timezone.now())


def weigh() -> None:
    """The draft still lacks five."""
    code, weight = agreements.LIGHTER
    place = Department.objects.get(code=agreements.DRAFT)
    card = Indicator.objects.get(code=code)
    plans.set_weights(current(), place, {card.pk: Decimal(weight)}, by=office())


def current() -> Cycle:
    return Cycle.objects.get(name=str(YEARS[-1]))


def amend(one: agreements.Amended) -> None:
    """Proposed by the head of the department; the office decides, or has it still to do."""
    place = Department.objects.get(code=one.department)
    plan = TargetPlan.objects.get(cycle=current(), department=place)
    card = Indicator.objects.get(code=one.card)
    row = amendments.propose(
        plan, reason=one.reason, explanation=both(one.why), by=heads()[one.department],
        changes=[Change(card, None, {"value": Decimal(one.value)})],
    )  # fmt: skip
    if one.applied:
        amendments.approve(row, by=office(), answer=both(one.answer))


def keep_open() -> None:
    """All periods of this year take values: the rest of the demo still reports into them."""
    cycle, keeper = current(), office()
    for period in Period.objects.within(cycle.period):
        set_lock(cycle, period, None, reason=both(agreements.STAYS_OPEN), by=keeper)


def lock() -> None:
    """Years that are over lock by the policy, of this one the quarters; one is open again."""
    cycle, keeper = current(), office()
    for period in Period.objects.within(cycle.period).filter(kind="quarter"):
        day = period.ends_on + timedelta(days=agreements.QUARTER_DAYS)
        set_lock(cycle, period, day, reason=both(agreements.QUARTER_LOCKS), by=keeper)
    code, label = agreements.REOPENED
    until = timezone.localdate() + timedelta(days=agreements.REOPENED_DAYS)
    open_exception(
        cycle, Period.objects.get(label=label), Department.objects.get(code=code), until=until,
        reason=both(agreements.REOPENED_WHY), by=keeper,
    )  # fmt: skip
