#!/usr/bin/env python3
"""Checks the evidence pack of a score run: python3 verify.py FOLDER|pack.zip

Every score is made again from pins.json, targets.csv and measurements.csv by the rules (rules.md in
words, rules.py in Python) and compared with scores.csv and cards.csv, digit for digit; then both
hashes of the run. Needs Python 3.11 and nothing else, and holds one department at a time.
Exit status 0: everything agrees; 1: something differs or a file is damaged.
"""

import argparse
import csv
import hashlib
import heapq
import io
import json
import struct
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, NamedTuple

import adjustments
import rules

COLUMNS = {
    "departments.csv": "department_id,code,name,name_en,name_zh",
    "targets.csv": "target_id,department_id,indicator_id,indicator_code,indicator,unit,direction,"
    "method,period_id,value,low,high,baseline,tolerance_low,tolerance_high,weight,cap,floor,"
    "safety,sums_children,per,frequency,penalty,minimum_n,score_table",
    "measurements.csv": "measurement_id,department_id,indicator_id,period_id,value,numerator,"
    "denominator,missing,text,source,recorded_at",
    "cards.csv": "department_id,period_id,own,own_coverage,below,below_coverage,score,coverage,"
    "met,not_met,weight",
    "scores.csv": "department_id,period_id,target_id,measurement_id,attainment,points,state",
    "adjusted.csv": "department_id,period_id,score,bonus,deduction,adjusted,effect,counts",
    "adjustments.csv": "adjustment_id,department_id,kind,effect,points,cap_at,rule,evidence,"
    "legal_basis,authority,proposed_by,proposed_at,reply,decided_by,decided_at",
}
PRINTED = 50  # differences; the others are only counted
SECOND = len("2026-01-01T00:00:00.000000")
DAMAGE = (
    ArithmeticError, AttributeError, csv.Error, EOFError, LookupError, OSError, struct.error,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

Row = list[str]
Numbered = list[tuple[int, Row]]  # rows with their lines
Spot = tuple[str, str]  # an indicator and a period


class Period(NamedTuple):
    id: int
    label: str
    kind: str
    starts_on: str
    ends_on: str


class Pack:
    """The files of a pack, the place that is being read, and the differences found so far."""

    def __init__(self, path: Path) -> None:
        self.path, self.place, self.differences = path, str(path), 0

    def open(self, name: str) -> IO[bytes]:
        self.place = name
        root: Any = self.path if self.path.is_dir() else zipfile.Path(self.path)
        return (root / name).open("rb")

    def blocks(self, name: str) -> Iterator[bytes]:
        with self.open(name) as file:
            yield from iter(lambda: file.read(1 << 20), b"")

    def rows(self, name: str) -> Iterator[tuple[int, str, int, Row]]:
        """Department, file, line and fields; each once the row after it is known to be in order."""
        columns, held = COLUMNS[name].split(","), None
        column = columns.index("department_id")
        with self.open(name) as file:
            reader = csv.reader(io.TextIOWrapper(file, "utf-8", newline=""), strict=True)
            if next(reader, []) != columns:
                self.place = f"{name} line 1"
                raise ValueError(f"the columns must be {COLUMNS[name]}")
            for row in reader:
                self.place = f"{name} line {reader.line_num}"
                if len(row) != len(columns):
                    raise ValueError(f"{len(row)} fields, should be {len(columns)}")
                department = rules.whole(row[column])
                if held and department < held[0]:
                    raise ValueError(f"department {department} after {held[0]}, must be sorted")
                if held:
                    yield held
                held = (department, name, reader.line_num, row)
        if held:
            yield held

    def differ(self, where: str, message: str) -> None:
        self.differences += 1
        if self.differences <= PRINTED:
            sys.stdout.write(f"{where}: {message}\n")


class Pins:
    """Rule 22: what the run was pinned to."""

    def __init__(self, pins: dict[str, Any]) -> None:
        self.as_of, self.cycle = pins["as_of"], pins["cycle"]
        self.periods = {str(row[0]): Period(*row) for row in pins["periods"]}
        self.whole_cycle = str(self.cycle[2])
        self.departments = {row[0]: rules.Department(*row) for row in pins["departments"]}
        for row in pins["departments"]:
            if {type(field) for field in row} != {int} or row[2] not in rules.MODES:
                raise ValueError(f"department {row} must be whole numbers, its mode 0 to 3")
        for period in self.periods.values():
            if not self.cycle[4] <= period.starts_on <= period.ends_on <= self.cycle[5]:
                raise ValueError(f"period {period.label} is not inside the cycle (rule 3)")
        if self.whole_cycle not in self.periods:
            raise ValueError("the period of the cycle is not one of the periods")
        if list(self.departments) != sorted(self.departments):
            raise ValueError("the departments are not in order of id")
        self.beneath: dict[int, list[rules.Department]] = defaultdict(list)
        for department in self.departments.values():
            self.beneath[department.parent].append(department)
        self.above = {key: list(self.ancestors(key)) for key in self.departments}

    def ancestors(self, key: int) -> Iterator[int]:
        seen = {key}
        while key := self.departments[key].parent:
            if key in seen:
                raise ValueError(f"department {key} stands above itself")
            seen.add(key)
            yield key


class Check(Pack):
    """Makes everything again, department by department, and compares."""

    def run(self, *, hashes: bool) -> None:
        self.manifest = json.loads(b"".join(self.blocks("manifest.json")))
        if hashes:
            self.compare_hashes()
        written = b"".join(self.blocks("pins.json"))
        pins = json.loads(written)
        text = json.dumps(pins, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if text.encode() != written:
            self.differ("pins.json", "must be canonical JSON (rule 20)")
        self.pins, self.lines = Pins(pins), adjustments.Lines(pins)
        self.codes = {department: row[1] for department, _, _, row in self.rows("departments.csv")}
        if list(self.codes) != list(self.pins.departments):
            self.differ("departments.csv", "must hold the departments of the pins, in order of id")
        self.sums = dict(self.summed())
        self.counts = Counter(cards=0, cells=0, met=0, not_met=0, missing=0, unusable=0)
        self.cards: dict[int, dict[str, rules.Card]] = {key: {} for key in self.pins.departments}
        self.inputs, self.results = hashlib.sha256(written), hashlib.sha256()
        self.digests: list[bytes] = []
        self.sizes: list[int] = []
        with tempfile.TemporaryFile() as records:
            for key, rows in self.by_department("targets.csv", "measurements.csv", "scores.csv"):
                self.score(key, rows, records)
            self.roll_up()
            records.seek(0)
            names = ("cards.csv", "adjusted.csv", "adjustments.csv")
            for place, (key, rows) in enumerate(self.by_department(*names)):
                self.compare_cards(key, rows, self.digests[place], records.read(self.sizes[place]))
        self.compare_manifest()

    def compare_hashes(self) -> None:
        """Every file is as it was written, and none is left out."""
        for name in {"pins.json", *COLUMNS} - set(self.manifest["files"]):
            self.differ("manifest.json", f"has no SHA-256 of {name}")
        for name, written in self.manifest["files"].items():
            found = hashlib.sha256()
            for block in self.blocks(name):
                found.update(block)
            if found.hexdigest() != written:
                self.differ(name, f"SHA-256 is {found.hexdigest()}, manifest.json has {written}")

    def summed(self) -> Iterator[tuple[tuple[int, str, str], rules.Figure]]:
        """Rule 4: sums of rates over all departments beneath, by department and spot."""
        rows = self.rows("targets.csv")
        wanted = {(department, row[2]) for department, _, _, row in rows if row[19] == "t"}
        indicators = {indicator for _, indicator in wanted}
        sums: dict[tuple[int, str, str], list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 2)
        for department, name, line, row in self.rows("measurements.csv") if wanted else ():
            self.place = f"{name} line {line}"
            if row[2] in indicators and rules.read_figure(row).flags & rules.RATE:
                pair = rules.number(row[5]), rules.number(row[6])
                for top in self.pins.above.get(department, ()):
                    if (top, row[2]) in wanted:
                        spot = (top, row[2], row[3])
                        sums[spot] = [sums[spot][0] + pair[0], sums[spot][1] + pair[1]]
        for spot, (numerator, denominator) in sums.items():
            yield spot, rules.read_sum(numerator, denominator)

    def by_department(self, *names: str) -> Iterator[tuple[int, dict[str, Numbered]]]:
        """Every department of the pins in order of id, with its rows of each of the files."""
        pinned: Iterator = ((key, "", 0, []) for key in self.pins.departments)
        merged = heapq.merge(pinned, *map(self.rows, names), key=itemgetter(0))
        for key, group in groupby(merged, itemgetter(0)):
            tables: dict[str, Numbered] = {name: [] for name in ("", *names)}
            for _, name, line, row in group:
                tables[name].append((line, row))
            if tables[""]:
                yield key, tables
            for name in () if tables[""] else names:
                for line, _ in tables[name]:
                    self.differ(f"{name} line {line}", f"department {key} is not in the pins")

    def parsed(self, name: str, rows: dict[str, Numbered]) -> Iterator[Row]:
        for line, row in rows[name]:
            self.place = f"{name} line {line}"
            yield row

    def score(self, key: int, rows: dict[str, Numbered], records: IO[bytes]) -> None:
        """Rules 1 to 16 of a department; its cells are compared, hashed and kept as cards."""
        targets = list(self.targets(rows))
        given = {(target.indicator, target.period) for target in targets if target.period}
        figures: dict[Spot, rules.Figure] = {}
        for row in self.parsed("measurements.csv", rows):
            if (row[2], row[3]) in figures or row[10][:SECOND] > self.pins.as_of[:SECOND]:
                self.differ(self.place, "not the current value at as_of (rule 1)")
            figures[row[2], row[3]] = rules.read_figure(row)
        cells: dict[str, list[rules.Cell]] = {period: [] for period in self.pins.periods}
        for target in targets:
            for period, figure in self.spots(key, target, given, figures):
                cells[period].append(target.judge(figure))
        expected, start = [], records.tell()
        for period, there in cells.items():
            card = rules.own_card(there)
            for cell in there:
                records.write(rules.cell_record(period, cell, card.weight))
                expected.append([str(key), period, *score_fields(cell, card.weight)])
            if there:
                self.cards[key][period] = card
        self.sizes.append(records.tell() - start)
        self.digests.append(rules.inputs_digest(targets, cells))
        self.counts["cells"] += len(expected)
        self.counts["missing"] += sum(bool(c.missing) for cs in cells.values() for c in cs)
        self.counts["unusable"] += sum(bool(target.flags & rules.UNUSABLE) for target in targets)
        self.compare("scores.csv", rows, expected, 3)

    def targets(self, rows: dict[str, Numbered]) -> Iterator[rules.Target]:
        """Rule 2: the targets in force."""
        seen: set[Spot] = set()
        for row in self.parsed("targets.csv", rows):
            target = rules.Target(row)
            if target.period and target.period not in self.pins.periods:
                raise ValueError(f"period {target.period} is not in the pins")
            if (target.indicator, target.period) in seen:
                self.differ(self.place, "a second target for the same (rule 2)")
            seen.add((target.indicator, target.period))
            yield target

    def spots(
        self, key: int, target: rules.Target, given: set[Spot], figures: dict[Spot, rules.Figure]
    ) -> list[tuple[str, rules.Figure]]:
        """Rules 2 and 3: the periods in which a target has a cell, and the figure of each."""
        found, day = [], self.pins.as_of[: len("2026-01-01")]
        for at, period in self.pins.periods.items():
            spot = (target.indicator, at)
            if target.period != at and (target.period or spot in given):
                continue
            figure = figures.get(spot)
            if figure is None and target.sums:
                figure = self.sums.get((key, *spot))
            due = target.frequency == period.kind and period.ends_on < day
            if figure or due or target.period:
                found.append((at, figure or rules.NOT_REPORTED))
        return found or [(self.pins.whole_cycle, rules.NOT_REPORTED)]

    def roll_up(self) -> None:
        """Rules 17 and 18, from the lowest departments upward."""
        for key in sorted(self.cards, key=lambda key: -len(self.pins.above[key])):
            cards, self.cards[key] = self.cards[key], {}
            beneath = [(d.weight, self.cards[d.id]) for d in self.pins.beneath[key]]
            for period in self.pins.periods:
                children = [(weight, card[period]) for weight, card in beneath if period in card]
                if children or period in cards:
                    own = cards.get(period, rules.Card())
                    how = self.pins.departments[key]
                    self.cards[key][period] = rules.full_card(own, how, children)
            if not self.cards[key]:
                self.differ("pins.json", f"department {key} has no target in it or beneath it")

    def compare_cards(
        self, key: int, rows: dict[str, Numbered], inputs: bytes, records: bytes
    ) -> None:
        """The cards of a department, and its part of both hashes (rule 20)."""
        expected, results = [], hashlib.sha256()
        for period, card in self.cards[key].items():
            expected.append([str(key), period, *card_fields(card)])
            results.update(rules.card_record(period, card))
            self.counts.update(cards=1, met=card.met, not_met=card.not_met)
        results.update(records)
        if expected:
            self.inputs.update(struct.pack("<q", key) + inputs)
            self.results.update(struct.pack("<q", key) + results.digest())
        self.compare("cards.csv", rows, expected, 2)
        self.compare("adjusted.csv", rows, self.lines.expected(key, self.cards[key]), 2)
        for message in self.lines.wrong(key, rows["adjustments.csv"]):
            self.differ(f"adjustments.csv: department {key}", message)

    def compare(self, name: str, rows: dict[str, Numbered], expected: list[Row], keys: int) -> None:
        """Exactly the expected rows, field by field; the first `keys` fields name a row."""
        written, before = rows[name], self.differences
        if [row for _, row in written] == expected:
            return
        absent = {tuple(row[:keys]): row for row in expected}
        for line, row in written:
            where = f"{name} line {line}: {self.called(row[:keys])}"
            right = absent.pop(tuple(row[:keys]), None)
            if right is None:
                self.differ(where, "must not be here, or is here twice (rule 3)")
                continue
            for column, is_, should in zip(COLUMNS[name].split(","), row, right, strict=True):
                if is_ != should:
                    self.differ(
                        where, f"{column} is {is_ or 'blank'}, should be {should or 'blank'}"
                    )
        for key in absent:
            self.differ(f"{name}: {self.called(key)}", "is not there (rule 3)")
        if self.differences == before:
            self.differ(f"{name} line {written[0][0]}", "not in the order of periods and targets")

    def called(self, row: Sequence[str]) -> str:
        """The words for a department, a period and, for a cell, a target."""
        code = self.codes.get(int(row[0]), "no code")
        period = self.pins.periods.get(row[1])
        target = f", target {row[2]}" if row[2:] else ""
        return f"department {row[0]} ({code}){target}, period {period.label if period else row[1]}"

    def compare_manifest(self) -> None:
        found: dict[str, Any] = {
            "format": 1,
            "as_of": self.pins.as_of,
            "cycle": self.pins.cycle[1],
            "counts": dict(self.counts),
            "inputs_sha256": self.inputs.hexdigest(),
            "results_sha256": self.results.hexdigest(),
        }
        for key, value in found.items():
            written = self.manifest.get(key)
            if written != value:
                self.differ("manifest.json", f"{key} is {written}, should be {value}")


def score_fields(cell: rules.Cell, weight: int) -> Row:
    """The fields of scores.csv after department and period."""
    attained = rules.plain(cell.attainment) if cell.state & rules.SCORED else ""
    gained = rules.plain(rules.points(cell, weight)) if cell.state & rules.COUNTED else ""
    return [str(cell.target.id), str(cell.figure.id or ""), attained, gained, str(cell.state)]


def card_fields(card: rules.Card) -> Row:
    """The fields of cards.csv after department and period."""
    numbers = map(rules.plain, card[:6])
    return [*numbers, str(card.met), str(card.not_met), rules.plain(card.weight, 4)]


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the evidence pack of a score run.")
    parser.add_argument("pack", type=Path, help="the unpacked folder, or pack.zip")
    parser.add_argument(
        "--ignore-file-hashes", action="store_true", help="recompute only, trust no hash of a file"
    )
    given, started = parser.parse_args(), time.monotonic()
    check = Check(given.pack)
    try:
        check.run(hashes=not given.ignore_file_hashes)
    except DAMAGE as error:
        check.differ(check.place, f"cannot be read: {error or type(error).__name__}")
    if check.differences:
        noun = "difference" if check.differences == 1 else "differences"
        shown = f", the first {PRINTED} printed" if check.differences > PRINTED else ""
        sys.stdout.write(f"{check.differences} {noun}{shown}\n")
        return 1
    lines = [f"{value:>9} {key}" for key, value in check.counts.items()]
    lines += [f"{time.monotonic() - started:>9.1f} seconds"]
    lines += [f"inputs_sha256  {check.inputs.hexdigest()}"]
    lines += [f"results_sha256 {check.results.hexdigest()}", "0 differences", ""]
    sys.stdout.write("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
