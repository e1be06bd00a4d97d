"""Who gets which answer from self-assessments. docs/access.md, A15 and A20."""

from tests.access.reports import EVERY, all_of, row, safe
from tests.appraisals.cycles import appraisal_of
from tests.appraisals.self_assessing import standing, submitted

# It is the employee's; the manager appraises him.
ANYBODY = row(302, 404, **all_of(EVERY, 200))
STATE = row(302, 404, **all_of(EVERY, 200)) | {"evaluator": 404}
MINE = row(302, 404, **all_of(["employee"], 200))
SENT = row(302, 404, **all_of(["employee"], 302))
SAVED = row(401, 404, **all_of(["employee"], 200))
READ = row(302, 404, **all_of(["employee", "manager"], 200))

ACCESS = {
    **safe("appraisals:assessments", ANYBODY),
    **safe("appraisals:assessment-signed-in", ANYBODY),
    **safe("appraisals:assessment", STATE),
    **safe("appraisals:assessment-due", MINE),
    **safe("appraisals:assessment-section", MINE),
    ("appraisals:assessment-section", "POST"): SENT,
    ("appraisals:assessment-draft", "POST"): SAVED,
    **safe("appraisals:assessment-check", MINE),
    ("appraisals:assessment-check", "POST"): MINE,
    **safe("appraisals:assessment-read", READ),
    ("appraisals:assessment-read", "POST"): READ,
    **safe("appraisals:assessment-withdraw", MINE),
    ("appraisals:assessment-withdraw", "POST"): MINE,
}


def begun(world):
    return {"pk": appraisal_of(standing(world), world.employee).pk}


def in_section(world):
    return begun(world) | {"code": "duty-results"}


def handed_in(world):
    return {"pk": submitted(appraisal_of(standing(world), world.employee), world.employee).pk}


KWARGS = {
    "appraisals:assessment": begun,
    "appraisals:assessment-due": begun,
    "appraisals:assessment-section": in_section,
    "appraisals:assessment-draft": in_section,
    "appraisals:assessment-check": begun,
    "appraisals:assessment-read": handed_in,
    "appraisals:assessment-withdraw": handed_in,
}
