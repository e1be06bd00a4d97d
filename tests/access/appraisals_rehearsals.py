"""Who gets which answer from rehearsals. Source: docs/access.md, A37 and A8."""

from tests.access.reports import EVERY, all_of, row, safe
from tests.appraisals import rehearsing

KEEPS = row(302, 404, **all_of(["office"], 200, 403))
SENDS = row(302, 404, **all_of(["office"], 302, 403))

ACCESS = {
    **safe("appraisals:rehearse", KEEPS),
    ("appraisals:rehearse", "POST"): KEEPS,
    **safe("appraisals:rehearsal", KEEPS),
    ("appraisals:rehearsal-act", "POST"): KEEPS,
    ("appraisals:rehearsal-next", "POST"): SENDS,
    ("appraisals:rehearsal-leave", "POST"): row(302, 404, **all_of(EVERY, 302)),
    **safe("appraisals:rehearsal-end", KEEPS),
    ("appraisals:rehearsal-end", "POST"): KEEPS,
}


def started(world):
    return {"pk": rehearsing.started(world).pk}


KWARGS = {
    "appraisals:rehearse": lambda world: {"pk": rehearsing.ready(world).pk},
    "appraisals:rehearsal": started,
    "appraisals:rehearsal-act": started,
    "appraisals:rehearsal-next": started,
    "appraisals:rehearsal-end": started,
}
