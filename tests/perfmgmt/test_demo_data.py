"""The fictional city before it is loaded: the same everywhere, complete, in both languages."""

import datetime
import re
from collections import Counter
from dataclasses import fields, is_dataclass

import pytest

from indicators.figures import parse_figure
from indicators.models.measurement import Missing
from indicators.periods import parse_period
from perfmgmt.demo_city import holidays, objectives, people, series
from perfmgmt.demo_city.cards import CARDS, Text, ticks
from perfmgmt.demo_city.draw import draw, half_up, noise
from perfmgmt.demo_city.fingerprint import contents, fingerprint, hashes
from perfmgmt.demo_city.organisation import BY_CODE, DEPARTMENTS, MOVES, NODES, UNITS
from perfmgmt.demo_city.plan import Line, lines, monthly, plan, reported
from perfmgmt.demo_city.stories import CASES, FIXED, GAPS, HEAPS, NOTHING, RESTATED, SHIFTS

PINNED = "df47eb76af10ca47e73af5b23b239b599f77892a7445d36728e07245eb2770eb"
CHINESE = re.compile(r"[一-鿿]")


def test_demo_is_the_same_everywhere():
    assert fingerprint() == PINNED


def test_demo_is_the_same_a_second_time():
    before = hashes()
    for cached in (plan, people.posts, people.people, people.holder, series.figures):
        cached.cache_clear()
    assert hashes() == before


def test_draw_stays_in_its_bounds_and_noise_is_centred():
    drawn = [draw(f"die/{n}", 1, 6) for n in range(6000)]
    assert {min(drawn), max(drawn)} == {1, 6}
    thrown = [noise(f"noise/{n}", 1000) for n in range(2000)]
    assert abs(sum(thrown)) / 2000 < 60
    assert 950 < (sum(n * n for n in thrown) / 2000) ** 0.5 < 1050


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (5, -2, -3)],
)
def test_half_up_goes_away_from_zero(numerator, denominator, expected):
    assert half_up(numerator, denominator) == expected


def test_ticks_refuse_to_lose_a_digit():
    assert ticks("91.5", 2) == 9150
    with pytest.raises(ValueError, match="more than 1 digits"):
        ticks("0.35", 1)


def test_organisation_has_three_levels_twelve_departments_and_sixty_units():
    assert Counter(node.level for node in NODES) == {1: 1, 2: 12, 3: 60}
    assert len(BY_CODE) == len(NODES)
    assert {node.parent for node in UNITS} == {node.code for node in DEPARTMENTS}
    assert Counter(node.parent for node in UNITS) == dict.fromkeys(
        (node.code for node in DEPARTMENTS), 5
    )
    assert {node.mode for node in NODES} == {"blend", "own", "lowest"}
    assert [BY_CODE[move.unit].parent for move in MOVES] == ["LH-WA"]


def test_four_hundred_people_fill_all_posts_but_one():
    everybody = people.people()
    assert len(everybody) == 400
    assert len({person.name.zh for person in everybody}) == 400
    assert {post.code for post in people.posts()} - {p.post for p in everybody} == {people.VACANT}
    assert {post.category for post in people.posts()} == {
        "leading", "administrative", "professional", "enforcement", "support",
    }  # fmt: skip
    heads = Counter(post.node.code for post in people.posts() if post.is_head)
    assert heads == dict.fromkeys(BY_CODE, 1)
    late = [person for person in everybody if person.since >= datetime.date(2023, 11, 1)]
    assert [(person.post, person.since) for person in late] == [
        (people.JOINED_LATE, people.JOINED_ON)
    ]


def test_the_vacant_post_was_held_and_is_acted_in():
    held = [(h.kind, h.ends_on) for h in people.holdings() if h.post == people.VACANT]
    assert held == [("substantive", people.LEFT_ON), ("acting", people.ACTS_UNTIL)]
    assert people.head_of(BY_CODE["LH-EM"]).post == people.ACTING


def texts(value):
    """Every Text inside a structure."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)


def test_everything_is_said_in_both_languages():
    found = [text for _, content in contents() for text in texts(content)]
    empty = [text for text in found if text != NOTHING and not (text.en and text.zh)]
    assert len(found) > 2000
    assert empty == []
    assert [text for text in found if CHINESE.search(text.en)] == []
    assert [text for text in found if text != NOTHING and not CHINESE.search(text.zh)] == []


def test_every_note_of_a_story_is_in_both_languages():
    for story in (*GAPS, *RESTATED):
        assert bool(story.note.en) == bool(story.note.zh)


def test_one_hundred_and_eighty_kpis_are_reported_every_month():
    assert len(monthly()) == 180
    assert len(series.MONTHS) == 36
    assert (series.MONTHS[0], series.MONTHS[-1]) == ("2023-11", "2026-10")
    assert Counter(line.card.frequency for line in plan()) == {
        "month": 187, "quarter": 17, "year": 14,
    }  # fmt: skip
    assert len(plan()) - len(reported()) == 7
    assert {line.card.code for line in plan()} == set(CARDS)


def test_weights_of_every_scorecard_sum_to_100():
    totals = Counter()
    for line in plan():
        totals[line.node.code] += line.weight
    assert totals == dict.fromkeys(BY_CODE, 100)
    assert {line.weight for line in plan() if line.card.direction == "none"} == {0}


def test_wrong_weights_are_refused():
    with pytest.raises(ValueError, match="the weights of LH-GS sum to 90"):
        lines(BY_CODE["LH-GS"], "GS-DAYS:90")


def test_all_directions_methods_and_frequencies_are_there():
    assert {card.direction for card in CARDS.values()} == {
        "higher", "lower", "range", "exact", "none",
    }  # fmt: skip
    assert {card.method for card in CARDS.values()} == {
        "ratio_higher", "ratio_lower", "linear", "band", "exact", "none",
    }  # fmt: skip
    assert {card.frequency for card in CARDS.values()} == {"month", "quarter", "year"}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_card_is_complete(card):
    assert len(card.aims) == (0 if card.direction == "none" else 3)
    for aim in card.aims:
        low, _, high = aim.partition("..")
        assert parse_figure(low).value > 0
        assert bool(high) == (card.direction == "range")
    assert bool(card.tolerance) == (card.direction == "range")
    assert bool(card.baseline) == (card.method == "linear")
    assert (card.per == 100) == (card.course.cases > 0)


def test_every_summed_kpi_has_units_that_report_it():
    for line in plan():
        if line.sums_children:
            below = [other for other in reported() if other.node.code.startswith(line.node.code)]
            assert line.card.is_rate
            assert [other for other in below if other.card is line.card] != []


def test_every_kpi_serves_an_objective_of_its_department():
    aims = {aim.code: aim for aim in objectives.OBJECTIVES}
    assert len(aims) == len(objectives.OBJECTIVES)
    for line in plan():
        aim = aims[objectives.served_by(line)]
        assert line.node.code.startswith(aim.department)
    assert {aim.parent for aim in objectives.OPERATIONAL} == {a.code for a in objectives.STRATEGIC}


def test_every_period_is_one_that_governments_write():
    labels = [*series.MONTHS, *series.QUARTERS, *series.ANNUAL, series.NOT_DUE]
    parsed = [parse_period(label) for label in labels]
    assert [period.label for period in parsed] == labels
    assert all(series.last_day(p.label) == p.ends_on for p in parsed)


def test_figures_are_exact_and_plausible():
    figures = series.figures()
    assert len(figures) == 6728
    for figure in figures:
        line: Line = figure.line
        if figure.denominator is not None:
            assert figure.value is None
            assert figure.denominator > 0
            if line.card.direction != "range":
                assert 0 <= figure.numerator <= figure.denominator
        elif figure.value is not None:
            assert figure.value >= 0
            assert -figure.value.as_tuple().exponent == line.card.decimals
        else:
            assert figure.missing in Missing.values


def test_every_story_points_at_a_kpi_of_the_plan():
    keys = {line.key for line in reported()}
    for story in (*SHIFTS, *CASES, *HEAPS, *FIXED, *GAPS, *RESTATED):
        assert (story.at, story.card) in keys


def test_calendar_follows_the_schedules():
    days = holidays.days()
    assert len({day.day for day in days}) == len(days)
    made_up = [day.day for day in days if day.kind == "make_up"]
    assert {day.weekday() for day in made_up} == {5, 6}
    count = Counter((day.day.year, day.kind) for day in days)
    assert count == {
        (2024, "holiday"): 28, (2024, "make_up"): 8,
        (2025, "holiday"): 28, (2025, "make_up"): 5,
        (2026, "holiday"): 33, (2026, "make_up"): 6,
    }  # fmt: skip
    assert all(("demo" in day.name.en) == (day.day.year == 2026) for day in days)
