"""Who gets which answer from proof, verification, missing values, revisions. docs/access.md."""

import datetime

from indicators.models import ScoreRun
from indicators.services import draw_sample, request_missing, verify
from tests.access.reports import BRANCH, EVERY, all_of, row, safe
from tests.factories import EvidenceFactory
from tests.reports import board

READ = row(302, 404, **all_of(EVERY, 200))
SEEN = row(302, 404, **all_of(BRANCH, 200))  # the bureau; the employee is of its division
PROVE = row(302, 404, **all_of(["office", "manager"], 200, 403)) | {"employee": 404}
CHECKERS = ["office", "auditor", "supervision", "evaluator"]
CHECK = row(302, 404, **all_of(CHECKERS, 200, 403))
LEAD_ON = row(302, 404, **all_of(CHECKERS, 302, 403))
DECIDE = row(302, 404, **all_of(["office"], 200, 403))


def form(name, answers):
    return safe(name, answers) | {(name, "POST"): answers}


ACCESS = {
    **safe("indicators:value", SEEN),
    **form("indicators:evidence-add", PROVE),
    **safe("indicators:evidence-file", row(302, 404, **all_of(EVERY, 404))),  # a note has no file
    **form("indicators:evidence-withdraw", PROVE),
    **form("indicators:value-verify", CHECK),
    **safe("indicators:samples", READ),
    **form("indicators:sample-draw", CHECK),
    **safe("indicators:sample", SEEN),
    **safe("indicators:sample-csv", SEEN),
    **safe("indicators:sample-next", LEAD_ON),
    **safe("indicators:missing", READ),
    **form("indicators:missing-decide", DECIDE),
    **safe("indicators:revisions", READ),
    **safe("indicators:revisions-csv", READ),
    **safe("indicators:run-compare", READ),
    **safe("indicators:run-compare-csv", READ),
}


def value(world):
    return {"pk": board.build(world).measurements["cost"].pk}


def proof(world):
    row = board.build(world).measurements["cost"]
    return {"pk": EvidenceFactory(measurement=row, uploaded_by=world.manager).pk}


def sample(world):
    cycle = board.build(world).cycle
    drawn = draw_sample(cycle, world.bureau, controls="weak", by=world.auditor)
    return {"pk": drawn.pk}


def request(world):
    made = board.build(world)
    asked = request_missing(
        world.bureau, made.cost, made.period, "external", reason="Flood", by=world.manager
    )
    return {"pk": asked.pk}


def two_runs(world):
    made = board.build(world)
    later = made.run.as_of + datetime.timedelta(seconds=1)
    second = ScoreRun.objects.create(
        cycle=made.cycle, state="done", requested_at=later, as_of=later, finished_at=later,
        inputs_sha256="a", results_sha256="b",
    )  # fmt: skip
    return {"first": second.pk, "second": made.run.pk}


def verdict(world):
    row = board.build(world).measurements["cost"]
    return {"pk": verify(row, "verified", by=world.auditor).pk}


KWARGS = {
    "api:evidence-detail": proof,
    "api:evidence-file": proof,
    "api:verification-detail": verdict,
    "api:verification-sample-detail": sample,
    "api:score-run-impact": lambda world: {"pk": two_runs(world)["first"]},
    "indicators:value": value,
    "indicators:evidence-add": value,
    "indicators:evidence-file": proof,
    "indicators:evidence-withdraw": proof,
    "indicators:value-verify": value,
    "indicators:sample": sample,
    "indicators:sample-csv": sample,
    "indicators:sample-next": sample,
    "indicators:missing-decide": request,
    "indicators:run-compare": two_runs,
    "indicators:run-compare-csv": two_runs,
}
