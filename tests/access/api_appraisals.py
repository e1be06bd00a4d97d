"""Who gets which answer over REST from cycles of appraisal. docs/access.md, A14 to A16.

The appraisal is that of the employee; the manager appraises him.
"""

from tests.access.api import GRANTED, OPEN_LIST, WHOLE, only
from tests.reports import appraised

NAMES = ("appraisal-cycle", "appraisal", "grade", "source-score", "evaluation")
LEAD = (*WHOLE, "manager")

ACCESS = {
    **{(f"api:{name}-list", "GET"): OPEN_LIST for name in NAMES},
    ("api:appraisal-cycle-detail", "GET"): only(GRANTED, 200),
    ("api:appraisal-detail", "GET"): only([*LEAD, "employee"], 200),
    ("api:grade-detail", "GET"): only(LEAD, 200),  # never one's own
    ("api:source-score-detail", "GET"): only(LEAD, 200),
    ("api:evaluation-detail", "GET"): only(LEAD, 200),
}


def mean(world):
    return appraised.seen_by_colleagues(appraised.appraisal(world), 80)


KWARGS = {
    "api:appraisal-cycle-detail": lambda world: {"pk": appraised.cycle(world).pk},
    "api:appraisal-detail": lambda world: {"pk": appraised.appraisal(world).pk},
    "api:grade-detail": lambda world: {"pk": appraised.graded(appraised.appraisal(world)).pk},
    "api:source-score-detail": lambda world: {"pk": mean(world).pk},
    "api:evaluation-detail": lambda world: {
        "pk": appraised.evaluated(appraised.appraisal(world)).pk
    },
}
