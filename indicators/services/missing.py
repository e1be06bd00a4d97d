"""Reasons for a missing value that somebody else approves, and values that are late."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import add_working_days
from departments.models import CalendarDay, Department, User
from departments.services import require_office, require_role
from indicators.models import Cycle, Indicator, Measurement, MissingRequest, Period, Target
from indicators.models.missing import NEEDS_APPROVAL, RequestState
from indicators.queries import TargetQuerySet
from indicators.services import reporting
from indicators.services.errors import checked, lock_key
from indicators.services.period_locks import Span, locked_among
from indicators.services.planning import period_for
from indicators.services.rules import pack_of

WAITING = ("not_due", "pending", "not_reported")
LOOKED_BACK = datetime.timedelta(days=100)
MOST = 2000  # values marked in one go; the next look finds the rest


@transaction.atomic
def request_missing(
    department: Department,
    indicator: Indicator,
    period: Period | str,
    code: str,
    *,
    reason: str,
    by: User,
) -> MissingRequest:
    """Ask that a value be left out of the score; until that is approved nothing is recorded.

    The same request again is the one that waits.
    Errors: DomainError at its field; WrongState when another request waits.
    """
    require_role(by, department, *reporting.REPORTERS)
    where = period if isinstance(period, Period) else period_for(period)
    lock_key("measurement", department.pk, indicator.pk, where.pk)
    row = MissingRequest(
        department=department, indicator=indicator, period=where, code=code,
        reason=reason.strip(), requested_by=by,
    )  # fmt: skip
    if code not in NEEDS_APPROVAL:
        raise DomainError(_("This reason needs no approval: report it."), "missing")
    if not row.reason:
        raise DomainError(_("Say why: somebody else decides on this."), "note")
    chain = {"department": department, "indicator": indicator, "period": where}
    waiting = MissingRequest.objects.waiting().filter(**chain).first()
    if waiting is not None:
        if (waiting.code, waiting.reason) == (row.code, row.reason):
            return waiting
        raise WrongState(_("A request for this value waits for its decision already."))
    checked(row, leave=[*chain, "requested_by", "requested_at"]).save(force_insert=True)
    details = {"code": code, "reason": row.reason, "department": department.pk,
               "indicator": indicator.pk, "period": where.label}  # fmt: skip
    audit.record("indicators.request_missing", row, by=by, details=details)
    return row


@transaction.atomic
def decide_missing(row: MissingRequest, *, approve: bool, reason: str, by: User) -> MissingRequest:
    """Approve or refuse; approved, the reason is recorded for the value. The second click is one.

    Errors: PermissionDenied for who asked; WrongState when it was decided otherwise.
    """
    require_office(by, row.department_id)
    if row.requested_by_id == by.pk:
        raise PermissionDenied(_("You asked for this yourself: somebody else has to decide."))
    if not approve and not reason.strip():
        raise DomainError(_("Say why it is refused."), "reason")
    state = RequestState.APPROVED if approve else RequestState.REFUSED
    lock_key("measurement", row.department_id, row.indicator_id, row.period_id)
    mine = MissingRequest.objects.waiting().filter(pk=row.pk)
    if not mine.update(
        state=state, decided_by=by, decided_at=Now(), decision_reason=reason.strip()[:1000]
    ):
        row.refresh_from_db()
        if (row.state, row.decided_by_id) == (state, by.pk):
            return row
        raise WrongState(_("This request was decided already."))
    row.refresh_from_db()
    details = {"before": {"state": "requested"}, "after": {"state": state, "reason": reason}}
    audit.record("indicators.decide_missing", row, by=by, details=details)
    if approve:
        reporting.report(
            row.department, row.indicator, row.period, missing=row.code,
            note=row.reason, source=f"request {row.pk}", by=by,
        )  # fmt: skip
    return row


def mark_late(*, today: datetime.date | None = None) -> int:
    """Record “late” for every value whose days of grace are over. Returns how many.

    Only in cycles whose policy says so, only for periods that ended within the last hundred days,
    for targets that stood before the value was due; a request that waits holds it off. What comes
    in later supersedes the mark and keeps it in its chain. Safe to run twice or twice at once.
    Source: docs/verification.md, rules 13 and 14.
    """
    today = today or timezone.localdate()
    days = dict(CalendarDay.objects.values_list("day", "kind"))
    open_cycles = Cycle.objects.filter(
        policy__isnull=False, period__ends_on__gte=today - LOOKED_BACK
    )
    marked = 0
    for cycle in open_cycles.select_related("period").order_by("pk"):
        pack = pack_of(cycle)
        if pack is None or pack.verification.late.value != "zero":
            continue
        allowed = int(pack.scoring["late_grace_working_days"].value)
        recent = Period.objects.within(cycle.period).filter(
            ends_on__lt=today, ends_on__gte=today - LOOKED_BACK
        )
        closed = locked_among(Span(one.label, one.starts_on, one.ends_on) for one in recent)
        for period in recent:
            if period.label in closed:
                continue
            due = add_working_days(period.ends_on, pack.collecting.due.n, days)
            if add_working_days(due, allowed, days) < today:
                marked += mark_period(cycle, period, due, MOST - marked)
    return marked


def mark_period(cycle: Cycle, period: Period, due: datetime.date, most: int) -> int:
    note = _("Not reported by %(day)s.") % {"day": due.isoformat()}
    targets = overdue(cycle, period, due).select_related("department", "indicator").order_by("pk")
    done = set()
    for target in targets[:most] if most > 0 else ():
        if (target.department_id, target.indicator_id) in done:
            continue
        reporting.report(
            target.department, target.indicator, period, missing="late", note=note, by=None
        )
        done.add((target.department_id, target.indicator_id))
    return len(done)


def overdue(cycle: Cycle, period: Period, due: datetime.date) -> TargetQuerySet:
    """The targets of a cycle that stand without a value for a period that was due by then."""
    chain = {"department": OuterRef("department"), "indicator": OuterRef("indicator")}
    last = Measurement.objects.filter(period=period, **chain).order_by("-id")
    asked = MissingRequest.objects.waiting().filter(period=period, **chain)
    evening = timezone.make_aware(datetime.datetime.combine(due, datetime.time.max))
    # An amended target is a new version: what counts is when the first one was set.
    known = Target.objects.filter(cycle=cycle, created_at__lte=evening, **chain)
    return (
        Target.objects.in_force()
        .filter(Q(period=period) | Q(period=None, indicator__frequency=period.kind))
        .filter(Exists(known), ~Exists(asked), cycle=cycle, sums_children=False)
        .annotate(reported=Subquery(last.values("missing")[:1]))
        .filter(Q(reported=None) | Q(reported__in=WAITING))
    )
