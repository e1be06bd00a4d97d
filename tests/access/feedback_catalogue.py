"""Who gets which answer from the catalogue of services. docs/access.md, rule A27."""

from tests.access.reports import all_of, row, safe
from tests.feedback.public import counter, service

READERS = ("office", "manager", "auditor", "supervision")
READ = row(302, 403, **all_of(READERS, 200, 403))
KEEP = row(302, 403, **all_of(["office"], 200, 403))


def form(name):
    return safe(name, KEEP) | {(name, "POST"): KEEP}


ACCESS = {
    **safe("feedback:services", READ),
    **safe("feedback:service", READ),
    **safe("feedback:place", READ),
    **form("feedback:service-add"),
    **form("feedback:service-change"),
    **form("feedback:cases-load"),
    **form("feedback:place-add"),
    **form("feedback:place-change"),
    **safe("feedback:place-poster", READ),
    **form("feedback:place-receipts"),
}


def service_of(world):
    return {"pk": service(world).pk}


def place_of(world):
    return {"pk": counter(world).pk}


KWARGS = {
    "feedback:service": service_of,
    "feedback:service-change": service_of,
    "feedback:cases-load": service_of,
    "feedback:place-add": service_of,
    "feedback:place": place_of,
    "feedback:place-change": place_of,
    "feedback:place-poster": lambda world: place_of(world) | {"paper": "a5"},
    "feedback:place-receipts": place_of,
}
