"""What followed from the grades of a year that is over: told, talked about, planned. In bulk."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, QuerySet, Value, When

from appraisals.models import (
    Acknowledgement,
    Appraisal,
    AppraisalCycle,
    DevelopmentAction,
    DevelopmentPlan,
    FeedbackMeeting,
    Recommendation,
    ResultNotice,
)
from appraisals.services.notices import told
from appraisals.services.policy import below_middle
from appraisals.services.recommending import looked_up
from departments.models import User
from perfmgmt.demo_city import said
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.subjects import chance, moment, pick, subjects

STANCES = ("agrees", "agrees", "received", "received", "disagrees")
CAUSES = (["process"], ["resource"], ["skill"], ["external", "goal"])
HOURS = Decimal(16)
MEETINGS = 14  # days over which the meetings spread
REFUSES = 4  # of a hundred recommendations, how many are not followed
ATTENDED = 70  # of a hundred courses, how many are done


def tell(cycle: AppraisalCycle, office: User, day: datetime.date, sha256: str) -> None:
    """Notices to all, receipts, meetings, and plans after every grade below the middle."""
    at = moment(day)
    told(cycle, by=office, at=at)
    own = cycle.appraisals.get(subject_user=office, subject="person")
    told(cycle, by=own.appraiser, only=own.pk, at=at)
    receive(cycle, day, sha256)
    rows = subjects(cycle)
    load_in_bulk(FeedbackMeeting, [meeting(row, day) for row in rows], sha256)
    grades = grades_of(cycle)
    low = [row for row in rows if grades[row.pk] in below_middle(row)]
    plans = load_in_bulk(DevelopmentPlan, [plan(row, day) for row in low], sha256)
    actions = [action for one in plans for action in actions_of(one, day)]
    load_in_bulk(DevelopmentAction, actions, sha256)


def grades_of(cycle: AppraisalCycle) -> dict[int, str]:
    notices = ResultNotice.objects.in_force().filter(appraisal__appraisal_cycle=cycle)
    return dict(notices.exclude(grade=None).values_list("appraisal", "grade__grade"))


def receive(cycle: AppraisalCycle, day: datetime.date, sha256: str) -> None:
    notices = ResultNotice.objects.in_force().filter(appraisal__appraisal_cycle=cycle)
    rows = notices.select_related(
        "appraisal__appraisal_cycle", "appraisal__person", "appraisal__unit",
        "appraisal__subject_user",
    )  # fmt: skip
    stances = [(row, pick(row.appraisal, "stance", STANCES)) for row in rows.order_by("pk")]
    load_in_bulk(Acknowledgement, [
        Acknowledgement(
            notice=row, stance=stance, by=row.appraisal.subject_user,
            at=moment(day + datetime.timedelta(days=1)),
            opinion=both(said.GROUNDS) if stance == "disagrees" else "",
        )
        for row, stance in stances
    ], sha256)  # fmt: skip


def meeting(row: Appraisal, day: datetime.date) -> FeedbackMeeting:
    """Acknowledged by both; of a few the office noted why one side did not sign."""
    held_on = day + datetime.timedelta(days=chance(row, "meeting", MEETINGS))
    signed = chance(row, "signs") > 1
    return FeedbackMeeting(
        appraisal=row, held_on=held_on, led_by=row.appraiser, superior_words=both(said.MET),
        subject_words=both(said.HEARD), causes=pick(row, "causes", CAUSES), version=3,
        superior_signed_at=moment(held_on), subject_signed_at=moment(held_on) if signed else None,
        unsigned_because="" if signed else both(said.UNSIGNED), created_at=moment(held_on),
    )  # fmt: skip


def plan(row: Appraisal, day: datetime.date) -> DevelopmentPlan:
    made = day + datetime.timedelta(days=MEETINGS)
    return DevelopmentPlan(
        appraisal=row, aim=both(said.AIM), follow_up_on=made + datetime.timedelta(days=180),
        version=1, created_by=row.appraiser, created_at=moment(made),
    )  # fmt: skip


def actions_of(one: DevelopmentPlan, day: datetime.date) -> list[DevelopmentAction]:
    """A course, done by most; and coaching, which is open still and is offered to the next plan."""
    row, due = one.appraisal, day + datetime.timedelta(days=120)
    course = DevelopmentAction(
        plan=one, kind="training", what=both(said.COURSE), owner=row.subject_user, due_on=due
    )
    if chance(row, "course") <= ATTENDED:
        course.state, course.done_on, course.hours = "done", due, HOURS
        course.outcome, course.settled_by = both(said.OUTCOME), row.subject_user
    coached = DevelopmentAction(
        plan=one,
        kind="coaching",
        what=both(said.COACHED),
        owner=row.appraiser,
        due_on=due + datetime.timedelta(days=60),
    )
    return [course, coached]


def recommend(cycle: AppraisalCycle, office: User, day: datetime.date) -> None:
    """What the rules speak for, and what the office decided; on its own another one did."""
    at = moment(day)
    looked_up(cycle, cycle.appraisals.all(), by=office, at=at)
    rows = Recommendation.objects.open().filter(appraisal__appraisal_cycle=cycle)
    mine = rows.filter(appraisal__subject_user=office)
    for row in mine.select_related("appraisal__appraiser")[:1]:
        decide(mine, row.appraisal.appraiser, at, ())
    rest = list(rows.select_related("appraisal__appraisal_cycle", "appraisal__person",
                                    "appraisal__unit"))  # fmt: skip
    refused = [row.pk for row in rest if chance(row.appraisal, row.rule) <= REFUSES]
    decide(rows, office, at, refused)


def decide(
    rows: QuerySet[Recommendation], by: User | None, at: datetime.datetime, refused: Iterable[int]
) -> None:
    no = When(pk__in=list(refused), then=Value("refused"))
    why = When(pk__in=list(refused), then=Value(both(said.REFUSED)))
    rows.update(
        state=Case(no, default=Value("accepted")),
        decided_by=by,
        decided_at=at,
        reason=Case(why, default=Value(both(said.FOLLOWED))),
    )
