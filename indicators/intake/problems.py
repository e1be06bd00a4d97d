"""What can be wrong, or worth a word, in a table of figures; each says how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators import figures, periods
from indicators.wording import RefusalError, fill
from indicators.wording import gettext_noop as _

COLUMNS = ("department", "indicator", "unit", "direction", "target", "actual", "period")
NOTE = "note"  # may be there as well
READ = (*COLUMNS, NOTE)

FILE = {
    "empty": _("The file is empty. Its first line must name the columns {needed}"),
    "missing_columns": _(
        "The first line must name the columns; missing: {missing}. It reads: {found}"
    ),
    "quoted_lines": _(
        "Every line stands in quotes as one single cell ({found}). Save the table again as CSV, so "
        "that each value is a cell, with a first line that names the columns {needed}"
    ),
    "column_twice": _("The column “{column}” stands twice. Keep one of them"),
    "encoding": _(
        "Line {line} cannot be read as UTF-8, UTF-16 or GB18030. Save the file as “CSV UTF-8”, or "
        "as an XLSX workbook"
    ),
    "csv": _(
        "Line {line} cannot be read: {reason}. Check the double quotes: a value with a quote "
        "inside stands in quotes, and its quotes are doubled"
    ),
    "not_a_workbook": _(
        "The file is packed, but it is no XLSX workbook. Save it as XLSX or as CSV"
    ),
    "old_workbook": _(
        "This is an old Excel file, or one with a password. Save it as XLSX without a password, or "
        "as CSV"
    ),
    "damaged": _("The workbook is damaged ({reason}). Open it and save it again as XLSX"),
    "no_sheet": _("There is no sheet “{sheet}”. The sheets are: {found}"),
    "merged": _("The cells {cells} are merged. Unmerge them and fill in every row"),
    "too_many_bytes": _("The file is larger than {most}. Split it into parts"),
    "too_many_rows": _("The table has more than {most} rows. Split it into parts"),
    "too_many_columns": _("Line {line} has more than {most} cells. Keep the columns {needed}"),
    "cell_too_long": _("Line {line} holds a cell of more than {most} characters. Shorten it"),
    "blank_rows": _(
        "The table has more than {most} empty rows. Delete them, or copy the table into a new sheet"
    ),
    "too_slow": _(
        "Reading the file took too long. Keep the table only, without pictures and other sheets, "
        "and split it into parts"
    ),
    "too_hungry": _(
        "The file unpacks to far more than a table needs. Delete the empty rows and columns beyond "
        "the table, or save it as CSV"
    ),
    "no_codes": _(
        "No line of the file has a code of this return (such as {found}). Choose the template of "
        "this return, or download it again"
    ),
    "no_rows": _("The table has no rows below its first line"),
    "nothing_filled": _(
        "No line of the template has a value yet. Fill in the column “actual” (实际) and send the "
        "file again"
    ),
    "cycle_refused": _(
        "There is no cycle “{cycle}”. Choose one that is there, or ask the performance office to "
        "open it"
    ),
    "cycle_name": _("The name of a cycle has 1 to 80 characters. Choose another"),
    "no_cycle": _(
        "“{cycle}” names no period, and no row has one that can be read. Name the cycle after its "
        "period, such as FY2023"
    ),
}

ROW = {
    "too_few_cells": _(
        "The row has {found} cells, the first line {needed}. Fill in the missing ones"
    ),
    "too_many_cells": _(
        "The row has {found} cells, the first line {needed}. Put a value that contains the "
        "separator in double quotes"
    ),
    "unprintable": _("The cell holds a character that no text can hold (NUL). Type it again"),
    "indicator_blank": _("The indicator is blank. Write its name"),
    "name_too_long": _("The text is longer than {most} characters. Shorten it"),
    "direction_unknown": _("“{text}” is no direction. Write higher, lower, range, exact or none"),
    "duplicate": _(
        "Line {first} has the same department, indicator and period already. Keep one of the two "
        "lines"
    ),
    "department_unknown": _("There is no department “{text}”. Write its code or its exact name"),
    "department_meant": _(
        "There is no department “{text}”. Write {meant} if that is meant, or its code"
    ),
    "department_blank": _("The department is blank. Write its code or its exact name"),
    "department_unclear": _(
        "{count} departments are called “{text}”. Write the code of the one that is meant: {meant}"
    ),
    "department_refused": _(
        "You may not report for “{text}”. Ask its manager or the performance office to load it"
    ),
    "target_refused": _(
        "You may not set targets for “{text}”. Leave the target as it is, or ask the performance "
        "office"
    ),
    "target_frozen": _(
        "The scorecard of “{text}” is agreed: its targets change by an amendment only. Leave the "
        "target as it is or blank, and propose an amendment on the page of the scorecard"
    ),
    "period_locked": _(
        "“{text}” is locked since {day}. Ask the performance office to open it for the department, "
        "then load again"
    ),
    "indicator_meant": _(
        "There is no indicator “{text}”. Did you mean {meant}? Write that code, or the exact name"
    ),
    "indicator_refused": _(
        "There is no indicator with this name, unit and direction yet. Only the performance office "
        "may add one: correct the row, or ask the office"
    ),
    "note_needed": _(
        "A note is needed: {text} lies outside what the values before lead to expect ({low} to "
        "{high}). Check it; if it is right, say why in the column “note”"
    ),
    "correction": _(
        "A note is needed: this corrects the value {old}. Say why in the column “note”"
    ),
    "other_label": _(
        "These days have a value already, under the period {meant}. Write that period"
    ),
    "target_is_baseline": _(
        "The target equals the baseline {meant} of this indicator. Change one of the two"
    ),
}

NOTICE = {
    "rounded": _("“{text}” has more than 15 decimals and is rounded to 15"),
    "number_in_text": _(
        "“{text}” is kept as a text and gets no verdict. Write the number alone if it is a value"
    ),
    "sixty": _(
        "“{text}” in the unit “{unit}” has more than 59 sixtieths. It is kept as the number it is"
    ),
    "zero_target": _("The target is zero: no attainment can be computed from it"),
    "no_department": _("The department is blank: kept under “unassigned”"),
    "repeated_without_department": _(
        "Line {first} has the same indicator and period, also without a department. Kept apart as "
        "another unknown department ({code}); name the departments to join or to separate them"
    ),
    "department_resembles": _(
        "“{text}” was not found and is taken as a new department. It resembles {meant}"
    ),
    "blanks_around": _("“{text}” has blanks at its ends. They are kept"),
    "month_or_years": _(
        "“{text}” is read as a month, while other rows name years such as {other}. Write {meant} "
        "for the years"
    ),
    "value_removed": _("The cell is blank: the value {old} is taken back as not reported"),
    "rate_replaced": _(
        "The value {old} stood on a numerator and a denominator. The value alone takes their "
        "place; to keep them, report both on the page of the value"
    ),
    "target_removed": _("The cell is blank: the target {old} is taken away"),
    "history_target": _(
        "The target belongs to a period outside the cycle and is not loaded; the value is kept as "
        "history"
    ),
}

TEXTS = FILE | ROW | NOTICE | figures.REFUSALS | periods.REFUSALS
# Told once with all their lines, not line by line.
GATHERED = frozenset({"no_department", "history_target"})
# What a word in the column “note” mends.
EXPLAINED = frozenset({"note_needed", "correction"})


class UnreadableError(RefusalError):
    """The file as a whole cannot be read; the message says why and what to do."""

    texts = FILE


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one cell, or about a whole row when `column` is blank."""

    line: int
    column: str
    code: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.code not in NOTICE

    @property
    def message(self) -> str:
        return say(self.code, self.params)


def say(code: str, params: dict[str, str]) -> str:
    """The sentence of a problem, in the language of the reader."""
    from django.utils.translation import gettext  # noqa: PLC0415 -- a child that reads says nothing

    return fill(gettext(TEXTS[code]), params)
