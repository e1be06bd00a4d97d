"""One shard: some branches of the tree, from their figures to cards and digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from indicators import rollup
from indicators.digests import RESULT_CARD
from indicators.engine import blocks
from indicators.engine.blocks import Block
from indicators.engine.reading import Figures, Plan
from indicators.scoring import NULL, Array, State


@dataclass(slots=True)
class Outcome:
    """The scores of N departments in P periods. `places` says where in `departments` one stands."""

    departments: Array
    periods: Array
    board: rollup.Board
    weight: Array
    met: Array
    not_met: Array
    plan: Plan
    figures: Figures
    blocks: list[Block]
    digests: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def places(self, departments: Array) -> Array:
        return np.searchsorted(self.departments, departments)

    def counts(self) -> dict[str, int]:
        """What was scored, for the run's row."""
        state = [block.scored.state[block.applies] for block in self.blocks]
        every = np.concatenate(state) if state else np.empty(0, np.int64)
        return {
            "cards": int(self.board.exists.sum()),
            "cells": len(every),
            "met": int((every & State.MET != 0).sum()),
            "not_met": int((every & State.NOT_MET != 0).sum()),
            "missing": int((every >> 2 & 15 != 0).sum()),
            "unusable": len(self.unusable()),
        }

    def unusable(self) -> list[int]:
        """The ids of targets that could not be scored, rule 14."""
        found = set()
        for block in self.blocks:
            bad = (block.scored.state & State.UNUSABLE != 0).any(axis=1)
            found |= set(self.plan.rows["id"][block.rows[bad]].tolist())
        return sorted(found)


def score_branch(
    pins: dict[str, Any],
    members: list[int],
    plan: Plan,
    figures: Figures,
    given: tuple[Array, Array, Array] | None = None,
) -> Outcome:
    """Score the departments `members`, whole branches of the pinned tree, from their figures.

    `given` hands in what is known of departments scored elsewhere: (N, P) arrays exists, score and
    coverage in the order of sorted `members`; those departments keep what is given.
    Source: docs/scoring.md, rules 5 to 18.
    """
    departments = np.array(sorted(members), np.int64)
    periods = np.array([period[0] for period in pins["periods"]], np.int64)
    shape = (len(departments), len(periods))
    own, own_coverage = np.full(shape, NULL, np.int64), np.full(shape, NULL, np.int64)
    exists = np.zeros(shape, bool)
    weight, met, not_met = (np.zeros(shape, np.int64) for _ in range(3))
    scored = list(blocks.score_blocks(plan, figures)) if len(plan.rows) else []
    for block in scored:
        place = np.ix_(np.searchsorted(departments, block.departments), block.periods)
        exists[place] = block.applies.any(axis=2)
        own[place], own_coverage[place] = block.scored.own, block.scored.own_coverage
        weight[place], met[place] = block.scored.weight, block.scored.met
        not_met[place] = block.scored.not_met
    tree = tree_of(pins, departments)
    if given is not None:
        fixed = given[0].any(axis=1)
        tree.mode[fixed] = rollup.Mode.OWN
        exists |= given[0]
        own[fixed], own_coverage[fixed] = given[1][fixed], given[2][fixed]
    board = rollup.Board.of(exists, own, own_coverage)
    rollup.roll_up(tree, board)
    if given is not None:
        board.exists[fixed] = False
    outcome = Outcome(departments, periods, board, weight, met, not_met, plan, figures, scored)
    outcome.digests = digest(outcome)
    return outcome


def tree_of(pins: dict[str, Any], departments: Array) -> rollup.Tree:
    """The pinned tree of the departments, parents outside of them cut off."""
    wanted = set(departments.tolist())
    held = [row for row in pins["departments"] if row[0] in wanted]
    above = np.array([row[1] if row[1] in wanted else 0 for row in held], np.int64)
    parent = np.where(above > 0, np.searchsorted(departments, above), -1)
    mode, share, weight = (np.array([row[n] for row in held], np.int64) for n in (2, 3, 4))
    return rollup.Tree(parent, mode, share, weight)


def card_records(outcome: Outcome) -> np.ndarray:
    """The result records of all cards, rule 20. Shape: (N, P)."""
    board = outcome.board
    cards = np.zeros(board.exists.shape, RESULT_CARD)
    cards["period"] = outcome.periods[None, :]
    for name in ("own", "own_coverage", "below", "below_coverage", "score", "coverage"):
        cards[name] = getattr(board, name)
    cards["met"], cards["not_met"] = outcome.met, outcome.not_met
    return cards


def octets(records: np.ndarray) -> memoryview:
    """The bytes of records that lie side by side, without a copy."""
    return records.reshape(-1).view(np.uint8).data


def each(records: np.ndarray) -> list[memoryview]:
    """The bytes of each entry along the first axis, without a copy."""
    held, size = octets(records), records.nbytes // max(len(records), 1)
    return [held[place * size : (place + 1) * size] for place in range(len(records))]


def digest(outcome: Outcome) -> dict[int, tuple[bytes, bytes]]:
    """Inputs and results digest of every department that has a card. Rule 20."""
    records, exists = card_records(outcome), outcome.board.exists
    cards = each(records)
    for place in np.flatnonzero(~exists.all(axis=1)).tolist():
        cards[place] = octets(records[place][exists[place]])
    found: dict[int, tuple[bytes, bytes]] = {}
    plain = hashlib.sha256().digest()
    long = bool(outcome.plan.texts or outcome.figures.texts or outcome.figures.rates)
    for block in outcome.blocks:
        all_given = blocks.input_cells(outcome.plan, outcome.figures, block, outcome.periods)
        all_made = blocks.result_cells(outcome.plan, block, outcome.periods)
        given, made, targets = each(all_given), each(all_made), each(outcome.plan.rows[block.rows])
        for index in np.flatnonzero(~block.applies.all(axis=(1, 2))).tolist():
            mask = block.applies[index]
            given[index] = octets(all_given[index][mask])
            made[index] = octets(all_made[index][mask])
        places = outcome.places(block.departments).tolist()
        for index, (key, place) in enumerate(zip(block.departments.tolist(), places, strict=True)):
            inputs = hashlib.sha256(targets[index])
            inputs.update(given[index])
            if long:
                inputs.update(blocks.long_texts(outcome.plan, outcome.figures, block, index))
            if outcome.plan.parameters:
                inputs.update(blocks.parameters(outcome.plan, block, index))
            results = hashlib.sha256(cards[place])
            results.update(made[index])
            found[key] = (inputs.digest(), results.digest())
    for place in np.flatnonzero(exists.any(axis=1)).tolist():
        key = int(outcome.departments[place])
        if key not in found:
            found[key] = (plain, hashlib.sha256(cards[place]).digest())
    return found
