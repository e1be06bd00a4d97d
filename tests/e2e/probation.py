"""Somebody on probation in Linhu, past the middle of it, with his notice."""

import datetime
from typing import Any

from django.utils import timezone

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle, MidwayNotice, ProbationClock
from appraisals.probation import days_of
from appraisals.services.policy import rules_of
from departments.models import PolicyPack
from indicators.models import Cycle
from tests.e2e.appraising import people
from tests.e2e.places import Visit

CODE = "e2e-probation"


def appraisal() -> Appraisal:
    """That of the employee, whom the manager appraises."""
    employee, manager = people()
    found = Appraisal.objects.filter(appraisal_cycle__code=CODE)
    if (there := found.first()) is not None:
        return there
    post = employee.person.appointments.get(kind="substantive").post
    cycle = services.create_cycle(
        code=CODE, kind="probation", cycle=Cycle.objects.get(name="2026"),
        department=post.department, covers_departments=False, by=None,
        policy=PolicyPack.objects.filter(code="cn-local").latest("version"),
        name_en="Probation in Linhu", name_zh="临湖试用期考核",
    )  # fmt: skip
    first = timezone.localdate() - datetime.timedelta(days=190)
    row = Appraisal.objects.create(
        appraisal_cycle=cycle, subject="person", unit=post.department, person=employee.person,
        post=post, category=post.category, subject_user=employee, appraiser=manager,
        counts_from=first, counts_until=timezone.localdate(),
    )  # fmt: skip
    days = days_of(first, rules_of(cycle).appraising.probation, {})
    ProbationClock.objects.create(
        appraisal=row, starts_on=days.starts_on, midway_on=days.midway_on, ends_on=days.ends_on,
        notice_due_on=days.notice_due_on, opens_on=days.opens_on,
        report_due_on=days.report_due_on,
    )  # fmt: skip
    AppraisalCycle.objects.filter(pk=cycle.pk).update(state="running", launched_at=timezone.now())
    return row


def whose() -> dict[str, Any]:
    return {"pk": appraisal().pk}


def cycle_of() -> dict[str, Any]:
    return {"pk": appraisal().appraisal_cycle_id}


def midway() -> dict[str, Any]:
    row = appraisal()
    if (made := MidwayNotice.objects.filter(appraisal=row).first()) is None:
        made = services.issue_midway(row, "整体较好，公文写作仍需加强。", by=people()[1])
    return {"pk": made.pk}


VISITS = [
    Visit("appraisals:clocks", "manager", cycle_of),
    Visit("appraisals:cycle", "manager", cycle_of),
    Visit("appraisals:coaching", "manager", whose),
    Visit("appraisals:midway-add", "manager", whose),
    Visit("appraisals:midway", "employee", midway),
    Visit("appraisals:clocks", "employee", cycle_of),
]
