"""Reading the line from strategy to post: plans, contributions, requirements, costs, breakdowns."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from departments.models import Appointment, Department
from indicators.queries.scope import ScopedQuerySet, SharedQuerySet

if TYPE_CHECKING:
    from departments.models import User


class PlanPeriodQuerySet(SharedQuerySet):
    def with_objectives(self) -> Self:
        """Adds `objective_count`."""
        return self.annotate(objective_count=models.Count("objectives"))

    def for_list(self) -> Self:
        return self.order_by("-ends_on", "starts_on", "code")


class RollUpQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        return self.filter(replaced_at__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("department", "cycle").order_by("department__lineage")


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those to KPIs of departments one may see, and those of such departments. Rule A13."""
        seen = Department.objects.visible_to(user).values("pk")
        return self.filter(Q(department__in=seen) | Q(contributor__in=seen))

    def in_force(self) -> Self:
        """The version of each that holds now."""
        return self.filter(replaced_at__isnull=True)

    def with_holders(self, day: datetime.date | None = None) -> Self:
        """Adds `holder` (the number of whoever holds the post, acting before substantive) and
        `is_held`: whether there is somebody on `day` (default: today). A department always is.
        """
        today = Appointment.objects.in_force(day)
        of_post = today.filter(post=OuterRef("post")).order_by("kind", "pk").values("person")[:1]
        of_person = today.filter(person=OuterRef("person"))
        return self.annotate(
            holder=models.Subquery(of_post),
            is_held=models.Case(
                models.When(post__isnull=False, then=Q(holder__isnull=False)),
                models.When(person__isnull=False, then=Exists(of_person)),
                default=models.Value(True),  # noqa: FBT003 -- a value of the database
                output_field=models.BooleanField(),
            ),
        )

    def for_list(self) -> Self:
        """Posts before people before departments, as one reads down the line."""
        return self.select_related(
            "contributor", "post__department", "person", "indicator", "department", "cycle__period"
        ).order_by("part", "post__code", "person__staff_number", "contributor__code", "pk")


class RequirementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Both sides see it: who sees the asking or the asked department. Rule A13."""
        seen = Department.objects.visible_to(user).values("pk")
        return self.filter(Q(asking__in=seen) | Q(asked__in=seen))

    def open(self) -> Self:
        return self.filter(state__in=["asked", "accepted"])

    def with_steps(self) -> Self:
        """With its steps `in_order`: one more query, whatever the number."""
        from indicators.models import RequirementStep  # noqa: PLC0415 -- leaf

        steps = RequirementStep.objects.select_related("by").order_by("id")
        return self.select_related("asked_by").prefetch_related(
            Prefetch("steps", queryset=steps, to_attr="in_order")
        )

    def for_list(self) -> Self:
        """What is due first comes first; what is settled comes last."""
        settled = models.Case(models.When(state__in=["asked", "accepted"], then=0), default=1)
        return self.select_related("asking", "asked", "objective", "indicator").order_by(
            settled, "due_on", "pk"
        )


class CostLineQuerySet(ScopedQuerySet):
    def current(self) -> Self:
        """The end of each chain: at most one row per department, KPI, period and currency."""
        from indicators.models import CostLine  # noqa: PLC0415 -- leaf

        return self.filter(~Exists(CostLine.objects.filter(supersedes=OuterRef("pk"))))

    def for_list(self) -> Self:
        return self.select_related("period", "indicator", "department", "reported_by").order_by(
            "-period__ends_on", "-period__starts_on", "currency", "-pk"
        )


class DimensionQuerySet(SharedQuerySet):
    def newest(self) -> Self:
        """The last version of each list."""
        from indicators.models import Dimension  # noqa: PLC0415 -- leaf

        later = Dimension.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def for_list(self) -> Self:
        return self.prefetch_related("members").order_by("code", "-version")


class BreakdownQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of measurements of departments one may see. Rule A1."""
        seen = Department.objects.visible_to(user).values("pk")
        return self.filter(measurement__department__in=seen)

    def current(self) -> Self:
        """The end of each chain, of measurements that nothing has superseded."""
        from indicators.models import Breakdown, Measurement  # noqa: PLC0415 -- leaf

        corrected = Measurement.objects.filter(supersedes=OuterRef("measurement"))
        return self.filter(
            ~Exists(Breakdown.objects.filter(supersedes=OuterRef("pk"))), ~Exists(corrected)
        )

    def for_list(self) -> Self:
        """With its parts in the order of the list: two queries."""
        from indicators.models import BreakdownPart  # noqa: PLC0415 -- leaf

        parts = BreakdownPart.objects.select_related("member").order_by("member__position")
        return (
            self.select_related("dimension", "measurement__period", "measurement__indicator")
            .prefetch_related(Prefetch("parts", queryset=parts))
            .order_by("-measurement__period__ends_on", "dimension__code", "-pk")
        )
