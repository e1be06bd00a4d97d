"""Reading the ledger."""

from typing import Any, Self

from django.db import models

READERS = ("office", "auditor", "supervision")


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All entries for those who keep or check the whole house, none for anybody else.

        Shape:  everything or nothing; the ledger is not cut by department.
        Source: docs/access.md, rule A6: a grant of office, auditor or supervision at a root.
        """
        grants = user.grants.in_force().filter(role__in=READERS, department__parent=None)
        return self.filter(models.Exists(grants))

    def for_list(self) -> Self:
        """Newest first, in a total order."""
        return self.order_by("-id")
