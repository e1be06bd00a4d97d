"""The results of Transport for 2025, told today: their rights run by the clock of the database."""

import datetime

from django.db.models import QuerySet

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle, Grade
from appraisals.services.policy import codes_of, scale_of
from departments.models import User
from indicators.services.planning import clock
from perfmgmt.demo_city import appraisals, said
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk

DAYS_OF_A_PLAN = 120


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


def grade_all(cycle: AppraisalCycle, sha256: str) -> None:
    """As they were decided on paper."""
    rows = list(cycle.appraisals.graded().select_related("appraisal_cycle").order_by("pk"))
    load_in_bulk(Grade, [
        Grade(
            appraisal=row, stage="initial", decided_at=clock(),
            grade=appraisals.GRADES[number % len(appraisals.GRADES)]
            if row.subject == "person" else codes_of(scale_of(row))[number % 2],
        )
        for number, row in enumerate(rows)
    ], sha256)  # fmt: skip


def talk_over(cycle: AppraisalCycle, office: User) -> None:
    """Notices of all; the team has met, one has a plan, the employee asked for a review."""
    services.issue_notices(cycle, by=office)
    services.recommend(cycle, by=office)
    for number, row in enumerate(team(cycle)):
        low = row.grades.get().grade == appraisals.GRADES[-1]
        services.record_meeting(
            row, held_on=clock().date(), words=both(said.MET), causes=["process"],
            by=superior(row),
        )  # fmt: skip
        if number % 3 == 0:
            meeting = services.sign_meeting(row, seen=row.meeting.version, by=superior(row))
            services.sign_meeting(row, seen=meeting.version, by=own(row))
        if low:
            ahead = clock().date() + datetime.timedelta(days=DAYS_OF_A_PLAN)
            plan_ = services.write_plan(
                row, aim=both(said.AIM), follow_up_on=ahead, by=superior(row)
            )
            services.add_action(
                plan_, kind="training", what=both(said.COURSE), owner=own(row),
                due_on=ahead, by=superior(row),
            )  # fmt: skip
            step = next(iter(services.rights_of(row)), None)
            if step and not has_appeal(cycle):
                services.file_appeal(row, step, grounds=both(said.GROUNDS), by=own(row))


def has_appeal(cycle: AppraisalCycle) -> bool:
    return cycle.appraisals.exclude(appeals=None).exists()
