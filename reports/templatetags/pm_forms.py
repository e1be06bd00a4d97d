"""Helpers of the form and list components: lines of the error summary, page numbers."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.translation import gettext

register = template.Library()
NEIGHBOURS = 2


@register.simple_tag
def error_lines(form: Any, errors: Sequence[dict[str, str]] | None = None) -> list[dict[str, str]]:
    """Every error with a link to its field; errors of the whole form have no link."""
    lines = [dict(error) for error in errors or ()]
    if not form or not getattr(form, "is_bound", False):
        return lines
    lines += [{"text": text, "url": ""} for text in form.non_field_errors()]
    for field in form.hidden_fields():
        lines += [{"text": named(field, text), "url": ""} for text in field.errors]
    for field in form.visible_fields():
        anchor = first_control(field)
        lines += [{"text": named(field, text), "url": f"#{anchor}"} for text in field.errors]
    return lines


def named(field: Any, text: str) -> str:
    """With the label in front: "This field is required." alone says nothing in a list."""
    return gettext("%(label)s: %(error)s") % {"label": field.label, "error": text}


def first_control(field: Any) -> str:
    """The id a link can focus: of a group, its first control."""
    if field.use_fieldset and field.subwidgets:
        return field.subwidgets[0].id_for_label or field.auto_id
    return field.id_for_label or field.auto_id


@register.filter
def page_numbers(page: Page) -> list[int]:
    """First, last and the neighbours of this page; 0 stands for a gap."""
    last = page.paginator.num_pages
    near = range(page.number - NEIGHBOURS, page.number + NEIGHBOURS + 1)
    shown = sorted({1, last, *near} & set(range(1, last + 1)))
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


@register.filter
def is_optional(field: Any) -> bool:
    """Whether the label says so: a lone checkbox is its own answer."""
    return not field.field.required and field.widget_type not in {"checkbox", "hidden"}
