"""Reading what both sides wrote during the year. Unshared notes are their author's alone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from appraisals.queries.waiting import cycles_in

if TYPE_CHECKING:
    from departments.models import User


def sides(user: User) -> Q:
    """The two who talk, and the second superior."""
    return (
        Q(appraisal__subject_user=user)
        | Q(appraisal__appraiser=user)
        | Q(appraisal__second_appraiser=user)
    )


class CoachingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Both sides and the second superior, in cycles one may see.

        Source: docs/access.md, rule A18.
        """
        from appraisals.models import AppraisalCycle  # noqa: PLC0415 -- leaf

        cycles = AppraisalCycle.objects.visible_to(user).values("pk")
        return self.filter(sides(user), appraisal__appraisal_cycle__in=cycles)

    def for_list(self) -> Self:
        """The newest first, with the people and the line that a row names."""
        from appraisals.models import EarlyWarning  # noqa: PLC0415 -- leaf

        if self.model is EarlyWarning:
            return self.select_related("issued_by__person", "acknowledged_by__person")
        return self.select_related("by__person", "line__indicator").order_by("-pk")


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own; of others what they shared with one's side, never a draft.

        Source: docs/access.md, rule A19.
        """
        from appraisals.models import AppraisalCycle  # noqa: PLC0415 -- leaf

        cycles = AppraisalCycle.objects.visible_to(user).values("pk")
        return self.filter(
            Q(author=user) | sides(user) & Q(shared_at__isnull=False),
            appraisal__appraisal_cycle__in=cycles,
        )

    def shared(self) -> Self:
        return self.filter(shared_at__isnull=False)

    def for_list(self) -> Self:
        """The latest conversation first."""
        return self.select_related("author__person").order_by("-held_on", "-pk")


class CheckInReplyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those to check-ins one may see. Rule A19."""
        from appraisals.models import CheckIn  # noqa: PLC0415 -- leaf

        return self.filter(check_in__in=CheckIn.objects.visible_to(user).values("pk"))


class EarlyWarningQuerySet(CoachingQuerySet):
    def waiting_for(self, user: User) -> Self:
        """Those that `user` has not acknowledged, which he can also after the phase."""
        return self.filter(
            appraisal__subject_user=user, acknowledged_at=None,
            appraisal__appraisal_cycle__state="running",
        )  # fmt: skip


class UrgingNoticeQuerySet(CoachingQuerySet):
    def waiting_for(self, user: User) -> Self:
        """Those that `user` is to answer, while that is possible."""
        return self.waiting().filter(
            appraisal__subject_user=user, appraisal__appraisal_cycle__in=cycles_in("coaching")
        )

    def answered(self) -> Self:
        from appraisals.models import UrgingReply  # noqa: PLC0415 -- leaf

        return self.filter(Exists(UrgingReply.objects.filter(notice=OuterRef("pk"))))

    def waiting(self) -> Self:
        """Those that nobody has answered yet."""
        from appraisals.models import UrgingReply  # noqa: PLC0415 -- leaf

        return self.exclude(Exists(UrgingReply.objects.filter(notice=OuterRef("pk"))))

    def overdue(self, day: datetime.date | None = None) -> Self:
        return self.waiting().filter(reply_due_on__lt=day or timezone.localdate())

    def for_list(self) -> Self:
        return (
            self.select_related("issued_by__person", "line__indicator")
            .prefetch_related("replies__by__person")
            .order_by("-pk")
        )
