"""From when a period takes no more values, and the exceptions under which it still does.

Every door asks here: `require_unlocked` for one value, `locked_among` for a file.
Rules: docs/scorecard-plans.md, P15 to P19.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import due_on
from departments.models import CalendarDay, Department, User
from departments.services import require_office
from indicators.models import Cycle, LockException, Period, PeriodLock
from indicators.services.errors import checked, lock_key
from indicators.services.plan_policy import PlanPolicy, policy_of
from indicators.services.planning import clock

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a period, and its label."""

    label: str
    starts_on: datetime.date
    ends_on: datetime.date


class Locks:
    """When the periods of some cycles lock; reads policies, decisions and calendar once."""

    def __init__(self, cycles: Iterable[Cycle]) -> None:
        self.cycles = [(cycle, policy_of(cycle)) for cycle in cycles]
        rows = PeriodLock.objects.in_force().filter(cycle__in=[c.pk for c, _policy in self.cycles])
        self.decided = {(row.cycle_id, row.period.label): row for row in rows.for_list()}
        self.special = special_days([policy for _cycle, policy in self.cycles])

    def day(self, cycle: Cycle, policy: PlanPolicy, span: Span) -> datetime.date | None:
        """From which day on the period is locked in the cycle; None: it stays open."""
        if (row := self.decided.get((cycle.pk, span.label))) is not None:
            return row.locks_on
        if policy.lock is None:
            return None
        n, unit = policy.lock.n, policy.lock.unit
        return due_on(span.ends_on, n, unit, self.special, roll=policy.roll) + DAY

    def since(self, span: Span) -> datetime.date | None:
        """Since when the period is locked today, by any cycle around it; None when by none."""
        today = timezone.localdate()
        days = [
            day
            for cycle, policy in self.cycles
            if cycle.period.starts_on <= span.starts_on and span.ends_on <= cycle.period.ends_on
            and (day := self.day(cycle, policy, span)) is not None and day <= today
        ]  # fmt: skip
        return min(days, default=None)


def special_days(policies: Iterable[PlanPolicy]) -> dict[datetime.date, str]:
    """The working calendar, where a policy counts working days or rolls to one."""
    if any(policy.lock and (policy.lock.unit == "working" or policy.roll) for policy in policies):
        return dict(CalendarDay.objects.values_list("day", "kind"))
    return {}


def around(starts_on: datetime.date, ends_on: datetime.date) -> Iterable[Cycle]:
    """The cycles whose days touch these, with what tells when their periods lock."""
    rows = Cycle.objects.select_related("period", "policy").defer("policy__content")
    return rows.filter(period__starts_on__lte=ends_on, period__ends_on__gte=starts_on)


def require_unlocked(department: Department, period: Period) -> LockException | None:
    """None where the period is open; the exception under which it takes values of the department.

    Errors: WrongState at `period` that says since when it is locked and what to do.
    """
    span = Span(period.label, period.starts_on, period.ends_on)
    since = Locks(around(span.starts_on, span.ends_on)).since(span)
    if since is None:
        return None
    found: LockException | None = (
        LockException.objects.open()
        .filter(period=period, department__in=department.lineage)
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise locked(period.label, since)
    return found


def locked(label: str, since: datetime.date) -> WrongState:
    text = _(
        "%(period)s is locked since %(day)s. Ask the performance office to open it for this "
        "department, and say why; then send the value again."
    )
    return WrongState(text % {"period": label, "day": since.isoformat()}, "period")


def locked_among(spans: Iterable[Span]) -> dict[str, datetime.date]:
    """Which of these periods are locked today, and since when, by label."""
    spans = list(spans)
    if not spans:
        return {}
    first, last = min(s.starts_on for s in spans), max(s.ends_on for s in spans)
    locks = Locks(around(first, last))
    return {span.label: since for span in spans if (since := locks.since(span)) is not None}


@transaction.atomic
def set_lock(
    cycle: Cycle, period: Period, locks_on: datetime.date | None, *, reason: str, by: User | None
) -> PeriodLock:
    """Lock a period of a cycle from a day on, or keep it open (None). The last decision counts.

    Errors: DomainError for a period outside the cycle or without a reason.
    """
    require_office(by)
    span = cycle.period
    if not (span.starts_on <= period.starts_on and period.ends_on <= span.ends_on):
        raise DomainError(_("The period does not lie inside the cycle."), "period")
    lock_key("period lock", cycle.pk, period.pk)
    old = PeriodLock.objects.in_force().filter(cycle=cycle, period=period).first()
    if old is not None and (old.locks_on, old.reason) == (locks_on, reason.strip()):
        return old
    now = clock()
    row = PeriodLock(
        cycle=cycle, period=period, locks_on=locks_on, reason=reason.strip(), set_by=by, set_at=now
    )
    checked(row, leave=["cycle", "period", "set_at"])
    if old is not None:
        PeriodLock.objects.filter(pk=old.pk).update(replaced_at=now)
    row.save(force_insert=True)
    details = {
        "cycle": cycle.name,
        "period": period.label,
        "before": old and old.locks_on,
        "after": locks_on,
        "reason": row.reason,
    }
    audit.record("indicators.lock_period", row, by=by, details=details)
    return row


@transaction.atomic
def open_exception(
    cycle: Cycle,
    period: Period,
    department: Department,
    *,
    until: datetime.date,
    reason: str,
    by: User | None,
) -> LockException:
    """Let a department, and those beneath it, report into a locked period until a day.

    Errors: DomainError for a day that is over, without a reason, or for a period that is not
    locked; WrongState where one is open already.
    """
    require_office(by, department)
    if until < timezone.localdate():
        raise DomainError(_("This day is over."), "until")
    span = Span(period.label, period.starts_on, period.ends_on)
    if Locks(around(span.starts_on, span.ends_on)).since(span) is None:
        raise DomainError(_("This period is not locked: values can be reported."), "period")
    lock_key("lock exception", period.pk, department.pk)
    if LockException.objects.open().filter(period=period, department=department).exists():
        raise WrongState(_("There is an open exception already. Close it to set another day."))
    row = LockException(
        cycle=cycle, period=period, department=department, until=until, reason=reason.strip(),
        opened_by=by, opened_at=clock(),
    )  # fmt: skip
    checked(row, leave=["cycle", "period", "department", "opened_at"])
    row.save(force_insert=True)
    details = {
        "period": period.label,
        "department": department.code,
        "until": until.isoformat(),
        "reason": row.reason,
    }
    audit.record("indicators.open_exception", row, by=by, details=details)
    return row


@transaction.atomic
def close_exception(row: LockException, *, by: User | None) -> None:
    """End an exception before its day. A second time changes nothing."""
    require_office(by, row.department)
    open_ones = LockException.objects.filter(pk=row.pk, closed_at__isnull=True)
    if open_ones.update(closed_by=by, closed_at=clock()):
        details = {"period": row.period.label, "department": row.department.code}
        audit.record("indicators.close_exception", row, by=by, details=details)
