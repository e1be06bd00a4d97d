"""Reading tickets, what is held, and what was left out. Rules A30 and A31."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Coalesce

from departments.models import Department, RoleGrant, User
from feedback.queries.public import RatingQuerySet, led

OF_TICKET = "rating__point__service__department"
UNIT = ("manager", "employee")
ANSWERED = ("replied", "closed")  # no clock runs any more


def supervised(user: User) -> models.QuerySet:
    """The departments that `user` supervises and is no part of: nobody supervises himself."""
    own = Department.objects.led_by(user, *UNIT).values("pk")
    return Department.objects.led_by(user, "supervision").exclude(pk__in=own).values("pk")


def supervises(user: User, department: int) -> bool:
    return supervised(user).filter(pk=department).exists()


def handlers_of(department: Department) -> models.QuerySet:
    """Who can be named to answer a ticket: those who hold a role in the department or beneath it,
    and the managers above it."""
    places = Q(department__lineage__contains=[department.pk])
    above = Q(department__in=department.lineage, role__in=("office", "manager"))
    grants = RoleGrant.objects.in_force().filter(places | above, role__in=("office", *UNIT))
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).select_related(
        "person"
    )


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Of the branches that one keeps, leads or looks into, and those one is named for.

        What the rater left to be reached by is not among it. Rule A30.
        """
        return self.filter(Q(**{f"{OF_TICKET}__in": led(user)}) | Q(owner=user))

    def with_due(self) -> Self:
        """`due_on`: by when the next thing is due; a judged one has its later day."""
        return self.annotate(
            due_on=Case(
                When(state__in=["open", "taken"], then=F("contact_by")),
                default=Coalesce("later_by", "rectify_by"),
            )
        )

    def not_closed(self) -> Self:
        return self.exclude(state="closed")

    def overdue(self, day: datetime.date) -> Self:
        return self.exclude(state__in=ANSWERED).with_due().filter(due_on__lt=day)

    def to_reopen(self) -> Self:
        """Answered, and its rater is not satisfied for the first time."""
        return self.filter(handling="not", is_reopened=False, state__in=ANSWERED)

    def for_list(self) -> Self:
        """What is due first, then the answered, then the closed; in a total order."""
        return (
            self.with_due()
            .select_related("rating__point__service__department", "rating__scale", "owner__person")
            .order_by(
                Case(When(state="closed", then=2), When(state="replied", then=1), default=0),
                "due_on",
                "pk",
            )
        )

    def for_page(self) -> Self:
        return self.with_due().select_related(
            "rating__point__service__department", "rating__scale", "rating__stream",
            "rating__contact", "owner__person", "we_did",
        )  # fmt: skip


class HeldRatingQuerySet(RatingQuerySet):
    def visible_to(self, user: User) -> Self:
        """What is held, for the supervision of its branch; never for the rated department. A31."""
        return self.filter(state="held", point__service__department__in=supervised(user))

    def unproposed(self) -> Self:
        """Without those that wait for a second person: they stand among the proposals."""
        return self.exclude(proposals__state__in=["waiting", "second"])

    def for_list(self) -> Self:
        """The oldest first."""
        return self.select_related(
            "point__service__department", "scale", "stream", "contact"
        ).order_by("rated_on", "pk")  # fmt: skip


class ExclusionProposalQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """For the supervision of the branch, which decides. Rule A31."""
        return self.filter(rating__point__service__department__in=supervised(user))

    def waiting(self) -> Self:
        return self.filter(state__in=["waiting", "second"])

    def for_list(self) -> Self:
        return self.select_related(
            "rating__point__service__department", "rating__scale", "rating__stream",
            "rating__contact", "proposed_by__person", "first_by__person",
        ).order_by("proposed_on", "pk")  # fmt: skip


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As their ticket; also one's own. Rule A30."""
        return self.filter(
            Q(**{f"ticket__{OF_TICKET}__in": led(user)}) | Q(owner=user) | Q(ticket__owner=user)
        )

    def for_list(self) -> Self:
        return self.select_related("owner__person", "objective").order_by("due_on", "pk")


class ExclusionQuerySet(models.QuerySet):
    def by_reason(self) -> models.QuerySet:
        """How many ratings of each service do not count, for which reason.

        Shape:  rows of service, reason and n; a service without any has no row.
        Source: docs/rectification.md, D24.
        """
        return (
            self.order_by()
            .values("reason", service=F("rating__point__service"))
            .annotate(n=Count("pk"))
            .order_by("service", "reason")
        )
