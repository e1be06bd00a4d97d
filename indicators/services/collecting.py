"""What the clock does with data returns: open them, see them complete, remind, escalate.

Every step may run twice or twice at once: they take turns, and each writes only what is not there.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.utils import timezone

from audit import services as audit
from departments.calendar import add_working_days, shift_working_days
from departments.models import CalendarDay, Department
from departments.notification_words import Code
from departments.policy import pack as packs
from departments.policy.collecting import DEFAULT, Collecting
from departments.services import Matter, notify_all, settle
from indicators.models import Cycle, DataReturn, Measurement, Period, Reminder, Target
from indicators.models.returns import ReminderKind
from indicators.periods import ParsedPeriod, labels_on, parse_period
from indicators.queries.returns import NO_ANSWER
from indicators.services.errors import lock_key
from indicators.services.recipients import Recipients

TOLD = {ReminderKind.REMINDER: Code.RETURN_DUE, ReminderKind.ESCALATION: Code.RETURN_LATE}
OPENS_WITHIN = 45  # days after its end; what is older was never asked for
BATCH = 2000


def sweep(day: datetime.date | None = None) -> dict[str, int]:
    """All steps of one day (default: today), each in a transaction of its own. Says what it did."""
    today = day or timezone.localdate()
    return {
        "opened": open_returns(today),
        "completed": complete_returns(),
        "reminders": remind(today),
        "escalations": escalate(today),
    }


@transaction.atomic
def open_returns(today: datetime.date) -> int:
    """A return for every department with something due in a period that ended. Returns how many."""
    lock_key("collecting")
    special = CalendarDay.objects.special_days()
    return sum(open_period(period, special) for period in ended(today))


def ended(today: datetime.date) -> list[Period]:
    """The periods that ended of late, of each kind that is reported by, one for the same days."""
    first = today - datetime.timedelta(days=OPENS_WITHIN)
    start = settings.PERFMGMT_FISCAL_YEAR_START
    spans = {
        (span.kind, span.starts_on, span.ends_on): span
        for days in range(OPENS_WITHIN)
        for label in labels_on(first + datetime.timedelta(days=days))
        if (span := parse_period(label, start)).ends_on < today
    }
    for row in Cycle.objects.filter(period__ends_on__gte=first, period__ends_on__lt=today):
        year = row.period
        if year.kind == "year":
            key = (year.kind, year.starts_on, year.ends_on)
            spans[key] = ParsedPeriod(year.label, *key)
    return [known_period(span) for span in spans.values() if is_asked(span)]


def is_asked(span: ParsedPeriod) -> bool:
    """Whether anybody is measured in it: a period that nobody needs is not written down."""
    return (
        Target.objects.asked_for()
        .filter(indicator__frequency=span.kind)
        .filter(cycle__period__starts_on__lte=span.starts_on)
        .filter(cycle__period__ends_on__gte=span.ends_on)
        .exists()
    )


def known_period(span: ParsedPeriod) -> Period:
    """The row for these days, under whatever label it has been used before."""
    days = {"kind": span.kind, "starts_on": span.starts_on, "ends_on": span.ends_on}
    known = Period.objects.filter(**days).order_by("pk").first()
    return known or Period.objects.get_or_create(label=span.label, defaults=days)[0]


def open_period(period: Period, special: dict[datetime.date, str]) -> int:
    there = DataReturn.objects.filter(period=period).values("department")
    due = Target.objects.due_in(period).exclude(department__in=there)
    places = due.filter(
        department__in=Department.objects.in_force(period.ends_on).values("pk")
    ).order_by("department", "cycle")
    cycles = dict(places.values_list("department", "cycle"))
    rules = {pk: rules_of(pk) for pk in set(cycles.values())}
    rows = [
        DataReturn(department_id=place, period=period, **days_of(period, rules[cycle], special))
        for place, cycle in sorted(cycles.items())
    ]
    DataReturn.objects.bulk_create(rows, batch_size=BATCH)
    if rows:
        details = {"returns": len(rows), "due_on": rows[0].due_on.isoformat()}
        audit.record("indicators.open_returns", period, by=None, details=details)
    return len(rows)


def rules_of(cycle_id: int) -> Collecting:
    """When values of the cycle are due: by its policy pack, else by the defaults."""
    policy = Cycle.objects.select_related("policy").get(pk=cycle_id).policy
    return packs.parse(policy.content).collecting if policy else DEFAULT


def days_of(period: Period, rules: Collecting, special: dict[datetime.date, str]) -> dict[str, Any]:
    """The days of a return, pinned when it opens. Source: docs/collecting.md, R2 to R4."""
    due = add_working_days(period.ends_on, rules.due.n, special)
    reminds = {
        shift_working_days(due, days.n, special).isoformat(): days.n for days in rules.reminders
    }
    late = add_working_days(due, rules.escalation.n, special)
    return {"due_on": due, "reminds_on": reminds, "escalates_on": late}


@transaction.atomic
def complete_returns() -> int:
    """Close the returns whose values all came, by whatever way. Returns how many."""
    lock_key("collecting")
    answers = (
        Measurement.objects.current()
        .exclude(missing__in=NO_ANSWER)
        .filter(department=OuterRef("department"), period=OuterRef("period"))
        .order_by()
        .values("department")
        .annotate(last=Max("recorded_at"))
    )
    last = Subquery(answers.values("last"), output_field=DateTimeField())
    rows = DataReturn.objects.open().whole().annotate(last=last).values_list("pk", "last")
    found = [DataReturn(pk=pk, completed_at=last or timezone.now()) for pk, last in rows]
    DataReturn.objects.bulk_update(found, ["completed_at"], batch_size=BATCH)
    details = {"by": "all values came another way"}
    audit.record_many([("indicators.complete_return", row, details) for row in found], by=None)
    settle(TOLD.values(), [row.pk for row in found])
    return len(found)


@transaction.atomic
def remind(today: datetime.date) -> int:
    """Note who is to be reminded of what by now. A day that was slept through is caught up."""
    lock_key("collecting")
    wanted = [
        (row, max(reached, key=reached.__getitem__))
        for row in open_rows()
        if (reached := {day: n for day, n in row.reminds_on.items() if day <= today.isoformat()})
    ]
    told = Recipients([row.department for row, _day in wanted], today)
    rows = [
        Reminder(
            data_return=row, user_id=user, kind=ReminderKind.REMINDER,
            working_days=row.reminds_on[day],
        )
        for row, day in wanted
        for user in told.owners(row.department)
    ]  # fmt: skip
    return add_reminders(rows)


@transaction.atomic
def escalate(today: datetime.date) -> int:
    """Tell the head of a return that is late beyond measure. Returns how many heads were told."""
    lock_key("collecting")
    late = list(open_rows().filter(escalates_on__lte=today))
    told = Recipients([row.department for row in late], today)
    rows = [
        Reminder(data_return=row, user_id=user, kind=ReminderKind.ESCALATION, working_days=0)
        for row in late
        for user in told.heads(row.department)
    ]
    return add_reminders(rows, verb="indicators.escalate_return")


def open_rows() -> Any:
    return DataReturn.objects.open().select_related("department").order_by("pk")


def add_reminders(rows: list[Reminder], verb: str = "") -> int:
    """Add those that are not there; with `verb` each is an entry of the ledger."""
    returns = {row.data_return_id for row in rows}
    known = Reminder.objects.filter(data_return__in=returns)
    there = set(known.values_list("data_return", "user", "kind", "working_days"))
    new = [
        row
        for row in rows
        if (row.data_return_id, row.user_id, row.kind, row.working_days) not in there
    ]
    Reminder.objects.bulk_create(new, batch_size=BATCH)
    tell(new)
    if verb:
        audit.record_many([(verb, row.data_return, {"user": row.user_id}) for row in new], by=None)
    return len(new)


def tell(new: list[Reminder]) -> None:
    """Each reminder as a notification, in one statement for each kind and day."""
    stages: dict[tuple[str, int], list[int]] = {}
    for row in new:
        stages.setdefault((row.kind, row.working_days), []).append(row.pk)
    for (kind, days), numbers in stages.items():
        matter = Matter(TOLD[ReminderKind(kind)], "indicators:return", occasion=str(days))
        notify_all(
            matter, Reminder.objects.filter(pk__in=numbers), "user", about="data_return",
            place="data_return", department="data_return__department", day="data_return__due_on",
            by=None,
        )  # fmt: skip
