"""The stories of docs/demo.md are in the figures, and a reader with the right tool finds them."""

from decimal import Decimal

import pytest

from indicators import spc
from perfmgmt.demo_city import series
from perfmgmt.demo_city.plan import monthly, plan

LATEST = series.MONTHS[-1]


def line_of(department, card):
    return next(line for line in plan() if line.key == (department, card))


def figures_of(department, card):
    return {figure.period: figure for figure in series.series(line_of(department, card))}


def numbers_of(department, card):
    """The 36 values, None where there is none."""
    found = figures_of(department, card)
    return [found[month].number if month in found else None for month in series.MONTHS]


def chart_of(department, card):
    return spc.chart(numbers_of(department, card))


def target_of(department, card):
    return Decimal(line_of(department, card).card.aim(2026))


def test_slipping_kpi_is_nine_months_below_its_average_and_under_the_target():
    chart = chart_of("LH-TR-01", "TR-PUNCT")
    assert [r.value < chart.limits.mean for r in chart.readings[-9:]] == [True] * 9
    assert spc.signal(chart.latest, "higher") == "concern"
    assert {r.side for r in chart.readings[-9:]} == {-1}
    target = target_of("LH-TR-01", "TR-PUNCT")
    assert [r.value < target for r in chart.readings[-9:]].count(True) >= 8
    assert chart.readings[-10].cause == ""


def test_seasonal_kpi_repeats_itself_every_winter():
    values = dict(zip(series.MONTHS, numbers_of("LH-EE", "EE-PM"), strict=True))
    for year in (2024, 2025, 2026):
        winter = [values[f"{year}-{month:02}"] for month in (1, 2)]
        summer = [values[f"{year}-{month:02}"] for month in (6, 7, 8)]
        assert min(winter) > 35 > 2 * max(summer) - 15
    same_month = [abs(values[f"2026-{m:02}"] - values[f"2025-{m:02}"]) for m in range(1, 11)]
    assert max(same_month) < 8


def test_holes_carry_their_reasons():
    found = figures_of("LH-HC-04", "HC-TRACE")
    missing = {month: figure.missing for month, figure in found.items() if figure.missing}
    assert missing == {
        "2024-07": "no_activity",
        "2025-02": "no_activity",
        "2025-08": "suppressed",
        "2025-12": "not_reported",
        "2026-02": "external",
        "2026-06": "late",
        "2026-10": "pending",
    }


def test_every_reason_for_a_missing_value_is_there():
    assert {figure.missing for figure in series.figures()} - {""} == {
        "not_due", "pending", "not_reported", "late", "refused", "not_applicable", "no_activity",
        "not_offered", "suppressed", "no_evidence", "external", "text",
    }  # fmt: skip


def test_heaping_kpi_is_always_just_above_its_target():
    ratios = [number / 90 for number in numbers_of("LH-MR", "MR-CLAIMS")]
    assert all(1 <= ratio < Decimal("1.01") for ratio in ratios)
    assert len(ratios) == 36


def test_no_other_kpi_heaps_like_that():
    """Targets close to 100 are left out: there is no room above them."""
    heaped = []
    for line in monthly():
        if line.card.direction != "higher" or (target := Decimal(line.card.aim(2026))) >= 97:
            continue
        ratios = [n / target for n in numbers_of(*line.key) if n is not None]
        above = sum(1 <= r < Decimal("1.01") for r in ratios)
        below = sum(Decimal("0.99") <= r < 1 for r in ratios)
        if above >= 30 and below == 0:
            heaped.append(line.key)
    assert heaped == [("LH-MR", "MR-CLAIMS")]


def test_restated_figures_keep_what_was_said_first():
    corrected = {f.line.key: f for f in series.figures() if f.corrects}
    pupils = corrected["LH-ED", "ED-AFTER"]
    assert (pupils.period, pupils.corrects.period) == ("2026-03", "2026-03")
    assert round(pupils.corrects.number, 1) == Decimal("96.4")
    assert Decimal(90) < pupils.number < Decimal(92)
    assert pupils.recorded_at > pupils.corrects.recorded_at
    report = corrected["LH-WA-05", "WA-REPORT"]
    assert (report.corrects.number, report.number < 5) == (41, True)
    assert len(corrected) == 2


@pytest.mark.parametrize(
    ("department", "card", "expected"),
    [
        ("LH-EM", "EM-ARRIVE", "not_capable"),
        ("LH-WA-01", "WA-BURST", "hit_or_miss"),
        ("LH-UM", "UM-SOLVED", "not_capable"),
        ("LH-HU-04", "HU-DEED", "reliable"),
    ],
)
def test_whether_a_target_can_be_met_by_the_process_as_it_is(department, card, expected):
    direction = line_of(department, card).card.direction
    found = chart_of(department, card)
    assert spc.assurance(found.limits, direction, target_of(department, card)) == expected


def test_improving_kpi_rises_for_two_years_and_reaches_its_target():
    chart = chart_of("LH-GS", "GS-ONLINE")
    assert spc.signal(chart.latest, "higher") == "improve"
    assert all(reading.side == 1 for reading in chart.readings[-24:])
    assert chart.latest.value > target_of("LH-GS", "GS-ONLINE") > chart.readings[0].value


def test_transport_has_something_of_everything_for_the_manager():
    assert numbers_of("LH-TR-01", "TR-GAP")[-1] is None
    works = chart_of("LH-TR", "TR-WORKS")
    target = target_of("LH-TR", "TR-WORKS")
    assert spc.assurance(works.limits, "higher", target) == "not_capable"
    assert spc.signal(chart_of("LH-TR-02", "TR-HOLES").latest, "higher") == "improve"


def test_waiting_time_improved_at_once_and_stayed():
    values = numbers_of("LH-HC-03", "HC-WAIT")
    step = series.MONTHS.index("2025-09")
    assert max(values[step:]) < sum(values[:step]) / step


def test_official_figure_and_the_public_disagree_by_more_than_15_points():
    gaps = [
        official - public
        for official, public in zip(
            numbers_of("LH-UM", "UM-CLOSED"), numbers_of("LH-UM", "UM-SOLVED"), strict=True
        )
    ]
    assert min(gaps) > 15


def test_rate_rises_because_its_denominator_shrinks():
    found = figures_of("LH-HR-04", "HR-SETTLE")
    before, after = found["2026-01"], found["2026-04"]
    assert after.denominator < before.denominator * Decimal("0.8")
    assert after.number > before.number + 10


def test_target_that_is_too_easy():
    assert min(4 / number for number in numbers_of("LH-HU-04", "HU-DEED")) > Decimal("1.3")


def test_one_fatal_accident():
    below = [n for n in numbers_of("LH-HU-01", "HU-SAFE") if n != 100]
    assert len(below) == 1
    assert figures_of("LH-HU-01", "HU-SAFE")["2026-06"].number == below[0]


def test_same_figure_five_months_in_a_row():
    found = figures_of("LH-UM-05", "UM-FEES")
    same = {found[f"2026-{month:02}"].number for month in (5, 6, 7, 8, 9)}
    assert len(same) == 1


def test_department_that_reports_little():
    silent = [
        line.key
        for line in monthly()
        if line.node.code.startswith("LH-CA") and numbers_of(*line.key)[-1] is None
    ]
    assert silent == [
        ("LH-CA", "CA-VISIT"),
        ("LH-CA-02", "CA-MEALS"),
        ("LH-CA-04", "CA-CARE"),
        ("LH-CA-04", "CA-MEALS"),
        ("LH-CA-05", "CA-CARE"),
    ]


def test_texts_where_numbers_should_be():
    found = figures_of("LH-GS", "GS-PLATFORM")
    texts = {period for period, figure in found.items() if figure.missing == "text"}
    assert texts == {"2026-Q2", "2026-Q3"}


def test_most_series_are_only_noise_so_that_the_stories_stand_out():
    latest = [spc.chart(numbers_of(*line.key)).latest for line in monthly()]
    assert sum(reading.cause == "" for reading in latest if reading) > 160


def test_nothing_is_reported_after_the_end_of_november_2026():
    assert max(figure.recorded_at for figure in series.figures()).date().isoformat() < "2026-11-10"
    assert figures_of("LH-TR-01", "TR-PUNCT")[LATEST].number is not None
