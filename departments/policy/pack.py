"""Read a policy pack from JSON; every mistake is named with its place.

Source: docs/policy-packs.md, rules K1 to K20.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from departments.policy.appraising import read_appraising
from departments.policy.collecting import read_collecting
from departments.policy.consequences import read_consequences
from departments.policy.parts import (
    Assessment,
    Band,
    Deadline,
    GradeScale,
    Level,
    Names,
    Number,
    Pack,
    Quota,
    RatingScale,
    Reason,
    Source,
    SourceWeights,
    WeightFrame,
)
from departments.policy.plans import read_plans
from departments.policy.radar import read_radar
from departments.policy.reading import Node, PolicyError, Problem, gettext_noop
from departments.policy.smart import read_smart
from departments.policy.verification import read_verification

FORMAT = 1
WORKING = "working"
CALENDAR = "calendar"
MONTHS = "months"
UNITS = (WORKING, CALENDAR, MONTHS)

# A step of a procedure that has a deadline. A pack without a step has no such step.
STEPS = (
    "plan_filing",
    "urging_reply",
    "requirement_answer",
    "department_objection",
    "department_objection_decision",
    "department_reapproval",
    "excellent_publicity",
    "review_request",
    "review_decision",
    "appeal_after_review",
    "appeal_direct",
    "appeal_decision",
    "appeal_extension",
    "second_appeal",
    "negative_contact",
    "negative_rectify",
    "rating_invitation",
    "rating_quarantine",
    "veto_reply",
    "period_lock",
)
SCORING = {  # name: (lowest, highest)
    "cap": ("0.5", "5"),
    "composite_cap": ("0.5", "5"),
    "floor": ("-5", "1"),
    "coverage": ("0", "1"),
    "over_attainment": ("1", "10"),
    "late_grace_working_days": ("0", "90"),
    "weight_minimum": ("0", "100"),
    "weight_maximum": ("0", "100"),
}
# Lines beside the score; a pack that says nothing of them has the defaults of practice.
ADJUSTMENTS = {"bonus_most": ("0", "100"), "deduction_most": ("0", "100")}
SUBJECTS = ("department", "person", "programme")
DECIDED = ("score", "body")
MODES = ("off", "guide", "hard")
DENOMINATORS = ("eligible_participants", "all_rated", "rated_good")
ROUNDINGS = ("floor", "half_up", "ceiling")
RATERS = (
    "superior", "peers", "subordinates", "self", "cooperating", "public", "third_party", "leaders",
    "second_superior", "kpis",
)  # fmt: skip
SELF_ROLES = ("none", "shown", "counted")


def canonical(content: Any) -> bytes:
    """The one JSON text of a content, which its SHA-256 is taken of."""
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def sha256(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


class Reader:
    """Reads the parts; knows which sources and grade scales there are."""

    def __init__(self, sources: set[str]) -> None:
        self.sources = sources

    def source(self, parts: dict[str, Node]) -> Source:
        """What every number carries: where it is from, and a remark in both languages or none."""
        code = parts["source"].text()
        if code and code not in self.sources:
            parts["source"].fail(gettext_noop("“%(source)s” is not among the sources"), source=code)
        note_en, note_zh = (parts[key].text(blank=True) for key in NOTES)
        if bool(note_en) != bool(note_zh):
            parts["note_en"].fail(gettext_noop("a note stands in both languages or in none"))
        return Source(code, note_en, note_zh)

    def names(self, parts: dict[str, Node]) -> Names:
        return Names(parts["code"].word(), parts["name_en"].text(), parts["name_zh"].text())

    def reason(self, node: Node) -> Reason:
        parts = node.keys([*NAMES, "source"], NOTES)
        return Reason(self.names(parts), self.source(parts))

    def number(self, node: Node, low: str, high: str) -> Number:
        parts = node.keys(["value", "source"], NOTES)
        return Number(parts["value"].number(low, high), self.source(parts))

    def scale(self, node: Node) -> GradeScale:
        parts = node.keys([*NAMES, "subject", "decided_by", "bands", "source"], NOTES)
        decided_by = parts["decided_by"].choice(DECIDED)
        bands = tuple(self.band(item) for item in parts["bands"].items())
        unique(parts["bands"], (band.names.code for band in bands))
        check_bands(parts["bands"], bands, decided_by)
        return GradeScale(
            self.names(parts),
            parts["subject"].choice(SUBJECTS),
            decided_by,
            bands,
            self.source(parts),
        )

    def band(self, node: Node) -> Band:
        parts = node.keys(NAMES, ["from", "to"])
        low, high = (
            None if parts[end].value is None else parts[end].number("-1000", "10000")
            for end in ("from", "to")
        )
        return Band(self.names(parts), low, high)

    def quota(self, node: Node, scales: dict[str, GradeScale]) -> Quota:
        parts = node.keys(QUOTA, NOTES)
        scale, grade = parts["scale"].word(), parts["grade"].word()
        if scale not in scales:
            parts["scale"].fail(
                gettext_noop("must be one of: %(known)s"), known=", ".join(sorted(scales))
            )
        elif grade not in {band.names.code for band in scales[scale].bands}:
            parts["grade"].fail(gettext_noop("is no grade of the scale %(scale)s"), scale=scale)
        share = parts["share"].number("0", "1")
        raised = parts["share_with_approval"].number("0", "1")
        if raised < share:
            parts["share_with_approval"].fail(gettext_noop("must not be below the share"))
        return Quota(
            scale,
            grade,
            parts["mode"].choice(MODES),
            share,
            raised,
            parts["denominator"].choice(DENOMINATORS),
            parts["rounding"].choice(ROUNDINGS),
            parts["pool_below"].whole(0, 100),
            self.source(parts),
        )

    def deadline(self, node: Node) -> Deadline:
        parts = node.keys(["n", "unit", "source"], NOTES)
        return Deadline(parts["n"].whole(0, 3650), parts["unit"].choice(UNITS), self.source(parts))

    def rating_scale(self, node: Node) -> RatingScale:
        parts = node.keys([*NAMES, "levels", "source"], NOTES)
        levels = tuple(self.level(item) for item in parts["levels"].items())
        unique(parts["levels"], (level.names.code for level in levels))
        if len([level for level in levels if level.value is not None]) < 2:  # noqa: PLR2004 -- a choice
            parts["levels"].fail(gettext_noop("needs at least two levels that count"))
        return RatingScale(self.names(parts), levels, self.source(parts))

    def frame(self, node: Node) -> WeightFrame:
        parts = node.keys([*NAMES, "weights", "source"], NOTES)
        weights = {key: item.number("0", "100") for key, item in parts["weights"].members()}
        hundred(parts["weights"], weights.values())
        return WeightFrame(self.names(parts), weights, self.source(parts))

    def level(self, node: Node) -> Level:
        parts = node.keys([*NAMES, "value", "negative"])
        value = None if parts["value"].value is None else parts["value"].number("-1000", "1000")
        return Level(self.names(parts), value, parts["negative"].flag())

    def assessment(self, node: Node) -> Assessment:
        parts = node.keys(ASSESSMENT)
        weights = tuple(self.source_weights(item) for item in parts["source_weights"].items())
        unique(parts["source_weights"], (row.category for row in weights))
        return Assessment(
            parts["self_role"].choice(SELF_ROLES),
            self.number(parts["self_weight_most"], "0", "100"),
            self.number(parts["raters_least"], "1", "100"),
            self.number(parts["subordinates_least"], "1", "100"),
            self.number(parts["trim_from"], "3", "1000"),
            weights,
        )

    def source_weights(self, node: Node) -> SourceWeights:
        parts = node.keys(["category", "weights", "source"], NOTES)
        weights = {
            key: item.number("0", "100")
            for key, item in parts["weights"].keys([], RATERS).items()
            if item.value is not None
        }
        hundred(parts["weights"], weights.values())
        return SourceWeights(parts["category"].word(), weights, self.source(parts))


NAMES = ("code", "name_en", "name_zh")
NOTES = ("note_en", "note_zh")
QUOTA = (
    "scale", "grade", "mode", "share", "share_with_approval", "denominator", "rounding",
    "pool_below", "source",
)  # fmt: skip
ASSESSMENT = (
    "self_role", "self_weight_most", "raters_least", "subordinates_least", "trim_from",
    "source_weights",
)  # fmt: skip
PARTS = (
    "format", "sources", "scoring", "weight_frames", "grade_scales", "quotas", "deadlines",
    "roll_calendar_deadlines", "rating_scales", "assessment", "ungraded_reasons",
    "amendment_reasons", "veto_needs_legal_basis",
)  # fmt: skip
# Sections that earlier versions of a pack do not have.
OPTIONAL = (
    "adjustments", "appraising", "collecting", "consequences", "plans", "radar", "smart",
    "verification",
)  # fmt: skip


def parse(content: Any) -> Pack:
    """The pack that `content` (parsed JSON) describes.

    Errors: PolicyError with every problem and its place.
    Source: docs/policy-packs.md, rules K1 to K20.
    """
    problems: list[Problem] = []
    parts = Node(content, "", problems).keys(PARTS, OPTIONAL)
    if parts["format"].whole(FORMAT, FORMAT) != FORMAT:
        raise PolicyError(problems)
    sources = dict(map(read_source, parts["sources"].items()))
    reader = Reader(set(sources))
    scales = by_code(parts["grade_scales"], reader.scale)
    pack = Pack(
        scoring=read_scoring(parts["scoring"], reader),
        weight_frames=by_code(parts["weight_frames"], reader.frame),
        grade_scales=scales,
        quotas=tuple(reader.quota(item, scales) for item in parts["quotas"].items()),
        deadlines={
            key: reader.deadline(node)
            for key, node in parts["deadlines"].keys([], STEPS).items()
            if node.value is not None
        },
        roll_calendar_deadlines=parts["roll_calendar_deadlines"].flag(),
        rating_scales=by_code(parts["rating_scales"], reader.rating_scale),
        assessment=reader.assessment(parts["assessment"]),
        ungraded_reasons=by_code(parts["ungraded_reasons"], reader.reason),
        amendment_reasons=by_code(parts["amendment_reasons"], reader.reason),
        veto_needs_legal_basis=parts["veto_needs_legal_basis"].flag(),
        smart=read_smart(parts["smart"], reader),
        sources=sources,
        adjustments=read_adjustments(parts["adjustments"], reader),
        plans=read_plans(parts["plans"], reader),
        verification=read_verification(parts["verification"], reader.number, reader.source),
        collecting=read_collecting(parts["collecting"], reader),
        radar=read_radar(parts["radar"], reader.number),
        appraising=read_appraising(parts["appraising"], reader),
        consequences=read_consequences(parts["consequences"], reader, scales),
    )
    if problems:
        raise PolicyError(problems)
    return pack


def read_source(node: Node) -> tuple[str, Names]:
    parts = node.keys(NAMES)
    code = parts["code"].text()
    return code, Names(code, parts["name_en"].text(), parts["name_zh"].text())


def by_code(node: Node, read: Callable[[Node], Any]) -> dict[str, Any]:
    rows = [read(item) for item in node.items()]
    unique(node, (row.names.code for row in rows))
    return {row.names.code: row for row in rows}


def read_scoring(node: Node, reader: Reader) -> dict[str, Number]:
    parts, before = node.keys(SCORING), len(node.problems)
    numbers = {key: reader.number(parts[key], *bounds) for key, bounds in SCORING.items()}
    if len(node.problems) > before:  # what could not be read is not compared
        return numbers
    if numbers["floor"].value >= numbers["cap"].value:
        parts["floor"].fail(gettext_noop("must lie below the cap"))
    if numbers["weight_minimum"].value > numbers["weight_maximum"].value:
        parts["weight_minimum"].fail(gettext_noop("must not exceed the largest weight"))
    return numbers


def read_adjustments(node: Node, reader: Reader) -> dict[str, Number]:
    if node.value is None:
        return {}
    parts = node.keys(ADJUSTMENTS)
    return {key: reader.number(parts[key], *bounds) for key, bounds in ADJUSTMENTS.items()}


def unique(node: Node, codes: Iterable[str]) -> None:
    for code, count in Counter(codes).items():
        if count > 1 and code:
            node.fail(gettext_noop("“%(code)s” stands twice"), code=code)


def hundred(node: Node, weights: Iterable[Decimal]) -> None:
    total = sum(weights, Decimal(0))
    if total != 100:  # noqa: PLR2004 -- per cent
        node.fail(gettext_noop("the weights sum to %(total)s and not to 100"), total=str(total))


def check_bands(node: Node, bands: tuple[Band, ...], decided_by: str) -> None:
    """Half-open, the best first, open at both ends, without gap or overlap."""
    if len(bands) < 2:  # noqa: PLR2004 -- one grade is none
        node.fail(gettext_noop("needs at least two grades"))
        return
    bounds = [bound for band in bands for bound in (band.low, band.high)]
    if decided_by == "body":
        if any(bound is not None for bound in bounds):
            node.fail(gettext_noop("people decide this grade, so its bands have no bounds"))
        return
    if bands[0].high is not None or bands[-1].low is not None:
        node.fail(gettext_noop("the best band has no “to” and the lowest no “from”"))
    for place, (better, worse) in enumerate(pairwise(bands)):
        if better.low is None or better.low != worse.high:
            node.fail(
                gettext_noop("band %(place)s must begin where band %(next)s ends"),
                place=str(place + 1), next=str(place + 2),
            )  # fmt: skip
        elif worse.low is not None and worse.low >= better.low:
            node.fail(gettext_noop("band %(place)s is empty"), place=str(place + 2))
