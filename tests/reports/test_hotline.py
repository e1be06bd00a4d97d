"""Figures of a 12345 hotline: by file and by REST, with floors, in peer groups, no cases apart.

Bands as in the bulletins of Lianyungang (practice.md 1.4): 66.67 % in time is worth nothing.
"""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from indicators import gallery
from indicators.models import Cycle, Indicator, ScoreCard, ScoreRun
from indicators.services import define_indicator, open_cycle
from tests.factories import DepartmentFactory, TargetFactory
from tests.indicators.loading import load
from tests.reports.callers import program

BANDS = [["95", None, "1"], ["85", "95", "0.8"], ["70", "85", "0.6"], [None, None, "0"]]
MONTH = "2026-08"
FILE = f"""department,indicator,unit,direction,target,actual,period
N1,HANDLED,%,higher,95,66.67%,{MONTH}
N2,HANDLED,%,higher,95,97.5%,{MONTH}
N3,HANDLED,%,higher,95,无业务发生,{MONTH}
D1,HANDLED,%,higher,95,70.59%,{MONTH}
"""
COUNTIES, DISTRICTS = ("N1", "N2", "N3"), ("D1", "D2")


@pytest.fixture
def city(world):
    """Three counties and two districts, each with the two KPIs of the hotline's family."""
    open_cycle("2026", by=None)
    cycle = Cycle.objects.get()
    handled, satisfied = (
        define_indicator(
            code=code, name=template.name.en, template=template.code, by=None,
            **template.initial() | {"source": "Register of the hotline"},
        )
        for code, template in (
            ("HANDLED", gallery.TEMPLATES["hotline-handled"]),
            ("SATISFIED", gallery.TEMPLATES["hotline-satisfied"]),
        )
    )  # fmt: skip
    for code in COUNTIES + DISTRICTS:
        group = "counties" if code in COUNTIES else "districts"
        place = DepartmentFactory(code=code, name_en=code, parent=world.city, peer_group=group)
        for card in (handled, satisfied):
            TargetFactory(
                cycle=cycle, department=place, indicator=card, method="step", value=95, cap=1,
                score_table=BANDS,
            )  # fmt: skip
    return cycle


def reported(client, *values):
    body = [{"period": MONTH, "indicator": "SATISFIED"} | value for value in values]
    return client.post("/api/v1/measurements/", json.dumps(body), "application/json")


def cards(cycle):
    call_command("score", cycle.name, "--inline", stdout=StringIO())
    run = ScoreRun.objects.filter(kind="full").latest("pk")
    found = ScoreCard.objects.filter(run=run, period__label=MONTH)
    return {card.department.code: card for card in found.select_related("department")}


def test_figures_of_a_month_reach_the_scores(world, city):
    outcome, problems = load(FILE, city.name)
    assert (outcome.counts["new"], problems) == (4, [])
    answer = reported(
        program(world.office, "write:measurements"),
        {"department": "N1", "numerator": 12, "denominator": 18},
        {"department": "N2", "numerator": 95, "denominator": 100},
        {"department": "N3", "missing": "no_activity"},
        {"department": "D1", "numerator": 12, "denominator": 17},
        {"department": "D2", "missing": "no_activity"},
    )
    assert answer.status_code == 201
    found = cards(city)
    scores = {code: card.score for code, card in found.items()}
    assert {code: scores[code] for code in ("N1", "N2", "D1")} == {
        "N1": Decimal(0), "N2": Decimal(100), "D1": Decimal(60),
    }  # fmt: skip
    assert (scores["N3"], scores.get("D2")) == (None, None)


@pytest.mark.parametrize(("language", "words"), [("en", "Without a score"), ("zh-hans", "无得分")])
def test_who_had_no_cases_stands_apart_in_his_group(world, city, language, words):
    load(FILE, city.name)
    cards(city)
    page = world.client("office").get(f"/{language}/league/?group=counties&period={MONTH}")
    places = [(row["url"].split("/")[3], "opens_rest" in row) for row in page.context["rows"]]
    assert places == [("N2", False), ("N1", False), ("N3", True)]
    before, after = page.content.decode().split(words)
    assert ("/N1/" in before, "/N3/" in before, "/N3/" in after) == (True, False, True)


def test_calls_are_compared_within_a_group_and_who_had_none_is_named(world, city):
    reported(
        program(world.office, "write:measurements"),
        {"department": "N1", "numerator": 12, "denominator": 18},
        {"department": "N2", "numerator": 95, "denominator": 100},
        {"department": "N3", "missing": "no_activity"},
        {"department": "D1", "numerator": 12, "denominator": 17},
    )
    card = Indicator.objects.get(code="SATISFIED")
    page = world.client("office").get(f"/en/compare/?group=counties&kpi={card.pk}&period={MONTH}")
    found = page.context["found"]
    assert sorted(unit.department.code for unit in found.units) == ["N1", "N2"]
    assert page.context["left_out"] == ["N3"]
