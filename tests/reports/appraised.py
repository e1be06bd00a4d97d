"""A cycle of appraisal with grades and sources, for the tests of the interface that reads them."""

import datetime
from decimal import Decimal

from django.utils import timezone

from appraisals import services
from appraisals.models import Grade
from tests.appraisals.cycles import appraisal_of, running


def cycle(world, **fields):
    return running(world, **fields)


def appraisal(world):
    """That of the employee, whom the manager appraises."""
    return appraisal_of(cycle(world), world.employee)


def graded(row, first="very-good", then="good"):
    """Proposed by the superior, changed in calibration; the second one holds."""
    now = timezone.now()
    figures = {"appraisal": row, "score": Decimal("82.50"), "coverage": Decimal("0.9")}
    initial = Grade.objects.create(
        stage="initial", grade=first, decided_by=row.appraiser, decided_at=now, **figures
    )
    return Grade.objects.create(
        stage="calibrated", grade=then, supersedes=initial, reason="Two targets missed",
        decided_by=row.second_appraiser, decided_at=now + datetime.timedelta(hours=1), **figures,
    )  # fmt: skip


def seen_by_colleagues(row, *percents):
    for percent in percents:
        found = services.receive_source(row, "peers", Decimal(percent), 6, by=None)
    return found
