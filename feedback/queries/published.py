"""Reading what is published. Everybody may read all of it. Rule A32."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from departments.models import User

GROUP = ("service", "stream", "scale")


class Published(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """All of it, for everybody: nothing is kept here that not everybody may read. Rule A32."""
        return self.all()


class EditionQuerySet(Published):
    def latest_month(self) -> datetime.date | None:
        return self.aggregate(latest=models.Max("month"))["latest"]


class PublishedRows(Published):
    def of_services(self, services: Collection[Any]) -> Self:
        return self.filter(service__in=services)

    def since(self, month: datetime.date) -> Self:
        """Of the editions of `month` and later."""
        return self.filter(edition__month__gte=month)


class PublishedCountQuerySet(PublishedRows):
    def in_order(self) -> Self:
        """With what a line of a file or a page names, oldest first, in a total order."""
        return self.select_related("edition", "service__department", "stream", "scale").order_by(
            "service__code", "stream__code", "scale", "edition__month"
        )


class PublishedPartQuerySet(PublishedRows):
    def in_order(self) -> Self:
        """As above; of one edition the best levels first."""
        return self.select_related("edition", "service__department", "stream", "scale").order_by(
            "service__code", "stream__code", "scale", "edition__month", "-values"
        )


class PublishedExclusionQuerySet(PublishedRows):
    def in_order(self) -> Self:
        return self.select_related("edition", "service").order_by(
            "service__code", "reason", "edition__month"
        )
