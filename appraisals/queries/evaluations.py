"""Reading evaluations and who stands aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from appraisals.queries.grades import readable
from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own; of others those that are handed in, by the rule of grades. Never of oneself.

        Shape:  a subset; no join added.
        Source: docs/access.md, rule A21.
        """
        from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

        others = Q(appraisal__in=readable(user)) | Q(appraisal__in=sat_over(user))
        return self.filter(Q(evaluator=user) | Q(state="handed_in") & others).exclude(
            appraisal__in=Appraisal.objects.filter(subject_user=user).values("pk")
        )

    def handed_in(self) -> Self:
        return self.filter(state="handed_in")

    def with_lines(self) -> Self:
        """With the subject, and the lines in their order: one more query, whatever the number."""
        return (
            self.select_related(
                "appraisal__appraisal_cycle", "appraisal__unit", "appraisal__person"
            )
            .prefetch_related("lines")
            .order_by("pk")
        )

    def for_list(self) -> Self:
        return self.select_related("evaluator__person").order_by("appraisal_id", "source", "pk")


def sat_over(user: User) -> models.QuerySet:
    """The appraisals in the sessions of which `user` is a member."""
    from appraisals.models import CalibrationEntry, CalibrationMember  # noqa: PLC0415 -- leaf

    mine = CalibrationMember.objects.filter(user=user).values("session")
    return CalibrationEntry.objects.filter(session__in=mine).values("appraisal")


class RecusalQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of a branch one keeps. Rule A21."""
        from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

        kept = Department.objects.led_by(user, "office", "supervision", "auditor").values("pk")
        rows = Appraisal.objects.filter(unit__in=kept).exclude(subject_user=user)
        return self.filter(Q(user=user) | Q(appraisal__in=rows.values("pk")))

    def open(self) -> Self:
        """Whoever stands aside and still is the superior: the office names another."""
        return self.filter(
            Q(appraisal__appraiser=models.F("user"))
            | Q(appraisal__second_appraiser=models.F("user")),
            appraisal__appraisal_cycle__state="running",
        )

    def for_list(self) -> Self:
        return self.select_related(
            "user__person", "appraisal__person", "appraisal__unit", "appraisal__appraisal_cycle"
        ).order_by("pk")
