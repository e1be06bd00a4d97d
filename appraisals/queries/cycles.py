"""Reading cycles and phases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from appraisals.queries.waiting import cycles_kept_by
from departments.models import Department, RoleGrant

if TYPE_CHECKING:
    from departments.models import User


class AppraisalCycleQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Launched: whoever holds a grant in, above or beneath the branch. A draft: its office.

        Shape:  a subset; no join added.
        Source: docs/access.md, rule A14.
        """
        led = Department.objects.led_by(user)
        granted = Department.objects.filter(
            pk__in=RoleGrant.objects.held_by(user).values("department_id"),
            lineage__contains=[OuterRef("department_id")],
        )
        kept = Department.objects.led_by(user, "office")
        return self.filter(
            Q(department__in=kept.values("pk"))
            | ~Q(state="draft") & (Q(department__in=led.values("pk")) | Exists(granted))
        )

    def kept_by(self, user: User) -> Self:
        """Those of the branches whose performance office `user` is today."""
        return self.filter(department__in=Department.objects.led_by(user, "office").values("pk"))

    def running(self) -> Self:
        return self.filter(state="running")

    def for_list(self) -> Self:
        """The newest period first, with branch and year loaded."""
        return self.select_related("cycle__period", "department").order_by(
            F("cycle__period__starts_on").desc(), "code"
        )

    def with_phases(self) -> Self:
        """With policy, and phases in their order: one more query, whatever the number."""
        from appraisals.models import Phase  # noqa: PLC0415 -- leaf

        phases = Prefetch("phases", queryset=Phase.objects.in_order())
        return self.select_related("policy").prefetch_related(phases)

    def with_size(self) -> Self:
        """Adds `subjects` and `graded`: how many take part, how many of them get a grade."""
        return self.annotate(
            subjects=Count("appraisals"),
            graded=Count("appraisals", filter=Q(appraisals__excluded_as="")),
        )


class PhaseQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The phases of the cycles that `user` may see. Rule A14."""
        from appraisals.models import AppraisalCycle  # noqa: PLC0415 -- leaf

        return self.filter(appraisal_cycle__in=AppraisalCycle.objects.visible_to(user).values("pk"))

    def waiting_for(self, user: User) -> Self:
        """Closed phases that somebody else asked to open again, where `user` may decide."""
        return (
            self.filter(appraisal_cycle__in=cycles_kept_by(user))
            .exclude(asked_by=None)
            .exclude(asked_by=user)
        )

    def kept_open_by(self, user: User) -> Self:
        """The open phases of the cycles one keeps, the first to end first."""
        kept = self.filter(appraisal_cycle__in=cycles_kept_by(user), state="open")
        return kept.select_related("appraisal_cycle").order_by("ends_on", "pk")

    def in_order(self) -> Self:
        return self.order_by("appraisal_cycle_id", "starts_on")
