"""Reading rounds, invitations and what the ballots say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from appraisals.models import SourceScore
from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User


class BallotRoundQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """For the office of the branch whose cycle it is. Rule A26."""
        kept = Department.objects.led_by(user, "office").values("pk")
        return self.filter(appraisal_cycle__department__in=kept)

    def for_list(self) -> Self:
        return self.select_related(
            "appraisal_cycle__cycle", "appraisal_cycle__department"
        ).order_by("-pk")


class BallotInvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the rounds that one keeps. Rule A26."""
        from feedback.models import BallotRound  # noqa: PLC0415 -- leaf

        rounds = BallotRound.objects.visible_to(user).values("pk")
        return self.filter(Q(voter=user) | Q(round__in=rounds))

    def to_cast(self, user: User) -> Self:
        """What `user` is asked and has not answered, in rounds that are open."""
        return self.filter(voter=user, voted=False, round__state="open")

    def for_list(self) -> Self:
        return self.select_related(
            "appraisal__unit", "appraisal__person", "appraisal__post", "round", "voter__person"
        ).order_by("appraisal__unit__lineage", "appraisal__person__staff_number", "appraisal_id",
                   "voter__username")  # fmt: skip

    def by_unit(self) -> models.QuerySet:
        """A row for each unit of a subject: how many are asked, how many have voted."""
        return (
            self.values("appraisal__unit")
            .annotate(asked=Count("pk"), cast=Count("pk", filter=Q(voted=True)))
            .order_by("appraisal__unit__lineage")
        )


class BallotGroupQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As the mean that came of it: for superiors and whoever leads or keeps the branch, never
        one's own. Rule A16."""
        seen = SourceScore.objects.visible_to(user).values("appraisal")
        return self.filter(appraisal__in=seen)

    def for_page(self) -> Self:
        return self.prefetch_related("tallies", "comments", "round__questions").order_by("source")
