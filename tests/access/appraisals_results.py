"""Who gets which answer from results, meetings, plans and appeals. docs/access.md, A23 to A25.

All hang on the year of the employee: the manager is his superior, the evaluator a colleague.
"""

from appraisals import services
from appraisals.models import Recommendation
from appraisals.services.appeals import file_appeal
from tests.access.indicators import READ, form
from tests.access.reports import all_of, row, safe
from tests.appraisals.results import in_results_today, notified

READERS = ["office", "manager", "auditor", "supervision"]
OWN_OR_READ = row(302, 404, **all_of([*READERS, "employee"], 200))
ONLY_OWN = row(302, 404, **all_of(["employee"], 200, 403)) | {"evaluator": 404}
SIDES = row(302, 404, **all_of(["employee", "manager"], 200, 403)) | {"evaluator": 404}
ISSUE = row(302, 404, **all_of(["office", "manager"], 200, 403)) | {"evaluator": 404}
OFFICE = row(302, 404, **all_of(["office"], 200, 403))
OFFICE_OF_IT = OFFICE | {"evaluator": 404}
BRANCH = row(302, 404, **all_of(READERS, 200, 403))
CHECK = row(302, 404, **all_of(["office", "auditor", "supervision"], 200, 403))
# An appeal is seen by who filed it, hears it, keeps or checks the branch: not by the superior.
FILED = row(302, 404, **all_of(["employee", "office", "auditor", "supervision"], 200))
HEARING = row(302, 404, **all_of(["office"], 200, 403)) | {"evaluator": 404, "manager": 404}

ACCESS = {
    **safe("appraisals:my-results", READ),
    **safe("appraisals:results", BRANCH),
    **safe("appraisals:result", OWN_OR_READ),
    **safe("appraisals:result-record", OWN_OR_READ),
    **safe("appraisals:result-review", OWN_OR_READ),
    **form("appraisals:issue", ISSUE),
    **form("appraisals:acknowledge", ONLY_OWN),
    **form("appraisals:appeal-add", ONLY_OWN),
    **safe("appraisals:meeting", OWN_OR_READ),
    **form("appraisals:meeting-write", SIDES),
    ("appraisals:meeting-sign", "POST"): row(302, 404, **all_of(["employee", "manager"], 200, 403))
    | {"evaluator": 404},
    **form("appraisals:meeting-close", OFFICE_OF_IT),
    **safe("appraisals:development", OWN_OR_READ),
    **form("appraisals:development-write", SIDES),
    **form("appraisals:action-add", SIDES),
    **form("appraisals:action-settle", SIDES),
    **safe("appraisals:cycle-results", BRANCH),
    ("appraisals:cycle-results", "POST"): OFFICE,
    **safe("appraisals:missing", BRANCH),
    **safe("appraisals:pool", CHECK),
    **safe("appraisals:recommendations", CHECK),
    ("appraisals:recommendations", "POST"): OFFICE,
    **form("appraisals:recommendation", OFFICE),
    **safe("appraisals:appeals", READ),
    **safe("appraisals:appeal", FILED),
    **form("appraisals:appeal-step", HEARING),
}


def told(world, code="good"):
    return notified(in_results_today(world), world.employee, code)


def of_employee(world):
    return {"pk": told(world).pk}


def of_cycle(world):
    return {"pk": told(world).appraisal_cycle_id}


def planned(world):
    row = told(world)
    today = services.notices.day_of(services.notices.clock())
    later = today.replace(year=today.year + 1)
    plan = services.write_plan(row, aim="x", follow_up_on=later, by=world.manager)
    return services.add_action(
        plan, kind="coaching", what="x", owner=world.employee, due_on=later, by=world.manager
    )


def recommended(world):
    row = told(world, "unsatisfactory")
    services.recommend(row.appraisal_cycle, by=None)
    return {"pk": Recommendation.objects.get(appraisal=row).pk}


def contested(world):
    return file_appeal(told(world), "review_request", grounds="x", by=world.employee)


KWARGS = {
    **dict.fromkeys(
        ("appraisals:result", "appraisals:result-record", "appraisals:result-review",
         "appraisals:issue", "appraisals:acknowledge", "appraisals:appeal-add",
         "appraisals:meeting", "appraisals:meeting-write", "appraisals:meeting-sign",
         "appraisals:meeting-close", "appraisals:development", "appraisals:development-write"),
        of_employee,
    ),
    **dict.fromkeys(
        ("appraisals:cycle-results", "appraisals:missing", "appraisals:pool",
         "appraisals:recommendations"),
        of_cycle,
    ),
    "appraisals:action-add": lambda world: {"pk": planned(world).plan.appraisal_id},
    "appraisals:action-settle": lambda world: {"pk": planned(world).pk},
    "appraisals:recommendation": recommended,
    "appraisals:appeal": lambda world: {"pk": contested(world).pk},
    "appraisals:appeal-step": lambda world: {"pk": contested(world).pk, "step": "hear"},
}  # fmt: skip
