"""Results for tests: a cycle with its phases moved on, grades given, days gone by."""

import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from appraisals import services
from appraisals.models import Grade, PhaseKind
from appraisals.models.notices import NoticeRight
from indicators.services.planning import clock
from tests.appraisals.cycles import appraisal_of, phase, running
from tests.kept import kept

DAY = datetime.timedelta(days=1)
TABLES = ("resultnotice", "noticeright", "appeal")


@kept
def in_results(world, time_machine, **fields):
    """A launched cycle with the phase of results open."""
    cycle = running(world, **fields)
    move_to(cycle, "results", time_machine)
    return cycle


def move_to(cycle, kind, time_machine):
    """Open and close every phase before `kind`, and open it."""
    for row in list(cycle.phases.in_order()):
        if row.state == "closed":
            continue
        time_machine.move_to(datetime.datetime.combine(row.starts_on, datetime.time(12)))
        if row.state == "waiting":
            services.open_phase(row, by=None)
        if row.kind == kind:
            return
        services.close_phase(phase(cycle, row.kind), by=None)


@kept
def in_results_today(world, **fields):
    """The same without moving the clock: launched today, its phases then set to lie behind."""
    first = timezone.localdate()
    days = {kind: (first + place * DAY,) * 2 for place, kind in enumerate(PhaseKind.values)}
    cycle = running(world, days=days, **fields)
    back = (len(days) + 1) * DAY
    cycle.phases.update(starts_on=F("starts_on") - back, ends_on=F("ends_on") - back)
    for kind in PhaseKind.values[: PhaseKind.values.index("results") + 1]:
        services.open_phase(phase(cycle, kind), by=None)
        if kind != "results":
            services.close_phase(phase(cycle, kind), by=None)
    return cycle


def grade(appraisal, code, *, by=None, score=None, stage="calibrated"):
    """A grade that supersedes the one in force."""
    last = appraisal.grades.in_force().first()
    return Grade.objects.create(
        appraisal=appraisal, stage=stage, grade=code, score=score, supersedes=last,
        reason="calibrated" if last else "", decided_by=by, decided_at=clock(),
    )  # fmt: skip


def graded(cycle, user, code, **more):
    row = appraisal_of(cycle, user)
    grade(row, code, **more)
    return row


@kept
def notified(cycle, user, code, **more):
    """A graded appraisal whose notice is issued, by nobody in particular."""
    row = graded(cycle, user, code, **more)
    services.issue_notices(cycle, by=None)
    return row


def days_later(cycle, days):
    """As if everything of the results had happened so many days earlier; fences down meanwhile."""
    moved = {
        "resultnotice": ("issued_at", "issued_on"),
        "noticeright": ("due_on",),
        "appeal": ("filed_at", "filed_on", "last_day", "decide_by", "decided_at", "further_until"),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            columns = ", ".join(
                f"{name} = {name} - %(days)s * interval '1 day'" for name in moved[table]
            )
            name = f"appraisals_{table}"
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {name} SET {columns}", {"days": days})
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def rights(appraisal):
    rows = NoticeRight.objects.filter(notice__appraisal=appraisal)
    return {row.step: row.due_on for row in rows}


def everything_told(cycle, world, code):
    """Grades, notices and meetings of everybody; no plan is due after a good grade."""
    for row in cycle.appraisals.graded().filter(grades=None):
        scale = services.policy.codes_of(services.policy.scale_of(row))
        grade(row, code if row.subject == "person" else scale[0])
    services.issue_notices(cycle, by=None)
    for row in cycle.appraisals.graded().filter(meeting=None):
        if row.appraiser and row.subject_user:
            meet(row)


def meet(row, *, causes=()):
    made = services.record_meeting(
        row, held_on=clock().date(), words="We talked.", causes=causes, by=row.appraiser
    )
    made = services.sign_meeting(row, seen=made.version, by=row.appraiser)
    return services.sign_meeting(row, seen=made.version, by=row.subject_user)
