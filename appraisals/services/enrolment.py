"""Who takes part in a cycle, and who appraises whom. Rules: docs/appraisals.md, Y10 to Y14."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, AppraisalCycle, CycleState, Rerouting
from appraisals.models.appraisal import Cause
from appraisals.services.clocks import rule_of, wind
from appraisals.services.policy import rules_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office
from indicators.services.errors import checked
from indicators.services.planning import clock

SQL = Path(__file__).parents[1] / "sql"
# Beside the reasons of the policy: taken out by the rule of the minimum days.
TOO_SHORT = "too_short"


@cache
def statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def one_row(name: str, values: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement(name), values)
        return cursor.fetchone()


@transaction.atomic
def enrol(row: AppraisalCycle, *, by: User | None) -> dict[str, int]:
    """Take in everybody the cycle covers, with unit, days and superiors as they are today.

    Late joiners and those who moved are brought up to date; whoever was taken out by hand stays
    out. While the cycle is being set up, whom it no longer covers leaves it. A few statements,
    however many people there are.
    Errors: WrongState once the cycle is archived.
    """
    held = held_cycle(row, by)
    if held.state == CycleState.ARCHIVED:
        raise WrongState(_("This cycle is archived."))
    return brought_up_to_date(held, by=by)


def held_cycle(row: AppraisalCycle, by: User | None) -> AppraisalCycle:
    require_office(by, row.department)
    held: AppraisalCycle = AppraisalCycle.objects.select_for_update(of=("self",)).select_related(
        "cycle__period"
    ).get(pk=row.pk)  # fmt: skip
    return held


def brought_up_to_date(held: AppraisalCycle, *, by: User | None) -> dict[str, int]:
    if held.state == CycleState.DRAFT:
        held.appraisals.all().delete()
    values = selection(held)
    added = changed = 0
    digests: list[str] = []
    for covered, name in (
        (held.covers_departments, "enrol_departments"), (held.covers_people, "enrol_people"),
    ):  # fmt: skip
        if covered:
            new, renewed, digest = one_row(name, values)
            added, changed, digests = added + new, changed + renewed, [*digests, digest]
    wound = wind(held)
    moved, told, digest = follow(held)
    if moved:
        digests.append(digest)
    found = {"added": added, "changed": changed, "rerouted": moved}
    if added or changed or moved or wound:
        details = found | {"told": told, "sha256": digests, "clocks": wound}
        audit.record("appraisals.enrol", held, by=by, details=details)
    return found


def selection(held: AppraisalCycle) -> dict[str, Any]:
    span = held.cycle.period
    return {
        "cycle": held.pk, "branch": held.department_id, "levels": held.levels,
        "categories": held.categories, "first": span.starts_on, "last": span.ends_on,
        "today": timezone.localdate(), "probation": held.kind == "probation",
        "minimum": minimum_days(held), "too_short": TOO_SHORT,
    }  # fmt: skip


def minimum_days(held: AppraisalCycle) -> int:
    """Nobody is rated on fewer days; a cycle that is shorter asks for all of its days. Y11.

    A probation with days of its own reaches beyond the cycle and lasts as long for everybody.
    """
    if rule_of(held) is not None:
        return 0
    span = held.cycle.period
    return min(
        int(rules_of(held).appraising.minimum_days.value),
        (span.ends_on - span.starts_on).days + 1,
    )


def follow(held: AppraisalCycle) -> tuple[int, int, str]:
    """Set who answers and who appraises by the heads of today: (subjects, changes told, digest
    of who they are now). Y14."""
    moved, told, digest = one_row(
        "superiors",
        {
            "cycle": held.pk, "today": timezone.localdate(), "at": clock(),
            "launched": held.state != CycleState.DRAFT,
        },
    )  # fmt: skip
    return moved, told, digest


@transaction.atomic
def reroute(row: AppraisalCycle, *, by: User | None) -> int:
    """Let open forms follow a change of head, post or department; returns for how many subjects.

    What somebody has already handed in stays his. Safe to run again and at any time.
    """
    held = held_cycle(row, by)
    if held.state != CycleState.RUNNING:
        return 0
    return brought_up_to_date(held, by=by)["rerouted"]


@transaction.atomic
def exclude(appraisal: Appraisal, reason: str, note: str, *, by: User | None) -> Appraisal:
    """Take a subject out of the grading, for a reason of the policy. Rule Y13.

    Errors: DomainError at `reason` for one that the policy does not have; WrongState when archived.
    """
    held = held_appraisal(appraisal, by)
    reasons = rules_of(held.appraisal_cycle).ungraded_reasons
    if reason != TOO_SHORT and reason not in reasons:
        raise DomainError(_("Choose one of the reasons of the policy."), "reason")
    return marked(held, reason, note.strip(), "appraisals.exclude", by=by)


@transaction.atomic
def include(appraisal: Appraisal, *, by: User | None) -> Appraisal:
    """Take a subject back into the grading."""
    return marked(held_appraisal(appraisal, by), "", "", "appraisals.include", by=by)


def held_appraisal(appraisal: Appraisal, by: User | None) -> Appraisal:
    held = Appraisal.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle__department", "unit"
    ).get(pk=appraisal.pk)  # fmt: skip
    require_office(by, held.appraisal_cycle.department)
    if by is not None and held.subject_user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on himself."))
    if held.appraisal_cycle.state == CycleState.ARCHIVED:
        raise WrongState(_("This cycle is archived."))
    return held


def marked(held: Appraisal, reason: str, note: str, verb: str, *, by: User | None) -> Appraisal:
    before = held.excluded_as
    if (before, held.excluded_note) == (reason, note):
        return held
    held.excluded_as, held.excluded_note = reason, note
    checked(held, leave=["appraisal_cycle", "unit", "person", "post"])
    held.save(update_fields=["excluded_as", "excluded_note"])
    details = {"before": before, "after": reason, "unit": held.unit.code}
    audit.record(verb, held, by=by, details=details)
    return held


@transaction.atomic
def choose_appraiser(
    appraisal: Appraisal, first: User | None, second: User | None, *, reason: str, by: User | None
) -> Appraisal:
    """Set the superiors of one subject by hand; None for both: by the rule of the tree again.

    Errors: DomainError without a reason, or for somebody who would appraise himself.
    """
    held = held_appraisal(appraisal, by)
    if not reason.strip():
        raise DomainError(_("Say why."), "reason")
    if first is None and second is not None:
        raise DomainError(_("Name the superior first."), "appraiser")
    before = {"appraiser": held.appraiser_id, "second_appraiser": held.second_appraiser_id}
    held.appraiser_chosen = first is not None
    if first is not None:
        held.appraiser, held.second_appraiser = first, second
    checked(held, leave=["appraisal_cycle", "unit", "person", "post"])
    held.save(update_fields=["appraiser", "second_appraiser", "appraiser_chosen"])
    if first is None:
        follow(held.appraisal_cycle)
        held.refresh_from_db()
    tell(held, before, reason.strip(), by)
    details = {
        "before": before, "reason": reason.strip(), "chosen": held.appraiser_chosen,
        "after": {"appraiser": held.appraiser_id, "second_appraiser": held.second_appraiser_id},
    }  # fmt: skip
    audit.record("appraisals.choose_appraiser", held, by=by, details=details)
    return held


def tell(held: Appraisal, before: dict[str, int | None], reason: str, by: User | None) -> None:
    if held.appraisal_cycle.state == CycleState.DRAFT or not held.appraiser_chosen:
        return
    now = clock()
    Rerouting.objects.bulk_create(
        Rerouting(
            appraisal=held, field=field, cause=Cause.CHOSEN, before_id=old,
            after_id=getattr(held, f"{field}_id"), by=by, at=now, reason=reason,
        )
        for field, old in before.items()
        if old != getattr(held, f"{field}_id")
    )  # fmt: skip
