"""What both explanations are made of."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from reports.kpi import Kpi

ONE, HUNDRED = Decimal(1), Decimal(100)
TRACE = Decimal("0.000001")  # points; less is rounding


@dataclass(frozen=True, slots=True)
class Sentence:
    """One step in words, with the number of its rule in docs/scoring.md."""

    label: str
    text: str
    rule: int


def bounded(kpi: Kpi) -> Decimal:
    """What counts of the attainment, rule 13."""
    return kpi.target.bounded(kpi.attainment)


def other() -> str:
    return gettext("Other ({count})")
