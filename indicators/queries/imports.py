"""Reading files that were sent in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, Q

from departments.models import RoleGrant

if TYPE_CHECKING:
    from departments.models import User


class KpiImportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own uploads, and all of them for a performance office at a root. Rule A7."""
        office = RoleGrant.objects.held_by(user).filter(role="office", department__parent=None)
        return self.filter(Q(uploaded_by=user) | Exists(office))

    def for_list(self) -> Self:
        return self.defer("content").select_related("uploaded_by").order_by("-id")


class ImportRowQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The rows of the imports one may see. Rule A7."""
        from indicators.models import KpiImport  # noqa: PLC0415 -- leaf

        return self.filter(kpi_import__in=KpiImport.objects.visible_to(user).values("pk"))

    def for_list(self) -> Self:
        return self.order_by("line")
