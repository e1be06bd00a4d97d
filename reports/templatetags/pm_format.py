"""Numbers in templates. The arithmetic is in reports.numerals; here are words and markup."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from reports import numerals

register = template.Library()
Value = Decimal | int | float | None


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def nothing() -> SafeString:
    """ "No value", in words: a blank or a dash could be taken for zero."""
    return format_html('<span class="pm-none">{}</span>', gettext("no value"))


def missing(value: object) -> bool:
    return value is None or value == ""


def unit_markup(number: str, unit: str) -> SafeString:
    """The text stays `71%`; the gap is drawn, so that copying, search and speech stay right."""
    gap = "" if chinese() or unit in numerals.ATTACHED_UNITS else numerals.NO_BREAK_SPACE
    if not unit:
        return format_html("{}", number)
    return format_html(
        '<span class="pm-nb">{}<span class="pm-unit">{}{}</span></span>', number, gap, unit
    )


@register.filter
def number(value: Value, decimals: int | None = None) -> str:
    """{{ value|number:1 }}: 1,204.0"""
    return nothing() if missing(value) else numerals.plain(value, decimals)


@register.filter
def signed(value: Value, decimals: int | None = None) -> str:
    """{{ value|signed:2 }}: +1.24, −0.10"""
    return nothing() if missing(value) else numerals.signed(value, decimals)


@register.filter
def percent(value: Value, decimals: int | None = None) -> str:
    """{{ value|percent:0 }}: 71%, of a value that is already in percent."""
    return nothing() if missing(value) else unit_markup(numerals.plain(value, decimals), "%")


@register.filter
def points(value: Value, decimals: int | None = None) -> str:
    """{{ difference|points:0 }}: 19 pp; the difference of two percentages is never "%"."""
    if missing(value):
        return nothing()
    text = gettext("%(number)s pp") % {"number": numerals.plain(value, decimals)}
    return format_html('<span class="pm-nb">{}</span>', text)


@register.simple_tag
def measure(value: Value, unit: str = "", decimals: int | None = None) -> str:
    """{% measure value unit decimals %}: 6.2 days, 6.2天"""
    if missing(value):
        return nothing()
    return unit_markup(numerals.plain(value, decimals), str(unit or ""))


@register.simple_tag
def span(low: Value, high: Value, unit: str = "", decimals: int | None = None) -> str:
    """{% span low high unit decimals %}: 64–83%, 64%～83%"""
    if missing(low) or missing(high):
        return nothing()
    text = numerals.span(low, high, str(unit or ""), decimals, chinese=chinese())
    return format_html('<span class="pm-nb">{}</span>', text)


@register.simple_tag
def aim(
    direction: str,
    low: Value = None,
    high: Value = None,
    unit: str = "",
    decimals: int | None = None,
) -> str:
    """{% aim direction low high unit decimals %}: ≥ 90; nothing where there is no target."""
    text = numerals.aim(direction, low, high, str(unit or ""), decimals, chinese=chinese())
    return format_html('<span class="pm-nb">{}</span>', text) if text else ""


@register.filter
def dotted(left: object, right: object) -> str:
    """{{ a|dotted:b }}: two facts with the separator of the language between them."""
    parts = [str(part) for part in (left, right) if not missing(part)]
    return ("·" if chinese() else " · ").join(parts)
