"""The values of one KPI in time: every period in its place, holes shown as holes. No database."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.rates import rate  # noqa: F401 -- read as series.rate

STEPS = {"month": 1, "quarter": 3, "half": 6, "year": 12}  # in calendar months
MOST = 400  # filled-in periods; more means that the dates are wrong


@dataclass(frozen=True, slots=True)
class Slot:
    """A period and what was reported for it. `missing` says why there is no value."""

    label: str
    kind: str
    starts_on: datetime.date
    ends_on: datetime.date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing: str = ""
    measurement_id: int | None = None
    revised: bool = False


def usual_kind(slots: Iterable[Slot], frequency: str = "") -> str:
    """The frequency of the card, else the kind that most values have."""
    if frequency:
        return frequency
    kinds = Counter(slot.kind for slot in slots)
    return kinds.most_common(1)[0][0] if kinds else ""


def in_order(slots: Sequence[Slot], kind: str, until: datetime.date | None = None) -> list[Slot]:
    """The slots of one kind, oldest first, holes between them filled up to `until`.

    Shape:  for whole months, quarters, halves and years one slot per period without a hole; for
            other kinds only the periods that somebody reported.
    """
    known = sorted(
        (slot for slot in slots if slot.kind == kind), key=lambda s: (s.ends_on, s.starts_on)
    )
    if not known or kind not in STEPS or not all(is_whole(slot) for slot in known):
        return known
    found: dict[datetime.date, Slot | None] = {slot.starts_on: slot for slot in known}
    last = max(known[-1].ends_on, until or known[-1].ends_on)
    filled: list[Slot] = []
    start = known[0].starts_on
    while len(filled) < MOST:
        end = after(start, STEPS[kind]) - datetime.timedelta(days=1)
        if end > last:
            break
        at_start = found.pop(start, None)
        filled.append(at_start or hole(kind, start, end, known[0].label))
        start = after(start, STEPS[kind])
    return known if found else filled


def is_whole(slot: Slot) -> bool:
    day_after = slot.ends_on + datetime.timedelta(days=1)
    return slot.starts_on.day == 1 and after(slot.starts_on, STEPS[slot.kind]) == day_after


def after(start: datetime.date, months: int) -> datetime.date:
    """The first day `months` calendar months later."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)


def hole(kind: str, start: datetime.date, end: datetime.date, like: str) -> Slot:
    """A period for which nobody reported anything, labelled in the manner of `like`."""
    labels = {
        "month": f"{start:%Y-%m}",
        "quarter": f"{start.year}-Q{start.month // 3 + 1}",
        "half": f"{start.year}-H{start.month // 6 + 1}",
        "year": f"FY{end.year}" if like.startswith("FY") else f"{start.year}",
    }
    if start.month != 1 and kind == "year" and not like.startswith("FY"):
        labels["year"] = f"{start.year}-{end.year}"
    return Slot(labels[kind], kind, start, end, missing="not_reported")
