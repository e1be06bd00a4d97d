"""Who gets which answer from the REST interface, its description and the token pages."""

import datetime

from indicators.models import ScoreRun
from reports.models import Export, Scope
from reports.services import create_token
from tests.reports import agreed
from tests.reports import board as boards

SIGNED_IN = ("stranger", "office", "manager", "employee", "evaluator", "auditor", "supervision")
WHOLE = ("office", "auditor", "supervision")
BUREAU = (*WHOLE, "manager", "evaluator")  # see what stands in the bureau
GRANTED = (*BUREAU, "employee")


def row(anonymous, others, **by_role):
    return {"anonymous": anonymous} | dict.fromkeys(SIGNED_IN, others) | by_role


def only(roles, status, others=404, anonymous=401):
    return row(anonymous, others, **dict.fromkeys(roles, status))


OPEN_LIST = row(401, 200)  # of one's own rows: a stranger's is empty
PLANS = ("department", "indicator", "target", "measurement", "cycle", "period")
AGREED = ("scorecard-plan", "amendment", "objective", "requirement", "missing-request")
PROOF = ("evidence", "verification", "verification-sample", "sample-item", "revision")

ACCESS = {
    **{(f"api:{name}-list", "GET"): OPEN_LIST for name in PLANS},
    **{(f"api:{name}-list", "GET"): OPEN_LIST for name in PROOF},
    **{(f"api:{name}-list", "GET"): OPEN_LIST for name in AGREED},
    **{(f"api:{name}-detail", "GET"): only(BUREAU, 200) for name in AGREED},
    ("api:objective-detail", "GET"): only(GRANTED, 200),  # objectives are shared
    ("api:evidence-detail", "GET"): only(BUREAU, 200),
    ("api:evidence-file", "GET"): only([], 404),  # a note has no file
    ("api:verification-detail", "GET"): only(BUREAU, 200),
    ("api:verification-sample-detail", "GET"): only(BUREAU, 200),
    ("api:verification-list", "POST"): only([*WHOLE, "evaluator"], 400, 403),
    ("api:score-run-impact", "GET"): only(GRANTED, 200),
    ("api:score-run-list", "GET"): OPEN_LIST,
    ("api:score-card-list", "GET"): OPEN_LIST,
    ("api:score-list", "GET"): OPEN_LIST,
    ("api:export-list", "GET"): OPEN_LIST,
    ("api:department-detail", "GET"): only(BUREAU, 200),
    ("api:indicator-detail", "GET"): only(GRANTED, 200),
    ("api:target-detail", "GET"): only(BUREAU, 200),
    ("api:measurement-detail", "GET"): only(BUREAU, 200),
    ("api:cycle-detail", "GET"): only(GRANTED, 200),
    ("api:period-detail", "GET"): only(GRANTED, 200),
    ("api:score-run-detail", "GET"): only(GRANTED, 200),
    ("api:score-card-detail", "GET"): only(BUREAU, 200),
    ("api:score-detail", "GET"): only(BUREAU, 200),
    ("api:score-run-csv", "GET"): only(GRANTED, 200),
    ("api:score-run-json", "GET"): only(GRANTED, 200),
    ("api:score-run-ndjson", "GET"): only(GRANTED, 200),
    ("api:score-run-evidence", "GET"): only(GRANTED, 403) | dict.fromkeys(WHOLE, 200),
    ("api:export-detail", "GET"): only(["manager"], 200),
    ("api:export-file", "GET"): only(["manager"], 409),  # not made yet
    # An empty body: 400 for those who may, 403 for those who may not.
    ("api:measurement-list", "POST"): only(["office", "manager", "employee"], 400, 403),
    ("api:score-run-list", "POST"): only(["office"], 400, 403),
    ("api:score-run-cancel", "POST"): only(["office"], 200, 403),
    ("api:closed-case-list", "POST"): only(["office"], 400, 403),
    ("api:receipt-list", "POST"): only(["office"], 400, 403),
    ("api:rating-list", "GET"): OPEN_LIST,
    ("api:rating-list", "POST"): only(["office"], 400, 403),
    ("api:export-list", "POST"): only(GRANTED, 400, 403),
    ("api-schema", "GET"): row(401, 200),
    ("api-docs", "GET"): row(302, 200),
    ("reports:tokens", "GET"): row(302, 200),
    ("reports:tokens", "POST"): row(302, 200),
    ("reports:token-revoke", "GET"): only(["auditor"], 200, anonymous=302),
    ("reports:token-revoke", "POST"): only(["auditor"], 302, anonymous=302),
}


def on_board(pick):
    return lambda world: pick(boards.build(world))


def waiting_run(world):
    board = boards.build(world)
    moment = board.run.as_of
    return {"pk": ScoreRun.objects.create(cycle=board.cycle, requested_at=moment, as_of=moment).pk}


def export(world):
    board = boards.build(world)
    asked = {"run": board.run, "what": "scores", "format": "csv", "requested_at": board.run.as_of}
    return {"pk": Export.objects.create(**asked, requested_by=world.manager).pk}


def token(world):
    life = datetime.timedelta(days=1)
    return {"pk": create_token("R", [Scope.READ_SCORES], life, by=world.auditor)[0].pk}


def key(board, middle):
    return {"key": f"{board.run.pk}-{middle.pk}-{board.period.pk}"}


RUN = on_board(lambda board: {"pk": board.run.pk})
KWARGS = {
    "api:scorecard-plan-detail": lambda world: {"pk": agreed.plan(world).pk},
    "api:amendment-detail": lambda world: {"pk": agreed.amendment(world).pk},
    "api:objective-detail": lambda world: {"pk": agreed.objective(world).pk},
    "api:requirement-detail": lambda world: {"pk": agreed.requirement(world).pk},
    "api:missing-request-detail": lambda world: {"pk": agreed.missing_request(world).pk},
    "api:department-detail": lambda world: {"pk": world.bureau.pk},
    "api:indicator-detail": on_board(lambda board: {"pk": board.cost.pk}),
    "api:target-detail": on_board(lambda board: {"pk": board.targets["cost"].pk}),
    "api:measurement-detail": on_board(lambda board: {"pk": board.measurements["cost"].pk}),
    "api:cycle-detail": on_board(lambda board: {"pk": board.cycle.pk}),
    "api:period-detail": on_board(lambda board: {"pk": board.period.pk}),
    "api:score-run-detail": RUN,
    "api:score-run-csv": RUN,
    "api:score-run-json": RUN,
    "api:score-run-ndjson": RUN,
    "api:score-run-evidence": on_board(lambda board: {"pk": boards.scored(board).pk}),
    "api:score-run-cancel": waiting_run,
    "api:score-card-detail": on_board(lambda board: key(board, board.targets["cost"].department)),
    "api:score-detail": on_board(lambda board: key(board, board.targets["cost"])),
    "api:export-detail": export,
    "api:export-file": export,
    "reports:token-revoke": token,
}
