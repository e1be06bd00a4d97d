"""When a score may be published, and which grade it makes. No Django, no clock, no database.

Source: docs/scoring.md, rule 19; docs/policy-packs.md, K3 and K5.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from departments.policy.parts import GradeScale, Names

LEAST = Decimal("0.8")  # of the weight, where no policy says another share


@dataclass(frozen=True, slots=True)
class Publication:
    """What the policy of a cycle says of the scores of departments."""

    least: Decimal = LEAST
    scale: GradeScale | None = None  # None: no score decides a grade

    def allows(self, score: Decimal | None, coverage: Decimal | None) -> bool:
        return score is not None and coverage is not None and coverage >= self.least

    def grade(self, score: Decimal | None) -> Names | None:
        """The grade of a score. None without a score, or where the policy has no such scale."""
        if score is None or self.scale is None:
            return None
        code = self.scale.grade(score)
        return next(band.names for band in self.scale.bands if band.names.code == code)


NO_POLICY = Publication()
