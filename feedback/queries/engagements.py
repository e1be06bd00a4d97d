"""Reading evaluators, their engagements and their marks. Rules A33 and A34 of docs/access.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Prefetch, Q
from django.utils import timezone

from departments.models import Department, RoleGrant
from feedback.queries.public import counted

if TYPE_CHECKING:
    from departments.models import User

KEEPERS = ("office", "auditor", "supervision")
MARKED = ("reply", "adjudication", "final")  # both have handed in everything
AT_WORK = ("commissioned", "marking", *MARKED)


def kept(user: User) -> models.QuerySet:
    return Department.objects.led_by(user, *KEEPERS).values("pk")


class EvaluatorOrganisationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """All of them or none: for office, auditor and supervision of any branch. Rule A33."""
        grants = RoleGrant.objects.held_by(user).filter(role__in=KEEPERS)
        return self.filter(Exists(grants))

    def for_list(self) -> Self:
        from feedback.models import Engagement  # noqa: PLC0415 -- leaf

        worked = Engagement.objects.exclude(commissioned_on=None).exclude(state="withdrawn")
        return self.annotate(commissions=counted(worked, "organisation")).order_by("name_en", "pk")


class EngagementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Of the branches one keeps or checks, and those one has a seat in today. Rule A33."""
        return self.filter(Q(department__in=kept(user)) | Q(pk__in=self.seated(user).values("pk")))

    def kept_by(self, user: User) -> Self:
        """Of the branches where `user` is office, auditor or supervision."""
        return self.filter(department__in=kept(user))

    def seated(self, user: User, *seats: str) -> Self:
        """Those in which `user` has one of `seats` (none named: any), on their days, once they are
        commissioned. Before, after and when it is withdrawn they are not there."""
        from feedback.models import EngagementMember  # noqa: PLC0415 -- leaf

        today = timezone.localdate()
        held = EngagementMember.objects.filter(user=user)
        if seats:
            held = held.filter(seat__in=seats)
        return self.filter(
            pk__in=held.values("engagement"), state__in=AT_WORK, starts_on__lte=today,
            ends_on__gte=today,
        )  # fmt: skip

    def for_list(self) -> Self:
        """With what the rows print: how many units, and how many sheets are handed in."""
        from feedback.models import EngagementUnit, MarkSheet  # noqa: PLC0415 -- leaf

        handed_in = MarkSheet.objects.exclude(handed_in_at=None)
        return (
            self.select_related("organisation", "department", "period", "indicator")
            .annotate(
                unit_count=counted(EngagementUnit.objects.all(), "engagement"),
                handed_in=counted(handed_in, "unit__engagement"),
            )
            .order_by("-pk")
        )

    def with_parts(self, user: User) -> Self:
        """With criteria, units, marks that hold and signed reports, five queries however many.

        `knows_names`: whether `user` may learn which department a letter is. Rule A33.
        """
        from feedback.models import (  # noqa: PLC0415 -- leaf
            Criterion,
            EngagementUnit,
            SignedReport,
            UnitResult,
        )

        named = Q(is_blind=False) | Q(department__in=kept(user))
        reports = SignedReport.objects.filter(engagement__state__in=("adjudication", "final"))
        return self.annotate(
            knows_names=ExpressionWrapper(named, output_field=BooleanField())
        ).prefetch_related(
            Prefetch("criteria", Criterion.objects.annotate(full_points=Max("levels__points"))),
            Prefetch("units", EngagementUnit.objects.select_related("key__department")),
            Prefetch("units__results", UnitResult.objects.in_force(), to_attr="standing"),
            Prefetch(
                "reports",
                reports.select_related("signed_by").defer("content").order_by("number"),
            ),
        )


class EngagementUnitQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Units of the engagements one sees; one's own department from the reply on. A33, A34."""
        from feedback.models import Engagement  # noqa: PLC0415 -- leaf

        seen = Engagement.objects.visible_to(user).values("pk")
        return self.filter(Q(engagement__in=seen) | Q(pk__in=self.replied_by(user).values("pk")))

    def replied_by(self, user: User) -> Self:
        """Of the departments that `user` is manager of, once both markers have handed in."""
        led = Department.objects.led_by(user, "manager").values("pk")
        return self.filter(key__department__in=led, engagement__state__in=MARKED)

    def for_list(self) -> Self:
        return self.select_related(
            "key__department", "engagement__organisation", "engagement__period"
        ).order_by("-engagement", "letter")


class UnitMaterialQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Where one keeps or checks; who has a seat once marking began; of one's own department
        from the reply on. Rule A33."""
        from feedback.models import Engagement, EngagementUnit  # noqa: PLC0415 -- leaf

        kept_here = Engagement.objects.all().kept_by(user)
        seats = Engagement.objects.all().seated(user).exclude(state="commissioned")
        own = EngagementUnit.objects.all().replied_by(user)
        return self.filter(
            Q(unit__engagement__in=kept_here.values("pk"))
            | Q(unit__engagement__in=seats.values("pk"))
            | Q(unit__in=own.values("pk"))
        )

    def for_list(self) -> Self:
        return self.select_related("criterion", "measurement__indicator", "measurement__period")

    def with_file(self) -> Self:
        return self.exclude(path="")


class UnitResultQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Of the newest report of an engagement that is final. While one is corrected: none."""
        from feedback.models import SignedReport  # noqa: PLC0415 -- leaf

        newer = SignedReport.objects.filter(
            engagement=OuterRef("report__engagement"), number__gt=OuterRef("report__number")
        )
        return self.filter(~Exists(newer), report__engagement__state="final")


class MarkSheetQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own; once everything is handed in, those of the units one sees. Rule A34."""
        from feedback.models import Engagement, EngagementUnit  # noqa: PLC0415 -- leaf

        seats = Engagement.objects.all().seated(user)
        own = Q(member__user=user, member__engagement__in=seats.values("pk"))
        units = EngagementUnit.objects.visible_to(user).filter(engagement__state__in=MARKED)
        return self.filter(own | Q(unit__in=units.values("pk"), handed_in_at__isnull=False))


class WorkingPaperQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own; all of an engagement for its keepers, and for its members once marking is
        over. Departments see none. Rule A34."""
        from feedback.models import Engagement  # noqa: PLC0415 -- leaf

        seats = Engagement.objects.all().seated(user)
        return self.filter(
            Q(engagement__in=Engagement.objects.all().kept_by(user).values("pk"))
            | Q(engagement__in=seats.filter(state__in=MARKED).values("pk"))
            | Q(author=user, engagement__in=seats.values("pk"))
        )

    def for_list(self) -> Self:
        return self.select_related("author__person", "unit").order_by("-pk")


__all__ = [
    "EngagementQuerySet",
    "EngagementUnitQuerySet",
    "EvaluatorOrganisationQuerySet",
    "MarkSheetQuerySet",
    "UnitMaterialQuerySet",
    "UnitResultQuerySet",
    "WorkingPaperQuerySet",
]
