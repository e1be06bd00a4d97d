"""What the rules of the policy recommend, and the decision of a person. G20 to G24."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.consequences import consequences
from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    CycleState,
    Grade,
    Recommendation,
    RecommendationState,
)
from appraisals.services.policy import rules_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office
from indicators.services.errors import lock_key
from indicators.services.planning import clock

History = dict[int, str | None]


@transaction.atomic
def recommend(row: AppraisalCycle, *, by: User | None) -> int:
    """Look what the rules of the policy say of every grade that was told; how many are new.

    Run again it adds what came since; what rests on a grade that changed lapses while nobody has
    decided it. Nothing follows by itself.
    Errors: WrongState while the cycle is not running.
    """
    require_office(by, row.department)
    held = AppraisalCycle.objects.select_related("cycle__period").get(pk=row.pk)
    if held.state != CycleState.RUNNING:
        raise WrongState(_("This cycle is not running."))
    return looked_up(held, held.appraisals.all(), by=by)


def looked_up(
    held: AppraisalCycle,
    rows: Iterable[Appraisal],
    *,
    by: User | None,
    at: datetime.datetime | None = None,
) -> int:
    """`at` is now, but for a history that is loaded."""
    lock_key("recommendations", held.pk)
    lapsed = Recommendation.objects.open().filter(
        appraisal__in=rows, grade__superseded_by__isnull=False
    ).update(state=RecommendationState.LAPSED)  # fmt: skip
    grades = list(
        Grade.objects.in_force()
        .filter(appraisal__in=rows, notice__isnull=False)
        .select_related("appraisal")
        .order_by("pk")
    )
    histories = histories_of(held, grades)
    now, year, rules = at or clock(), held.cycle.period.starts_on.year, rules_of(held).consequences
    found = [
        Recommendation(
            appraisal=grade.appraisal, grade=grade, rule=met.rule.names.code, years=met.years,
            created_at=now,
        )
        for grade in grades
        for met in consequences(
            rules, getattr(held, f"{grade.appraisal.subject}_scale"),
            histories[subject_of(grade.appraisal)] | {year: grade.grade}, year,
        )
    ]  # fmt: skip
    before = Recommendation.objects.filter(appraisal__in=rows).count()
    Recommendation.objects.bulk_create(found, ignore_conflicts=True)
    new = Recommendation.objects.filter(appraisal__in=rows).count() - before
    if new or lapsed:
        audit.record("appraisals.recommend", held, by=by, details={"new": new, "lapsed": lapsed})
    return new


def subject_of(appraisal: Appraisal) -> tuple[str, int | None]:
    if appraisal.subject == "person":
        return ("person", appraisal.person_id)
    return ("department", appraisal.unit_id)


def histories_of(
    held: AppraisalCycle, grades: Iterable[Grade]
) -> dict[tuple[str, int | None], History]:
    """Year -> grade of each subject in the annual cycles before this one, by one query."""
    people = [grade.appraisal.person_id for grade in grades if grade.appraisal.person_id]
    units = [grade.appraisal.unit_id for grade in grades if not grade.appraisal.person_id]
    earlier = Appraisal.objects.filter(
        appraisal_cycle__kind="annual",
        appraisal_cycle__cycle__period__starts_on__lt=held.cycle.period.starts_on,
        notices__superseded_by__isnull=True, notices__isnull=False,
    )  # fmt: skip
    rows = earlier.filter(person__in=people) | earlier.filter(subject="department", unit__in=units)
    found: dict[tuple[str, int | None], History] = defaultdict(dict)
    for subject, person, unit, starts_on, grade in rows.values_list(
        "subject", "person_id", "unit_id", "appraisal_cycle__cycle__period__starts_on",
        "notices__grade__grade",
    ).iterator():  # fmt: skip
        key = (subject, person if subject == "person" else unit)
        found[key][starts_on.year] = grade
    return found


@transaction.atomic
def decide_recommendation(
    row: Recommendation, reason: str, *, follow: bool, by: User
) -> Recommendation:
    """Follow a recommendation or not, with a reason; never for oneself, and only once.

    Errors: PermissionDenied; DomainError without a reason; WrongState when it is decided.
    """
    held = Recommendation.objects.select_for_update(of=("self",)).select_related(
        "appraisal__appraisal_cycle__department"
    ).get(pk=row.pk)  # fmt: skip
    require_office(by, held.appraisal.appraisal_cycle.department)
    if held.appraisal.subject_user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on himself."))
    if held.state != RecommendationState.OPEN:
        raise WrongState(_("This recommendation is decided, or its grade changed."))
    if not reason.strip():
        raise DomainError(_("Say why."), "reason")
    held.state = RecommendationState.ACCEPTED if follow else RecommendationState.REFUSED
    held.reason, held.decided_by, held.decided_at = reason.strip(), by, clock()
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    details = {"rule": held.rule, "state": held.state, "appraisal": held.appraisal_id}
    audit.record("appraisals.decide_recommendation", held, by=by, details=details)
    return held
