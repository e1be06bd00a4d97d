"""Who gets which answer from the pages of scores. Source: docs/access.md, rules A1, A5 and A8."""

from tests.reports import board

BRANCH = ("office", "auditor", "supervision", "manager", "evaluator")
EVERY = (*BRANCH, "employee")


def row(anonymous, stranger, **others):
    return {"anonymous": anonymous, "stranger": stranger} | others


def all_of(roles, status, rest=404):
    return dict.fromkeys(EVERY, rest) | dict.fromkeys(roles, status)


def safe(name, answers):
    return {(name, "GET"): answers, (name, "HEAD"): answers}


ACCESS = {
    **safe("home", row(302, 200, **all_of(EVERY, 200))),
    **safe("reports:scorecard", row(302, 200, **all_of(EVERY, 302))),
    **safe("reports:department", row(302, 404, **all_of(BRANCH, 200))),
    **safe("reports:indicator", row(302, 404, **all_of(BRANCH, 200))),
    **safe("reports:series", row(302, 404, **all_of(BRANCH, 200))),
    **safe("reports:league", row(302, 404, **all_of(EVERY, 200))),
    **safe("reports:methods", row(302, 404, **all_of(EVERY, 200))),
}


def bureau(world):
    board.build(world)
    return {"code": "BUREAU"}


def kpi(world):
    return bureau(world) | {"indicator": "COST"}


KWARGS = {
    "reports:department": bureau,
    "reports:indicator": kpi,
    "reports:series": lambda world: kpi(world) | {"kind": "csv"},
}
