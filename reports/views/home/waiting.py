"""What waits for somebody in the cycles of appraisal: one line for each kind, with its number.

Each kind says how many there are, the first of them and when it is due; all kinds are one query,
whatever the number of rows. One alone leads to its own page, several to their list.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, DateField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from appraisals.models import (
    Agreement,
    Appeal,
    Appraisal,
    AppraisalCycle,
    CalibrationSession,
    DevelopmentAction,
    EarlyWarning,
    FeedbackMeeting,
    Grade,
    Phase,
    PhaseKind,
    Recommendation,
    ResultNotice,
    SelfAssessment,
    UrgingNotice,
)
from appraisals.views.coaching_words import LONG
from departments.models import User
from feedback.models import BallotInvitation
from indicators.services.planning import clock

SOON = 30  # days ahead in which an action is told; days back in which a grade is new
PHASES = 5  # open phases that the office is shown
Rows = Callable[[User, datetime.date], QuerySet]


@dataclass(frozen=True, slots=True)
class Kind:
    """`key` is what the page of one is asked for by; without a list the first one is opened.
    `cycle` is the way to the cycle of a row: only cycles that one sees count."""

    rows: Rows
    words: Callable[[int], str]
    one: str
    many: str = ""
    key: str = "pk"
    due: str = ""
    cycle: str = "appraisal__appraisal_cycle"

    def counted(self, number: int, user: User, today: datetime.date, cycles: list[int]) -> QuerySet:
        """One row: the number of the kind, how many, the first of them, the first day due."""
        no_day = Cast(Value(None), DateField())
        rows = self.rows(user, today).filter(**{f"{self.cycle}__in": cycles})
        rows = rows.order_by().annotate(nth=Value(number)).values("nth")
        return rows.annotate(
            n=Count("pk", distinct=True), first=Min(self.key),
            due=Min(self.due) if self.due else no_day,
        ).values_list("nth", "n", "first", "due")  # fmt: skip

    def card(self, n: int, first: int, due: datetime.date | None, today: datetime.date) -> dict:
        return {
            "name": self.words(n) % {"n": n},
            "url": self.page(n, first),
            "note": due_words(due, n) if due else "",
            **state(due, today),
        }

    def page(self, count: int, key: int) -> str:
        if count == 1 or not self.many:
            return reverse(self.one, args=[key])
        name, mark, query = self.many.partition("?")
        return f"{reverse(name)}{mark}{query}"


def state(due: datetime.date | None, today: datetime.date) -> dict:
    if due is not None and due < today:
        return {"state": "failed", "word": gettext("Overdue")}
    return todo()


def todo() -> dict:
    return {"state": "todo", "word": gettext("To do")}


def due_words(day: datetime.date, count: int) -> str:
    words = gettext("The first is due on %(day)s.") if count > 1 else gettext("Due on %(day)s.")
    return words % {"day": day.isoformat()}


def plans(user: User) -> QuerySet:
    return Agreement.objects.waiting_for(user)


def meetings(user: User) -> QuerySet:
    return FeedbackMeeting.objects.waiting_for(user)


# In the order of the year.
KINDS = (
    Kind(
        lambda user, _day: plans(user).filter(appraisal__subject_user=user),
        lambda n: ngettext("Your plan waits for your answer",
                           "%(n)s plans of your own wait for your answer", n),
        "appraisals:plan", "appraisals:my-plan", key="appraisal",
    ),
    Kind(
        lambda user, _day: plans(user).filter(appraisal__appraiser=user),
        lambda n: ngettext("%(n)s plan of your team waits for your answer",
                           "%(n)s plans of your team wait for your answer", n),
        "appraisals:plan", "appraisals:team?show=open", key="appraisal",
    ),
    Kind(
        lambda user, day: Appraisal.objects.to_talk_to(user, day - datetime.timedelta(days=LONG)),
        lambda n: ngettext("You have not talked with %(n)s person of your team lately",
                           "You have not talked with %(n)s people of your team lately", n),
        "appraisals:coaching", "appraisals:team?show=quiet", cycle="appraisal_cycle",
    ),
    Kind(
        lambda user, _day: UrgingNotice.objects.waiting_for(user),
        lambda n: ngettext("%(n)s urging notice waits for your answer",
                           "%(n)s urging notices wait for your answer", n),
        "appraisals:urging", due="reply_due_on",
    ),
    Kind(
        lambda user, _day: EarlyWarning.objects.waiting_for(user),
        lambda n: ngettext("%(n)s early warning waits for your receipt",
                           "%(n)s early warnings wait for your receipt", n),
        "appraisals:early-warning",
    ),
    Kind(
        lambda user, _day: SelfAssessment.objects.waiting_for(user),
        lambda n: ngettext("%(n)s self-assessment of your team is not opened yet",
                           "%(n)s self-assessments of your team are not opened yet", n),
        "appraisals:assessment-read", "appraisals:assessments",
    ),
    Kind(
        lambda user, _day: BallotInvitation.objects.to_cast(user),
        lambda n: ngettext("%(n)s ballot on a colleague is to be filled in",
                           "%(n)s ballots on colleagues are to be filled in", n),
        "feedback:ballot", "feedback:ballots",
    ),
    Kind(
        lambda user, _day: CalibrationSession.objects.waiting_for(user),
        lambda n: ngettext("%(n)s calibration session is open",
                           "%(n)s calibration sessions are open", n),
        "appraisals:calibration", "appraisals:calibrations", cycle="appraisal_cycle",
    ),
    Kind(
        lambda user, _day: ResultNotice.objects.waiting_for(user),
        lambda n: ngettext("%(n)s notice of a result waits for your receipt",
                           "%(n)s notices of results wait for your receipt", n),
        "appraisals:result", "appraisals:my-results", key="appraisal",
    ),
    Kind(
        lambda user, _day: meetings(user).filter(appraisal__subject_user=user),
        lambda n: ngettext("%(n)s meeting about your result waits for your acknowledgement",
                           "%(n)s meetings about your results wait for your acknowledgement", n),
        "appraisals:meeting", "appraisals:my-results", key="appraisal",
    ),
    Kind(
        lambda user, _day: meetings(user).filter(appraisal__appraiser=user),
        lambda n: ngettext("%(n)s meeting with your team waits for your acknowledgement",
                           "%(n)s meetings with your team wait for your acknowledgement", n),
        "appraisals:meeting", key="appraisal",
    ),
    Kind(
        lambda user, _day: Appraisal.objects.to_meet(user),
        lambda n: ngettext("%(n)s result of your team is not talked about yet",
                           "%(n)s results of your team are not talked about yet", n),
        "appraisals:meeting", cycle="appraisal_cycle",
    ),
    Kind(
        lambda user, day: DevelopmentAction.objects.waiting_for(
            user, day + datetime.timedelta(days=SOON)
        ),
        lambda n: ngettext("%(n)s action of a development plan is yours",
                           "%(n)s actions of development plans are yours", n),
        "appraisals:action-settle", due="due_on", cycle="plan__appraisal__appraisal_cycle",
    ),
    Kind(
        lambda user, _day: Appeal.objects.waiting_for(user),
        lambda n: ngettext("%(n)s appeal waits for you", "%(n)s appeals wait for you", n),
        "appraisals:appeal", "appraisals:appeals", due="decide_by",
    ),
    Kind(
        lambda user, _day: Recommendation.objects.waiting_for(user),
        lambda n: ngettext("%(n)s recommendation waits for a decision",
                           "%(n)s recommendations wait for a decision", n),
        "appraisals:recommendations", key="appraisal__appraisal_cycle",
    ),
    Kind(
        lambda user, _day: Phase.objects.waiting_for(user),
        lambda n: ngettext("Somebody asks to open a phase again",
                           "Somebody asks to open %(n)s phases again", n),
        "appraisals:phase-reopen", cycle="appraisal_cycle",
    ),
)  # fmt: skip


def evaluations(user: User, cycles: list[int]) -> dict | None:
    """How many of those of whom one speaks are evaluated, as long as one is left."""
    rows = Appraisal.objects.to_evaluate(user).filter(appraisal_cycle__in=cycles)
    rows = rows.with_evaluation_by(user)
    found = rows.aggregate(n=Count("pk"), done=Count("pk", filter=Q(is_evaluated=True)))
    if found["done"] == found["n"]:
        return None
    return {
        "name": gettext("%(done)s of %(n)s evaluations are handed in") % found,
        "url": reverse("appraisals:sitting"), "note": "",
        **({"state": "doing", "word": ""} if found["done"] else todo()),
    }  # fmt: skip


def phases(user: User, today: datetime.date) -> list[dict]:
    """The open phases of the cycles that the office keeps, by their last day."""
    rows = Phase.objects.visible_to(user).kept_open_by(user)[:PHASES]
    return [phase(row, today) for row in rows]


def phase(row: Phase, today: datetime.date) -> dict:
    """The last phase leads to what is still missing before the cycle is put away."""
    last = row.kind == PhaseKind.APPEALS
    name = gettext("%(cycle)s: %(phase)s")
    if last:
        name = gettext("%(cycle)s: what is still missing")
    page = "appraisals:missing" if last else "appraisals:cycle"
    return {
        "name": name % {"cycle": row.appraisal_cycle.title, "phase": row.get_kind_display()},
        "url": reverse(page, args=[row.appraisal_cycle_id]),
        "note": gettext("Until %(day)s.") % {"day": row.ends_on.isoformat()},
        **(state(row.ends_on, today) if row.ends_on < today else {"state": "doing", "word": ""}),
    }


def new_grades(user: User) -> dict | None:
    """Grades that were decided lately, for whoever checks them."""
    since = clock() - datetime.timedelta(days=SOON)
    count = Grade.objects.visible_to(user).decided_since(since).count()
    words = ngettext("%(n)s grade was decided in the last %(days)s days",
                     "%(n)s grades were decided in the last %(days)s days", count)  # fmt: skip
    return {
        "name": words % {"n": count, "days": SOON}, "url": reverse("appraisals:results"),
        "note": "", "state": "todo", "word": gettext("To be looked at"),
    } if count else None  # fmt: skip


def of_kinds(user: User, cycles: list[int], today: datetime.date) -> list[dict]:
    """All kinds in one statement."""
    first, *others = (
        kind.counted(number, user, today, cycles) for number, kind in enumerate(KINDS)
    )
    found = sorted(row for row in first.union(*others, all=True) if row[1])
    return [KINDS[kind].card(n, pk, due, today) for kind, n, pk, due in found]


def cards(user: User, role: str, today: datetime.date) -> list[dict]:
    """The lines of a role; nothing for what there is none of."""
    seen = AppraisalCycle.objects.visible_to(user).exclude(state="draft")
    cycles = list(seen.values_list("pk", flat=True))
    if not cycles:
        return []
    found = [evaluations(user, cycles), *of_kinds(user, cycles, today)]
    if role == "office":
        found += phases(user, today)
    if role == "auditor":
        found.append(new_grades(user))
    return [card for card in found if card is not None]
