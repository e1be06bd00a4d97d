"""Everybody gets the same answer from the pages of citizens. docs/access.md, rule A29."""

from tests.access.reports import EVERY, all_of, row, safe
from tests.feedback.public import counter, rate


def everybody(status):
    return row(status, status, **all_of(EVERY, status))


OPEN = everybody(200)
NO_FACE = everybody(400)

ACCESS = {
    **safe("portal:find", OPEN),
    **safe("portal:status", OPEN),
    **safe("portal:about", OPEN),
    **safe("portal:rate", OPEN),
    ("portal:rate", "POST"): NO_FACE,
    **safe("portal:thanks", OPEN),
    ("portal:thanks", "POST"): everybody(302),
    ("portal:answer", "POST"): NO_FACE,  # it says to choose one of three
    **safe("portal:proof", everybody(404)),  # not released yet
}


def code_of(world):
    return {"code": counter(world).code}


def check_of(world):
    return {"check": rate(counter(world).code).check}


KWARGS = {"portal:rate": code_of, "portal:thanks": check_of, "portal:proof": check_of,
          "portal:answer": check_of}  # fmt: skip
