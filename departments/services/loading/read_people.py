"""The rows of a people file, checked one by one: what each says of a person and a post."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from departments.models import Appointment, Post, RoleGrant
from departments.services.loading.plan import Plan, read_date, read_text
from departments.tables import Row, Table

COLUMNS = (
    "staff_number", "name", "name_en", "name_zh", "username", "email", "post_code", "post_title",
    "post_title_zh", "department", "kind", "category", "is_head", "starts_on", "ends_on", "role",
)  # fmt: skip
REQUIRED = ("staff_number",)
LONGEST = {
    "staff_number": 40, "name": 300, "name_en": 300, "name_zh": 300, "username": 150, "email": 254,
    "post_code": 60, "post_title": 300, "post_title_zh": 300, "department": 60,
}  # fmt: skip
YES = {"yes", "true", "1", "y", "是"}
NO = {"no", "false", "0", "n", "否", ""}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row; a value of None means that the file has no such column."""

    line: int
    staff_number: str
    names: Mapping[str, str]  # name, name_en, name_zh: those the file has
    username: str
    email: str
    post_code: str
    titles: Mapping[str, str]  # name, name_zh of the post
    department: str
    kind: str
    category: str | None
    is_head: bool | None
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    role: str


def read_lines(plan: Plan, table: Table) -> list[PersonLine]:
    """Every row that can be understood; the others are faults of the plan."""
    lines = []
    for row in table.rows:
        before = len(plan.faults)
        line = read_line(plan, table, row)
        if len(plan.faults) == before:
            lines.append(line)
    return lines


def read_line(plan: Plan, table: Table, row: Row) -> PersonLine:
    cells = {
        name: read_text(plan, row.line, name, row.cells.get(name, ""), longest)
        for name, longest in LONGEST.items()
    }
    if not cells["staff_number"]:
        plan.fault(
            row.line, "staff_number", _("The staff number is empty."), _("Fill in a number.")
        )
    check_account(plan, row.line, cells["username"], cells["email"])
    named = [name for name in ("name", "name_en", "name_zh") if name in table.columns]
    titles = {"name": "post_title", "name_zh": "post_title_zh"}
    dates = {
        name: read_date(plan, row.line, name, row.cells.get(name, ""))
        for name in ("starts_on", "ends_on")
    }
    line = PersonLine(
        line=row.line,
        staff_number=cells["staff_number"],
        names={name: cells[name] for name in named},
        username=cells["username"],
        email=cells["email"],
        post_code=cells["post_code"] or derived_code(cells | {"role": row.cells.get("role", "")}),
        titles={name: cells[column] for name, column in titles.items() if column in table.columns},
        department=cells["department"],
        kind=read_choice(plan, row, "kind", Appointment.Kind.values) or "substantive",
        category=read_choice(plan, row, "category", Post.Category.values),
        is_head=read_flag(plan, row) if "is_head" in table.columns else None,
        role=read_choice(plan, row, "role", RoleGrant.Role.values) or "",
        **dates,
    )
    check_dates(plan, line)
    return line


def derived_code(cells: Mapping[str, str]) -> str:
    """A post without a code of its own is named after its department and its holder.

    A row with a role and nothing about a post grants the role only.
    """
    about_a_post = cells["post_title"] or cells["post_title_zh"] or not cells["role"]
    if not (cells["department"] and about_a_post):
        return ""
    return f"{cells['department']}-{cells['staff_number']}"[: LONGEST["post_code"]]


def check_account(plan: Plan, line: int, username: str, email: str) -> None:
    try:
        if username:
            UnicodeUsernameValidator()(username)
    except ValidationError:
        plan.fault(
            line,
            "username",
            _("“%(text)s” cannot be a user name.") % {"text": username},
            _("Use letters, digits and @ . + - _ only."),
        )
    try:
        if email:
            validate_email(email)
    except ValidationError:
        plan.fault(
            line,
            "email",
            _("“%(text)s” is not an e-mail address.") % {"text": email},
            _("Write name@example.org or leave the cell empty."),
        )


def check_dates(plan: Plan, line: PersonLine) -> None:
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        plan.fault(
            line.line,
            "ends_on",
            _("The end date lies before the start date."),
            _("Correct one of the two dates."),
        )
    if line.kind == Appointment.Kind.ACTING and line.ends_on is None:
        plan.fault(
            line.line,
            "ends_on",
            _("An acting appointment needs an end date."),
            _("Fill in the last day."),
        )
    if line.role and not line.department:
        plan.fault(
            line.line,
            "department",
            _("A role is granted over a department, and this row names none."),
            _("Fill in the code of a department."),
        )
    if line.post_code and not line.department:
        plan.fault(
            line.line,
            "department",
            _("A post belongs to a department, and this row names none."),
            _("Fill in the code of a department."),
        )


def read_choice(plan: Plan, row: Row, column: str, options: list[str]) -> str | None:
    """The option, "" for an empty cell, None when the file has no such column."""
    text = row.cells.get(column)
    if text is None or text == "":
        return text
    if text.casefold() not in options:
        plan.fault(
            row.line,
            column,
            _("“%(text)s” is not known here.") % {"text": text},
            _("Use one of: %(options)s.") % {"options": ", ".join(options)},
        )
    return text.casefold()


def read_flag(plan: Plan, row: Row) -> bool:
    text = row.cells["is_head"].casefold()
    if text not in YES | NO:
        plan.fault(
            row.line,
            "is_head",
            _("“%(text)s” is neither yes nor no.") % {"text": row.cells["is_head"]},
            _("Write yes or no."),
        )
    return text in YES
