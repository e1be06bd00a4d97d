"""Reading grades."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User

ABOUT = ("appraisal__appraisal_cycle", "appraisal__unit", "appraisal__person")
DECIDERS = ("office", "manager", "auditor", "supervision")


def readable(user: User) -> models.QuerySet[Any]:
    """The appraisals whose grades `user` may read: rule A16."""
    from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

    led = Department.objects.led_by(user, *DECIDERS).values("pk")
    rows = Appraisal.objects.filter(Q(appraiser=user) | Q(second_appraiser=user) | Q(unit__in=led))
    return rows.exclude(subject_user=user).values("pk")


class GradeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """For superiors and whoever leads or keeps the branch; never one's own: a person reads his
        grade in the written notice, from the day it is issued.

        Shape:  a subset; no join added but that to the appraisal.
        Source: docs/access.md, rule A16.
        """
        return self.filter(appraisal__in=readable(user))

    def decided_since(self, moment: datetime.datetime) -> Self:
        return self.filter(decided_at__gte=moment)

    def in_force(self) -> Self:
        """The last decision of each appraisal."""
        return self.filter(superseded_by__isnull=True)

    def for_list(self) -> Self:
        """With subject and author; adds `is_in_force`: no later decision supersedes it."""
        later = self.model._default_manager.filter(  # noqa: SLF001 -- documented
            supersedes=OuterRef("pk")
        )
        rows = self.annotate(is_in_force=~Exists(later))
        return rows.select_related(*ABOUT, "decided_by").order_by("pk")


class SourceScoreQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As grades: for superiors and whoever leads or keeps the branch. Rule A16."""
        return self.filter(appraisal__in=readable(user))

    def in_force(self) -> Self:
        """The last of each source."""
        return self.filter(superseded_by__isnull=True)

    def for_list(self) -> Self:
        """With the subject."""
        return self.select_related(*ABOUT).order_by("pk")
