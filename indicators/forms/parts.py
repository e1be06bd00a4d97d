"""A long form in calm parts: a few fields at a time, both languages of a text side by side."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# Title, what it is about, rows of fields; a row of two is shown as a pair.
PARTS = (
    ("name", _("What it measures"), (
        ("code",), ("name",), ("name_en", "name_zh"), ("purpose", "purpose_zh"),
        ("definition", "definition_zh"),
    )),
    ("count", _("How it is counted"), (
        ("unit", "per"), ("direction", "calculation"), ("formula", "formula_zh"),
        ("frequency", "decimals"), ("time_frame", "time_frame_zh"),
    )),
    ("data", _("Five statements on data quality"), (
        ("verification", "verification_zh"), ("source", "source_zh"),
        ("accuracy", "accuracy_zh"), ("limitations", "limitations_zh"),
        ("compensation", "compensation_zh"),
    )),
    ("place", _("Where it stands"), (
        ("classification", "kind"), ("guard",), ("desired", "desired_zh"),
        ("legal_basis",), ("is_new",),
    )),
    ("use", _("How to read it"), (
        ("misleading", "misleading_zh"), ("assumptions", "assumptions_zh"),
        ("disaggregation", "disaggregation_zh"),
    )),
    ("care", _("Who looks after it"), (
        ("data_owner", "responsible"), ("collection",), ("control_input",),
        ("control_process",), ("control_review",),
    )),
)  # fmt: skip
FIRST = ("name", "count")  # open when the page comes


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    title: Any
    rows: list[list[Any]]  # bound fields
    filled: int
    asked: int
    is_open: bool


def bound_parts(form: Any, parts: Any) -> list[Part]:
    """The parts with the fields that this form has; one with an error is open."""
    found = []
    for key, title, rows in parts:
        bound = [[form[name] for name in row if name in form.fields] for row in rows]
        bound = [row for row in bound if row]
        fields = [field for row in bound for field in row]
        filled = [
            row for row in bound if any(field.value() not in (None, "", False) for field in row)
        ]
        wrong = any(field.errors for field in fields)
        found.append(
            Part(key, title, bound, len(filled), len(bound), wrong or key in FIRST)
        )  # fmt: skip
    return found
