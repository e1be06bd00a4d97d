"""Reading what the REST interface keeps. The access rules are numbered in docs/access.md."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from departments.models import User


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own tokens; nobody reads those of others."""
        return self.filter(user=user)

    def valid(self, now: datetime.datetime | None = None) -> Self:
        """Neither revoked nor expired, and the owner may still sign in."""
        return self.filter(
            revoked_at__isnull=True, expires_at__gt=now or timezone.now(), user__is_active=True
        )

    def for_list(self) -> Self:
        """Those that work first, then newest first."""
        return self.order_by(F("revoked_at").desc(nulls_first=True), "-pk")


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own: a file holds the rows its asker may see."""
        return self.filter(requested_by=user)

    def open(self, now: datetime.datetime | None = None) -> Self:
        """Jobs that nobody is working on."""
        return self.filter(
            Q(state="requested") | Q(state="running", lease_until__lt=now or timezone.now())
        )

    def for_list(self) -> Self:
        return self.select_related("run__cycle").order_by("-pk")
