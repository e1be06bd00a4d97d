from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from reports import numerals


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal(1204), 1, "1,204.0"),
        (Decimal("0.25"), 1, "0.3"),
        (Decimal("-0.25"), 1, "−0.3"),
        (Decimal("-0.04"), 1, "0.0"),
        (Decimal("2.5"), 0, "3"),
        (0.1 + 0.2, 2, "0.30"),
        (71, 0, "71"),
        (
            Decimal("12345678901234567890123456789012345.6789"),
            3,
            "12,345,678,901,234,567,890,123,456,789,012,345.679",
        ),
        (Decimal("71.00"), None, "71"),
        (Decimal("9.40"), None, "9.4"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal("0.00"), None, "0"),
    ],
)
def test_plain(value: Decimal, decimals: int | None, shown: str) -> None:
    assert numerals.plain(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("1.24"), 2, "+1.24"),
        (Decimal("-0.10"), 2, "−0.10"),
        (Decimal("0.004"), 2, "0.00"),
        (Decimal("0.004"), None, "+0.004"),
        (Decimal(0), 0, "0"),
    ],
)
def test_signed(value: Decimal, decimals: int | None, shown: str) -> None:
    assert numerals.signed(value, decimals) == shown


def test_span_repeats_the_unit_in_chinese_only() -> None:
    assert numerals.span(Decimal(64), Decimal(83), "%", 0, chinese=False) == "64–83%"
    assert numerals.span(Decimal(64), Decimal(83), "%", 0, chinese=True) == "64%～83%"
    assert numerals.span(Decimal(2), Decimal(3), "days", 0, chinese=False) == "2–3\xa0days"
    assert numerals.span(Decimal(2), Decimal(3), "天", 0, chinese=True) == "2天～3天"


@pytest.mark.parametrize(
    ("direction", "low", "high", "shown"),
    [
        ("higher", Decimal(90), None, "≥\xa090%"),
        ("lower", Decimal(5), None, "≤\xa05%"),
        ("lower", None, Decimal(5), "≤\xa05%"),
        ("exact", Decimal(12), None, "=\xa012%"),
        ("range", Decimal(40), Decimal(60), "40–60%"),
        ("none", Decimal(90), None, "90%"),
        ("higher", None, None, ""),
    ],
)
def test_aim(direction: str, low: Decimal | None, high: Decimal | None, shown: str) -> None:
    assert numerals.aim(direction, low, high, "%", 0, chinese=False) == shown


def render(source: str, **context: object) -> str:
    return Template("{% load pm_format %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "source", "shown"),
    [
        ("en", "{{ v|number:1 }}", "1,204.5"),
        ("en", "{{ none|number:1 }}", '<span class="pm-none">no value</span>'),
        ("en", "{{ v|signed:0 }}", "+1,205"),
        (
            "en",
            "{{ v|percent:0 }}",
            '<span class="pm-nb">1,205<span class="pm-unit">%</span></span>',
        ),
        ("en", "{{ v|points:0 }}", '<span class="pm-nb">1,205 pp</span>'),
        (
            "en",
            "{% measure v 'days' 1 %}",
            '<span class="pm-nb">1,204.5<span class="pm-unit">\xa0days</span></span>',
        ),
        (
            "zh-hans",
            "{% measure v '天' 1 %}",
            '<span class="pm-nb">1,204.5<span class="pm-unit">天</span></span>',
        ),
        ("en", "{% measure v '' 1 %}", "1,204.5"),
        ("en", "{% measure none 'days' 1 %}", '<span class="pm-none">no value</span>'),
        (
            "en",
            "{% measure v hostile 1 %}",
            '<span class="pm-nb">1,204.5<span class="pm-unit">\xa0&lt;b&gt;</span></span>',
        ),
        ("en", "{% span 64 83 '%' 0 %}", '<span class="pm-nb">64–83%</span>'),
        ("zh-hans", "{% span 64 83 '%' 0 %}", '<span class="pm-nb">64%～83%</span>'),
        ("en", "{% aim 'higher' 90 none '%' 0 %}", '<span class="pm-nb">≥\xa090%</span>'),
        ("en", "{% aim 'higher' none none '%' 0 %}", ""),
        ("en", "{{ 'a'|dotted:'b' }}", "a · b"),
        ("zh-hans", "{{ 'a'|dotted:'b' }}", "a·b"),
        ("en", "{{ 'a'|dotted:none }}", "a"),
    ],
)
def test_filters(language: str, source: str, shown: str) -> None:
    with translation.override(language):
        assert render(source, v=Decimal("1204.5"), none=None, hostile="<b>") == shown
