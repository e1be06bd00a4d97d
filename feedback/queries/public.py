"""Reading services, the places where they are met, and what the public said of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from departments.models import Department
from departments.queries import named

if TYPE_CHECKING:
    from departments.models import User

READERS = ("office", "manager", "auditor", "supervision")


def led(user: User) -> models.QuerySet:
    return Department.objects.led_by(user, *READERS).values("pk")


def counted(rows: models.QuerySet, outer: str) -> Coalesce:
    """How many of `rows` point at the row outside by `outer`, without a join of two of them."""
    sums = rows.filter(**{outer: OuterRef("pk")}).order_by().values(outer)
    return Coalesce(Subquery(sums.annotate(n=Count("pk")).values("n")), 0)


class PublicServiceQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Of the branches that one keeps, leads or looks into. Rule A27."""
        return self.filter(department__in=led(user))

    def search(self, words: str) -> Self:
        """Those whose code or one of whose names holds the words."""
        return self.filter(Q(code__icontains=words) | named(words))

    def for_list(self) -> Self:
        """With the department, the scale and how many places are in use; in a total order."""
        return (
            self.select_related("department", "scale")
            .annotate(places=Count("points", filter=Q(points__is_open=True)))
            .order_by("department__lineage", "code")
        )


class ServicePointQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the services that one sees. Rule A27."""
        return self.filter(service__department__in=led(user))

    def for_list(self) -> Self:
        """With service and department; those in use first, in a total order."""
        return self.select_related("service__department", "service__scale").order_by(
            "-is_open", "service__code", "code"
        )

    def in_use(self) -> Self:
        return self.filter(is_open=True, service__is_open=True)

    def with_counts(self) -> Self:
        """`cases`: closed ones that came in; `offered`: receipts made out for them.

        Units:  numbers of cases and of receipts, over all time.
        Source: docs/public-voice.md, P6.
        """
        from feedback.models import ClosedCase, Receipt  # noqa: PLC0415 -- leaf

        return self.annotate(
            cases=counted(ClosedCase.objects.all(), "point"),
            offered=counted(Receipt.objects.all(), "point"),
        )


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those that were released, of the branches that one keeps, leads or looks into.

        Nobody sees one before its release: not the counter, not its head, not the office. Rule A28.
        """
        return self.filter(release__isnull=False, point__service__department__in=led(user))

    def counting(self) -> Self:
        """Released, and in a stream that weighs: what a score may be made of."""
        return self.filter(state="released").exclude(stream__kind="open")

    def waiting(self, day: datetime.date) -> Self:
        """Kept since a day before `day`: a batch holds whole days only."""
        return self.filter(state="kept", rated_on__lt=day)

    def for_list(self) -> Self:
        """With all that a row of an exchange says."""
        return self.select_related("point__service", "scale", "stream", "release").order_by("pk")

    def of_service(self, service: int) -> Self:
        return self.filter(point__service=service)

    def undecided(self, stream: int) -> Self:
        """Not released yet: waiting, or held until somebody has decided."""
        return self.filter(stream=stream, state__in=["kept", "held"])


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Rule A28."""
        return self.filter(service__department__in=led(user))


class RatingRuleQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Like the definition cards they stand on: for whoever holds any role. Rule A27."""
        from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

        return self.filter(models.Exists(RoleGrant.objects.held_by(user)))

    def for_list(self) -> Self:
        return self.select_related("indicator", "stream", "scale").order_by("indicator__code", "pk")
