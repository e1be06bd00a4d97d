"""How a cycle of appraisals runs: its kinds and phases, who is rated, what a plan holds.

Source: docs/appraisals.md, rules Y1 to Y4; docs/policy-packs.md, rule K16. A pack without the
section has the defaults of this module.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from departments.policy.parts import Names, Number, Source
from departments.policy.reading import Node, gettext_noop

if TYPE_CHECKING:
    from departments.policy.pack import Reader

PHASES = (
    "planning", "coaching", "self_assessment", "evaluation", "calibration", "results", "appeals",
)  # fmt: skip
KINDS = ("annual", "half_year", "quarterly", "project", "probation")
START, END = "start", "end"
ANCHORS = (START, END)
MOST_DAYS = 400
KPIS, DUTIES = "kpis", "duties"
HOLDS = (KPIS, DUTIES)
NOTES = ("note_en", "note_zh")
PROBATION = {
    "months": (2, 36), "midway_months": (1, 35), "notice_working_days": (0, 60),
    "open_days": (1, 180), "report_working_days": (0, 60),
}  # fmt: skip
DAY = datetime.timedelta(days=1)
OURS = Source("design", "", "")


@dataclass(frozen=True, slots=True)
class Moment:
    """So many days after the first or the last day of the period; negative before it."""

    anchor: str
    days: int

    def day(self, starts_on: datetime.date, ends_on: datetime.date) -> datetime.date:
        return (starts_on if self.anchor == START else ends_on) + self.days * DAY


@dataclass(frozen=True, slots=True)
class CycleKind:
    """The phases of one kind of cycle. Each lasts until the next begins, the last to `until`."""

    names: Names
    begins: dict[str, Moment]  # by phase, in the order of PHASES
    until: Moment

    def dates(
        self, starts_on: datetime.date, ends_on: datetime.date
    ) -> dict[str, tuple[datetime.date, datetime.date]]:
        """First and last day of each phase, for a period with these days. A phase that a short
        period leaves no day for begins the day after the one before it and lasts one day."""
        first = [moment.day(starts_on, ends_on) for moment in self.begins.values()]
        for place in range(1, len(first)):
            first[place] = max(first[place], first[place - 1] + DAY)
        last = [after - DAY for after in first[1:]]
        last.append(max(self.until.day(starts_on, ends_on), first[-1]))
        return dict(zip(self.begins, zip(first, last, strict=True), strict=True))


@dataclass(frozen=True, slots=True)
class Aspect:
    """A part of a plan: the KPIs from above, or duties of one kind."""

    names: Names
    weight: Decimal  # per cent of the plan
    holds: str  # "kpis" or "duties"


@dataclass(frozen=True, slots=True)
class AspectFrame:
    category: str  # of the post
    aspects: tuple[Aspect, ...]  # their weights sum to exactly 100
    source: Source


@dataclass(frozen=True, slots=True)
class Probation:
    """The clock of whoever is on probation, from his first day on. docs/appraisals.md, Y18."""

    months: int
    midway_months: int
    notice_working_days: int  # after midway, to issue the notice
    open_days: int  # before the end, from when on he is assessed
    report_working_days: int  # before the end, to hand the assessment in
    source: Source


@dataclass(frozen=True, slots=True)
class Appraising:
    minimum_days: Number  # in the cycle, to be rated at all
    kinds: dict[str, CycleKind]
    frames: tuple[AspectFrame, ...]
    probation: Probation | None = None  # None: probation follows the common phases

    def frame(self, category: str) -> AspectFrame | None:
        return next((frame for frame in self.frames if frame.category == category), None)


def read_appraising(node: Node, reader: Reader) -> Appraising:
    """The section, or the defaults where a pack (of before) has none."""
    if node.absent:
        return DEFAULT
    parts = node.keys(("minimum_days", "kinds", "frames"), ("probation",))
    kinds = [read_kind(item, reader) for item in parts["kinds"].items()]
    twice(parts["kinds"], [kind.names.code for kind in kinds])
    frames = [read_frame(item, reader) for item in parts["frames"].items()]
    twice(parts["frames"], [frame.category for frame in frames])
    return Appraising(
        reader.number(parts["minimum_days"], "0", str(MOST_DAYS)),
        {kind.names.code: kind for kind in kinds},
        tuple(frames),
        read_probation(parts["probation"], reader),
    )


def twice(node: Node, codes: list[str]) -> None:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        node.fail(gettext_noop("“%(code)s” stands twice"), code=code)


def read_kind(node: Node, reader: Reader) -> CycleKind:
    parts = node.keys(("code", "name_en", "name_zh", "phases", "until", "source"), NOTES)
    phases = parts["phases"].keys(PHASES)
    begins = {phase: read_moment(phases[phase]) for phase in PHASES}
    until = read_moment(parts["until"])
    reader.source(parts)
    moments = [*begins.values(), until]
    for before, after in pairwise(moments):
        turned = before.anchor == END and after.anchor == START
        if turned or (before.anchor == after.anchor and before.days >= after.days):
            parts["phases"].fail(gettext_noop("each phase must begin after the one before it"))
            break
    code = parts["code"].choice(KINDS)
    return CycleKind(Names(code, parts["name_en"].text(), parts["name_zh"].text()), begins, until)


def read_moment(node: Node) -> Moment:
    parts = node.keys(("from", "days"))
    return Moment(parts["from"].choice(ANCHORS), parts["days"].whole(-MOST_DAYS, MOST_DAYS))


def read_probation(node: Node, reader: Reader) -> Probation | None:
    if node.value is None:
        return None
    parts = node.keys((*PROBATION, "source"), NOTES)
    numbers = {name: parts[name].whole(low, high) for name, (low, high) in PROBATION.items()}
    if numbers["midway_months"] >= numbers["months"]:
        parts["midway_months"].fail(gettext_noop("must be fewer than the months of the probation"))
    return Probation(**numbers, source=reader.source(parts))


def read_frame(node: Node, reader: Reader) -> AspectFrame:
    parts = node.keys(("category", "aspects", "source"), NOTES)
    aspects = [read_aspect(item) for item in parts["aspects"].items()]
    twice(parts["aspects"], [aspect.names.code for aspect in aspects])
    total = sum((aspect.weight for aspect in aspects), Decimal(0))
    if total != 100:  # noqa: PLR2004 -- per cent
        parts["aspects"].fail(
            gettext_noop("the weights sum to %(total)s and not to 100"), total=str(total)
        )
    return AspectFrame(parts["category"].word(), tuple(aspects), reader.source(parts))


def read_aspect(node: Node) -> Aspect:
    parts = node.keys(("code", "name_en", "name_zh", "weight", "holds"))
    names = Names(parts["code"].word(), parts["name_en"].text(), parts["name_zh"].text())
    return Aspect(names, parts["weight"].number("0", "100"), parts["holds"].choice(HOLDS))


def kind_of(code: str, name_en: str, name_zh: str, *days: int) -> CycleKind:
    """A default: two phases counted from the start, the others and the end from the end."""
    anchors = (START, START, END, END, END, END, END, END)
    *begins, until = map(Moment, anchors, days)
    return CycleKind(Names(code, name_en, name_zh), dict(zip(PHASES, begins, strict=True)), until)


DEFAULT = Appraising(
    minimum_days=Number(Decimal(90), OURS),
    kinds={
        kind.names.code: kind
        for kind in (
            kind_of("annual", "Annual", "年度", -31, 30, 1, 15, 36, 46, 67, 128),
            kind_of("half_year", "Half-yearly", "半年", -15, 15, 1, 8, 22, 29, 43, 104),
            kind_of("quarterly", "Quarterly", "季度", -7, 7, 1, 6, 13, 16, 26, 57),
            kind_of("project", "Project", "项目", -15, 15, 1, 8, 22, 29, 43, 104),
            kind_of("probation", "Probation", "试用期", 0, 14, -14, -10, -6, -3, 4, 65),
        )
    },
    frames=(),
)
