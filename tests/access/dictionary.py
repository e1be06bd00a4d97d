"""Who gets which answer from templates, histories, SMART panels and the file of the dictionary."""

from tests.access.indicators import OFFICE, PLAN, READ, card
from tests.access.reports import safe

OPEN_FILE = {"anonymous": 401} | dict.fromkeys(
    ("stranger", "office", "manager", "employee", "evaluator", "auditor", "supervision"), 200
)  # of the cards one may see: a stranger's holds none

ACCESS = {
    **safe("indicators:templates", READ),
    **safe("indicators:history", READ),
    ("indicators:smart-new", "POST"): OFFICE,
    ("indicators:smart-card", "POST"): OFFICE,
    ("indicators:smart-target", "POST"): PLAN,
    **{
        (f"api:dictionary-{form}", method): OPEN_FILE
        for form in ("csv", "json")
        for method in ("GET", "HEAD")
    },
    # An empty body: 400 for those who may, 403 for those who may not.
    ("api:indicator-list", "POST"): {"anonymous": 401}
    | dict.fromkeys(OPEN_FILE.keys() - {"anonymous"}, 403)
    | {"office": 400},
    ("api:target-list", "POST"): {"anonymous": 401}
    | dict.fromkeys(OPEN_FILE.keys() - {"anonymous"}, 403)
    | {"office": 400, "manager": 400},
}
KWARGS = {
    "indicators:history": card,
    "indicators:smart-card": card,
    "indicators:smart-target": card,
}
