"""Who gets which answer from cycles of appraisal. Source: docs/access.md, A14, A15 and A8."""

from appraisals import services
from tests.access.reports import EVERY, all_of, row, safe
from tests.appraisals import cycles

ANYBODY = row(302, 404, **all_of(EVERY, 200))
# A draft is there for its office only; the others are told which role is needed before that.
DRAFT = row(302, 404, **all_of(["office"], 200))
SETS_UP = row(302, 404, **all_of(["office"], 200, 403))
SENDS = row(302, 404, **all_of(["office"], 302, 403))
# One's superiors are no secret to those who lead or keep the branch, and to oneself.
PART = row(302, 404, **all_of(["office", "auditor", "supervision", "manager", "employee"], 200))

ACCESS = {
    **safe("appraisals:cycles", ANYBODY),
    **safe("appraisals:cycle-add", SETS_UP),
    ("appraisals:cycle-add", "POST"): SETS_UP,
    **safe("appraisals:cycle", DRAFT),
    **safe("appraisals:cycle-edit", SETS_UP),
    ("appraisals:cycle-edit", "POST"): SETS_UP,
    **safe("appraisals:phases", SETS_UP),
    ("appraisals:phases", "POST"): SETS_UP,
    **safe("appraisals:launch", SETS_UP),
    ("appraisals:launch", "POST"): SETS_UP,
    **safe("appraisals:archive", SETS_UP),
    ("appraisals:archive", "POST"): SETS_UP,
    **safe("appraisals:participants", ANYBODY),
    **safe("appraisals:clocks", ANYBODY),
    ("appraisals:enrol", "POST"): SENDS,
    **safe("appraisals:phase-step", SETS_UP),
    ("appraisals:phase-step", "POST"): SETS_UP,
    **safe("appraisals:phase-move", SETS_UP),
    ("appraisals:phase-move", "POST"): SETS_UP,
    **safe("appraisals:phase-reopen", SETS_UP),
    ("appraisals:phase-reopen", "POST"): SETS_UP,
    **safe("appraisals:participant", PART),
    **safe("appraisals:exclude", SETS_UP),
    ("appraisals:exclude", "POST"): SETS_UP,
    ("appraisals:include", "POST"): SENDS,
    **safe("appraisals:superior", SETS_UP),
    ("appraisals:superior", "POST"): SETS_UP,
}


def draft(world):
    return {"pk": cycles.draft(world).pk}


def running(world):
    return {"pk": cycles.running(world).pk}


def phase(world):
    return {"pk": cycles.phase(cycles.running(world), "planning").pk}


def employee(world):
    cycle = cycles.running(world)
    return {"pk": cycles.appraisal_of(cycle, world.employee).pk}


def over(world):
    """A phase that is closed and may be asked for again."""
    one = cycles.phase(cycles.running(world), "planning")
    services.close_phase(services.open_phase(one, by=None), by=None)
    return {"pk": one.pk}


KWARGS = {
    "appraisals:cycle": draft,
    "appraisals:cycle-edit": draft,
    "appraisals:phases": draft,
    "appraisals:launch": draft,
    "appraisals:archive": running,
    "appraisals:participants": running,
    "appraisals:clocks": running,
    "appraisals:enrol": running,
    "appraisals:phase-step": phase,
    "appraisals:phase-move": phase,
    "appraisals:phase-reopen": over,
    "appraisals:participant": employee,
    "appraisals:exclude": employee,
    "appraisals:include": employee,
    "appraisals:superior": employee,
}
