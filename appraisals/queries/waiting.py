"""In which cycles something can be done now: what waits for somebody waits only in these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User


def cycles_in(*kinds: str) -> models.QuerySet[Any]:
    """The running cycles in which one of these phases is open."""
    from appraisals.models import Phase  # noqa: PLC0415 -- leaf

    return Phase.objects.filter(
        kind__in=kinds, state="open", appraisal_cycle__state="running"
    ).values("appraisal_cycle")


def cycles_kept_by(user: User) -> models.QuerySet[Any]:
    """The running cycles of the branches one is office of."""
    from appraisals.models import AppraisalCycle  # noqa: PLC0415 -- leaf

    kept = Department.objects.led_by(user, "office").values("pk")
    return AppraisalCycle.objects.running().filter(department__in=kept).values("pk")
