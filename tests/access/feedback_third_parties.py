"""Who gets which answer from third-party evaluation. docs/access.md, rules A33 and A34."""

from tests.access.api import OPEN_LIST, only
from tests.access.reports import EVERY, all_of, row, safe
from tests.feedback import third_parties as third

KEEPERS = ("office", "auditor", "supervision")
KEEP = row(302, 403, **all_of(KEEPERS, 200, 403))
OWN = row(302, 404, **all_of(EVERY, 200))
SEEN = row(302, 404, **all_of(KEEPERS, 200))
COMMISSION = row(302, 404, **all_of(["office", "supervision"], 200)) | {"auditor": 403}
REGISTER = row(302, 403, **all_of(["office", "supervision"], 200, 403))
REPLY = SEEN | {"manager": 200}
SEATED = row(302, 404, **all_of(KEEPERS, 403)) | {"manager": 404}


def form(name, answers, **changed):
    return safe(name, answers) | {(name, "POST"): answers | changed}


ACCESS = {
    **safe("feedback:evaluators", KEEP),
    **form("feedback:evaluator-add", REGISTER),
    **safe("feedback:evaluator", KEEP),
    **form("feedback:evaluator-change", REGISTER),
    **form("feedback:evaluator-declare", REGISTER),
    **safe("feedback:engagements", OWN),
    **form("feedback:engagement-add", REGISTER),
    **safe("feedback:engagement", SEEN),
    **form("feedback:engagement-change", COMMISSION),
    **form("feedback:criterion-add", COMMISSION),
    **form("feedback:criterion", COMMISSION),
    **form("feedback:criterion-remove", COMMISSION),
    **form("feedback:engagement-seats", COMMISSION),
    **form("feedback:engagement-step", COMMISSION),
    **form("feedback:engagement-extend", COMMISSION),
    **safe("feedback:engagement-agreement", SEEN),
    **form("feedback:engagement-papers", SEEN, **dict.fromkeys(KEEPERS, 403)),
    **safe("feedback:engagement-report", row(302, 404, **all_of(KEEPERS, 409))),
    ("feedback:engagement-sign", "POST"): SEATED,
    **form("feedback:unit-evidence", COMMISSION),
    **safe("feedback:material-file", row(302, 404, **all_of(EVERY, 404))),  # words have no file
    **form("feedback:unit-marks", SEATED),
    ("api:engagement-list", "GET"): OPEN_LIST,
    ("api:engagement-detail", "GET"): only(KEEPERS, 200),
    **form("feedback:unit-reply", REPLY),
    **form("feedback:unit-settle", SEATED),
}


def body(world):
    return {"pk": third.organisation(world).pk}


def drafted(world):
    return {"pk": third.drafted(world).pk}


def criterion(world):
    return {"pk": third.drafted(world).criteria.first().pk}


def material(world):
    unit = third.unit_of(third.drafted(world), world.bureau)
    return {"pk": third.material(world, unit).pk}


def unit(world):
    return {"pk": third.unit_of(third.drafted(world), world.bureau).pk}


KWARGS = {
    **dict.fromkeys(
        ["feedback:evaluator", "feedback:evaluator-change", "feedback:evaluator-declare"], body
    ),
    **{
        f"feedback:{name}": drafted
        for name in (
            "engagement", "engagement-change", "criterion-add", "engagement-seats",
            "engagement-extend", "engagement-agreement", "engagement-papers", "engagement-report",
            "engagement-sign",
        )
    },
    "feedback:engagement-step": lambda world: drafted(world) | {"step": "commission"},
    "feedback:criterion": criterion,
    "feedback:criterion-remove": criterion,
    "feedback:material-file": material,
    "api:engagement-detail": drafted,
    "feedback:unit-evidence": unit,
    "feedback:unit-marks": unit,
    "feedback:unit-settle": unit,
    "feedback:unit-reply": lambda world: {
        "pk": third.unit_of(third.marked(world), world.bureau).pk
    },
}  # fmt: skip
