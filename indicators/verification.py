"""Recomputing a finished run from its pinned inputs, and comparing it with what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from indicators import digests
from indicators.digests import RESULT_CARD, RESULT_CELL
from indicators.engine.branch import Outcome, card_records
from indicators.models import ScoreCard, ScoreRun
from indicators.scoring import NULL, UNIT, Array
from indicators.services.execution import read_inputs, score_members

CARD_NUMBERS = ("own", "own_coverage", "below", "below_coverage", "score", "coverage")
NAMED = 50


@dataclass(slots=True)
class Verification:
    """What a recomputation found. `differences` names at most 50 of `different` departments."""

    departments: int = 0
    cells: int = 0
    different: int = 0
    differences: list[str] = field(default_factory=list)
    inputs_sha256: str = ""
    results_sha256: str = ""
    inputs_agree: bool = False
    results_agree: bool = False

    @property
    def is_intact(self) -> bool:
        return self.inputs_agree and self.results_agree and not self.different

    def differ(self, text: str) -> None:
        self.different += 1
        if len(self.differences) < NAMED:
            self.differences.append(text)


def verify(run: ScoreRun) -> Verification:
    """Score the run again and hold it against its hashes and, digest by digest, its stored cards.

    Shape:  one Verification. Constant memory beside the inputs.
    Errors: the run must be a full one and done.
    Source: docs/scoring.md, rule 20.
    """
    found = Verification()
    inputs = read_inputs(run)
    merged: dict[int, tuple[bytes, bytes]] = {}
    for shard in run.shards.order_by("position"):
        outcome = score_members(run, shard, inputs)
        merged |= outcome.digests
        found.cells += sum(int(block.applies.sum()) for block in outcome.blocks)
        compare(run, outcome, found)
    found.departments = len(merged)
    extra = ScoreCard.objects.filter(run=run).exclude(department__in=list(merged))
    for department in extra.values_list("department", flat=True).distinct():
        found.differ(f"department {department}: has cards but nothing to score")
    found.inputs_sha256, found.results_sha256 = digests.of_run(run.pins, merged)
    found.inputs_agree = found.inputs_sha256 == run.inputs_sha256
    found.results_agree = found.results_sha256 == run.results_sha256
    return found


def compare(run: ScoreRun, outcome: Outcome, found: Verification) -> None:
    """Hold the stored cards of a shard's departments against what was computed."""
    stored = stored_digests(run, outcome)
    for department, (_inputs, results) in outcome.digests.items():
        held = stored.pop(department, None)
        if held is None:
            found.differ(f"department {department}: its cards are missing")
        elif held != results:
            found.differ(f"department {department}: {first_difference(run, outcome, department)}")


def stored_cards(run: ScoreRun, departments: list[int]) -> Iterator[tuple]:
    """The stored cards of departments, by department and the pinned order of periods."""
    place = {period[0]: index for index, period in enumerate(run.pins["periods"])}
    rows = (
        ScoreCard.objects.filter(run=run, department__in=departments)
        .order_by("department")
        .values_list(
            "department", "period", *CARD_NUMBERS, "met", "not_met", "target_ids",
            "measurement_ids", "attainments", "points", "states",
        )
    )  # fmt: skip
    group: list[tuple] = []
    for row in rows.iterator(chunk_size=2000):
        if group and group[0][0] != row[0]:
            yield from sorted(group, key=lambda card: place[card[1]])
            group = []
        group.append(row)
    yield from sorted(group, key=lambda card: place[card[1]])


def stored_digests(run: ScoreRun, outcome: Outcome) -> dict[int, bytes]:
    """The results digest of each department as its stored cards have it."""
    held: dict[int, tuple[list[bytes], list[bytes]]] = {}
    for row in stored_cards(run, sorted(outcome.digests)):
        cards, cells = held.setdefault(row[0], ([], []))
        cards.append(card_bytes(row))
        cells.append(cell_records(row).tobytes())
    return {
        department: hashlib.sha256(b"".join(cards) + b"".join(cells)).digest()
        for department, (cards, cells) in held.items()
    }


def card_bytes(row: tuple) -> bytes:
    numbers = [NULL if number is None else int(number * UNIT) for number in row[2:8]]
    return np.array([(row[1], *numbers, row[8], row[9])], RESULT_CARD).tobytes()


def cell_records(row: tuple) -> np.ndarray:
    """The cells of a stored card as result records."""
    cells = np.zeros(len(row[10]), RESULT_CELL)
    cells["period"] = row[1]
    names = ("target", "measurement", "attainment", "points", "state")
    for name, column in zip(names, row[10:15], strict=True):
        cells[name] = column
    return cells


def first_difference(run: ScoreRun, outcome: Outcome, department: int) -> str:
    """Where stored and computed part for the first time, in words."""
    place = int(outcome.places(np.array([department]))[0])
    cards = card_records(outcome)[place]
    column = {period[0]: index for index, period in enumerate(run.pins["periods"])}
    label = {period[0]: period[1] for period in run.pins["periods"]}
    seen = set()
    for row in stored_cards(run, [department]):
        seen.add(column[row[1]])
        where = f"period {label[row[1]]}"
        if difference := cells_differ(outcome, department, column[row[1]], cell_records(row)):
            return f"{where}, {difference}"
        should = cards[column[row[1]] : column[row[1]] + 1]
        if should.tobytes() != card_bytes(row):
            held = np.frombuffer(card_bytes(row), RESULT_CARD)
            name = next(n for n in RESULT_CARD.names or () if held[n][0] != should[n][0])
            return f"{where}: {name} is {held[name][0]}, should be {should[name][0]}"
    missing = set(np.flatnonzero(outcome.board.exists[place]).tolist()) - seen
    periods = sorted(run.pins["periods"][index][1] for index in missing)
    return f"no card for {', '.join(periods)}"


def cells_differ(outcome: Outcome, department: int, column: int, held: Array) -> str:
    """The first cell of a card that differs, in words; empty when none does."""
    should = computed_cells(outcome, department, column)
    if should["target"].tolist() != held["target"].tolist():
        return "it scores other targets"
    for name in ("measurement", "attainment", "points", "state"):
        wrong = np.flatnonzero(held[name] != should[name])
        if len(wrong):
            at = int(wrong[0])
            return (
                f"target {held['target'][at]}: {name} is {held[name][at]},"
                f" should be {should[name][at]}"
            )
    return ""


def computed_cells(outcome: Outcome, department: int, column: int) -> np.ndarray:
    """The computed result records of one department in one period."""
    for block in outcome.blocks:
        place = np.flatnonzero(block.departments == department)
        used = np.flatnonzero(block.periods == column)
        if len(place) and len(used):
            at = (int(place[0]), int(used[0]))
            mask = block.applies[at]
            cells = np.zeros(int(mask.sum()), RESULT_CELL)
            cells["period"] = outcome.periods[column]
            cells["target"] = outcome.plan.rows["id"][block.rows[at[0]]][mask]
            cells["measurement"] = block.measurement[at][mask]
            cells["attainment"] = block.scored.attainment[at][mask]
            cells["points"] = block.scored.points[at][mask]
            cells["state"] = block.scored.state[at][mask]
            return cells
    return np.zeros(0, RESULT_CELL)
