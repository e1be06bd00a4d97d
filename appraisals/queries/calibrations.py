"""Reading calibration sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q

from appraisals.queries.evaluations import sat_over
from appraisals.queries.grades import readable
from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User

READERS = ("office", "auditor", "supervision")


class CalibrationSessionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those one sits in, and those of a branch one keeps or checks.

        Shape:  a subset; no join added.
        Source: docs/access.md, rule A22.
        """
        from appraisals.models import AppraisalCycle, CalibrationMember  # noqa: PLC0415 -- leaf

        read = Department.objects.led_by(user, *READERS).values("pk")
        cycles = AppraisalCycle.objects.filter(department__in=read)
        mine = CalibrationMember.objects.filter(user=user)
        return self.filter(
            Q(appraisal_cycle__in=cycles.values("pk")) | Q(pk__in=mine.values("session"))
        )

    def waiting_for(self, user: User) -> Self:
        """The open sessions in which `user` sits."""
        from appraisals.models import CalibrationMember  # noqa: PLC0415 -- leaf

        mine = CalibrationMember.objects.filter(user=user).values("session")
        return self.filter(pk__in=mine, state="open")

    def with_size(self) -> Self:
        """Adds `subjects`, and `graded`: how many of them have a grade."""
        return self.annotate(
            subjects=Count("entries"), graded=Count("entries", filter=~Q(entries__grade=""))
        )

    def for_list(self) -> Self:
        return self.select_related("appraisal_cycle__policy", "appraisal_cycle__department"
        ).order_by("-appraisal_cycle", "subject", "pk")  # fmt: skip


class CalibrationEntryQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the sessions one may see, without one's own. Rule A22."""
        from appraisals.models import Appraisal, CalibrationSession  # noqa: PLC0415 -- leaf

        sessions = CalibrationSession.objects.visible_to(user)
        mine = Appraisal.objects.filter(subject_user=user)
        return self.filter(session__in=sessions.values("pk")).exclude(
            appraisal__in=mine.values("pk")
        )

    def for_list(self) -> Self:
        """The highest score first; who has none last."""
        return self.select_related("appraisal__unit", "appraisal__person").order_by(
            F("score").desc(nulls_last=True), "appraisal__unit__lineage", "pk"
        )


class CalibrationChangeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the entries one may see. Rule A22."""
        from appraisals.models import CalibrationEntry  # noqa: PLC0415 -- leaf

        return self.filter(entry__in=CalibrationEntry.objects.visible_to(user).values("pk"))

    def for_list(self) -> Self:
        """The newest first, with subject and author."""
        return self.select_related(
            "entry__appraisal__person", "entry__appraisal__unit", "by__person"
        ).order_by("-pk")


class GradeCapQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As grades. Rule A16."""
        return self.filter(Q(appraisal__in=readable(user)) | Q(appraisal__in=sat_over(user)))
