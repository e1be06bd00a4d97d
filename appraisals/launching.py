"""What stands in the way of launching a cycle. No Django.

Source: docs/appraisals.md, rule Y15.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

NO_PHASES = "phases_missing"
OVER = "planning_over"
NOBODY = "nobody_takes_part"
NO_ACCOUNT = "without_account"
NO_APPRAISER = "without_appraiser"
NO_SCALE = "scale_unknown"
NO_SOURCES = "sources_missing"
NO_FRAME = "frame_missing"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked of the tables before a launch."""

    phases: frozenset[str]
    planning_ends_on: datetime.date | None
    today: datetime.date
    graded: int
    without_account: int
    without_appraiser: int
    categories: frozenset[str]  # of the posts of those who take part
    scales: Mapping[str, str]  # who is covered -> the scale that was chosen
    known_scales: Mapping[str, frozenset[str]]  # who -> the scales of the policy
    weighed: frozenset[str]  # categories for which the policy weighs whose view counts
    framed: frozenset[str] = field(default_factory=frozenset)  # those with a frame for the plan
    frames_wanted: bool = False  # the policy has frames, so each category needs one


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing to mend: its code, how many, and which categories it is about."""

    code: str
    count: int = 0
    names: tuple[str, ...] = ()


def blockers(facts: Facts, wanted: frozenset[str]) -> list[Blocker]:
    """Everything that is to be mended first, in the order of setting up.

    Shape:  empty when the cycle may start. `wanted` are the phases a cycle has.
    Source: rule Y15.
    """
    found: list[Blocker] = []
    if missing := wanted - facts.phases:
        found.append(Blocker(NO_PHASES, len(missing), tuple(sorted(missing))))
    elif facts.planning_ends_on is not None and facts.planning_ends_on < facts.today:
        found.append(Blocker(OVER))
    if not facts.graded:
        found.append(Blocker(NOBODY))
    if facts.without_account:
        found.append(Blocker(NO_ACCOUNT, facts.without_account))
    if facts.without_appraiser:
        found.append(Blocker(NO_APPRAISER, facts.without_appraiser))
    unknown = [
        who
        for who, scale in sorted(facts.scales.items())
        if scale not in facts.known_scales.get(who, frozenset())
    ]
    if unknown:
        found.append(Blocker(NO_SCALE, len(unknown), tuple(unknown)))
    if bare := facts.categories - facts.weighed:
        found.append(Blocker(NO_SOURCES, len(bare), tuple(sorted(bare))))
    if facts.frames_wanted and (bare := facts.categories - facts.framed):
        found.append(Blocker(NO_FRAME, len(bare), tuple(sorted(bare))))
    return found
