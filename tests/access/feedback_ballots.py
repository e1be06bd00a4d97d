"""Who gets which answer from ballots. docs/access.md, rules A16 and A26."""

import datetime

from appraisals.models import AppraisalCycle, Phase
from appraisals.services import enrol
from feedback import services
from tests.access.reports import EVERY, all_of, row, safe
from tests.appraisals.cycles import appraisal_of, draft
from tests.feedback.ballots import drafted

MINE = row(302, 200, **all_of(EVERY, 200))
KEEP = row(302, 403, **all_of(["office"], 200, 403))
OWN = row(302, 404, **all_of(["employee"], 200))

# The evaluator is the subject; the employee neither his superior nor of an office.
READ = row(302, 404, **all_of(EVERY, 200)) | {"evaluator": 403, "employee": 404}


def form(name, answers):
    return safe(name, answers) | {(name, "POST"): answers}


ACCESS = {
    **safe("feedback:ballots", MINE),
    **safe("feedback:ballot-thanks", MINE),
    **form("feedback:ballot", OWN),
    **safe("feedback:ballot-results", READ),
    **safe("feedback:ballot-rounds", KEEP),
    **form("feedback:ballot-round-add", KEEP),
    **safe("feedback:ballot-round", KEEP),
    **form("feedback:ballot-round-change", KEEP),
    ("feedback:ballot-round-step", "POST"): row(302, 403, **all_of(["office"], 404, 403)),
    **safe("feedback:ballot-asked", KEEP),
    **form("feedback:ballot-subject", KEEP),
    **form("feedback:ballot-voter-remove", KEEP),
}


def cycle_of(world):
    """A cycle that runs, in the phase of evaluation, whatever day it is."""
    cycle = draft(world)
    enrol(cycle, by=None)
    launched = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    AppraisalCycle.objects.filter(pk=cycle.pk).update(state="running", launched_at=launched)
    Phase.objects.filter(appraisal_cycle=cycle, kind="evaluation").update(state="open")
    cycle.refresh_from_db()
    return cycle


def made(world):
    """A round with one invitation: the employee is asked about the evaluator."""
    cycle = cycle_of(world)
    row = drafted(cycle, scale="satisfaction-5", sources=["peers"])
    about = appraisal_of(cycle, world.evaluator)
    return row, services.add_voter(row, about, world.employee, "peers", by=None)


def round_of(world):
    return {"pk": made(world)[0].pk}


def invitation(world):
    return {"pk": made(world)[1].pk}


def to_cast(world):
    row, asked = made(world)
    services.open_round(row, by=None)
    return {"pk": asked.pk}


def about(world):
    row, asked = made(world)
    return {"pk": row.pk, "appraisal": asked.appraisal_id}


KWARGS = {
    "feedback:ballot": to_cast,
    "feedback:ballot-results": lambda world: {"pk": made(world)[1].appraisal_id},
    "feedback:ballot-round-add": lambda world: {"cycle": cycle_of(world).pk},
    "feedback:ballot-round": round_of,
    "feedback:ballot-round-change": round_of,
    "feedback:ballot-round-step": round_of,
    "feedback:ballot-asked": round_of,
    "feedback:ballot-subject": about,
    "feedback:ballot-voter-remove": invitation,
}
