"""Reading agreements and their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch, Q

from appraisals.queries.waiting import cycles_in
from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User

AGREED, HELD = "agreed", ("agreed", "superseded")
WRITABLE, OPEN = ("draft", "queried"), ("draft", "queried", "proposed")


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """What was agreed: whoever sees the appraisal. What is not agreed yet: both sides, the
        second superior and the office of the unit.

        Shape:  a subset, no join but that to the appraisal.
        Source: docs/access.md, rule A17.
        """
        from appraisals.models import Appraisal  # noqa: PLC0415 -- leaf

        seen = Appraisal.objects.visible_to(user)
        kept = Department.objects.led_by(user, "office").values("pk")
        near = seen.filter(
            Q(subject_user=user) | Q(appraiser=user) | Q(second_appraiser=user) | Q(unit__in=kept)
        )
        return self.filter(
            Q(state__in=HELD, appraisal__in=seen.values("pk")) | Q(appraisal__in=near.values("pk"))
        )

    def in_force(self) -> Self:
        """The one agreement of an appraisal that holds."""
        return self.filter(state=AGREED)

    def open(self) -> Self:
        """Being written or waiting for the other side."""
        return self.filter(state__in=OPEN)

    def waiting_for(self, user: User) -> Self:
        """What the other side proposed, to be signed or queried, and what it queried of one's own
        proposal; while a plan can be agreed on."""
        asked = Q(proposed_as="appraiser", appraisal__subject_user=user)
        asked |= Q(proposed_as="subject", appraisal__appraiser=user)
        return self.filter(
            asked & Q(state="proposed") & ~Q(proposed_by=user)
            | Q(state="queried", proposed_by=user),
            appraisal__appraisal_cycle__in=cycles_in("planning", "coaching"),
        )

    def for_page(self) -> Self:
        """All that the page of one agreement prints: aspects, lines, signatures and steps.

        Asked of an appraisal that is loaded (`appraisal.agreements`), which every row then names.
        """
        from appraisals.models import AgreementLine, AgreementStep, Signature  # noqa: PLC0415

        lines = AgreementLine.objects.for_list()
        signed = Signature.objects.select_related("by__person")
        steps = AgreementStep.objects.select_related("by__person")
        return self.select_related(
            "proposed_by__person", "agreed_by__person", "changed_by__person", "supersedes",
        ).prefetch_related(
            "aspects", Prefetch("lines", lines), Prefetch("signatures", signed),
            Prefetch("steps", steps),
        )  # fmt: skip


class AgreementLineQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of agreements one may see. Rule A17."""
        from appraisals.models import Agreement  # noqa: PLC0415 -- leaf

        return self.filter(agreement__in=Agreement.objects.visible_to(user).values("pk"))

    def in_force(self) -> Self:
        """The lines of what is agreed now: the sections of assessment and evaluation."""
        return self.filter(agreement__state=AGREED)

    def for_list(self) -> Self:
        """With all that a name, an aim and a weight are printed from, in the order of the plan."""
        return self.select_related(
            "aspect", "indicator", "target__indicator", "contribution"
        ).order_by("agreement_id", "aspect__place", "place", "pk")
