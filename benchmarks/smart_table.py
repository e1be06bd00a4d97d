"""`python -m benchmarks.smart_table FILE.csv`: the SMART rules over a published table of KPIs.

The file has the seven columns of docs/loading.md. Of every indicator with a target, the newest one
is judged as if it were set again for the period to come, so with all values so far. Prints the
table of docs/smart.md.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from indicators import smart
from indicators.figures import FigureError, parse_figure

RATE = 100
Key = tuple[str, str, int]


def figure(text: str) -> Decimal | None:
    try:
        return parse_figure(text, "").value
    except FigureError:
        return None


def judged(rows: Iterable[dict[str, str]]) -> dict[Key, list[smart.Finding]]:
    """The findings of each indicator of a department that has a target.

    Rows without a department that repeat belong to several unknown ones, as in the import.
    """
    kpis: dict[Key, list[dict[str, str]]] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        place, name = row["department"], row["indicator"]
        seen[place, name, row["period"]] += 1
        copy = seen[place, name, row["period"]]
        kpis.setdefault((place, name, copy), []).append(row)
    found = {}
    for key, lines in kpis.items():
        lines.sort(key=lambda row: row["period"])
        aimed = [n for n, row in enumerate(lines) if figure(row["target"]) is not None]
        if aimed:
            found[key] = findings(lines, lines[aimed[-1]])
    return found


def findings(lines: list[dict[str, str]], row: dict[str, str]) -> list[smart.Finding]:
    percent = "percent" in row["unit"]
    card = smart.Card(
        names=(row["indicator"],), unit=row["unit"], direction=row["direction"],
        per=RATE if percent else 1, frequency="year",
    )  # fmt: skip
    method = "ratio_lower" if row["direction"] == "lower" else "ratio_higher"
    aim = smart.Aim(method=method, value=figure(row["target"]), has_date=bool(row["period"]))
    values = [figure(line["actual"]) for line in lines]
    history = [value for value in values if value is not None]
    return smart.of_card(card) + smart.of_target(card, aim, history)


def main(path: str) -> None:
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    started = time.perf_counter()
    found = judged(rows)
    took = time.perf_counter() - started
    by_rule = Counter(finding.rule for findings in found.values() for finding in findings)
    print(f"{len(found)} indicators with a target, judged in {took:.2f} s\n")
    print("| rule | letter | indicators | share |\n|---|---|---:|---:|")
    for code, rule in smart.RULES.items():
        share = by_rule[code] / len(found) if found else 0
        print(f"| `{code}` | {rule.letter} | {by_rule[code]} | {share:.0%} |")


if __name__ == "__main__":
    main(sys.argv[1])
