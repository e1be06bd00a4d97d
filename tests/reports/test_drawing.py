import json
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing import (
    Bullet,
    Event,
    Point,
    Step,
    Strip,
    Trend,
    Waterfall,
    Words,
    bar,
    sparkline,
    steps_rule,
)
from reports.drawing.frame import FRAMES, NARROW, WIDE, label_places, spread
from reports.drawing.svg import Scale, px, round_steps

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def trend(**more: object) -> Trend:
    points = [
        Point(label, Decimal(70 + n), "concern" if n > 8 else "normal")
        for n, label in enumerate(MONTHS)
    ]
    points[4] = Point(MONTHS[4], None)
    return Trend(points, unit="%", decimals=0, **more)


def tree(markup: str) -> ET.Element:
    return ET.fromstring(markup)


def names(markup: str) -> list[str]:
    """The classes of every element, in order."""
    return [element.get("class", "") for element in tree(markup).iter()]


def test_px_says_no_more_than_a_tenth() -> None:
    assert [px(v) for v in (0, -0.01, 1.05, 12.349, 3.0)] == ["0", "0", "1.1", "12.3", "3"]


def test_scale_of_an_empty_range_is_the_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (58, 92, [60, 70, 80, 90]),
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (3, 3, [3]),
        (-4, 5, [-2.5, 0, 2.5, 5]),
    ],
)
def test_round_steps(low: float, high: float, steps: list[float]) -> None:
    assert round_steps(low, high, 4) == steps


@given(
    st.lists(st.floats(0, 300), max_size=6).map(sorted),
)
def test_spread_keeps_order_and_distance(wanted: list[float]) -> None:
    places = spread(wanted, 20, 270)
    assert places == sorted(places)
    assert all(b - a >= 14.99 for a, b in pairwise(places))
    assert all(place <= 270.01 for place in places)


def test_labels_are_counted_from_the_newest() -> None:
    places = label_places(MONTHS, Scale(0, 11, 40, 328))
    assert places[-1] == 11
    assert len({b - a for a, b in pairwise(places)}) == 1


def test_strip_marks_signals_and_leaves_a_slot_for_a_missing_month() -> None:
    points = [Point("a", Decimal(1)), Point("b", None), Point("c", Decimal(9), "concern")]
    drawn = Strip(
        points, mean=Decimal(2), low=Decimal(1), high=Decimal(3), target=Decimal(8)
    ).draw()
    assert names(drawn) == [
        "pm-strip",
        "pm-x-band",
        "pm-x-mean",
        "pm-x-target",
        "pm-x-line",
        "pm-x-normal",
        "pm-x-gap",
        "pm-x-concern",
    ]
    line = tree(drawn)[3].get("d", "")
    assert line.count("M") == 2  # the line breaks where the value is missing


def test_strip_without_any_value_is_drawn() -> None:
    assert names(Strip([Point("a", None)]).draw()) == ["pm-strip", "pm-x-gap"]
    assert names(Strip([]).draw()) == ["pm-strip"]


def test_drawings_hold_no_style_and_escape_words() -> None:
    hostile = "<script>alert(1)</script>"
    whole = trend(events=[Event("2026-03", hostile)], target=Decimal(90))
    for frame in FRAMES:
        drawn = whole.draw(frame, "x", hostile, hostile)
        assert "style=" not in drawn
        assert "<script" not in drawn
        assert tree(drawn).get("role") == "img"


def test_trend_is_named_and_described() -> None:
    drawn = tree(trend().draw(WIDE, "c1", "What", "How"))
    assert drawn.get("aria-labelledby") == "c1-t c1-d"
    assert [(e.tag, e.get("id"), e.text) for e in drawn[:2]] == [
        ("title", "c1-t", "What"),
        ("desc", "c1-d", "How"),
    ]


def test_table_twin_holds_every_plotted_number() -> None:
    whole = trend(mean=Decimal(72), low=Decimal(64), high=Decimal(83), target=Decimal(90))
    table = whole.table("Permits")
    assert [c["label"] for c in table["columns"]] == [
        "Period",
        "Value",
        "Target",
        "Average",
        "Lower",
        "Upper",
        "Signal",
    ]
    assert table["rows"][0] == ["2026-01", "70%", "90%", "72%", "64%", "83%", "No change"]
    assert table["rows"][4] == ["2026-05", "no value", "90%", "72%", "64%", "83%", ""]
    values = next(t for t in whole.spec()["data"] if t["meta"]["role"] == "value")
    plotted = [None if y is None else f"{y:.0f}%" for y in values["y"]]
    assert plotted == [None if r[1] == "no value" else r[1] for r in table["rows"]]


def test_columns_without_content_are_left_out() -> None:
    plain = Trend([Point("FY2022", Decimal(1)), Point("FY2023", Decimal(2))])
    assert [c["label"] for c in plain.table()["columns"]] == ["Period", "Value"]


def test_spec_is_plain_data_with_roles_and_no_colour() -> None:
    spec = trend(mean=Decimal(72), low=Decimal(64), high=Decimal(83), target=Decimal(90)).spec()
    text = json.dumps(spec)
    assert [t["meta"]["role"] for t in spec["data"]] == [
        "limit",
        "band",
        "mean",
        "target",
        "value",
    ]
    assert "color" not in text
    assert {t["type"] for t in spec["data"]} == {"scatter"}


def test_missing_value_is_a_gap_not_zero() -> None:
    values = trend().spec()["data"][-1]
    assert values["y"][4] is None
    assert values["customdata"][4] == "2026-05: no value"


def test_target_may_change_from_period_to_period() -> None:
    points = [
        Point("2022", Decimal(9), target=Decimal(8)),
        Point("2023", Decimal(7), target=Decimal(8)),
        Point("2024", Decimal(6), target=Decimal(7)),
    ]
    drawn = Trend(points).draw(WIDE, "c", "t", "d")
    assert names(drawn).count("pm-x-target") == 2


def test_ticks_have_the_same_decimals() -> None:
    drawn = Trend([Point("a", Decimal(0)), Point("b", Decimal(1))]).draw(WIDE, "c", "t", "d")
    texts = [e.text for e in tree(drawn).iter("text")]
    assert texts[:3] == ["0.0", "0.5", "1.0"]


def test_latest_value_is_in_words_on_every_size() -> None:
    for frame in FRAMES:
        assert ">81%</text>" in trend().draw(frame, "c", "t", "d")


def test_phone_keeps_only_the_label_of_the_target() -> None:
    drawn = trend(mean=Decimal(72), target=Decimal(90)).draw(NARROW, "c", "t", "d")
    assert ">Target 90</text>" in drawn
    assert ">Average 72</text>" not in drawn


def with_levels() -> Trend:
    """A cycle with threshold and stretch after a year that had a target only."""
    return Trend(
        [
            Point("2022", Decimal(60), target=Decimal(70)),
            Point("2023", Decimal(66), target=Decimal(80), threshold=Decimal(65)),
            Point(
                "2024", Decimal(82), target=Decimal(80), threshold=Decimal(65), stretch=Decimal(95)
            ),
        ],
        unit="%",
        decimals=0,
    )


def test_threshold_and_stretch_are_drawn_where_they_held() -> None:
    drawn = names(with_levels().draw(WIDE, "c", "t", "d"))
    levels = [name for name in drawn if name in ("pm-x-target", "pm-x-threshold")]
    assert levels == ["pm-x-target", "pm-x-target", "pm-x-threshold"]
    assert drawn.count("pm-x-stretch") == 1
    spec = with_levels().spec()
    lines = {t["meta"]["role"]: t["y"] for t in spec["data"]}
    assert lines == {
        "stretch": [None, None, 95],
        "threshold": [None, 65, 65],
        "target": [70, 80, 80],
        "value": [60, 66, 82],
    }
    lonely = [(shape["name"], shape["y0"], shape["x0"]) for shape in spec["layout"]["shapes"]]
    assert lonely == [("stretch", 95, 1.5)]


def test_threshold_and_stretch_are_named_on_every_size() -> None:
    for frame in FRAMES:
        texts = [e.text for e in tree(with_levels().draw(frame, "c", "t", "d")).iter("text")]
        named = sorted(text for text in texts if text and text[0] in "TS")
        assert named == ["Stretch 95", "Target 80", "Threshold 65"]
    notes = [(n["name"], n["text"]) for n in with_levels().spec()["layout"]["annotations"]]
    assert notes[:3] == [
        ("strong", "Target 80"),
        ("stretch", "Stretch 95"),
        ("threshold", "Threshold 65"),
    ]


def test_labels_on_a_phone_leave_the_newest_values_free() -> None:
    """The target at the end of its line, the others where theirs begin, or before a late one."""
    drawn = tree(with_levels().draw(NARROW, "c", "t", "d"))
    places = {e.text: (e.get("x"), e.get("text-anchor")) for e in drawn.iter("text")}
    assert places["Target 80"] == ("326", "end")
    assert places["Threshold 65"] == ("183", None)
    assert places["Stretch 95"] == ("308", "end")


def test_levels_stand_in_the_table_and_are_read_out() -> None:
    table = with_levels().table()
    assert [c["label"] for c in table["columns"]] == [
        "Period",
        "Value",
        "Target",
        "Threshold",
        "Stretch",
    ]
    assert table["rows"] == [
        ["2022", "60%", "70%", "", ""],
        ["2023", "66%", "80%", "65%", ""],
        ["2024", "82%", "80%", "65%", "95%"],
    ]
    assert with_levels().spec()["data"][-1]["customdata"] == [
        "2022: 60% · Target 70%",
        "2023: 66% · Target 80% · Threshold 65%",
        "2024: 82% · Target 80% · Threshold 65% · Stretch 95%",
    ]


def test_chinese_words() -> None:
    whole = Trend(
        [Point("2026-09", Decimal("6.2"))],
        unit="天",
        decimals=1,
        words=Words(target="目标值", chinese=True),
        target=Decimal(7),
    )
    assert whole.table()["rows"] == [["2026-09", "6.2天", "7.0天"]]


@pytest.mark.parametrize("points", [[], [Point("a", None)], [Point("a", Decimal(5))]])
def test_few_points_are_drawn(points: list[Point]) -> None:
    for frame in FRAMES:
        assert tree(Trend(points, target=Decimal(5)).draw(frame, "c", "t", "d")).tag == "svg"


def test_unknown_signal_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown signal"):
        Point("a", Decimal(1), "great")


def rects(markup: str) -> list[tuple[str, float, float]]:
    return [
        (e.get("class", ""), float(e.get("x", 0)), float(e.get("width", 0)))
        for e in tree(markup).iter()
        if e.tag == "rect"
    ]


def test_bullet_bands_turn_for_lower_is_better() -> None:
    bands = [Decimal(60), Decimal(80)]
    higher = Bullet(Decimal(71), Decimal(90), bands).draw()
    lower = Bullet(Decimal(71), Decimal(90), bands, lower_is_better=True).draw()
    assert rects(higher) == [
        ("pm-x-b1", 0, 60),
        ("pm-x-b2", 60, 20),
        ("pm-x-b3", 80, 20),
        ("pm-x-measure", 0, 71),
    ]
    assert [name for name, *_ in rects(lower)] == ["pm-x-b3", "pm-x-b2", "pm-x-b1", "pm-x-measure"]


def test_bullet_is_clipped_and_may_have_no_value() -> None:
    assert rects(Bullet(Decimal(140), Decimal(150)).draw())[-1] == ("pm-x-measure", 0, 100)
    assert rects(Bullet(None, None).draw()) == [("pm-x-b3", 0, 100)]


def test_bar_and_steps() -> None:
    assert rects(bar(Decimal(62), Decimal(100))) == [("pm-x-track", 0, 100), ("pm-x-bar", 0, 62)]
    assert rects(bar(None, Decimal(100)))[1] == ("pm-x-bar", 0, 0)
    assert rects(steps_rule(2, 4))[1] == ("pm-steps-done", 0, 50)


def test_sparkline_ends_with_a_dot() -> None:
    assert names(sparkline([Decimal(1), Decimal(3), None])) == [
        "pm-spark",
        "pm-x-solid",
        "pm-x-normal",
    ]
    assert names(sparkline([])) == ["pm-spark"]


def test_waterfall_adds_up_exactly() -> None:
    steps = [Step("a", Decimal("1.24")), Step("b", Decimal("1.02")), Step("c", Decimal("-0.10"))]
    rows = Waterfall(steps, "Final", Decimal(5)).rows()
    assert [(r.label, r.points, r.total, r.is_total) for r in rows] == [
        ("a", Decimal("1.24"), Decimal("1.24"), False),
        ("b", Decimal("1.02"), Decimal("2.26"), False),
        ("c", Decimal("-0.10"), Decimal("2.16"), False),
        ("Final", None, Decimal("2.16"), True),
    ]
    assert rects(rows[1].plot) == [("pm-x-bar", 24.8, 20.4)]
    assert rects(rows[2].plot) == [("pm-x-minus", 43.2, 2)]
    assert rects(rows[3].plot) == [("pm-x-ink", 0, 43.2)]


@given(st.lists(st.decimals(-100, 100, places=2), min_size=1, max_size=40))
def test_waterfall_merges_the_smallest_and_keeps_the_sum(points: list[Decimal]) -> None:
    rows = Waterfall([Step(str(n), p) for n, p in enumerate(points)], "Final").rows()
    assert len(rows) <= 11
    assert rows[-1].total == sum(points)
    assert sum(r.points for r in rows[:-1]) == sum(points)


def test_waterfall_below_zero_starts_left_of_zero() -> None:
    rows = Waterfall(
        [Step("a", Decimal(-50)), Step("b", Decimal(100))], "Final", Decimal(100)
    ).rows()
    assert rects(rows[0].plot) == [("pm-x-minus", 0, 33.3)]
    assert rects(rows[2].plot) == [("pm-x-ink", 33.3, 33.3)]
