"""Reading notices, meetings, plans, recommendations and appeals. docs/access.md, A23 to A25."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from appraisals.queries.grades import DECIDERS
from appraisals.queries.waiting import cycles_in, cycles_kept_by
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

    def waiting_for(self, user: User) -> Self:
        """One's own that one has not acknowledged, while that is possible."""
        return self.in_force().filter(
            appraisal__subject_user=user, acknowledgement=None,
            appraisal__appraisal_cycle__state="running",
        )  # fmt: skip

    def history_of(self, user: User) -> Self:
        """One's own notices in force, over all years, the newest first."""
        return self.in_force().filter(appraisal__subject_user=user).for_list()


class FeedbackMeetingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of appraisals whose result one may read. Rule A23."""
        return self.filter(appraisal__in=told(user))

    def waiting_for(self, user: User) -> Self:
        """Those that `user` has not acknowledged for his side."""
        mine = Q(appraisal__subject_user=user, subject_signed_at=None, unsigned_because="")
        mine |= Q(appraisal__appraiser=user, superior_signed_at=None)
        return self.filter(mine, appraisal__appraisal_cycle__in=cycles_in("results", "appeals"))

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

    def waiting_for(self, user: User, until: datetime.date) -> Self:
        """Those that `user` is to do, due on `until` at the latest, overdue or not."""
        return self.open().filter(owner=user, due_on__lte=until)

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

    def waiting_for(self, user: User) -> Self:
        """Those that the office has to decide, never about oneself."""
        kept = self.open().filter(appraisal__appraisal_cycle__in=cycles_kept_by(user))
        return kept.exclude(appraisal__subject_user=user)

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

    def waiting_for(self, user: User) -> Self:
        """Those that the office puts before a body or approves, and those that one hears. Nobody
        approves what he heard, or decides on himself."""
        from appraisals.models import AppealMember  # noqa: PLC0415 -- leaf

        sits = AppealMember.objects.filter(user=user).values("appeal")
        hears = AppealMember.objects.filter(user=user, recused_because="").values("appeal")
        kept = Q(appraisal__appraisal_cycle__in=cycles_kept_by(user))
        return self.filter(
            kept & Q(state="filed")
            | kept & Q(state="proposed") & ~Q(pk__in=sits)
            | Q(state="heard", pk__in=hears),
            appraisal__appraisal_cycle__state="running",
        ).exclude(appraisal__subject_user=user)  # fmt: skip

    def for_list(self) -> Self:
        """All that a list row prints; the open ones first, by the day they are to be decided."""
        is_open = models.Case(
            models.When(state__in=["filed", "heard", "proposed"], then=0), default=1
        )
        return self.select_related(
            "appraisal__appraisal_cycle", "appraisal__unit", "appraisal__person", "notice__grade"
        ).order_by(is_open, "decide_by", "pk")
