"""Who carries a KPI beside its owner: posts and people beneath, contributors anywhere."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Appointment, Department, Person, Post, User
from departments.services import require_role
from indicators.models import Contribution, Cycle, Indicator, Target
from indicators.models.strategy import Part
from indicators.services.errors import checked, lock_key
from indicators.services.planning import clock, exact

PLANNERS = ("office", "manager")
WHO = ("contributor", "post", "person")
WHAT = ("part", "share", "value", "low", "high", "task", "starts_on", "ends_on")
NUMBERS = ("value", "low", "high")
WHOLE = Decimal(1)


@transaction.atomic
def set_contribution(
    department: Department,
    indicator: Indicator,
    cycle: Cycle,
    who: Department | Post | Person,
    *,
    part: str,
    by: User | None,
    **fields: Any,
) -> Contribution:
    """What a post, a person or a department carries of a KPI from now on; the version before ends.

    Fields: share (0 to 1), value or low and high (its own target), task, starts_on, ends_on; the
    days are those of the cycle unless given. The same again changes nothing.
    Errors: DomainError at its field: no such KPI, not beneath the department, more than the whole.
    """
    require_role(by, department, *PLANNERS)
    lock_key("contribution", cycle.pk, department.pk, indicator.pk)
    place = {"cycle": cycle, "department": department, "indicator": indicator}
    if not Target.objects.in_force().filter(**place).exists():
        raise WrongState(_("This department has no target for this KPI in this cycle."))
    named = dict.fromkeys(WHO) | {word_of(who): who}
    old = Contribution.objects.in_force().filter(**place, **named).first()
    new = Contribution(**place, **named, part=part, **said(cycle, fields), created_by=by)
    if old is not None and all(getattr(old, name) == getattr(new, name) for name in WHAT):
        return old
    check(new, others_of(new, old))
    new.created_at = clock()
    if old is not None:
        Contribution.objects.filter(pk=old.pk).update(replaced_at=new.created_at)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(
            _("Somebody else saved the same at this moment. Reload the page and look.")
        ) from error
    details = {"before": old and shown(old), "after": shown(new)}
    audit.record("indicators.set_contribution", new, by=by, details=details)
    return new


@transaction.atomic
def end_contribution(row: Contribution, *, by: User | None) -> None:
    """Take somebody off a KPI; the row stays as a version. Errors: WrongState when it ended."""
    require_role(by, row.department, *PLANNERS)
    ended = Contribution.objects.in_force().filter(pk=row.pk).update(replaced_at=clock())
    if not ended:
        raise WrongState(_("This was changed or ended already. Reload the page and look."))
    details = {"before": shown(row), "after": None}
    audit.record("indicators.end_contribution", row, by=by, details=details)


def word_of(who: Department | Post | Person) -> str:
    return {Department: "contributor", Post: "post", Person: "person"}[who.__class__]


def said(cycle: Cycle, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the columns hold them; days that are not given are those of the cycle."""
    if unknown := fields.keys() - set(WHAT):
        raise TypeError(f"a contribution has no field {', '.join(sorted(unknown))}")
    found: dict[str, Any] = dict.fromkeys(WHAT[1:]) | {"task": ""} | fields
    for name in NUMBERS:
        if found[name] is not None:
            found[name] = exact(found[name])
    found["starts_on"] = found["starts_on"] or cycle.period.starts_on
    found["ends_on"] = found["ends_on"] or cycle.period.ends_on
    return found


def check(new: Contribution, others: Iterable[Contribution]) -> None:
    """Refuse what the database would refuse, in words, and who has no business with the KPI."""
    span = new.cycle.period
    if new.ends_on < new.starts_on:
        raise DomainError(_("The end date must not lie before the start date."), "ends_on")
    if new.starts_on < span.starts_on or new.ends_on > span.ends_on:
        raise DomainError(
            _("The days must lie inside the cycle: %(first)s to %(last)s.")
            % {"first": span.starts_on.isoformat(), "last": span.ends_on.isoformat()},
            "starts_on" if new.starts_on < span.starts_on else "ends_on",
        )
    if new.part == Part.ASSIGNED and new.contributor is None:
        check_beneath(new)
    checked(new, leave=["cycle", "indicator", "created_at"])
    if new.share is not None and (left := free_share(new, others)) < new.share:
        raise DomainError(
            _("The shares would exceed the whole: %(left)s%% is left on these days.")
            % {"left": f"{(left * 100).normalize():f}"},
            "share",
        )


def check_beneath(new: Contribution) -> None:
    """A KPI is handed down the line only: to posts and people of the department or beneath."""
    if new.post is not None:
        beneath = new.department_id in new.post.department.lineage
    else:
        lines = Appointment.objects.filter(person=new.person).in_force()
        beneath = any(
            new.department_id in line
            for line in lines.values_list("post__department__lineage", flat=True)
        )
    if not beneath:
        raise DomainError(
            _("Not in %(department)s or beneath it. Name a contributor instead.")
            % {"department": new.department.title},
            "person" if new.post is None else "post",
        )


def others_of(new: Contribution, old: Contribution | None) -> list[Contribution]:
    """Those that take their shares from the same whole."""
    rows = Contribution.objects.in_force().filter(
        cycle=new.cycle, department=new.department, indicator=new.indicator, part=new.part,
        share__isnull=False,
    )  # fmt: skip
    return [row for row in rows if old is None or row.pk != old.pk]


def free_share(new: Contribution, others: Iterable[Contribution]) -> Decimal:
    """What is left of the whole on the fullest of its days. docs/cascade.md, rule L6."""
    beside = [
        row for row in others if row.starts_on <= new.ends_on and new.starts_on <= row.ends_on
    ]
    days: set[datetime.date] = {max(row.starts_on, new.starts_on) for row in beside}
    taken = (
        sum((row.share or Decimal() for row in beside if row.starts_on <= day <= row.ends_on),
            Decimal())
        for day in days
    )  # fmt: skip
    return WHOLE - max(taken, default=Decimal())


def shown(row: Contribution) -> dict[str, Any]:
    """What the ledger keeps."""
    names = ("cycle_id", "department_id", "indicator_id", *(f"{name}_id" for name in WHO), *WHAT)
    return {name: getattr(row, name) for name in names}
