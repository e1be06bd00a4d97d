"""What is written in the cycles of appraisal: for the team of the manager and the employee's
division in full, through the services and phase by phase."""

import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import override

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle, Grade
from appraisals.services import self_assessments
from appraisals.services.agreements import Entry
from appraisals.services.evaluating import Said
from appraisals.services.lines import lines_of
from appraisals.services.policy import codes_of, scale_of
from appraisals.services.sections import sections_of
from departments.models import User
from feedback import services as feedback
from indicators.services.planning import clock
from perfmgmt.demo_city import appraisals
from perfmgmt.demo_city.accounts import ACCOUNTS

SIGNED = services.Signing(datetime.timedelta())
EMPLOYEE = ACCOUNTS[2].username
DAYS_OF_A_PLAN = 120


def both(text: appraisals.Text) -> str:
    return f"{text.en} · {text.zh}"


def team(cycle: AppraisalCycle) -> QuerySet[Appraisal]:
    """The people of the two units who are graded and whose superior is known."""
    rows = cycle.appraisals.graded().of_people().filter(unit__code__in=appraisals.TEAM)
    return rows.exclude(appraiser=None).select_related(
        "appraisal_cycle__cycle", "subject_user", "appraiser", "unit", "person", "post"
    ).order_by("pk")  # fmt: skip


def own(row: Appraisal) -> User:
    """Who answers for the subject; everybody of the team has an account."""
    return User.objects.get(pk=row.subject_user_id)


def superior(row: Appraisal) -> User:
    return User.objects.get(pk=row.appraiser_id)


def is_employee(row: Appraisal) -> bool:
    return row.subject_user is not None and row.subject_user.username == EMPLOYEE


def plan(row: Appraisal, *, agreed: bool) -> None:
    """A draft that fills what the frame leaves open, signed by one side or by both."""
    draft = services.draft_agreement(row, by=own(row))
    lines = list(draft.lines.select_related("aspect"))
    given = [
        Entry(one.code, one.weight, one.aspect.code if one.aspect else "", one.title, one.standard)
        for one in lines
    ]
    held = {one.aspect_id for one in lines}
    given += [
        Entry("", aspect.weight, aspect.code, both(appraisals.TASK))
        for aspect in draft.aspects.all()
        if aspect.pk not in held and aspect.weight
    ]
    if not given:
        given = [Entry("", Decimal(100), "", both(appraisals.TASK))]
    draft = services.save_agreement(draft, given, by=own(row))
    # Who has not signed yet finds it on his pages: the employee of the year that is planned.
    first, second = superior(row), own(row)
    draft = services.take_step(draft, "propose", by=first, signing=SIGNED)
    if agreed:
        services.take_step(draft, "agree", by=second, signing=SIGNED)


def coach(row: Appraisal) -> None:
    """A talk of both sides; of the employee also evidence, and a note that is not shared."""
    talk = {
        "held_on": clock().date(), "progress": both(appraisals.TALK), "confidence": 4,
        "obstacles": "", "support": "", "action": "", "action_due_on": None,
    }  # fmt: skip
    shared = services.write_check_in(row, talk, share=True, by=superior(row))
    services.reply_to_check_in(shared, both(appraisals.ANSWER), by=own(row))
    if is_employee(row):
        services.write_check_in(row, talk, share=False, by=own(row))
        line = row.agreements.get(state="agreed").lines.first()
        for text in appraisals.EVIDENCE:
            services.log_evidence(row, both(text), line, by=own(row))


def assess(row: Appraisal, number: int) -> None:
    """Everybody but every fourth hands his self-assessment in."""
    for place, section in enumerate(sections_of(row)):
        said = {
            "text": both(appraisals.OWN), "rating": str(3 + (place + number) % 3),
            "is_complete": "yes", "cause": "process",
        }  # fmt: skip
        self_assessments.save_answer(row, section.code, said, version=0, by=own(row))
    if number % 4 or is_employee(row):
        self_assessments.submit(row, by=own(row))


def evaluate(row: Appraisal, number: int) -> None:
    grade = appraisals.GRADES[number % len(appraisals.GRADES)]
    rating = 5 - codes_of(scale_of(row)).index(grade)
    lines = {one.code: (rating, both(appraisals.COMMENT)) for one in lines_of(row)}
    said = Said(
        lines=lines, strengths=both(appraisals.STRENGTHS),
        improvement=both(appraisals.IMPROVEMENT), proposed_grade=grade,
    )  # fmt: skip
    services.hand_in(row, "superior", said, version=None, by=superior(row))


def ask_colleagues(cycle: AppraisalCycle, by: User) -> None:
    row = feedback.create_round(
        cycle, by=by, sources=["peers"], scale="democratic-vote",
        questions=[("Overall", "总体评价")],
    )  # fmt: skip
    feedback.open_round(row, by=by)


def grade_all(cycle: AppraisalCycle) -> None:
    """The grades of a past year, as they were decided on paper."""
    rows = list(cycle.appraisals.graded().select_related("appraisal_cycle").order_by("pk"))
    Grade.objects.bulk_create(
        Grade(
            appraisal=row, stage="initial", decided_at=clock(),
            grade=appraisals.GRADES[number % len(appraisals.GRADES)]
            if row.subject == "person" else codes_of(scale_of(row))[number % 2],
        )
        for number, row in enumerate(rows)
    )  # fmt: skip


def talk_over(cycle: AppraisalCycle, office: User) -> None:
    """Notices of all; the team has met, one has a plan, the employee asked for a review."""
    services.issue_notices(cycle, by=office)
    services.recommend(cycle, by=office)
    for number, row in enumerate(team(cycle)):
        low = row.grades.get().grade == appraisals.GRADES[-1]
        services.record_meeting(
            row, held_on=clock().date(), words=both(appraisals.MET), causes=["process"],
            by=superior(row),
        )  # fmt: skip
        if number % 3 == 0:
            meeting = services.sign_meeting(row, seen=row.meeting.version, by=superior(row))
            services.sign_meeting(row, seen=meeting.version, by=own(row))
        if low:
            ahead = clock().date() + datetime.timedelta(days=DAYS_OF_A_PLAN)
            plan_ = services.write_plan(
                row, aim=both(appraisals.AIM), follow_up_on=ahead, by=superior(row)
            )
            services.add_action(
                plan_, kind="training", what=both(appraisals.ACTION), owner=own(row),
                due_on=ahead, by=superior(row),
            )  # fmt: skip
            appealed = services.rights_of(row)
            step = next(iter(appealed), None)
            if step and not cycle_has_appeal(cycle):
                services.file_appeal(row, step, grounds=both(appraisals.GROUNDS), by=own(row))


def cycle_has_appeal(cycle: AppraisalCycle) -> bool:
    return cycle.appraisals.exclude(appeals=None).exists()


def plan_the_year(cycle: AppraisalCycle, _office: User) -> None:
    for row in team(cycle):
        plan(row, agreed=True)


def plan_the_next(cycle: AppraisalCycle, _office: User) -> None:
    """The employee finds a plan that waits for his signature."""
    for row in filter(is_employee, team(cycle)):
        plan(row, agreed=False)


def coach_the_team(cycle: AppraisalCycle, _office: User) -> None:
    for number, row in enumerate(team(cycle)):
        if number % 2 == 0 or is_employee(row):
            coach(row)


def assess_oneself(cycle: AppraisalCycle, _office: User) -> None:
    for number, row in enumerate(team(cycle)):
        assess(row, number)


def evaluate_half(cycle: AppraisalCycle, office: User) -> None:
    """Every other one; the rest is left to whoever signs in as manager."""
    for number, row in enumerate(team(cycle)):
        if number % 2:
            evaluate(row, number)
    ask_colleagues(cycle, office)


WORK = {
    ("2025-TR", "calibration"): lambda cycle, _office: grade_all(cycle),
    ("2025-TR", "results"): talk_over,
    ("2026-annual", "planning"): plan_the_year,
    ("2026-annual", "coaching"): coach_the_team,
    ("2026-annual", "self_assessment"): assess_oneself,
    ("2026-annual", "evaluation"): evaluate_half,
    ("2027-annual", "planning"): plan_the_next,
}


def work_off(code: str, phase: str, cycle: AppraisalCycle, office: User) -> None:
    """What belongs to this phase of this cycle, while it is open."""
    if work := WORK.get((code, phase)):
        cycle.refresh_from_db()
        with override("zh-hans"):  # the language of those who write
            work(cycle, office)
