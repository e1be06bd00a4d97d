"""What a year leaves to the next: targets that were missed, actions that are open. G15, G16."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from appraisals.models import Appraisal, DevelopmentAction
from indicators.models import Contribution, Score, ScoreRun

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A target that was missed: which KPI, and how far it came, 1 being all of it."""

    indicator: int
    code: str
    title: str
    attainment: Decimal


@dataclass(frozen=True, slots=True)
class CarryOver:
    targets: list[Unmet]
    actions: list[DevelopmentAction]


def unmet_targets(appraisal: Appraisal) -> list[Unmet]:
    """The targets of the year that were missed, by the board of the performance year.

    Of a department its own; of a person those assigned to him or to his post.
    """
    year = appraisal.appraisal_cycle.cycle
    board = ScoreRun.objects.board(year)
    if board is None:
        return []
    rows = Score.objects.of(board).filter(attainment__lt=WHOLE, period=year.period_id)
    if appraisal.subject == "department":
        rows = rows.filter(department=appraisal.unit_id)
    else:
        theirs = Q(person=appraisal.person_id) & Q(person__isnull=False)
        theirs |= Q(post=appraisal.post_id) & Q(post__isnull=False)
        carried = Contribution.objects.filter(
            theirs, cycle=year, part="assigned", replaced_at__isnull=True
        ).values_list("department", "indicator")
        pairs = Q(pk__in=[])
        for department, indicator in carried:
            pairs |= Q(department=department, target__indicator=indicator)
        rows = rows.filter(pairs) if carried else rows.none()
    return [
        Unmet(row.target.indicator_id, row.target.indicator.code, row.target.indicator.title,
              row.attainment or Decimal(0))
        for row in rows.select_related("target__indicator").order_by("target__indicator__code")
    ]  # fmt: skip


def carry_over(appraisal: Appraisal) -> CarryOver:
    """What the plan of `appraisal` is offered from the years before it, for the same subject:
    open actions of every earlier development plan, missed targets of the last year. Rule G16."""
    starts_on = appraisal.appraisal_cycle.cycle.period.starts_on
    earlier = Appraisal.objects.filter(
        subject=appraisal.subject, appraisal_cycle__cycle__period__starts_on__lt=starts_on
    )
    if appraisal.subject == "person":
        earlier = earlier.filter(person=appraisal.person_id)
    else:
        earlier = earlier.filter(unit=appraisal.unit_id)
    last = (
        earlier.select_related("appraisal_cycle__cycle__period")
        .order_by("-appraisal_cycle__cycle__period__starts_on", "-pk")
        .first()
    )
    actions = DevelopmentAction.objects.open().filter(plan__appraisal__in=earlier.values("pk"))
    return CarryOver(unmet_targets(last) if last else [], list(actions.for_list()))
