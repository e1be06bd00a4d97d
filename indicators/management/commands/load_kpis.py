"""manage.py load_kpis FILE --cycle NAME [--dry-run] [--missing-departments create|error]"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators.intake import judging, past
from indicators.intake.problems import GATHERED, Problem, UnreadableError, say
from indicators.intake.reading import Limits, open_table
from indicators.services.load import Outcome, load_kpis
from indicators.services.smart_import import words_of


class Command(BaseCommand):
    help = (
        "Load a CSV or XLSX table with the columns department, indicator, unit, direction, target, "
        "actual, period, and perhaps a note: all rows or none. A second load of the same file "
        "changes nothing. --verbosity 2 names every line of which a SMART rule speaks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--cycle", required=True, help="name of the cycle; opened when it does not exist"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and compare only")
        parser.add_argument(
            "--missing-departments",
            choices=["create", "error"],
            default="create",
            help="what to do with a department that does not exist (default: create)",
        )
        parser.add_argument("--partial", action="store_true", help="load the good rows")
        parser.add_argument("--sheet", help="sheet of a workbook (default: the first)")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        try:
            with path.open("rb") as file:
                outcome = load_kpis(
                    lambda: open_table(file, Limits(), options["sheet"]),
                    path.name,
                    cycle_name=options["cycle"],
                    by=None,
                    missing_departments=options["missing_departments"],
                    partial=options["partial"],
                    dry_run=options["dry_run"],
                    listen=self.list_problems,
                    keep=self.list_findings if options["verbosity"] > 1 else None,
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}.") from None
        except UnreadableError as error:
            raise CommandError(f"{path.name}: {error}.") from None
        self.tell(outcome, dry_run=options["dry_run"])
        if outcome.is_loaded or options["dry_run"]:
            self.summarise(outcome)
        errors = outcome.counts["errors"]
        if errors and not (options["partial"] and outcome.good):
            raise CommandError(
                f"Nothing was loaded: {errors:,} of {outcome.lines:,} rows have errors. "
                "Correct them, or load the good rows with --partial."
            )

    def list_problems(self, problems: Iterator[Problem]) -> None:
        """One line a problem; what hundreds of rows share, once with all their lines."""
        gathered: dict[str, list[int]] = defaultdict(list)
        for problem in problems:
            if problem.code in GATHERED:
                gathered[problem.code].append(problem.line)
            else:
                self.stderr.write(line_of(problem), ending="\n")
        for code, lines in gathered.items():
            self.stderr.write(f"note: {len(lines):,} rows: {say(code, {})}. Lines {spans(lines)}")

    def list_findings(self) -> None:
        for line, finding in judging.each():
            said = words_of(finding.rule, finding.params)
            self.stderr.write(
                f"smart: line {line}, {said.rule} ({said.letter}): {said.reason} {said.repair}"
            )

    def summarise(self, outcome: Outcome) -> None:
        """One line a rule, however many rows it speaks of."""
        first = f", of the first {past.MOST_KEYS:,} KPIs of the file" if outcome.is_cut else ""
        if outcome.remarks:
            self.stderr.write(
                f"smart: {len(outcome.remarks)} rules speak of new indicators and targets{first}. "
                "Nothing is refused for it; --verbosity 2 names every line"
            )
        for remark in outcome.remarks:
            said = words_of(remark.rule, remark.params)
            more = f" and {remark.count - len(remark.lines):,} more"
            self.stderr.write(
                f"smart: {said.rule} ({said.letter}), {remark.count:,} rows: {said.reason} "
                f"{said.repair} Lines {', '.join(map(str, remark.lines))}"
                f"{more if remark.count > len(remark.lines) else ''}"
            )

    def tell(self, outcome: Outcome, *, dry_run: bool) -> None:
        write = self.stdout.write
        sheet = f", sheet “{outcome.sheet}”" if outcome.sheet else ""
        write(f"Read {outcome.lines:,} rows ({outcome.encoding}{sheet}), SHA-256 {outcome.sha256}")
        if outcome.extra:
            write(f"Columns left aside: {', '.join(outcome.extra)}")
        write(cycle_line(outcome, done=outcome.is_loaded))
        created = "Created department" if outcome.is_loaded else "Department to be created"
        for place in outcome.departments:
            write(f"{created}: {place.code} “{place.name}”")
        new = "Created" if outcome.is_loaded else "To be created:"
        write(f"{new} {outcome.indicators:,} indicators, {len(outcome.departments):,} departments")
        write(
            "New {new:,}  Changed {changed:,}  Unchanged {unchanged:,}  Errors {errors:,}  "
            "(History {history:,}: rows of other periods)".format(**outcome.counts)
        )
        if outcome.is_loaded:
            write(
                f"Loaded {outcome.good:,} rows: {outcome.measurements:,} values, "
                f"{outcome.targets:,} targets"
            )
        elif dry_run:
            write("Dry run: nothing was written")


def line_of(problem: Problem) -> str:
    kind = "error" if problem.is_error else "note"
    column = f", column {problem.column}" if problem.column else ""
    return f"{kind}: line {problem.line}{column}: {problem.message}"


def cycle_line(outcome: Outcome, *, done: bool) -> str:
    if not outcome.opens_cycle:
        return f"Cycle “{outcome.cycle}”, period {outcome.period}"
    verb = "Opened" if done else "Would open"
    why = " (the latest period of the rows, for the name is no period)"
    return (
        f"{verb} cycle “{outcome.cycle}” for the period {outcome.period}"
        f"{why if outcome.period_from_rows else ''}"
    )


def spans(lines: list[int]) -> str:
    """Line numbers in order, neighbours joined: 3-5, 9."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(f"{a}-{b}" if a < b else str(a) for a, b in parts)
