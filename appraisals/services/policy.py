"""The rules that a cycle pins, parsed once a version: a published version never changes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from appraisals import standing
from departments.models import PolicyPack
from departments.policy.pack import parse

if TYPE_CHECKING:
    from appraisals.models import Appraisal, AppraisalCycle
    from departments.policy.parts import GradeScale, Pack

KEPT = 32


def rules_of(cycle: AppraisalCycle) -> Pack:
    return pack(cycle.policy_id)


@lru_cache(maxsize=KEPT)
def pack(pk: int) -> Pack:
    return parse(PolicyPack.objects.values_list("content", flat=True).get(pk=pk))


def scales_for(rules: Pack, subject: str) -> list[GradeScale]:
    """The grade scales of the policy for departments or for people, in its order."""
    return [scale for scale in rules.grade_scales.values() if scale.subject == subject]


def scale_of(appraisal: Appraisal) -> GradeScale:
    """The grades that the cycle pins for this subject."""
    cycle = appraisal.appraisal_cycle
    return rules_of(cycle).grade_scales[getattr(cycle, f"{appraisal.subject}_scale")]


def codes_of(scale: GradeScale) -> tuple[str, ...]:
    """The codes of its grades, the best first."""
    return tuple(band.names.code for band in scale.bands)


def below_middle(appraisal: Appraisal) -> tuple[str, ...]:
    """The grades after which a development plan is required. docs/results.md, G14."""
    return standing.below_middle(codes_of(scale_of(appraisal)))
