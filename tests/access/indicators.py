"""Who gets which answer from the dictionary, values, targets, files. docs/access.md, A5 to A8."""

from indicators.models import KpiImport
from indicators.services import open_cycle, set_target
from indicators.services.imports import check_import, load_import
from tests.access.reports import EVERY, all_of, row, safe
from tests.factories import IndicatorFactory

READ = row(302, 404, **all_of(EVERY, 200))
OFFICE = row(302, 404, **all_of(["office"], 200, 403))
PLANNERS = ["office", "manager"]
PLAN = row(302, 404, **all_of(PLANNERS, 200, 403))
REPORTERS = ["office", "manager", "employee"]
LOAD = row(302, 404, **all_of(REPORTERS, 200, 403))
# The bureau is the manager's; the employee of its division sees nothing of it.
BUREAU = row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404}
# A file belongs to the manager who sent it, and to the office of the whole.
OWN_FILE = row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404}
OWN_DEED = row(302, 404, **all_of(PLANNERS, 302, 403)) | {"employee": 404}


def form(name, answers):
    return safe(name, answers) | {(name, "POST"): answers}


ACCESS = {
    **safe("indicators:list", READ),
    **safe("indicators:detail", READ),
    **form("indicators:add", OFFICE),
    **form("indicators:edit", OFFICE),
    **form("indicators:version", OFFICE),
    **form("indicators:target", PLAN),
    **safe("indicators:target-end", row(302, 404, **all_of(PLANNERS, 200, 403))),
    ("indicators:target-end", "POST"): row(302, 404, **all_of(PLANNERS, 302, 403)),
    **form("indicators:report", row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404}),
    **form("indicators:import", LOAD),
    **safe("indicators:import-template", LOAD),
    **safe("indicators:import-preview", OWN_FILE),
    **safe("indicators:import-errors", OWN_FILE),
    **form("indicators:import-columns", OWN_FILE),
    ("indicators:import-load", "POST"): OWN_DEED,
    ("indicators:import-discard", "POST"): OWN_DEED,
    ("indicators:import-sheet", "POST"): OWN_DEED,
    ("indicators:import-undo", "POST"): row(302, 404, **all_of(PLANNERS, 302, 403))
    | {"employee": 404},
}


def card(world):
    return {"pk": IndicatorFactory(code="K-1").pk}


def target(world):
    row = set_target(
        world.bureau, IndicatorFactory(), open_cycle("2026", by=None), value=1, by=None
    )
    return {"pk": row.pk}


def value(world):
    return {"department": world.bureau.code, "indicator": IndicatorFactory(code="K-1").code}


def sent(world):
    IndicatorFactory(name="Trees", unit="count", direction="higher")
    open_cycle("2026", by=None)
    table = (
        "department,indicator,unit,direction,target,actual,period\n"
        "BUREAU,Trees,count,higher,1,1,2026\nOTHER,Trees,count,higher,1,1,2026\n"
    )
    return {"pk": check_import(table.encode(), "a.csv", cycle_name="2026", by=world.manager).pk}


def strange(world):
    """A file whose columns have other names."""
    open_cycle("2026", by=None)
    table = "dept,kpi,result,month\nBUREAU,Trees,1,2026-01\n"
    return {"pk": check_import(table.encode(), "a.csv", cycle_name="2026", by=world.manager).pk}


def loaded(world):
    made = sent(world)
    load_import(KpiImport.objects.get(**made), by=world.manager)
    return made


KWARGS = {
    "indicators:detail": card,
    "indicators:edit": card,
    "indicators:version": card,
    "indicators:target": card,
    "indicators:target-end": target,
    "indicators:report": value,
    "indicators:import-preview": sent,
    "indicators:import-errors": sent,
    "indicators:import-load": sent,
    "indicators:import-discard": sent,
    "indicators:import-sheet": sent,
    "indicators:import-undo": loaded,
    "indicators:import-columns": strange,
}
