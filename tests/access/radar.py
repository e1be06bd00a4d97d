"""Who gets which answer from signals, comparison, outside causes. docs/access.md, A5, A10, A12."""

import datetime

from indicators.models import ContextNote, PublicMirror, Signal
from tests.access.reports import EVERY, all_of, row, safe
from tests.reports import board as boards

CHECKS = ["office", "auditor", "supervision"]
READERS = [*CHECKS, "manager"]
READ = row(302, 404, **all_of(EVERY, 200))
RADAR = row(302, 404, **all_of(READERS, 200, 403))
# An open signal of the bureau: those who check see it, its manager does not yet.
OPEN = row(302, 404, **all_of(CHECKS, 200, 403)) | {"manager": 404}
TAKE = row(302, 404, **all_of(["office"], 200, 403)) | {"manager": 404}
OFFICE = row(302, 404, **all_of(["office"], 200, 403))
DEED = row(302, 404, **all_of(["office"], 302, 403))
REPORTERS = row(302, 404, **all_of(["office", "manager"], 200, 403)) | {"employee": 404}


def form(name, answers):
    return safe(name, answers) | {(name, "POST"): answers}


def api(statuses, others):
    roles = dict.fromkeys(("stranger", *EVERY), others) | statuses
    return {"anonymous": 401} | roles


ACCESS = {
    **safe("reports:radar", RADAR),
    **safe("reports:signal", OPEN),
    **form("reports:signal-step", TAKE),
    ("reports:radar-scan", "POST"): DEED,
    **form("reports:mirrors", OFFICE),
    ("reports:mirror-end", "POST"): DEED,
    **safe("reports:compare", READ),
    **safe("indicators:notes", READ),
    **form("indicators:note-add", REPORTERS),
    **form("indicators:note-decide", OFFICE),
    **form("indicators:context", OFFICE),
    ("api:signal-list", "GET"): api({}, 200),
    ("api:signal-detail", "GET"): api(dict.fromkeys(CHECKS, 200), 404),
}


def open_signal(world):
    board = boards.build(world)
    kept = Signal.objects.filter(department=world.bureau).first()
    day = datetime.date(2026, 1, 1)
    return kept or Signal.objects.create(
        kind="copied", department=world.bureau, indicator=board.cost, cycle=board.cycle,
        run=board.run, evidence="2026/2026-01", starts_on=day, ends_on=day, n=30, hits=4,
        p_value="0.0001", observed=80, limit="0.01",
    )  # fmt: skip


def signal(world):
    return {"pk": open_signal(world).pk}


def mirror(world):
    board = boards.build(world)
    row, _made = PublicMirror.objects.get_or_create(
        official=board.cost, defaults={"public": board.targets["wait"].indicator}
    )
    return {"pk": row.pk}


def measurement(world):
    return {"pk": boards.build(world).measurements["cost"].pk}


def note(world):
    board = boards.build(world)
    value = board.measurements["cost"]
    row, _made = ContextNote.objects.get_or_create(
        measurement=value, cause="weather", text="Flood", department=value.department
    )
    return {"pk": row.pk}


KWARGS = {
    "reports:signal": signal,
    "reports:signal-step": lambda world: signal(world) | {"deed": "take"},
    "reports:mirror-end": mirror,
    "indicators:note-add": measurement,
    "indicators:note-decide": note,
    "api:signal-detail": signal,
}
