"""Who hears of what happened in an appraisal. Rules: docs/notifications.md, N20 to N24."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Case, F, IntegerField, Q, QuerySet, Value, When

from appraisals.models import Appraisal, AppraisalCycle, Phase, PhaseKind
from departments.models import Delegation, RoleGrant, User
from departments.notification_words import Code
from departments.services import Matter, notify, notify_all

# Where the next step of a phase is, and whose: the names of columns of an appraisal.
PHASES: dict[str, tuple[str, tuple[str, ...]]] = {
    PhaseKind.PLANNING: ("appraisals:my-plan", ("subject_user", "appraiser")),
    PhaseKind.COACHING: ("appraisals:my-log", ("subject_user", "appraiser")),
    PhaseKind.SELF_ASSESSMENT: ("appraisals:assessments", ("subject_user",)),
    PhaseKind.EVALUATION: ("appraisals:sitting", ("appraiser",)),
    PhaseKind.CALIBRATION: ("appraisals:calibrations", ()),
    PhaseKind.RESULTS: ("appraisals:my-results", ("subject_user", "appraiser")),
    PhaseKind.APPEALS: ("appraisals:my-results", ("subject_user",)),
}


def tell(
    matter: Matter, appraisal: Appraisal, to: Iterable[User | int | None], *, about: int,
    place: int, by: User | None,
) -> int:  # fmt: skip
    """Tell these people, but not `by`, of one thing about this subject."""
    of_a_person = appraisal.person_id is not None
    return notify(
        matter, to, about=about, place=place, by=by,
        person=appraisal.person_id if of_a_person else None,
        department=None if of_a_person else appraisal.unit_id,
    )  # fmt: skip


def both_sides(appraisal: Appraisal) -> tuple[int | None, int | None]:
    return appraisal.subject_user_id, appraisal.appraiser_id


def tell_all(
    matter: Matter, rows: QuerySet[Any], recipient: str, *, by: User | None, about: str = "pk",
    place: str | None = None, appraisal: str = "", day: str | None = None,
) -> int:  # fmt: skip
    """The same for the rows of a query, in one statement: each argument names a column of them,
    `appraisal` the way to the appraisal."""
    of_a_department = Q(**{f"{appraisal}subject": "department"})
    unit = Case(When(of_a_department, then=F(f"{appraisal}unit")), output_field=IntegerField())
    return notify_all(
        matter, rows, recipient, about=about, place=place, person=f"{appraisal}person",
        department=unit, day=day, by=by,
    )  # fmt: skip


def tell_of_phase(phase: Phase, *, by: User | None) -> int:
    """That a phase is open, to whoever has something to do in it: once each, on each opening."""
    route, sides = PHASES[phase.kind]
    matter = Matter(
        Code.PHASE_OPENED, route, occasion=str(phase.steps.count()), day=phase.ends_on,
        detail=phase.kind,
    )  # fmt: skip
    rows = Appraisal.objects.filter(appraisal_cycle=phase.appraisal_cycle_id, left_on=None)
    about = Value(phase.pk, BigIntegerField())
    return sum(notify_all(matter, rows, side, about=about, by=by) for side in sides)


def offices_of(cycle: AppraisalCycle) -> set[int]:
    """Whoever is the performance office of this branch today, by his own grant or a lent one."""
    grants = RoleGrant.objects.in_force().filter(
        role=RoleGrant.Role.OFFICE, department__in=cycle.department.lineage
    )
    lent = Delegation.objects.in_force().filter(grant__in=grants.values("pk"))
    own = grants.values_list("user", flat=True)
    return set(own.union(lent.values_list("delegate", flat=True)))
