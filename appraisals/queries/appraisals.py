"""Reading whose work is appraised."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from appraisals.queries.results import told
from appraisals.queries.waiting import cycles_in
from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User

READERS = ("office", "manager", "auditor", "supervision")


class AppraisalQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, those one appraises or is named to evaluate, and those of a branch one keeps
        or leads; of a department those whoever sees the department. Only in cycles one may see.

        Shape:  a subset, one row per appraisal; no join is added, so any filter may follow.
        Errors: none. A user without a role gets an empty set, so detail pages answer 404.
        Source: docs/access.md, rule A15.
        """
        from appraisals.models import AppraisalCycle, Evaluation  # noqa: PLC0415 -- leaf

        read = Department.objects.led_by(user, *READERS).values("pk")
        seen = Department.objects.led_by(user).values("pk")
        return self.filter(
            Q(subject_user=user)
            | Q(appraiser=user)
            | Q(second_appraiser=user)
            | Q(pk__in=Evaluation.objects.filter(evaluator=user).values("appraisal"))
            | Q(unit__in=read)
            | Q(subject="department", unit__in=seen),
            appraisal_cycle__in=AppraisalCycle.objects.visible_to(user).values("pk"),
        )

    def search(self, words: str) -> Self:
        """Those whose unit or person has the words in code, number or name; without words all."""
        if not words:
            return self
        return self.filter(
            Q(unit__in=Department.objects.search(words).values("pk"))
            | Q(person__staff_number__icontains=words)
            | Q(person__name__icontains=words)
            | Q(person__name_en__icontains=words)
            | Q(person__name_zh__icontains=words)
        )

    def evaluated_by(self, user: User) -> Self:
        """Those on whom one is to speak in a running cycle: as a superior, or named. Rule V1."""
        from appraisals.models import Evaluation  # noqa: PLC0415 -- leaf

        mine = Evaluation.objects.filter(evaluator=user).values("appraisal")
        return self.filter(
            Q(appraiser=user) | Q(second_appraiser=user) | Q(pk__in=mine),
            excluded_as="",
            appraisal_cycle__state="running",
        ).exclude(subject_user=user)

    def to_evaluate(self, user: User) -> Self:
        """Those of whom `user` is to speak now, done or not: he stands aside of none of them."""
        from appraisals.models import Recusal  # noqa: PLC0415 -- leaf

        aside = Recusal.objects.filter(user=user).values("appraisal")
        return self.evaluated_by(user).filter(
            appraisal_cycle__in=cycles_in("evaluation")
        ).exclude(pk__in=aside)  # fmt: skip

    def with_evaluation_by(self, user: User) -> Self:
        """Adds `is_evaluated`: whether `user` has handed his evaluation in."""
        from appraisals.models import Evaluation  # noqa: PLC0415 -- leaf

        mine = Evaluation.objects.handed_in().filter(appraisal=OuterRef("pk"), evaluator=user)
        return self.annotate(is_evaluated=Exists(mine))

    def to_meet(self, user: User) -> Self:
        """Those whom `user` appraises who have their notice and no meeting yet."""
        from appraisals.models import ResultNotice  # noqa: PLC0415 -- leaf

        notices = ResultNotice.objects.in_force().exclude(grade=None)
        return self.filter(
            Exists(notices.filter(appraisal=OuterRef("pk"))),
            appraiser=user, meeting=None, left_on=None, excluded_as="",
            appraisal_cycle__in=cycles_in("results", "appeals"),
        ).exclude(subject_user=None)  # fmt: skip

    def to_talk_to(self, user: User, day: datetime.date) -> Self:
        """Those whom `user` appraises without a shared conversation since `day`, while coaching is
        open."""
        mine = self.filter(appraiser=user, appraisal_cycle__in=cycles_in("coaching"))
        return mine.quiet_since(day)

    def with_result_for(self, user: User) -> Self:
        """Those whose result `user` may read once it is told. Rule A23."""
        return self.filter(pk__in=told(user))

    def graded(self) -> Self:
        """Those who get a grade: nobody whom a reason of the policy takes out."""
        return self.filter(excluded_as="")

    def of_people(self) -> Self:
        return self.filter(subject="person")

    def of_departments(self) -> Self:
        return self.filter(subject="department")

    def with_plan(self) -> Self:
        """Adds `plan_state`, of the agreement being written or else of the one that holds, and
        `has_agreed`: whether one holds."""
        from appraisals.models import Agreement  # noqa: PLC0415 -- leaf

        rows = Agreement.objects.filter(appraisal=OuterRef("pk"))
        newest = rows.exclude(state__in=["withdrawn", "superseded"]).order_by("-number")
        return self.annotate(
            plan_state=Subquery(newest.values("state")[:1]), has_agreed=Exists(rows.in_force())
        )

    def with_last_talk(self) -> Self:
        """Adds `talked_on`: the day of the last conversation that one side shared."""
        from appraisals.models import CheckIn  # noqa: PLC0415 -- leaf

        shared = CheckIn.objects.shared().filter(appraisal=OuterRef("pk")).order_by()
        days = shared.values("appraisal").annotate(last=Max("held_on"))
        return self.annotate(talked_on=Subquery(days.values("last")[:1]))

    def quiet_since(self, day: datetime.date) -> Self:
        """Those without a shared conversation on or after `day`; adds `talked_on`."""
        rows = self.with_last_talk()
        return rows.filter(Q(talked_on__isnull=True) | Q(talked_on__lt=day))

    def near(self, user: User) -> Self:
        """Those in which `user` is one of the two sides or the second superior."""
        return self.filter(Q(subject_user=user) | Q(appraiser=user) | Q(second_appraiser=user))

    def warned(self, by: datetime.datetime | None = None) -> Self:
        """Those told in time (until `by`, when given) that the lowest grade is near."""
        from appraisals.models import EarlyWarning  # noqa: PLC0415 -- leaf

        rows = EarlyWarning.objects.filter(appraisal=OuterRef("pk"))
        return self.filter(Exists(rows if by is None else rows.filter(issued_at__lte=by)))

    def to_self_assess(self, user: User) -> Self:
        """Those whose self-assessment `user` can write now: the phase, or the assessment by his
        own clock (rule Y20), is open and none is handed in."""
        from appraisals.models import Phase, SelfAssessment  # noqa: PLC0415 -- leaf

        opened = Phase.objects.filter(kind="self_assessment", state="open")
        ended = Phase.objects.filter(kind="evaluation", state="closed")
        common = Q(clock=None, appraisal_cycle__in=opened.values("appraisal_cycle"))
        own = Q(clock__opens_on__lte=timezone.localdate(), appraisal_cycle__state="running")
        own &= ~Q(appraisal_cycle__in=ended.values("appraisal_cycle"))
        done = SelfAssessment.objects.handed_in().values("appraisal")
        return self.filter(common | own, subject_user=user).exclude(pk__in=done)

    def with_self_assessment(self) -> Self:
        """Adds `self_state`: how far the self-assessment is that is handed in, or that whoever
        answers now has begun; None: nothing yet. And `self_id`, its number. Never a text."""
        from appraisals.models import SelfAssessment  # noqa: PLC0415 -- leaf

        of_this = SelfAssessment.objects.filter(
            Q(author=OuterRef("subject_user")) | ~Q(state="draft"), appraisal=OuterRef("pk")
        ).order_by(models.Case(models.When(state="draft", then=1), default=0))
        return self.annotate(
            self_state=Subquery(of_this.values("state")[:1]),
            self_id=Subquery(of_this.values("pk")[:1]),
        )

    def with_superiors(self) -> Self:
        """With the cycle and the account of both superiors loaded."""
        return self.select_related("appraisal_cycle", "appraiser", "second_appraiser")

    def for_list(self) -> Self:
        """All that a list row prints; departments first, then people by unit and staff number."""
        return self.select_related(
            "unit", "person", "post", "subject_user__person", "appraiser__person"
        ).order_by("unit__lineage", "subject", "person__staff_number", "pk")
