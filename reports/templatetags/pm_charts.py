"""Drawings and marks in templates: `{% strip s %}`, `{% status "concern" %}`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from reports import drawing

register = template.Library()

STATUS_WORDS = {
    "normal": _("No change"),
    "improve": _("Improvement"),
    "concern": _("Concern"),
    "changed": _("Changed"),
    "target": _("Target"),
    "blocked": _("Blocked"),
    "late": _("Value missing"),
}
STATE_WORDS = {
    "todo": _("Not started"),
    "doing": _("In progress"),
    "done": _("Completed"),
    "waiting": _("Cannot start yet"),
    "failed": _("Failed"),
}


def trusted(markup: str) -> SafeString:
    """Our own drawings: every word in them is escaped where they are made."""
    return mark_safe(markup)  # noqa: S308 -- see the docstring


@register.inclusion_tag("components/status.html")
def status(kind: str, word: object = "", hidden_word: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    return {"kind": kind, "word": word, "hidden_word": hidden_word}


@register.filter
def status_word(kind: str) -> object:
    return STATUS_WORDS.get(kind, kind)


@register.filter
def state_word(state: str) -> object:
    return STATE_WORDS.get(state, state)


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, Any]:
    return {"name": name}


@register.simple_tag
def strip(strip: drawing.Strip | None, width: int = 184, height: int = 40) -> str:
    return trusted(strip.draw(width, height)) if strip else ""


@register.simple_tag
def sparkline(values: Sequence[Decimal | None]) -> str:
    return trusted(drawing.sparkline(values))


@register.simple_tag
def bullet(bullet: drawing.Bullet) -> str:
    return trusted(bullet.draw())


@register.simple_tag
def bar(value: Decimal | None, maximum: Decimal) -> str:
    return trusted(drawing.bar(value, maximum))


@register.simple_tag
def steps_rule(step: int, of: int) -> str:
    return trusted(drawing.steps_rule(step, of))


@register.filter
def drawn(markup: str) -> str:
    """A drawing that a figure dict or a row carries as text."""
    return trusted(markup)


@register.filter
def times(count: int) -> range:
    """{% for _ in level|times %}"""
    return range(int(count or 0))


@register.filter
def with_markup(value: object) -> bool:
    """Whether a table cell says more than its text."""
    return isinstance(value, dict)


@register.filter
def paired(
    row: Sequence[object], columns: Sequence[dict[str, Any]]
) -> list[tuple[object, dict[str, Any]]]:
    """Each cell with its column; a row that is too short or too long is a mistake of the page."""
    return list(zip(row, columns, strict=True))


@register.simple_tag
def spec_script(figure: dict[str, Any]) -> str:
    """The Plotly figure as a data block: never run, so a strict policy has nothing against it."""
    return json_script(figure["spec"], f"{figure['id']}-spec")
