"""Reading notices, meetings, plans, recommendations and appeals. docs/access.md, A23 to A25."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from appraisals.queries.grades import DECIDERS
from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User


def told(user: User) -> models.QuerySet[Any]:
    """Appraisals whose result `user` may read once it is told: his own, those he appraises, those
    of a branch he keeps, leads or checks. Rule A23."""
    from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

    led = Department.objects.led_by(user, *DECIDERS).values("pk")
    return Appraisal.objects.filter(
        Q(subject_user=user) | Q(appraiser=user) | Q(second_appraiser=user) | Q(unit__in=led)
    ).values("pk")


class ResultNoticeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and those whose grade one may read. A draft does not exist: a notice is
        there from the moment it is issued.

        Shape:  a subset; no join added.
        Source: docs/access.md, rule A23.
        """
        return self.filter(appraisal__in=told(user))

    def in_force(self) -> Self:
        """The last notice of each appraisal."""
        return self.filter(superseded_by__isnull=True)

    def for_list(self) -> Self:
        return self.select_related(
            "appraisal__appraisal_cycle__cycle__period",
            "appraisal__unit", "appraisal__person", "grade",
        ).order_by("-issued_on", "-pk")  # fmt: skip

    def history_of(self, user: User) -> Self:
        """One's own notices in force, over all years, the newest first."""
        return self.in_force().filter(appraisal__subject_user=user).for_list()


class FeedbackMeetingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of appraisals whose result one may read. Rule A23."""
        return self.filter(appraisal__in=told(user))

    def closed(self) -> Self:
        """Acknowledged by both, or the office noted why one side did not sign."""
        signed = Q(subject_signed_at__isnull=False) | ~Q(unsigned_because="")
        return self.filter(signed, superior_signed_at__isnull=False)


class DevelopmentPlanQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of appraisals whose result one may read. Rule A23."""
        return self.filter(appraisal__in=told(user))


class DevelopmentActionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of plans one may read, and those one owns. Rule A23."""
        return self.filter(Q(plan__appraisal__in=told(user)) | Q(owner=user))

    def open(self) -> Self:
        return self.filter(state="open")

    def late(self, today: datetime.date) -> Self:
        return self.open().filter(due_on__lt=today)

    def training_records(self) -> Self:
        return self.filter(kind="training", state="done")

    def for_list(self) -> Self:
        return self.select_related("owner__person").order_by("due_on", "pk")


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """For office, auditor and supervision of the unit; never one's own. Rule A24.

        Shape: a subset; no join but that to the appraisal.
        """
        from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

        led = Department.objects.led_by(user, "office", "auditor", "supervision").values("pk")
        rows = Appraisal.objects.filter(unit__in=led).exclude(subject_user=user)
        return self.filter(appraisal__in=rows.values("pk"))

    def open(self) -> Self:
        return self.filter(state="open")

    def for_list(self) -> Self:
        return self.select_related(
            "appraisal__unit", "appraisal__person", "appraisal__appraisal_cycle", "grade",
            "decided_by__person",
        ).order_by("state", "appraisal__unit__lineage", "pk")  # fmt: skip

    def counted(self) -> dict[str, int]:
        """How many in each state."""
        return dict(self.order_by().values_list("state").annotate(n=Count("pk")))


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, those one hears, and those of a branch one is office, auditor or supervision
        of. Superiors learn of the decision by the new notice, not of who complained when.

        Shape:  a subset; no join but that to the appraisal.
        Source: docs/access.md, rule A25.
        """
        from appraisals.models import AppealMember, Appraisal  # noqa: PLC0415 -- leaf

        led = Department.objects.led_by(user, "office", "auditor", "supervision").values("pk")
        rows = Appraisal.objects.filter(Q(subject_user=user) | Q(unit__in=led)).values("pk")
        heard = AppealMember.objects.filter(user=user, recused_because="").values("appeal")
        return self.filter(Q(appraisal__in=rows) | Q(pk__in=heard))

    def open(self) -> Self:
        return self.filter(state__in=["filed", "heard", "proposed"])

    def for_list(self) -> Self:
        """All that a list row prints; the open ones first, by the day they are to be decided."""
        is_open = models.Case(
            models.When(state__in=["filed", "heard", "proposed"], then=0), default=1
        )
        return self.select_related(
            "appraisal__appraisal_cycle", "appraisal__unit", "appraisal__person", "notice__grade"
        ).order_by(is_open, "decide_by", "pk")
