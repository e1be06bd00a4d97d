"""Who gets which answer from the line from strategy to post. docs/access.md, A5, A8 and A13."""

import datetime

from django.utils import timezone

from indicators.models import Objective
from indicators.services import open_cycle, report, set_target
from indicators.services.breakdowns import add_dimension
from indicators.services.contributions import set_contribution
from indicators.services.objectives import add_objective, close_objective
from indicators.services.requirements import ask
from tests.access.indicators import OFFICE, PLAN, PLANNERS, READ, form
from tests.access.reports import EVERY, all_of, row, safe
from tests.factories import IndicatorFactory

# What belongs to the bureau: the employee of its division sees nothing of it. Where a page asks for
# a role that he has nowhere, it says so (403) before it looks.
SEEN = row(302, 404, **all_of(EVERY, 200)) | {"employee": 404}
BUREAU = row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404}
# Objectives are shared, so a wrong role answers 403.
AIM = row(302, 404, **all_of(PLANNERS, 200, 403))
# Both sides of a requirement see it; the manager asked, so only he and the office may withdraw it.
BOTH = row(302, 404, **all_of(EVERY, 200)) | {"employee": 404}
# To whoever may set no target here there is nothing to send.
HANDS = row(302, 404, **all_of(PLANNERS, 200, 403))

ACCESS = {
    **safe("indicators:cascade", READ),
    **safe("indicators:objective", READ),
    **form("indicators:objective-add", PLAN),
    **form("indicators:objective-edit", AIM),
    **form("indicators:objective-move", AIM),
    **form("indicators:objective-close", AIM),
    **form("indicators:objective-reopen", AIM),
    **safe("indicators:plan-periods", READ),
    **form("indicators:plan-add", OFFICE),
    **safe("indicators:rollups", READ),
    **form("indicators:rollup", OFFICE),
    **safe("indicators:carriers", SEEN),
    **form("indicators:carrier-add", PLAN),
    **form("indicators:carrier", PLAN),
    **form("indicators:carrier-end", PLAN),
    **safe("indicators:requirements", READ),
    **form("indicators:requirement-add", PLAN),
    **safe("indicators:requirement", BOTH),
    **form("indicators:requirement-step", PLAN),
    **safe("indicators:owners", READ),
    ("indicators:owners", "POST"): HANDS,
    **form("indicators:cost", BUREAU),
    **form("indicators:breakdown", BUREAU),
    **safe("indicators:dimensions", READ),
    **form("indicators:dimension-add", OFFICE),
}


def aim(world):
    code = f"A{Objective.objects.count()}"
    return add_objective(code, "operational", world.bureau, name="A", by=None)


def closed(world):
    return {"pk": close_objective(aim(world), timezone.localdate(), "done", by=None).pk}


def kpi(world):
    card, cycle = IndicatorFactory(), open_cycle("2026", by=None)
    return set_target(world.bureau, card, cycle, value=1, by=None)


def carried(world):
    target = kpi(world)
    place = (target.department, target.indicator, target.cycle)
    person = world.person("manager")
    return {"pk": set_contribution(*place, person, part="assigned", share=1, by=None).pk}


def asked(world):
    soon = timezone.localdate() + datetime.timedelta(days=60)
    return ask(world.bureau, world.other, "X", soon, indicator=IndicatorFactory(), by=None)


def value(world):
    groups = [("f", "women", "女"), ("m", "men", "男")]
    add_dimension("sex", groups, name_en="Sex", by=None)
    return {"pk": report(world.bureau, IndicatorFactory(), "2026-01", value=1, by=None).pk}


KWARGS = {
    "indicators:objective": lambda world: {"pk": aim(world).pk},
    "indicators:objective-edit": lambda world: {"pk": aim(world).pk},
    "indicators:objective-move": lambda world: {"pk": aim(world).pk},
    "indicators:objective-close": lambda world: {"pk": aim(world).pk},
    "indicators:objective-reopen": closed,
    "indicators:rollup": lambda world: {
        "cycle": open_cycle("2026", by=None).pk, "department": world.division.pk,
    },
    "indicators:carriers": lambda world: {"pk": kpi(world).pk},
    "indicators:carrier-add": lambda world: {"pk": kpi(world).pk},
    "indicators:carrier": carried,
    "indicators:carrier-end": carried,
    "indicators:requirement": lambda world: {"pk": asked(world).pk},
    "indicators:requirement-step": lambda world: {"pk": asked(world).pk, "step": "withdraw"},
    "indicators:cost": lambda world: {
        "department": world.bureau.code, "indicator": IndicatorFactory().code,
    },
    "indicators:breakdown": value,
}  # fmt: skip
