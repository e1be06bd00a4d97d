"""A cycle of appraisal with grades and sources, for the tests of the interface that reads them."""

import datetime
from decimal import Decimal

from django.utils import timezone

from appraisals import services
from appraisals.models import Grade
from appraisals.services.policy import codes_of, scale_of
from tests.appraisals.cycles import appraisal_of, running
from tests.appraisals.evaluations import hand_in, opened
from tests.kept import kept


@kept
def cycle(world, **fields):
    return running(world, **fields)


@kept
def appraisal(world):
    """That of the employee, whom the manager appraises."""
    return appraisal_of(cycle(world), world.employee)


@kept
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


@kept
def evaluated(row, rating=4, **more):
    """By the superior, in the phase of evaluation."""
    opened(row.appraisal_cycle, "evaluation")
    return hand_in(row, rating, codes_of(scale_of(row))[1], **more)
