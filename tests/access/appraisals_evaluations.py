"""Who gets which answer from evaluations and calibration. docs/access.md, rules A21 and A22.

The employee is evaluated by the manager; the supervision sits in the session of the bureau.
"""

import time_machine
from django.utils import timezone

from appraisals import services
from appraisals.models import Appraisal, Recusal
from tests.access.reports import EVERY, all_of, row, safe
from tests.appraisals.cycles import IN_PLANNING, appraisal_of
from tests.appraisals.evaluations import hand_in, in_evaluation, opened, session_of

READ = row(302, 404, **all_of(EVERY, 200))
OFFICE = row(302, 404, **all_of(["office"], 200, 403))
# Who sees the subject but does not evaluate it gets 403; the subject itself finds nothing.
MINE = row(302, 404, **all_of(["manager"], 200)) | dict.fromkeys(
    ["office", "auditor", "supervision"], 403
)
ACT = MINE | {"anonymous": 302}
GRADES = row(302, 404, **all_of(["office", "auditor", "supervision", "manager"], 200))
SESSION = row(302, 404, **all_of(["office", "auditor", "supervision"], 200))
KEEPS = row(302, 404, office=200, auditor=403, supervision=403, manager=404, employee=404,
            evaluator=404)  # fmt: skip
SITS = row(302, 404, office=403, auditor=403, supervision=200, manager=404, employee=404,
           evaluator=404)  # fmt: skip
GONE = dict.fromkeys(READ, 404) | {"anonymous": 302}


# A cycle is launched before its planning is over.
in_january = time_machine.travel(IN_PLANNING, tick=False)


def post(name, answers):
    return {(name, "POST"): answers}


def form(name, answers):
    return safe(name, answers) | post(name, answers)


ACCESS = {
    **safe("appraisals:sitting", READ),
    **safe("appraisals:evaluation", MINE),
    **post("appraisals:evaluation", MINE | {"manager": 302}),
    **post("appraisals:evaluation-draft", MINE | {"anonymous": 401}),
    **post("appraisals:evaluation-back", MINE | {"manager": 404}),
    **safe("appraisals:evaluation-read", GRADES),
    **form("appraisals:conflict", MINE),
    **safe("appraisals:aside", OFFICE),
    **form("appraisals:aside-replace", OFFICE),
    **form("appraisals:evaluator", OFFICE),
    **safe("appraisals:calibrations", READ),
    **post("appraisals:calibration-prepare", OFFICE | {"office": 404}),
    **safe("appraisals:calibration", SESSION),
    **post("appraisals:calibration", SITS),
    **safe("appraisals:calibration-news", SESSION),
    **post("appraisals:calibration-open", KEEPS | {"office": 404}),
    **post("appraisals:calibration-lock", SESSION | dict.fromkeys(["office", "auditor",
                                                                   "supervision"], 404)),
    **form("appraisals:calibration-members", KEEPS),
    **form("appraisals:calibration-raise", KEEPS),
    **post("appraisals:calibration-minutes", GONE),
    **form("appraisals:grade-cap", row(302, 404, office=200, supervision=200, auditor=403,
                                       manager=403, employee=404, evaluator=404)),
}  # fmt: skip


@in_january
def subject(world):
    return {"pk": appraisal_of(in_evaluation(world, policy="cn-local"), world.employee).pk}


def side(world):
    return subject(world) | {"side": "superior"}


def handed_in(world):
    found = Appraisal.objects.get(pk=subject(world)["pk"])
    return {"pk": hand_in(found, 4, "competent").pk}


def stood(world):
    found = Appraisal.objects.get(pk=subject(world)["pk"])
    made = Recusal.objects.create(
        appraisal=found, user=world.manager, reason="cousin", declared_at=timezone.now()
    )
    return {"pk": made.pk}


@in_january
def session(world):
    cycle = in_evaluation(world, policy="cn-local")
    opened(cycle, "calibration")
    found = appraisal_of(cycle, world.employee)
    # Nobody sits where his own grade is settled, so the pool is the bureau's alone.
    for other in cycle.appraisals.filter(unit=world.city):
        services.exclude(other, "other", "", by=None)
    return {"pk": session_of(cycle, found, world.supervision).pk}


@in_january
def prepared(world):
    return {"pk": in_evaluation(world, policy="cn-local").pk, "subject": "person"}


KWARGS = {
    "appraisals:evaluation": side,
    "appraisals:evaluation-draft": side,
    "appraisals:evaluation-back": side,
    "appraisals:evaluation-read": handed_in,
    "appraisals:conflict": subject,
    "appraisals:aside-replace": stood,
    "appraisals:evaluator": subject,
    "appraisals:calibration-prepare": prepared,
    "appraisals:calibration": session,
    "appraisals:calibration-news": session,
    "appraisals:calibration-open": session,
    "appraisals:calibration-lock": session,
    "appraisals:calibration-members": session,
    "appraisals:calibration-raise": session,
    "appraisals:calibration-minutes": session,
    "appraisals:grade-cap": subject,
}
