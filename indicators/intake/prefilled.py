"""The template of an import: what one may report, as a workbook that lacks only the values."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from departments.models import Department, User
from indicators.intake.columns import TEMPLATE
from indicators.intake.reading import UPLOAD
from indicators.models import Cycle, Indicator, Period, Target
from indicators.periods import DAY, ParsedPeriod, labels_on, parse_period

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = UPLOAD.rows or 0
NEWEST = 2  # cycles whose periods are offered
WIDTHS = (16, 28, 14, 44, 12, 16, 12, 14, 40)
ACTUAL, NOTE = 7, 8
NAMES = ("code", "name", "name_en", "name_zh")
SHOWN = (
    "value", "low", "high", *(f"department__{name}" for name in NAMES),
    *(f"indicator__{name}" for name in (*NAMES, "unit", "decimals")),
)  # fmt: skip


class Asked(NamedTuple):
    """A period of a cycle, in which somebody is to report."""

    cycle: Cycle
    span: ParsedPeriod


def offered(user: User, today: datetime.date) -> list[Asked]:
    """The periods that have begun and that KPIs of `user` are reported by, the newest first.

    Shape: of the newest cycles that have begun; three queries.
    """
    begun = Cycle.objects.visible_to(user).for_list().filter(period__starts_on__lte=today)
    cycles = list(begun[:NEWEST])
    mine = Target.objects.visible_to(user).reported_by(user).asked_for()
    due = mine.filter(cycle__in=cycles, indicator=OuterRef("pk"))
    cards = Indicator.objects.visible_to(user).exclude(frequency="").filter(Exists(due))
    kinds = set(cards.order_by().values_list("frequency", flat=True).distinct())
    found = [
        Asked(cycle, span)
        for cycle in cycles
        for span in spans(cycle, today)
        if span.kind in kinds
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.span.ends_on, one.span.starts_on), reverse=True)


def spans(cycle: Cycle, today: datetime.date) -> Iterable[ParsedPeriod]:
    """The periods inside a cycle of every kind, as far as they have begun."""
    whole = cycle.period
    last = min(whole.ends_on, today)
    days = range((last - whole.starts_on).days + 1)
    labels = {label for n in days for label in labels_on(whole.starts_on + n * DAY)}
    yield ParsedPeriod(whole.label, whole.kind, whole.starts_on, whole.ends_on)
    for label in labels:
        span = parse_period(label, settings.PERFMGMT_FISCAL_YEAR_START)
        if span.starts_on >= whole.starts_on and span.ends_on <= whole.ends_on:
            yield span


def ended_last(found: Iterable[Asked], today: datetime.date) -> Asked | None:
    """The one that is asked for now: the newest that is over."""
    return next((one for one in found if one.span.ends_on < today), None)


def lines_of(asked: Asked, user: User, branch: Department | None) -> tuple[str, list[Target]]:
    """The label of the period and the targets of which `user` may report the value.

    Shape: one more than MOST_ROWS at most; two queries.
    """
    span = asked.span
    days = {"kind": span.kind, "starts_on": span.starts_on, "ends_on": span.ends_on}
    known = Period.objects.filter(**days).order_by("pk").first()
    places = Department.objects.in_force(span.ends_on)
    places = places.beneath(branch.pk) if branch else places
    due = Target.objects.visible_to(user).reported_by(user).due_in(known or span)
    rows = due.filter(cycle=asked.cycle, department__in=places.values("pk")).once_a_kpi()
    label = known.label if known else span.label
    shown = rows.select_related("department", "indicator").only(*SHOWN)
    return label, list(shown[: MOST_ROWS + 1])


def written(label: str, rows: Sequence[Target], language: str) -> bytes:
    """The workbook: what is known is locked, the value and the note are open."""
    import xlsxwriter  # noqa: PLC0415 -- slow import, and 8 MB of every process

    out = io.BytesIO()
    with translation.override(language), xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(label[:31])
        open_cell = book.add_format({"locked": False, "bg_color": "#FFF9E5", "border": 1})
        head = book.add_format({"bold": True, "bottom": 2})
        for column, name in enumerate(TEMPLATE[language]):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, WIDTHS[column])
        for at, row in enumerate(rows, 1):
            write_line(sheet, at, row, label, open_cell)
        explain(sheet, len(rows))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), NOTE)
        sheet.protect("", {"format_columns": True, "autofilter": True, "sort": True})
    return out.getvalue()


def write_line(sheet: Worksheet, at: int, row: Target, label: str, open_cell: object) -> None:
    place, card = row.department, row.indicator
    texts = (place.code, place.title, card.code, card.title, card.unit, aim_of(row), label)
    for column, text in enumerate(texts):
        sheet.write_string(at, column, text)
    sheet.write_blank(at, ACTUAL, None, open_cell)
    sheet.write_blank(at, NOTE, None, open_cell)


def aim_of(row: Target) -> str:
    """What is asked for, to be read and not to be changed; blank where a table says it."""
    if row.low is not None:
        return f"{shown(row.low, row)}..{shown(row.high, row)}"
    return "" if row.value is None else shown(row.value, row)


def shown(value: Decimal, row: Target) -> str:
    return f"{value:.{row.indicator.decimals}f}"


def explain(sheet: Worksheet, count: int) -> None:
    """What belongs into the open cells, said beside the cell that is chosen."""
    words: dict[int, tuple[Any, Any]] = {
        ACTUAL: (_("Value"), _("The number alone. What you leave blank is left aside.")),
        NOTE: (_("Note"), _("Needed only where a value is out of the usual: it says why.")),
    }
    for column, (title, message) in words.items():
        sheet.data_validation(1, column, count, column, {
            "validate": "any", "input_title": title, "input_message": message,
        })  # fmt: skip
