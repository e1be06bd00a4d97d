"""Reading plans, values and scores. The access rules are numbered in docs/access.md."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from departments.models import Department, RoleGrant

if TYPE_CHECKING:
    from departments.models import User
    from indicators.models import Cycle, Period, ScoreRun


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a department."""

    def visible_to(self, user: User) -> Self:
        """The rows of departments in branches where `user` holds a grant.

        Shape:  a subset; one semi-join, no join added, so any filter may follow.
        Errors: none. A user without a grant gets an empty set, so detail pages answer 404.
        Source: docs/access.md, rule A1.
        """
        return self.filter(department__in=Department.objects.visible_to(user).values("pk"))


class SharedQuerySet(models.QuerySet):
    """Rows that everybody in the house may read: definitions, cycles, runs."""

    def visible_to(self, user: User) -> Self:
        """All rows for a user who holds any grant today, none for others. Rule A5."""
        return self.filter(Exists(RoleGrant.objects.held_by(user)))


class PeriodQuerySet(SharedQuerySet):
    def within(self, period: Period) -> Self:
        """The periods whose days all lie inside `period`, itself included; oldest first."""
        return self.filter(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on).order_by(
            "ends_on", "starts_on", "label"
        )

    def scored_in(self, run: ScoreRun) -> Self:
        """The periods of its cycle in which `run` has cards, newest first: one probe each."""
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        runs = [run.pk, run.base_id] if run.base_id else [run.pk]
        cards = ScoreCard.objects.filter(run__in=runs, period=OuterRef("pk"))
        return (
            self.within(run.cycle.period)
            .filter(Exists(cards))
            .order_by("-ends_on", "-starts_on", "label")
        )


class CycleQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("period", "published_run").order_by("-period__ends_on", "name")


class ObjectiveQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("department", "parent").order_by("code")


class IndicatorQuerySet(SharedQuerySet):
    def newest(self) -> Self:
        """The last version of each card."""
        from indicators.models import Indicator  # noqa: PLC0415 -- leaf

        later = Indicator.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def search(self, words: str) -> Self:
        """The cards whose code or name, in either language, contains all of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(code__icontains=word)
                | Q(name__icontains=word)
                | Q(name_en__icontains=word)
                | Q(name_zh__icontains=word)
            )
        return found

    def with_places(self, user: User) -> Self:
        """Adds `places`: in how many departments that `user` may see it has a target in force."""
        from indicators.models import Target  # noqa: PLC0415 -- leaf

        seen = Target.objects.visible_to(user).in_force().filter(indicator=OuterRef("pk"))
        counted = (
            seen.order_by()
            .values("indicator")
            .annotate(n=models.Count("department", distinct=True))
        )
        return self.annotate(places=Coalesce(models.Subquery(counted.values("n")), 0))

    def for_list(self) -> Self:
        return self.order_by("code", "-version")


class TargetQuerySet(ScopedQuerySet):
    def in_force(self, as_of: datetime.datetime | None = None) -> Self:
        """The version of each target that held at `as_of` (default: now)."""
        if as_of is None:
            return self.filter(replaced_at__isnull=True)
        return self.filter(created_at__lte=as_of).filter(
            Q(replaced_at__isnull=True) | Q(replaced_at__gt=as_of)
        )

    def for_list(self) -> Self:
        return self.select_related("department", "indicator", "cycle", "period", "owner").order_by(
            "department__code", "indicator__code", "period__ends_on", "pk"
        )


class MeasurementQuerySet(ScopedQuerySet):
    def current(self, as_of: datetime.datetime | None = None) -> Self:
        """The end of each chain: rows that nothing had superseded at `as_of` (default: now).

        Shape:  at most one row per (department, indicator, period).
        Source: docs/scoring.md, rule 1.
        """
        from indicators.models import Measurement  # noqa: PLC0415 -- leaf

        later = Measurement.objects.filter(supersedes=OuterRef("pk"))
        if as_of is None:
            return self.filter(~Exists(later))
        return self.filter(recorded_at__lte=as_of).filter(
            ~Exists(later.filter(recorded_at__lte=as_of))
        )

    def for_list(self) -> Self:
        return self.select_related("department", "indicator", "period").order_by("-id")


class ScoreRunQuerySet(SharedQuerySet):
    def full(self) -> Self:
        return self.filter(kind="full")

    def done(self) -> Self:
        return self.filter(kind="full", state="done")

    def open(self) -> Self:
        return self.filter(kind="full", state__in=["requested", "running"])

    def board(self, cycle: Cycle) -> ScoreRun | None:
        """What the inside looks at: the live board of a cycle, else its latest finished run."""
        found = (
            self.filter(cycle=cycle)
            .filter(Q(kind="live", base__isnull=False) | Q(kind="full", state="done"))
            .order_by(models.Case(models.When(kind="live", then=0), default=1), "-id")
            .first()
        )
        return cast("ScoreRun | None", found)

    def for_list(self) -> Self:
        return self.full().select_related("cycle", "requested_by").order_by("-id")


class ScoreCardQuerySet(ScopedQuerySet):
    def of(self, run: ScoreRun) -> Self:
        """The cards of a run; of a live run, its own and those of its base it has not replaced.

        Shape: one card per (department, period).
        """
        if run.base_id is None:
            return self.filter(run=run)
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        mine = ScoreCard.objects.filter(
            run=run, department=OuterRef("department"), period=OuterRef("period")
        )
        return self.filter(Q(run=run) | (Q(run=run.base_id) & ~Exists(mine)))

    def for_list(self) -> Self:
        """Best first; departments without a score last; a total order."""
        return self.select_related("department", "period").order_by(
            F("score").desc(nulls_last=True), "department__code"
        )


class ScoreQuerySet(ScopedQuerySet):
    def of(self, run: ScoreRun) -> Self:
        """The scores of a run, the live run's changes going before its base's. See cards."""
        if run.base_id is None:
            return self.filter(run=run)
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        mine = ScoreCard.objects.filter(
            run=run, department=OuterRef("department"), period=OuterRef("period")
        )
        return self.filter(Q(run=run) | (Q(run=run.base_id) & ~Exists(mine)))

    def for_list(self) -> Self:
        return self.select_related(
            "department", "period", "target", "target__indicator", "measurement"
        ).order_by("department__code", "target__indicator__code", "period__ends_on", "target_id")


class KpiImportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own uploads, and all of them for a performance office at a root. Rule A7."""
        office = RoleGrant.objects.held_by(user).filter(role="office", department__parent=None)
        return self.filter(Q(uploaded_by=user) | Exists(office))

    def for_list(self) -> Self:
        return self.defer("content").select_related("uploaded_by").order_by("-id")


class ImportRowQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The rows of the imports one may see. Rule A7."""
        from indicators.models import KpiImport  # noqa: PLC0415 -- leaf

        return self.filter(kpi_import__in=KpiImport.objects.visible_to(user).values("pk"))

    def for_list(self) -> Self:
        return self.order_by("line")
