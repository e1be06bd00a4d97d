"""Reading verifications and samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from departments.models import Department
from indicators.queries.scope import ScopedQuerySet

if TYPE_CHECKING:
    from departments.models import User


class VerificationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of values of departments one may see. Rule A1."""
        seen = Department.objects.visible_to(user).values("pk")
        return self.filter(measurement__department__in=seen)

    def for_list(self) -> Self:
        return self.select_related(
            "measurement__department", "measurement__indicator", "measurement__period",
            "verified_by__person",
        ).order_by("-id")  # fmt: skip


class SampleQuerySet(ScopedQuerySet):
    def with_counts(self) -> Self:
        """Adds how many of its values were found how: `drawn`, and one number per verdict.

        Shape:  of several verifications of one value for this sample the last counts.
        """
        from indicators.models import SampleItem  # noqa: PLC0415 -- leaf

        items = SampleItem.objects.filter(sample=OuterRef("pk")).with_verdict().order_by()
        counted = {"drawn": Q()} | {
            verdict: Q(verdict=verdict) for verdict in ("verified", "rejected", "cannot_verify")
        }
        return self.annotate(
            **{
                name: Coalesce(
                    Subquery(
                        items.filter(where).values("sample").annotate(n=Count("pk")).values("n"),
                        output_field=IntegerField(),
                    ),
                    0,
                )
                for name, where in counted.items()
            }
        )

    def for_list(self) -> Self:
        return (
            self.with_counts()
            .select_related("cycle", "period", "department", "drawn_by__person")
            .order_by("-id")
        )


class SampleItemQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The values of samples over branches one may see. Rule A1."""
        seen = Department.objects.visible_to(user).values("pk")
        return self.filter(sample__department__in=seen)

    def with_verdict(self) -> Self:
        """Adds `verdict`, `found` and `reason` of the last verification made for the sample."""
        from indicators.models import Verification  # noqa: PLC0415 -- leaf

        last = Verification.objects.filter(
            sample=OuterRef("sample"), measurement=OuterRef("measurement")
        ).order_by("-id")
        return self.annotate(
            **{name: Subquery(last.values(name)[:1]) for name in ("verdict", "found", "reason")}
        )

    def open_to(self, user: User) -> Self:
        """Those without a verdict that `user` may judge: he is not in the chain of the value."""
        from indicators.models import Evidence, Measurement  # noqa: PLC0415 -- leaf

        chain = {
            name: OuterRef(f"measurement__{name}") for name in ("department", "indicator", "period")
        }
        reported = Measurement.objects.filter(reported_by=user, **chain)
        proved = Evidence.objects.filter(
            uploaded_by=user,
            **{f"measurement__{name}": value for name, value in chain.items()},
        )
        return self.with_verdict().filter(~Exists(reported), ~Exists(proved), verdict=None)

    def for_list(self) -> Self:
        """What a row of the sample prints, in the order of the draw."""
        return (
            self.with_verdict()
            .select_related(
                "measurement__department", "measurement__indicator", "measurement__period"
            )
            .order_by("position")
        )
