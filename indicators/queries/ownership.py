"""Reading who owns what, and whether he is still there."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from departments.models import Appointment
from indicators.queries.scope import ScopedQuerySet

NONE, HERE, ABOVE, LEFT = "none", "here", "above", "left"


class IsIn(Func):
    """Whether a number is in an array."""

    arg_joiner = " = ANY("
    template = "(%(expressions)s))"
    output_field = models.BooleanField()


class OwnedQuerySet(ScopedQuerySet):
    """Targets: each with one accountable owner, or none."""

    def one_per_kpi(self) -> Self:
        """The target of the whole cycle, else the first of a period: one row a KPI.

        Shape: at most one per (cycle, department, indicator).
        """
        return self.order_by(
            "cycle_id", "department_id", "indicator_id", F("period").asc(nulls_first=True)
        ).distinct("cycle_id", "department_id", "indicator_id")

    def with_owner_state(self, day: datetime.date | None = None) -> Self:
        """Adds `owner_state` as of `day` (default: today).

        Shape:  "none"; "here" (appointed in the department or beneath it); "above" (only in one it
                stands under, and never was in it); "left" (nowhere in that line, or was in the
                department and is no longer). One subquery a row, by person.
        Source: docs/cascade.md, rule L9.
        """
        held = Appointment.objects.filter(person=OuterRef("owner"))
        inside = IsIn(OuterRef("department_id"), F("post__department__lineage"))
        over = IsIn(F("post__department_id"), OuterRef("department__lineage"))
        return self.annotate(
            owner_state=Case(
                When(owner__isnull=True, then=Value(NONE)),
                When(Exists(held.in_force(day).filter(inside)), then=Value(HERE)),
                When(Exists(held.filter(inside)), then=Value(LEFT)),
                When(Exists(held.in_force(day).filter(over)), then=Value(ABOVE)),
                default=Value(LEFT),
                output_field=models.CharField(),
            )
        )

    def with_freshness(self, spans: dict[str, tuple[datetime.date, datetime.date]]) -> Self:
        """Adds `due_until`, the last day of the period that is due, and `is_fresh`.

        `spans` holds the first and last day of the latest due period by frequency. A rate that is
        summed from below, and a KPI without a frequency, is due for nothing. A reason why there is
        no value is a report too.
        """
        from indicators.models import Measurement  # noqa: PLC0415 -- leaf

        day = models.DateField()
        starts, ends = (
            Cast(  # a NULL that stands alone would be a text
                Case(
                    *(
                        When(indicator__frequency=kind, then=Value(span[side], output_field=day))
                        for kind, span in spans.items()
                    ),
                    output_field=day,
                ),
                day,
            )
            for side in (0, 1)
        )
        reported = Measurement.objects.filter(
            department=OuterRef("department"),
            indicator=OuterRef("indicator"),
            period__starts_on=OuterRef("due_since"),
            period__ends_on=OuterRef("due_until"),
        ).exclude(missing__in=["not_due", "pending", "not_reported", "late"])
        own = Q(sums_children=False)
        return self.annotate(
            due_since=Case(When(own, then=starts), output_field=day),
            due_until=Case(When(own, then=ends), output_field=day),
        ).annotate(is_fresh=Exists(reported))
