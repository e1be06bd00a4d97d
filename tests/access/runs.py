"""Who gets which answer from the pages of score runs. Source: docs/access.md, rules A5 and A8."""

from django.utils import timezone

from indicators.models import ScoreRun
from tests.access.reports import EVERY, all_of, row, safe
from tests.reports import board

READ = row(302, 404, **all_of(EVERY, 200))
OFFICE = row(302, 404, **all_of(["office"], 200, 403))
DEED = row(302, 404, **all_of(["office"], 302, 403))

ACCESS = {
    **safe("indicators:runs", READ),
    **safe("indicators:run", READ),
    **safe("indicators:run-progress", READ),
    **safe("indicators:run-start", OFFICE),
    ("indicators:run-start", "POST"): OFFICE,
    ("indicators:run-cancel", "POST"): DEED,
    **safe("indicators:run-publish", OFFICE),
    ("indicators:run-publish", "POST"): DEED,
}


def done(world):
    return {"pk": board.build(world).run.pk}


def waiting(world):
    now = timezone.now()
    cycle = board.build(world).cycle
    return {"pk": ScoreRun.objects.create(cycle=cycle, requested_at=now, as_of=now).pk}


KWARGS = {
    "indicators:run": done,
    "indicators:run-progress": waiting,
    "indicators:run-cancel": waiting,
    "indicators:run-publish": done,
}
