"""Loading a table of figures: checked as a whole, then all rows or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from audit import services as audit
from departments.models import User
from indicators.intake import (
    comparing,
    judging,
    locked,
    matching,
    noting,
    past,
    places,
    rows,
    staging,
    writing,
)
from indicators.intake.judging import Remark
from indicators.intake.places import NewDepartment, Rights
from indicators.intake.problems import Problem, UnreadableError
from indicators.intake.reading import Table
from indicators.intake.rows import Layout
from indicators.models import Cycle
from indicators.services import live, smart_import
from indicators.services.locks import hold_measurements
from indicators.services.period_locks import Span, locked_among
from indicators.services.rules import limits_of

LOAD_LOCK = 7043  # an advisory lock: files are loaded one after the other
TRIES = 3


@dataclass(slots=True)
class Outcome:
    """What a load did, or would do. `counts`: new, changed, unchanged, history, errors (lines)."""

    sha256: str
    encoding: str
    sheet: str
    sheets: tuple[str, ...]
    extra: tuple[str, ...]
    cycle: str
    period: str
    opens_cycle: bool
    period_from_rows: bool
    departments: list[NewDepartment]
    indicators: int
    lines: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    is_loaded: bool = False
    measurements: int = 0
    targets: int = 0
    remarks: list[Remark] = field(default_factory=list)  # of the SMART rules, over good lines
    is_cut: bool = False  # whether the rules read the first KPIs of the file only

    @property
    def good(self) -> int:
        return self.lines - self.counts["errors"]


def load_kpis(
    read: Callable[[], Table],
    name: str,
    *,
    cycle_name: str,
    by: User | None,
    missing_departments: str = "create",
    partial: bool = False,
    dry_run: bool = False,
    rights: Rights | None = None,
    columns: Mapping[str, int] = MappingProxyType({}),
    listen: Callable[[Iterator[Problem]], None] | None = None,
    keep: Callable[[], None] | None = None,
) -> Outcome:
    """Load a table into the cycle: all rows or none, or the good ones with `partial`.

    `read` opens the table at its first line. Loads run one after the other; a value entered
    meanwhile by hand makes this one start again. A second load of the same file changes nothing.
    `listen` gets every problem, by line; `keep` may read the temporary tables of `intake`; both run
    in the transaction, also when nothing is loaded.
    Errors: UnreadableError for the file as a whole.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                lock_loads()
                table = read()
                _line, header = next(table.lines)
                layout = rows.layout_for(header, columns)
                outcome = check(
                    table, layout, cycle_name, missing_departments, rights or Rights.of(by)
                )
                if not dry_run and outcome.good and (partial or not outcome.counts["errors"]):
                    write(outcome, name, cycle_name, by=by)
                if keep is not None:
                    keep()
                if listen is not None:
                    listen(staging.problems())
                return outcome
        except IntegrityError:
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def lock_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def check(table: Table, layout: Layout, cycle_name: str, missing: str, rights: Rights) -> Outcome:
    """Read, match and compare; writes nothing but temporary tables."""
    if not layout.has("target"):  # a file without the column says nothing of targets
        rights = replace(rights, targets=frozenset())
    lines = stage(table, layout)
    new = places.match_departments(rights, missing)
    staging.run(staging.MARK_BAD)
    indicators = matching.match_indicators(rights)
    choice = matching.choose_cycle(cycle_name, rights)
    known = choice.cycle.pk if choice.cycle else None
    comparing.compare(known, choice.period.starts_on, choice.period.ends_on)
    locked.mark_locked(lambda spans: locked_among(Span(*span) for span in spans))
    if rights.explains:
        noting.ask_for_reasons()
    past.gather()
    if rights.explains:
        noting.ask_for_notes()
    return Outcome(
        sha256=table.sha256,
        encoding=table.encoding,
        sheet=table.sheet,
        sheets=table.sheets,
        extra=layout.extra,
        cycle=cycle_name,
        period=choice.period.label,
        opens_cycle=choice.cycle is None,
        period_from_rows=choice.from_rows,
        departments=new,
        indicators=indicators,
        lines=lines,
        counts=comparing.count_states(),
        remarks=smart_import.judge(choice.cycle, choice.period.starts_on),
        is_cut=judging.is_cut(),
    )


def stage(table: Table, layout: Layout) -> int:
    """Fill the temporary tables. Returns how many lines there are."""
    start = settings.PERFMGMT_FISCAL_YEAR_START
    by_name = not (layout.has("unit") and layout.has("direction"))
    cards = matching.known_cards(by_name=by_name)
    lines = staging.fill(rows.drafts(table.lines, layout, start, cards))
    if not lines:
        raise UnreadableError("nothing_filled" if layout.is_template else "no_rows")
    return lines


def write(outcome: Outcome, name: str, cycle_name: str, *, by: User | None) -> None:
    """Create what is missing and write values and targets, with one ledger entry for all."""
    writing.create_departments(outcome.departments, by=by)
    hold_measurements()
    outcome.indicators = writing.create_definitions()
    cycle = writing.open_cycle(matching.choose_cycle(cycle_name, Rights()))
    source = name[:150]
    outcome.measurements, outcome.targets = writing.write_values(
        cycle, source=source, limits=limits_of(cycle), by=by
    )  # fmt: skip
    outcome.is_loaded = True
    if outcome.measurements or outcome.targets or outcome.opens_cycle:
        for touched in Cycle.objects.filter(pk__in={cycle.pk, *writing.touched_cycles()}):
            live.mark_stale(touched)
        enter(outcome, cycle, name, by=by)


def enter(outcome: Outcome, cycle: Cycle, name: str, *, by: User | None) -> None:
    details = {
        "file": name,
        "sha256": outcome.sha256,
        "cycle": cycle.name,
        "period": outcome.period,
        "rows": outcome.good,
        "counts": outcome.counts,
        "measurements": outcome.measurements,
        "targets": outcome.targets,
        "indicators": outcome.indicators,
        "departments": [place.code for place in outcome.departments],
    }
    if outcome.remarks:
        details["smart"] = {remark.rule: remark.count for remark in outcome.remarks}
    audit.record("indicators.load_kpis", cycle, by=by, details=details)
