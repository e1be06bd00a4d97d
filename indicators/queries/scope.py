"""Whose rows one may read. The access rules are numbered in docs/access.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists

from departments.models import Department, RoleGrant

if TYPE_CHECKING:
    from departments.models import User


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a department."""

    def visible_to(self, user: User) -> Self:
        """The rows of departments in branches where `user` holds a grant.

        Shape:  a subset; one semi-join, no join added, so any filter may follow.
        Errors: none. A user without a grant gets an empty set, so detail pages answer 404.
        Source: docs/access.md, rule A1.
        """
        return self.filter(department__in=Department.objects.visible_to(user).values("pk"))


class SharedQuerySet(models.QuerySet):
    """Rows that everybody in the house may read: definitions, cycles, runs."""

    def visible_to(self, user: User) -> Self:
        """All rows for a user who holds any grant today, none for others. Rule A5."""
        return self.filter(Exists(RoleGrant.objects.held_by(user)))
