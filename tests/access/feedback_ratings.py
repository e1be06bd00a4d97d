"""Who gets which answer from what is made of ratings. docs/access.md, rule A27."""

from tests.access.reports import all_of, row, safe
from tests.factories import IndicatorFactory

READ = row(302, 403, **all_of(["office", "manager", "auditor", "supervision"], 200, 403))
KEEP = row(302, 403, **all_of(["office"], 200, 403))

ACCESS = {
    **safe("feedback:rating-rules", READ),
    **safe("feedback:rating-rule", KEEP),
    ("feedback:rating-rule", "POST"): KEEP,
}


def card_of(world):
    card = IndicatorFactory(code="SAT", per=100)
    return {"code": card.code, "version": card.version}


KWARGS = {"feedback:rating-rule": card_of}
