"""The parts of a policy pack. Every number carries the source it was taken from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from departments.policy.appraising import Appraising
    from departments.policy.collecting import Collecting
    from departments.policy.consequences import Consequence
    from departments.policy.plans import Plans
    from departments.policy.verification import VerificationRules


@dataclass(frozen=True, slots=True)
class Names:
    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was taken from: a key of `Pack.sources`, and a remark in both languages."""

    code: str
    note_en: str
    note_zh: str


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `low` up to but not including `high`; None is open."""

    names: Names
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class WeightFrame:
    """How a scorecard divides 100 points among its categories."""

    names: Names
    weights: dict[str, Decimal]  # by category; sum exactly 100
    source: Source


@dataclass(frozen=True, slots=True)
class GradeScale:
    names: Names
    subject: str
    decided_by: str  # "score": the bands decide; "body": people decide, bands have no bounds
    bands: tuple[Band, ...]  # the best first
    source: Source

    def grade(self, score: Decimal) -> str:
        """The code of the band that holds `score`. ValueError when no score decides."""
        for band in self.bands:
            if band.low is None and band.high is None:
                break
            if band.low is None or score >= band.low:
                return band.names.code
        raise ValueError(f"no score decides a grade of {self.names.code}")


@dataclass(frozen=True, slots=True)
class Quota:
    scale: str
    grade: str
    mode: str
    share: Decimal
    share_with_approval: Decimal
    denominator: str
    rounding: str
    pool_below: int  # units with fewer people are counted together
    source: Source


@dataclass(frozen=True, slots=True)
class Deadline:
    n: int
    unit: str
    source: Source


@dataclass(frozen=True, slots=True)
class Level:
    names: Names
    value: Decimal | None  # None: the answer does not count ("don't know")
    negative: bool


@dataclass(frozen=True, slots=True)
class RatingScale:
    names: Names
    levels: tuple[Level, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class SourceWeights:
    category: str  # of the post
    weights: dict[str, Decimal]  # by kind of rater; sum exactly 100
    source: Source


@dataclass(frozen=True, slots=True)
class Reason:
    """A member of a closed list: why somebody is not graded, why a plan may change."""

    names: Names
    source: Source


@dataclass(frozen=True, slots=True)
class Assessment:
    self_role: str
    self_weight_most: Number
    raters_least: Number
    subordinates_least: Number
    trim_from: Number
    source_weights: tuple[SourceWeights, ...]


@dataclass(frozen=True, slots=True)
class Smart:
    """How the SMART rules over KPIs are taken."""

    modes: dict[str, str]  # of every rule: block, warn or off
    past_values: Number  # a target must not be easier than all of so many last values
    reach_margin: Number  # how far beyond the best value a target may lie, as a share of it


@dataclass(frozen=True, slots=True)
class Pack:
    scoring: dict[str, Number]
    weight_frames: dict[str, WeightFrame]
    grade_scales: dict[str, GradeScale]
    quotas: tuple[Quota, ...]
    deadlines: dict[str, Deadline]
    roll_calendar_deadlines: bool
    rating_scales: dict[str, RatingScale]
    assessment: Assessment
    ungraded_reasons: dict[str, Reason]
    amendment_reasons: dict[str, Reason]
    veto_needs_legal_basis: bool
    smart: Smart | None  # None: every rule warns
    sources: dict[str, Names]
    adjustments: dict[str, Number]  # empty: the defaults of practice
    plans: Plans
    verification: VerificationRules
    collecting: Collecting
    radar: dict[str, Number]
    appraising: Appraising
    consequences: tuple[Consequence, ...]
