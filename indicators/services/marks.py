"""What stands beside a target: threshold, stretch, when it is to be reached. P5 and P6."""

from __future__ import annotations

from django.utils.translation import gettext as _

from audit.errors import DomainError
from indicators.models import Target
from indicators.models.cards import Direction


def check_marks(target: Target) -> None:
    """Refuse a threshold better than the target, a stretch that is none, a date before the cycle.

    Errors: DomainError at its field.
    """
    direction = Direction(target.indicator.direction)
    for name in ("threshold", "stretch"):
        mark = getattr(target, name)
        if mark is None:
            continue
        if direction not in {Direction.HIGHER, Direction.LOWER} or target.value is None:
            raise DomainError(
                _("Threshold and stretch need one target and a direction, higher or lower."), name
            )
        better = mark > target.value if direction == Direction.HIGHER else mark < target.value
        if name == "threshold" and better:
            raise DomainError(
                _("The threshold is where it becomes a problem: it cannot be better than the "
                  "target."), name,
            )  # fmt: skip
        if name == "stretch" and not better:
            raise DomainError(_("The stretch must be better than the target."), name)
    if target.reach_by and target.reach_by < target.cycle.period.starts_on:
        raise DomainError(_("This day lies before the cycle."), "reach_by")
