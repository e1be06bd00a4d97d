"""Which rules hold for values, targets and scores: those of the policy that the cycle pins."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache

from departments.models import PolicyPack
from departments.policy.pack import parse
from departments.policy.parts import Pack
from departments.policy.verification import VerificationRules
from indicators.models import Cycle, Period
from indicators.publication import NO_POLICY, Publication

NO_RULES = VerificationRules()


@lru_cache(maxsize=32)
def pack_by(sha256: str) -> Pack:
    """A published pack never changes, so its hash stands for it."""
    found = PolicyPack.objects.filter(sha256=sha256).order_by("-id")[:1].get()
    return parse(found.content)


def pack_of(cycle: Cycle | None) -> Pack | None:
    """The pack that a cycle pins; None when it pins none."""
    if cycle is None or cycle.policy_id is None:
        return None
    sha256 = PolicyPack.objects.filter(pk=cycle.policy_id).values_list("sha256", flat=True).get()
    return pack_by(sha256)


def rules_of(cycle: Cycle | None) -> VerificationRules:
    pack = pack_of(cycle)
    return pack.verification if pack else NO_RULES


def publication_of(cycle: Cycle | None) -> Publication:
    """From which coverage a score of the cycle is published, and the grades of departments."""
    pack = pack_of(cycle)
    if pack is None:
        return NO_POLICY
    scales = (
        scale for scale in pack.grade_scales.values()
        if scale.subject == "department" and scale.decided_by == "score"
    )  # fmt: skip
    return Publication(pack.scoring["coverage"].value, next(scales, None))


def limits_of(cycle: Cycle | None) -> dict[str, Decimal]:
    """Cap and floor of a new target that says nothing of them; empty: those of the product.

    No target counts below 0, whatever the policy says.
    """
    pack = pack_of(cycle)
    if pack is None:
        return {}
    least = max(pack.scoring["floor"].value, Decimal(0))
    return {"cap": pack.scoring["cap"].value, "floor": least}


def cycle_around(period: Period) -> Cycle | None:
    """The cycle in whose days a period lies; the shortest one when there are several."""
    around = Cycle.objects.filter(
        period__starts_on__lte=period.starts_on, period__ends_on__gte=period.ends_on
    )
    return around.order_by("-period__starts_on", "period__ends_on", "-id").first()


def rules_around(period: Period) -> VerificationRules:
    return rules_of(cycle_around(period))


def years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day of a later year; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
