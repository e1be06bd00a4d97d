"""What the policy that a cycle pins says about ballots. Source: docs/ballots.md, B4, B6, B8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appraisals.services.policy import rules_of
from feedback.counting import LEAST
from feedback.models import BallotRound, BallotSource

if TYPE_CHECKING:
    from appraisals.models import AppraisalCycle
    from departments.policy.parts import RatingScale


def scales_of(cycle: AppraisalCycle) -> dict[str, RatingScale]:
    return rules_of(cycle).rating_scales


def scale_of(row: BallotRound) -> RatingScale:
    return scales_of(row.appraisal_cycle)[row.scale]


def leasts_of(row: BallotRound) -> dict[str, int]:
    """How many ballots each kind needs: as the policy says, and never fewer than five."""
    rules = rules_of(row.appraisal_cycle).assessment
    few = int(rules.raters_least.value)
    of_superior = int(rules.subordinates_least.value)
    return {
        source: max(LEAST, of_superior if source == BallotSource.SUBORDINATES else few)
        for source in row.sources
    }


def trim_from(row: BallotRound) -> int:
    return int(rules_of(row.appraisal_cycle).assessment.trim_from.value)


def weighed(cycle: AppraisalCycle) -> tuple[list[str], list[str]]:
    """The categories of posts that the policy weighs, and each “category:source” above nothing."""
    rows = rules_of(cycle).assessment.source_weights
    pairs = [f"{row.category}:{source}" for row in rows for source, w in row.weights.items() if w]
    return [row.category for row in rows], pairs
