"""Setting up a cycle of appraisal, and putting it away. Rules: docs/appraisals.md, Y1 to Y9."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from appraisals.models import AppraisalCycle, CycleState, Phase, PhaseKind
from appraisals.services.closing import require_complete
from appraisals.services.policy import pack, rules_of, scales_for
from audit import services as audit
from audit.errors import DomainError, WrongState
from audit.rehearsing import stage
from departments.models import Department, PolicyPack, User
from departments.services import require_office
from indicators.models import Cycle
from indicators.services.errors import checked, lock_key, overtaken
from indicators.services.planning import clock

FIELDS = (
    "code", "name", "name_en", "name_zh", "kind", "cycle", "department", "policy",
    "covers_departments", "covers_people", "levels", "categories",
    "department_scale", "person_scale",
)  # fmt: skip
CHANGEABLE = tuple(name for name in FIELDS if name not in ("code", "department"))


@transaction.atomic
def create_cycle(
    *, code: str, kind: str, cycle: Cycle, department: Department, policy: PolicyPack,
    by: User | None, **fields: Any,
) -> AppraisalCycle:  # fmt: skip
    """A cycle being set up, with the phases that its policy lays out, for its branch.

    Without a choice the first scale of the policy for departments and for people holds.
    Errors: PermissionDenied; DomainError at the field, also for a policy without this kind.
    """
    require_office(by, department)
    if stage() is not None:
        raise WrongState(_("This is a rehearsal: no cycle is set up in it."))
    rules = pack(policy.pk)
    for who in ("department", "person"):
        scale = next(iter(scales_for(rules, who)), None)
        fields.setdefault(f"{who}_scale", scale.names.code if scale else "")
    row = AppraisalCycle(
        code=code.strip(), kind=kind, cycle=cycle, department=department, policy=policy,
        created_by=by, created_at=clock(), **fields,
    )  # fmt: skip
    leave = ["cycle", "department", "policy", "created_by", "created_at"]
    lock_key("appraisal cycle", row.code)
    if AppraisalCycle._base_manager.filter(code=row.code).exists():  # noqa: SLF001 -- documented
        raise DomainError(_("“%(value)s” is taken already.") % {"value": row.code}, "code")
    checked(row, leave=leave)
    planned = planned_phases(row)
    row.save(force_insert=True)
    Phase.objects.bulk_create(
        Phase(appraisal_cycle=row, kind=phase, starts_on=first, ends_on=last)
        for phase, (first, last) in planned.items()
    )
    audit.record("appraisals.create_cycle", row, by=by, details=facts(row) | {"phases": planned})
    return row


def planned_phases(row: AppraisalCycle) -> dict[str, tuple[datetime.date, datetime.date]]:
    """The dates that the policy lays out for this kind of cycle. Rule Y2."""
    kind = rules_of(row).appraising.kinds.get(row.kind)
    if kind is None:
        raise DomainError(_("The policy pack has no phases for this kind of cycle."), "kind")
    span = row.cycle.period
    return kind.dates(span.starts_on, span.ends_on)


def facts(row: AppraisalCycle) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in FIELDS}
    return plain | {
        "cycle": row.cycle.name, "department": row.department.code,
        "policy": f"{row.policy.code} {row.policy.version}",
    }  # fmt: skip


@transaction.atomic
def change_cycle(
    row: AppraisalCycle, fields: Mapping[str, Any], *, by: User | None, seen: int | None = None
) -> AppraisalCycle:
    """Change a cycle that is being set up. From the launch on it stays as it was agreed.

    `seen` is the version that the page showed. Another kind, year or policy lays out the phases
    anew.
    Errors: WrongState after the launch or when somebody else was first; DomainError at its field.
    """
    require_office(by, row.department)
    held = held_draft(row, seen)
    before = facts(held)
    for name in CHANGEABLE:
        if name in fields:
            setattr(held, name, fields[name])
    leave = ["cycle", "department", "policy", "created_by", "created_at", "code"]
    checked(held, leave=leave)
    changed = {n: facts(held)[n] for n in CHANGEABLE if facts(held)[n] != before[n]}
    if not changed:
        return held
    if {"kind", "cycle", "policy"} & changed.keys():
        for phase, (first, last) in planned_phases(held).items():
            Phase.objects.filter(appraisal_cycle=held, kind=phase).delete()
            Phase.objects.create(appraisal_cycle=held, kind=phase, starts_on=first, ends_on=last)
    held.version += 1
    held.save(update_fields=[*CHANGEABLE, "version"])
    details = {"before": {n: before[n] for n in changed}, "after": changed}
    audit.record("appraisals.change_cycle", held, by=by, details=details)
    return held


def held_draft(row: AppraisalCycle, seen: int | None) -> AppraisalCycle:
    """The row, locked until the end of the transaction, while the cycle is being set up."""
    held = AppraisalCycle.objects.select_for_update(of=("self",)).select_related(
        "cycle__period", "department", "policy"
    ).get(pk=row.pk)  # fmt: skip
    if held.state != CycleState.DRAFT:
        raise WrongState(_("This cycle was launched: what it pins does not change any more."))
    if seen is not None and seen != held.version:
        raise overtaken()
    return held


@transaction.atomic
def set_phases(
    row: AppraisalCycle,
    dates: Mapping[str, tuple[datetime.date, datetime.date]],
    *,
    by: User | None,
    seen: int | None = None,
) -> None:
    """Set the days of all phases of a cycle that is being set up.

    Errors: DomainError at `<phase>_starts_on` or `<phase>_ends_on` for days out of order.
    """
    require_office(by, row.department)
    held = held_draft(row, seen)
    check_order(dates)
    before = {phase.kind: phase for phase in held.phases.all()}
    changed = {
        kind: days
        for kind, days in dates.items()
        if kind not in before or (before[kind].starts_on, before[kind].ends_on) != days
    }
    if not changed:
        return
    Phase.objects.filter(appraisal_cycle=held, kind__in=changed).delete()
    Phase.objects.bulk_create(
        Phase(appraisal_cycle=held, kind=kind, starts_on=first, ends_on=last)
        for kind, (first, last) in changed.items()
    )
    AppraisalCycle.objects.filter(pk=held.pk).update(version=F("version") + 1)
    audit.record("appraisals.set_phases", held, by=by, details={"after": changed})


def check_order(dates: Mapping[str, tuple[datetime.date, datetime.date]]) -> None:
    """Each phase ends no earlier than it begins and begins after the one before it. Rule Y3."""
    known: Sequence[str] = PhaseKind.values
    before: datetime.date | None = None
    for kind in known:
        if kind not in dates:
            raise DomainError(_("Every phase needs its days."), f"{kind}_starts_on")
        first, last = dates[kind]
        if last < first:
            raise DomainError(_("The end date must not lie before the start date."),
                              f"{kind}_ends_on")  # fmt: skip
        if before is not None and first <= before:
            raise DomainError(
                _("This phase must begin after the one before it has ended, on %(day)s.")
                % {"day": before.isoformat()},
                f"{kind}_starts_on",
            )
        before = last


@transaction.atomic
def archive_cycle(row: AppraisalCycle, *, by: User | None) -> AppraisalCycle:
    """Put a cycle away once every phase is closed. From then on nothing in it changes.

    A second time changes nothing.
    Errors: WrongState while a phase is open or was never opened; ArchiveRefused while a notice, a
    meeting, a required plan or a decision on an appeal is missing.
    """
    require_office(by, row.department)
    held = AppraisalCycle.objects.select_for_update().get(pk=row.pk)
    if held.state == CycleState.ARCHIVED:
        return held
    if held.state == CycleState.DRAFT:
        raise WrongState(_("This cycle was never launched."))
    if held.phases.exclude(state="closed").exists():
        raise WrongState(_("Close every phase first."))
    require_complete(held)
    if held.rehearses_id is not None:
        raise WrongState(
            _("Nothing is missing: the cycle itself could be archived now. A rehearsal is ended on "
              "its own page.")
        )  # fmt: skip
    held.state, held.archived_by, held.archived_at = CycleState.ARCHIVED, by, clock()
    held.version += 1
    held.save(update_fields=["state", "archived_by", "archived_at", "version"])
    audit.record("appraisals.archive_cycle", held, by=by, details={"code": held.code})
    return held
