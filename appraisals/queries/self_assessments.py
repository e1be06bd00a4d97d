"""Reading self-assessments: a draft is its author's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from appraisals.queries.waiting import cycles_in

if TYPE_CHECKING:
    from departments.models import User


def of_those_appraised_by(user: User) -> models.QuerySet:
    """The numbers of the appraisals that `user` is first or second superior of."""
    from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

    return Appraisal.objects.filter(Q(appraiser=user) | Q(second_appraiser=user)).values("pk")


class SelfAssessmentQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own; what is handed in, for the superiors of the appraisal. Others see at most how
        far it is (`Appraisal.objects.with_self_assessment`).

        Shape:  a subset; no join added.
        Source: docs/access.md, rule A20.
        """
        return self.filter(
            Q(author=user) | ~Q(state="draft") & Q(appraisal__in=of_those_appraised_by(user))
        )

    def waiting_for(self, user: User) -> Self:
        """Handed in and not opened yet, by those whom `user` appraises, until calibration."""
        return self.filter(
            state="submitted", appraisal__appraiser=user,
            appraisal__appraisal_cycle__in=cycles_in("self_assessment", "evaluation"),
        )  # fmt: skip

    def handed_in(self) -> Self:
        """Submitted, opened or not: at most one of each appraisal."""
        return self.exclude(state="draft")

    def for_page(self) -> Self:
        return self.select_related(
            "appraisal__appraisal_cycle__cycle__period", "appraisal__unit", "appraisal__person",
            "appraisal__appraiser__person", "author__person", "opened_by__person",
        )  # fmt: skip


class SectionAnswerQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own; those of the superiors only once they have opened it, from when on it cannot
        be withdrawn any more. Rule A20."""
        from appraisals.models import SelfAssessment  # noqa: PLC0415 -- leaf

        rows = SelfAssessment.objects.filter(
            Q(author=user) | Q(state="opened", appraisal__in=of_those_appraised_by(user))
        )
        return self.filter(self_assessment__in=rows.values("pk"))

    def pinned(self) -> Self:
        """Those that were handed in: what left the plan before has no weight."""
        return self.filter(weight__isnull=False).order_by("place", "pk")
