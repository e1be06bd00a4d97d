"""What a target needs for the methods of rules 23 to 30, checked when it is planned."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from audit.errors import DomainError
from indicators.models import Target
from indicators.models.cards import Direction
from indicators.models.targets import TABLED, Method

LEAST_LEVELS = 2


def check(target: Target) -> None:
    """Refuse a target that its method could not score, or would score upside down.

    Errors: DomainError at the field that is missing or wrong. Source: rules 14 and 30.
    """
    method = Method(target.method)
    if method in TABLED:
        check_table(target, method)
    if method == Method.DEFECT and target.penalty is None:
        raise DomainError(_("Say what each fault takes away."), "penalty")
    if method == Method.SURVEY and target.minimum_n is None:
        raise DomainError(_("Say how many answers are needed at least."), "minimum_n")
    if method == Method.RUBRIC and target.indicator.per != 1:
        raise DomainError(_("Levels need an indicator without a base: rate per 1."), "method")
    if method in (Method.MILESTONE, Method.SURVEY) and (target.value or 0) < 0:
        raise DomainError(_("The target must be above zero."), "value")


def check_table(target: Target, method: Method) -> None:
    rows = target.score_table
    if not rows:
        raise DomainError(_("Fill in the table: what which value counts."), "score_table")
    if method == Method.STEP:
        return
    if len(rows) < LEAST_LEVELS:
        raise DomainError(_("This table needs at least two rows."), "score_table")
    worth = [row[2] or Decimal(0) for row in rows]
    falling = target.indicator.direction == Direction.LOWER
    for place, (before, after) in enumerate(pairwise(worth), 2):
        if (before < after) if falling else (after < before):
            raise DomainError(
                _("Row %(row)s: a better value must not count less than a worse one.")
                % {"row": place},
                "score_table",
            )
