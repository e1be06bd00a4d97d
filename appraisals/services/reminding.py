"""What is due soon or late, told by the clock to whoever still has something open. N25 to N28."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from appraisals.models import (
    Agreement,
    Appraisal,
    DevelopmentAction,
    Evaluation,
    FeedbackMeeting,
    Phase,
    PhaseKind,
    ResultNotice,
    SelfAssessment,
    Source,
    UrgingNotice,
)
from appraisals.services.telling import tell_all
from departments.notification_words import Code
from departments.services import Matter

STAGES = (-14, -7, -2, 0, 2)  # days from the day it is due
LAST = 9  # days after which nothing is told that was slept through


def remind(today: datetime.date | None = None) -> int:
    """Tell who has something open by now. May run twice or twice at once: each stage is told once,
    and of what was slept through only the last. Returns how many notifications."""
    day = today or timezone.localdate(timezone=timezone.get_default_timezone())
    return remind_of_phases(day) + remind_of_urgings(day) + remind_of_actions(day)


def stage_of(due_on: datetime.date, today: datetime.date) -> int | None:
    """The last stage that is reached, in days from the day it is due."""
    past = (today - due_on).days
    return max((n for n in STAGES if n <= past), default=None) if past <= LAST else None


def due_within(today: datetime.date) -> Iterator[tuple[int, datetime.date, datetime.date]]:
    """Each stage with the days (first, last) whose reached stage it is."""
    for n, following in zip(STAGES, (*STAGES[1:], LAST + 1), strict=True):
        yield (
            n, today - datetime.timedelta(days=following - 1), today - datetime.timedelta(days=n)
        )  # fmt: skip


def remind_of_phases(today: datetime.date) -> int:
    rows = Phase.objects.filter(state="open", appraisal_cycle__state="running").order_by("pk")
    return sum(
        remind_of_phase(row, n) for row in rows if (n := stage_of(row.ends_on, today)) is not None
    )


@transaction.atomic
def remind_of_phase(phase: Phase, stage: int) -> int:
    """Of one phase, in one statement for each side."""
    if phase.kind not in OPEN_WORK:
        return 0
    code, route, place, sides, work = OPEN_WORK[phase.kind]
    rows = work(Appraisal.objects.filter(appraisal_cycle=phase.appraisal_cycle_id, left_on=None))
    occasion = f"{stage} {phase.ends_on.isoformat()}"
    matter = Matter(code, route, occasion=occasion, day=phase.ends_on)
    told = sum(tell_all(matter, rows, side, by=None, place=place) for side in sides)
    if phase.kind == PhaseKind.EVALUATION:
        told += tell_all(
            matter, named_evaluations(phase), "evaluator", by=None, about="appraisal",
            appraisal="appraisal__",
        )  # fmt: skip
    return told


def without_plan(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(~Exists(Agreement.objects.in_force().filter(appraisal=OuterRef("pk"))))


def without_self_assessment(rows: QuerySet[Any]) -> QuerySet[Any]:
    done = SelfAssessment.objects.handed_in().filter(appraisal=OuterRef("pk"))
    return rows.filter(~Exists(done))


def without_evaluation(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Where the superior has not spoken; of the second superior policies ask only sometimes."""
    done = Evaluation.objects.handed_in().filter(
        appraisal=OuterRef("pk"), source=Source.SUPERIOR.value
    )
    return rows.filter(~Exists(done), excluded_as="")


def named_evaluations(phase: Phase) -> QuerySet[Any]:
    """Those that somebody was named for by the office and did not hand in."""
    return Evaluation.objects.filter(
        appraisal__appraisal_cycle=phase.appraisal_cycle_id, appraisal__excluded_as="",
        appraisal__left_on=None, state="draft", named_by__isnull=False,
    )  # fmt: skip


def without_meeting(rows: QuerySet[Any]) -> QuerySet[Any]:
    told = ResultNotice.objects.in_force().filter(appraisal=OuterRef("pk"))
    met = FeedbackMeeting.objects.closed().filter(appraisal=OuterRef("pk"))
    return rows.filter(Exists(told), ~Exists(met), excluded_as="")


BOTH = ("subject_user", "appraiser")
# By phase: what is due, where it is done, whether that address has the appraisal's number, by
# which sides, and which of the appraisals are not done.
OPEN_WORK: dict[str, tuple[Code, str, str | None, tuple[str, ...], Any]] = {
    PhaseKind.PLANNING: (Code.PLAN_DUE, "appraisals:plan", "pk", BOTH, without_plan),
    PhaseKind.SELF_ASSESSMENT: (
        Code.ASSESSMENT_DUE, "appraisals:assessment", "pk", ("subject_user",),
        without_self_assessment,
    ),
    PhaseKind.EVALUATION: (
        Code.EVALUATION_DUE, "appraisals:sitting", None, ("appraiser",), without_evaluation,
    ),
    PhaseKind.RESULTS: (Code.MEETING_DUE, "appraisals:meeting", "pk", BOTH, without_meeting),
}  # fmt: skip


def remind_of_urgings(today: datetime.date) -> int:
    rows = UrgingNotice.objects.waiting().filter(appraisal__appraisal_cycle__state="running")
    return remind_by_row(
        Code.URGING_DUE, "appraisals:urging", rows, "appraisal__subject_user", today,
        day="reply_due_on", appraisal="appraisal__",
    )  # fmt: skip


def remind_of_actions(today: datetime.date) -> int:
    """A development plan goes on after its cycle is archived."""
    return remind_by_row(
        Code.ACTION_DUE, "appraisals:action-settle", DevelopmentAction.objects.open(), "owner",
        today, day="due_on", appraisal="plan__appraisal__",
    )  # fmt: skip


@transaction.atomic
def remind_by_row(
    code: Code, route: str, rows: QuerySet[Any], recipient: str, today: datetime.date, *, day: str,
    appraisal: str,
) -> int:  # fmt: skip
    """Of what is due on a day of its own, the column `day`: one statement for each stage."""
    return sum(
        tell_all(
            Matter(code, route, occasion=str(n)), rows.filter(**{f"{day}__range": (first, last)}),
            recipient, by=None, place="pk", appraisal=appraisal, day=day,
        )
        for n, first, last in due_within(today)
    )  # fmt: skip
