"""Who gets which answer from agreements and coaching. docs/access.md, A15 and A17 to A19."""

import datetime

from django.utils import timezone

from appraisals import services
from appraisals.models import Appraisal, Phase
from appraisals.services.agreements import Entry
from tests.access.reports import EVERY, all_of, row, safe
from tests.appraisals.cycles import appraisal_of, running
from tests.appraisals.plans import NOW
from tests.appraisals.probation import on_probation

# The appraisal of the employee of the division; the manager appraises him.
SEES = ["office", "auditor", "supervision", "manager", "employee"]
SIDES = ["manager", "employee"]
# The manager answers for himself and for his bureau: he gets a list.
OWN = row(302, 404, **all_of(EVERY, 302)) | {"manager": 200}
PLAN = row(302, 404, **all_of(SEES, 200))
WRITES = row(302, 404, **all_of(SEES, 403)) | dict.fromkeys(SIDES, 200)
SENT = row(302, 404, **all_of(SEES, 403)) | dict.fromkeys(SIDES, 404)
NEAR = row(302, 404, **all_of(SIDES, 200))
LEADS = row(302, 404, **all_of(SIDES, 403)) | {"manager": 200}
ANSWERS = row(302, 404, **all_of(SIDES, 403)) | {"employee": 200}

ACCESS = {
    **safe("appraisals:my-plan", OWN),
    **safe("appraisals:plan", PLAN),
    **safe("appraisals:plan-print", PLAN),
    **safe("appraisals:plan-pdf", PLAN),
    ("appraisals:plan-start", "POST"): WRITES,  # without the token of a page: shown again
    ("appraisals:plan-renew", "POST"): SENT,  # no draft is open
    ("appraisals:plan-step", "POST"): SENT,  # no deed is named
    **safe("appraisals:plan-edit", SENT),
    ("appraisals:plan-edit", "POST"): SENT,
    **safe("appraisals:plan-amend", WRITES),
    ("appraisals:plan-amend", "POST"): WRITES,
    **safe("appraisals:team", row(302, 404, **all_of(EVERY, 200))),
    **safe("appraisals:my-log", OWN),
    **safe("appraisals:coaching", NEAR),
    **safe("appraisals:check-in-add", NEAR),
    ("appraisals:check-in-add", "POST"): NEAR,
    **safe("appraisals:evidence-add", NEAR),
    ("appraisals:evidence-add", "POST"): NEAR,
    **safe("appraisals:goal-reviews", NEAR),
    **safe("appraisals:goal-review", LEADS),
    ("appraisals:goal-review", "POST"): LEADS,
    **safe("appraisals:urge", LEADS),
    ("appraisals:urge", "POST"): LEADS,
    **safe("appraisals:warn", LEADS),
    ("appraisals:warn", "POST"): LEADS,
    **safe("appraisals:midway-add", LEADS),
    ("appraisals:midway-add", "POST"): LEADS,
    **safe("appraisals:midway", NEAR),
    ("appraisals:midway", "POST"): ANSWERS,
    **safe("appraisals:check-in", row(302, 404, **all_of(["manager"], 200))),  # his own note
    ("appraisals:check-in", "POST"): row(302, 404, **all_of(["manager"], 200)),
    **safe("appraisals:check-in-edit", row(302, 404, **all_of(["manager"], 200))),
    ("appraisals:check-in-edit", "POST"): row(302, 404, **all_of(["manager"], 200)),
    **safe("appraisals:urging", NEAR),
    ("appraisals:urging", "POST"): ANSWERS,
    **safe("appraisals:early-warning", NEAR),
    ("appraisals:early-warning", "POST"): ANSWERS,
}


def agreed(world):
    """An agreed plan of the employee, coaching open: next year's, whose planning is not over."""
    found = Appraisal.objects.filter(subject_user=world.employee, agreements__state="agreed")
    if (there := found.first()) is not None:
        return there
    cycle = running(world, year=str(timezone.localdate().year + 1))
    Phase.objects.filter(appraisal_cycle=cycle, kind="planning").update(state="open")
    appraisal = appraisal_of(cycle, world.employee)
    draft = services.draft_agreement(appraisal, by=world.employee)
    line = draft.lines.get()
    entry = Entry(line.code, line.weight, "duties", line.title)
    key = Entry("", 100 - line.weight, "results", "A key task")
    draft = services.save_agreement(draft, [entry, key], by=world.employee)
    draft = services.take_step(draft, "propose", by=world.employee, signing=NOW)
    services.take_step(draft, "agree", by=world.manager, signing=NOW)
    Phase.objects.filter(appraisal_cycle=cycle, kind="planning").update(state="closed")
    Phase.objects.filter(appraisal_cycle=cycle, kind="coaching").update(state="open")
    return appraisal


def plan(world):
    return {"pk": agreed(world).pk}


def line_of(world):
    return agreed(world).agreements.get().lines.first()


def goal(world):
    return plan(world) | {"line": line_of(world).pk}


def note(world):
    fields = {"held_on": timezone.localdate() - datetime.timedelta(days=1), "progress": "Good",
              "confidence": 4}  # fmt: skip
    made = services.write_check_in(agreed(world), fields, share=False, by=world.manager)
    return {"pk": made.pk}


def notice(world):
    made = services.urge(agreed(world), line_of(world), "Late", "Ten of 40", by=world.manager)
    return {"pk": made.pk}


def midway(world):
    notice = services.issue_midway(on_probation(world, 200), "On track", by=world.manager)
    return {"pk": notice.pk}


def warned(world):
    return {"pk": services.warn(agreed(world), "The output", by=world.manager).pk}


KWARGS = {
    **{
        f"appraisals:{name}": plan
        for name in (
            "plan", "plan-print", "plan-pdf", "plan-start", "plan-renew", "plan-step",
            "plan-edit", "plan-amend", "coaching", "check-in-add", "evidence-add",
            "goal-reviews", "urge", "warn", "midway-add",
        )
    },
    "appraisals:goal-review": goal,
    "appraisals:check-in": note,
    "appraisals:check-in-edit": note,
    "appraisals:urging": notice,
    "appraisals:early-warning": warned,
    "appraisals:midway": midway,
    # Whoever takes part in a running cycle is led to his own.
    "appraisals:my-plan": lambda world: agreed(world) and {},
    "appraisals:my-log": lambda world: agreed(world) and {},
}  # fmt: skip
