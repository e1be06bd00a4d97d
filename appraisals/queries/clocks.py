"""Reading the clocks of probation, and the notices in their middle."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from appraisals.queries.coaching import sides

if TYPE_CHECKING:
    from departments.models import User


class ProbationClockQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the appraisals one may see. Source: docs/access.md, rule A15."""
        from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

        return self.filter(appraisal__in=Appraisal.objects.visible_to(user).values("pk"))

    def counting(self) -> Self:
        """Whose probation goes on: who left, and whom a reason takes out, is waited for no more."""
        return self.filter(appraisal__left_on=None, appraisal__excluded_as="")

    def with_steps(self) -> Self:
        """Adds `noticed` and `assessed`: whether the notice is issued, the superior's word in."""
        from appraisals.models import Evaluation, MidwayNotice  # noqa: PLC0415 -- leaf

        mine = {"appraisal": OuterRef("appraisal")}
        done = Evaluation.objects.handed_in().filter(source="superior", **mine)
        return self.annotate(
            noticed=Exists(MidwayNotice.objects.filter(**mine)), assessed=Exists(done)
        )

    def due(self, day: datetime.date) -> Self:
        """Those on which something is to be done now, late or not."""
        waits = Q(noticed=False, midway_on__lte=day) | Q(assessed=False, opens_on__lte=day)
        return self.with_steps().counting().filter(waits)

    def overdue(self, day: datetime.date) -> Self:
        late = Q(noticed=False, notice_due_on__lt=day) | Q(assessed=False, report_due_on__lt=day)
        return self.with_steps().counting().filter(late)

    def for_list(self) -> Self:
        """All that a list row prints; whose probation ends first stands first."""
        return self.with_steps().select_related(
            "appraisal__unit", "appraisal__person", "appraisal__midway_notice"
        ).order_by("ends_on", "pk")  # fmt: skip


class MidwayNoticeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Both sides and the second superior, in cycles one may see. Rule A18."""
        from appraisals.models import AppraisalCycle  # noqa: PLC0415 -- leaf

        cycles = AppraisalCycle.objects.visible_to(user).values("pk")
        return self.filter(sides(user), appraisal__appraisal_cycle__in=cycles)

    def for_page(self) -> Self:
        return self.select_related(
            "issued_by__person", "acknowledged_by__person", "appraisal__unit", "appraisal__person"
        )
