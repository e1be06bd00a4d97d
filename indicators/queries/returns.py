"""Reading what is owed, by whom, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from indicators.queries.scope import ScopedQuerySet

if TYPE_CHECKING:
    import datetime

    from departments.models import User

# Codes that say no more than that nothing came. Docs: docs/collecting.md, rule R5.
NO_ANSWER = ("not_due", "pending", "not_reported", "late")


class DataReturnQuerySet(ScopedQuerySet):
    def reported_by(self, user: User) -> Self:
        """The returns `user` may submit: of departments where he is office, manager or employee."""
        from departments.models import Department  # noqa: PLC0415 -- leaf

        mine = Department.objects.led_by(user, "office", "manager", "employee")
        return self.filter(department__in=mine.values("pk"))

    def of_departments_of(self, user: User) -> Self:
        """Those of the very departments `user` is manager or employee of, not of all beneath."""
        from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

        grants = RoleGrant.objects.held_by(user).filter(role__in=["manager", "employee"])
        return self.filter(department__in=grants.values("department"))

    def open(self) -> Self:
        return self.filter(completed_at=None)

    def with_progress(self) -> Self:
        """Adds `asked` and `answered`: how many KPIs it holds, how many of them have an answer.

        Shape: one row per return, two counts each.
        """
        from indicators.models import Target  # noqa: PLC0415 -- leaf

        due = Target.objects.due_for_return()
        return self.annotate(
            asked=counted(due), answered=counted(due.filter(Exists(answers_to_target())))
        )

    def whole(self) -> Self:
        """Those of which every KPI has an answer."""
        return self.with_progress().filter(Q(asked=F("answered")))  # type: ignore[misc]  # annotated

    def with_draft_of(self, user: User) -> Self:
        """Adds `is_begun` (anybody's draft) and `is_mine` (a draft of `user`)."""
        from indicators.models import ReturnDraft  # noqa: PLC0415 -- leaf

        drafts = ReturnDraft.objects.filter(data_return=OuterRef("pk"))
        return self.annotate(is_begun=Exists(drafts), is_mine=Exists(drafts.filter(owner=user)))

    def shares(self, today: datetime.date) -> dict[str, int]:
        """How many there are, complete, complete but late, and open past their day."""
        closed_on = TruncDate("completed_at", tzinfo=timezone.get_current_timezone())
        return self.annotate(closed_on=closed_on).aggregate(
            total=Count("pk"),
            complete=Count("pk", filter=Q(completed_at__isnull=False)),
            came_late=Count("pk", filter=Q(closed_on__gt=F("due_on"))),
            overdue=Count("pk", filter=Q(completed_at=None, due_on__lt=today)),
        )

    def for_list(self) -> Self:
        """What is open before what is complete, each by the day it was due."""
        return self.select_related("department", "period", "submitted_by").order_by(
            F("completed_at").desc(nulls_first=True), "due_on", "department__code", "pk"
        )


def counted(targets: models.QuerySet) -> Coalesce:
    """How many different cards the targets of a return have."""
    rows = targets.order_by().annotate(one=models.Value(1)).values("one")
    number = rows.annotate(n=Count("indicator", distinct=True)).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def answers_to_target() -> models.QuerySet:
    """The answers that count for a target of the return two levels out."""
    from indicators.models import Measurement  # noqa: PLC0415 -- leaf

    return (
        Measurement.objects.current()
        .exclude(missing__in=NO_ANSWER)
        .filter(
            department=OuterRef("department"),
            indicator=OuterRef("indicator"),
            period=OuterRef(OuterRef("period")),
        )
    )


class ReturnDraftQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own: what is not submitted is nobody else's. docs/access.md, rule A9."""
        return self.filter(owner=user)


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)
