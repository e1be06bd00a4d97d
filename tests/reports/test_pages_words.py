"""Periods, units, series and patterns: what pages are made of, without a database."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils.translation import override

from indicators import units
from indicators.models import Indicator, Target
from indicators.periods import parse_period
from reports import findings, patterns, series, timewords
from reports.kpi import Kpi
from reports.series import Slot

D = Decimal


@dataclass
class Span:
    label: str
    kind: str
    starts_on: datetime.date
    ends_on: datetime.date


def span(label):
    parsed = parse_period(label)
    return Span(parsed.label, parsed.kind, parsed.starts_on, parsed.ends_on)


@pytest.mark.parametrize(
    ("label", "english", "short"),
    [
        ("2026-09", "September 2026", "Sep 2026"),
        ("2016-Q3", "Q3 2016", "Q3 2016"),
        ("2016-H2", "Second half of 2016", "Second half of 2016"),
        ("2026", "2026", "2026"),
        ("FY2023", "FY2023", "FY2023"),
        ("2016-17", "2016-17", "2016-17"),
        ("2026-W07", "Week 7 of 2026", "Week 7 of 2026"),
        ("2026-05-16", "16 May 2026", "16 May 2026"),
        ("2026-05-16 month", "2026-05-16 month", "2026-05-16 month"),
    ],
)
def test_period_in_words(label, english, short):
    with override("en"):
        assert (timewords.long(span(label)), timewords.short(span(label))) == (english, short)


def test_counts_are_singular_and_plural():
    with override("en"):
        assert timewords.count(1, "month") == "1 month"
        assert timewords.count(7, "quarter") == "7 quarters"
        assert timewords.count(7, "span") == "7 values"


def test_units_from_files_are_translated_and_others_kept():
    with override("en"):
        assert [units.words(u) for u in ("percent", "%", "Count", "days", "µg/m³", "")] == [
            "%",
            "%",
            "",
            "days",
            "µg/m³",
            "",
        ]


def slot(label, value=None):
    found = span(label)
    return Slot(found.label, found.kind, found.starts_on, found.ends_on, value)


def test_holes_are_filled_in_and_say_why():
    found = series.in_order([slot("2026-04", D(3)), slot("2026-01", D(1))], "month")
    assert [(s.label, s.value, s.missing) for s in found] == [
        ("2026-01", 1, ""),
        ("2026-02", None, "not_reported"),
        ("2026-03", None, "not_reported"),
        ("2026-04", 3, ""),
    ]


@pytest.mark.parametrize(
    ("first", "last", "between"),
    [
        ("2025-Q3", "2026-Q1", "2025-Q4"),
        ("2025-H1", "2026-H1", "2025-H2"),
        ("2021", "2023", "2022"),
        ("FY2021", "FY2023", "FY2022"),
        ("2021-2022", "2023-2024", "2022-2023"),
    ],
)
def test_holes_are_labelled_like_their_neighbours(first, last, between):
    found = series.in_order([slot(first, D(1)), slot(last, D(1))], slot(first).kind)
    assert [s.label for s in found] == [first, between, last]


def test_series_runs_on_until_the_day_asked_for():
    found = series.in_order([slot("2026-01", D(1))], "month", datetime.date(2026, 3, 31))
    assert [s.label for s in found] == ["2026-01", "2026-02", "2026-03"]


def test_other_kinds_of_period_stay_out():
    found = series.in_order([slot("2026-01", D(1)), slot("2026", D(9))], "month")
    assert [s.label for s in found] == ["2026-01"]


def test_usual_kind_is_the_card_s_or_that_of_most_values():
    slots = [slot("2026-01"), slot("2026-02"), slot("2026")]
    assert series.usual_kind(slots) == "month"
    assert series.usual_kind(slots, "year") == "year"
    assert series.usual_kind([]) == ""


def test_rate_is_rounded_half_up_to_twelve_decimals():
    assert series.rate(D(1), D(3), 100) == D("33.333333333333")
    assert series.rate(D(2), D(3), 1) == D("0.666666666667")


SEASON = [D(v) for v in (5, 6, 9, 12, 16, 20, 22, 21, 17, 12, 8, 6)]


def test_seasons_are_seen_and_a_rise_is_not_one():
    assert patterns.is_seasonal([*SEASON, *SEASON, *SEASON])
    assert not patterns.is_seasonal([D(n) for n in range(36)])
    assert not patterns.is_seasonal([*SEASON, *SEASON[:6]])
    assert not patterns.is_seasonal([*SEASON, None, None, *SEASON[:8]])


@pytest.mark.parametrize(
    ("values", "direction", "found"),
    [
        ([D("90.2")] * 12, "higher", True),
        ([D("99.0")] * 3 + [D("90.2")] * 12, "higher", True),
        ([D("90.2")] * 11 + [D("91.0")], "higher", False),
        ([D("90.2")] * 11 + [D("89.9")], "higher", False),
        ([D("89.9")] * 12, "lower", True),
        ([D("90.2")] * 11, "higher", False),
        ([D("90.2")] * 12, "range", False),
    ],
)
def test_values_just_beyond_the_target_are_noticed(values, direction, found):
    assert patterns.hugs(values, D(90), direction) is found


def test_no_target_no_crowding():
    assert patterns.hugs([D(1)] * 12, None, "higher") is False


def seasonal_kpi(*last):
    """Two years of seasons, then the months given, all with a little noise."""
    values = [value + D(n * 7 % 5) / 5 for n, value in enumerate([*SEASON, *SEASON, *last])]
    months = [f"{2024 + n // 12}-{n % 12 + 1:02}" for n in range(len(values))]
    slots = [slot(label, value) for label, value in zip(months, values, strict=True)]
    card = Indicator(code="AIR", unit="days", direction="lower", decimals=0)
    return Kpi(Target(indicator=card, value=D(15)), slots)


def test_a_seasonal_kpi_is_judged_against_the_year_before():
    calm = seasonal_kpi(*SEASON[:8])
    with override("en"):
        assert calm.is_seasonal
        assert (calm.signal, calm.limits, calm.assurance) == ("normal", None, "")
        assert findings.title(calm) == "No change: the ups and downs are those of the seasons"
        assert findings.seasons(calm) == (
            "It follows the seasons: August 2025 was 22\N{NO-BREAK SPACE}days."
        )


def test_a_seasonal_kpi_that_leaves_its_season_is_a_signal():
    odd = seasonal_kpi(*SEASON[:7], D(29))
    with override("en"):
        assert odd.is_seasonal
        assert odd.signal == "concern"
        assert findings.title(odd) == "Something happened in August 2026: high for the season"
