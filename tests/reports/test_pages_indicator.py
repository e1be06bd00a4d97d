"""The page of one KPI: facts, chart and its twin, explanation, history, download."""

import csv
import datetime
import io
from decimal import Decimal

import pytest

from indicators.models import Indicator, Measurement, Target
from reports import findings
from reports.kpi import Kpi
from reports.series import Slot
from tests.factories import IndicatorFactory, MeasurementFactory, PeriodFactory, TargetFactory
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(world):
    """The shared world with a scored year."""
    story.scored(world)
    return world


def get(world, path, role="manager", language="en"):
    return world.client(role).get(f"/{language}/scorecard/{path}")


def facts(response):
    return {fact["label"]: fact for fact in response.context["facts"]}


def rules(response):
    return {sentence.label: sentence for sentence in response.context["sentences"]}


def test_facts_say_value_target_signal_and_chance(scored):
    found = facts(get(scored, "BUREAU/PERMITS/"))
    assert list(found) == ["September 2023", "Target", "Signal", "Chance of meeting target"]
    assert (found["September 2023"]["value"], found["September 2023"]["unit"]) == ("79.7", "%")
    assert (found["Target"]["compare"], found["Target"]["value"]) == ("≥", "90.0")
    assert found["Target"]["note"] == "Not met · 10.3 pp below"
    assert (found["Signal"]["status"], found["Signal"]["note"]) == (
        "concern",
        "10 months below average",
    )
    chance = found["Chance of meeting target"]
    assert (chance["value"], chance["note"]) == ("Unknown", "the process has changed")


def test_finding_is_the_heading_of_the_chart(scored):
    figure = get(scored, "BUREAU/PERMITS/").context["figure"]
    assert figure["title"] == "Something changed in December 2022: 10 months below average"
    assert figure["sentence"].startswith("September 2023: 79.7%, average 92.0%, expected range ")
    assert figure["sentence"].endswith("The expected range is that of the time before.")
    assert figure["source"] == "21 of 21 months have a value. Limits from the first 12 values."


@pytest.fixture
def marked(world):
    """The same with a threshold and a stretch beside the target of 90."""
    story.score(story.build(world, PERMITS={"threshold": 85, "stretch": 95}))
    return world


def test_threshold_and_stretch_are_drawn_named_and_judged(marked):
    response = get(marked, "BUREAU/PERMITS/")
    figure = response.context["figure"]
    said = "The value is on the wrong side of the threshold of 85.0%."
    assert said in figure["sentence"]
    assert [c["label"] for c in figure["table"]["columns"]][2:5] == [
        "Target",
        "Threshold",
        "Stretch",
    ]
    assert figure["table"]["rows"][-1][2:5] == ["90.0%", "85.0%", "95.0%"]
    assert figure["table"]["rows"][0][2:5] == ["", "", ""]
    rows = {row["key"]: row["value"] for row in response.context["definition"]}
    assert rows["Threshold"] == "85.0%; worse is a problem"
    assert rows["Stretch"] == "95.0%; more than is asked for"
    [*_, last] = get(marked, "BUREAU/PERMITS/series.json").json()["series"]
    assert (Decimal(last["threshold"]), Decimal(last["stretch"])) == (85, 95)


@pytest.mark.parametrize(
    ("direction", "value", "said"),
    [
        ("higher", 84, "The value is on the wrong side of the threshold of 85."),
        ("higher", 85, ""),
        ("higher", 95, "The value reaches the stretch of 95."),
        ("lower", 86, "The value is on the wrong side of the threshold of 85."),
        ("lower", 85, ""),
        ("lower", 75, "The value reaches the stretch of 75."),
    ],
)
def test_what_lies_beyond_threshold_or_stretch_is_said(direction, value, said):
    stretch = Decimal(95 if direction == "higher" else 75)
    target = Target(
        indicator=Indicator(direction=direction, decimals=0),
        threshold=Decimal(85),
        stretch=stretch,
    )
    day = datetime.date(2023, 1, 1)
    found = Kpi(target, [Slot("2023", "year", day, day, Decimal(value))])
    assert findings.beyond(found) == said


def answered(world, **rate):
    """The page of a KPI that a survey of one year judges."""
    cycle = story.CycleFactory(name="2023")
    card = IndicatorFactory(code="ASKED", frequency="year", unit="%", per=100, decimals=1)
    TargetFactory(
        cycle=cycle, department=world.bureau, indicator=card, value=90, method="survey", minimum_n=5
    )
    place = {"department": world.bureau, "period": PeriodFactory(label="2023")}
    MeasurementFactory(**place, indicator=card, value=None, **rate)
    story.score(cycle)
    return get(world, "BUREAU/ASKED/"), get(world, "BUREAU/ASKED/", language="zh-hans")


def test_figure_of_a_survey_says_how_many_answered_and_its_interval(world):
    english, chinese = answered(world, numerator=9, denominator=10)
    said = "It stands on 10 answers: with 95% confidence the true share lies within 59.6–98.2%."
    assert said in english.context["figure"]["sentence"]
    assert facts(english)["2023"]["note"] == "9 of 10; 95% interval 59.6–98.2%"
    said = "依据 10 份答卷：有95%的把握认为真实比例在 59.6%～98.2% 之间。"
    assert said in chinese.context["figure"]["sentence"]


def test_mean_of_a_survey_says_how_many_answered(world):
    english, _chinese = answered(world, numerator=43, denominator=10)
    assert english.context["figure"]["sentence"] == "2023: 430.0%. It stands on 10 answers."
    assert facts(english)["2023"]["note"] == "43 of 10"


def test_finding_in_chinese(scored):
    figure = get(scored, "BUREAU/PERMITS/", language="zh-hans").context["figure"]
    assert figure["id"] == "trend"
    assert "2023年9月" in figure["sentence"]


def test_table_twin_holds_every_plotted_number(scored):
    figure = get(scored, "BUREAU/PERMITS/").context["figure"]
    plotted = next(t for t in figure["spec"]["data"] if t["meta"]["role"] == "value")
    values = [row[1] for row in figure["table"]["rows"]]
    assert values == [f"{float(y):.1f}%" for y in plotted["y"]]
    assert [row[0] for row in figure["table"]["rows"]] == list(plotted["x"])


def test_missing_month_is_a_gap_with_its_reason(scored):
    response = get(scored, "BUREAU/REPAIRS/")
    figure = response.context["figure"]
    assert figure["title"] == "September 2023 has no value"
    assert figure["table"]["rows"][-1][1] == "no value"
    assert figure["table"]["rows"][-1][-1] == "not reported"
    assert facts(response)["September 2023"]["note"] == "not reported"
    assert facts(response)["Signal"]["value"] == "Unknown"


def test_month_nobody_reported_is_a_gap_too(scored):
    card = IndicatorFactory(code="HOLES")
    TargetFactory(
        cycle=story.Cycle.objects.get(), department=scored.bureau, indicator=card, value=90
    )
    for label in ("2023-01", "2023-02", "2023-05"):
        MeasurementFactory(
            department=scored.bureau, indicator=card, period=PeriodFactory(label=label), value=91
        )
    rows = get(scored, "BUREAU/HOLES/").context["figure"]["table"]["rows"]
    assert [(row[0], row[1]) for row in rows[:5]] == [
        ("Jan 2023", "91.0%"),
        ("Feb 2023", "91.0%"),
        ("Mar 2023", "no value"),
        ("Apr 2023", "no value"),
        ("May 2023", "91.0%"),
    ]


def test_explanation_goes_from_value_to_points(scored):
    response = get(scored, "BUREAU/PERMITS/")
    found = rules(response)
    assert [s.rule for s in response.context["sentences"]] == [1, 2, 5, 8, 13, 15, 15, 16]
    assert found["Value"].text == "September 2023: 79.7%."
    assert found["Attainment"].text == "value ÷ target: 79.7 ÷ 90 = 0.885555555556."
    assert found["Weight"].text == "1 of 2 in all that counts: 50.00%."
    assert found["Coverage"].text == ("67% of the department's weight has a value in this period.")


def test_waterfall_ends_at_the_points(scored):
    response = get(scored, "BUREAU/PERMITS/")
    steps = response.context["fall"].rows()
    assert [step.label for step in steps] == [
        "At exactly the target",
        "Short of the target",
        "Points",
    ]
    assert steps[-1].total == response.context["kpi"].points


def test_waterfall_of_a_capped_kpi_says_so(scored):
    steps = get(scored, "BUREAU/CALLS/").context["fall"].rows()
    assert [step.label for step in steps] == [
        "At exactly the target",
        "Beyond the target",
        "Held at the cap",
        "Points",
    ]
    assert steps[-1].total == Decimal(60)


def test_missing_value_explains_its_rule(scored):
    found = rules(get(scored, "BUREAU/REPAIRS/"))
    assert found["Missing value"].rule == 7
    assert found["Missing value"].text.endswith("it does not count as zero.")


def test_history_keeps_what_was_replaced(scored):
    first = Measurement.objects.get(indicator__code="PERMITS", period__label="2023-09")
    MeasurementFactory(
        department=scored.bureau,
        indicator=first.indicator,
        period=first.period,
        value=81,
        note="Counted again.",
        supersedes=first,
        reported_by=scored.employee,
    )
    new, old = get(scored, "BUREAU/PERMITS/").context["history"][:2]
    assert (new["value"], new["is_current"], new["is_revision"]) == ("81%", True, True)
    assert (new["by"], new["note"]) == ("The employee", "Counted again.")
    assert (old["value"], old["is_current"], old["is_revision"]) == ("79.7%", False, False)


def test_only_a_figure_that_replaced_a_figure_is_revised(scored):
    """What was reported after "late" or "not reported" is a first figure."""
    missing = Measurement.objects.get(indicator__code="REPAIRS", period__label="2023-09")
    place = {"department": scored.bureau, "period": missing.period}
    MeasurementFactory(**place, indicator=missing.indicator, value=93, supersedes=missing)
    [*_, last] = get(scored, "BUREAU/REPAIRS/series.json").json()["series"]
    assert (last["value"], last["revised"]) == ("93.000000000000000", False)
    first = Measurement.objects.get(indicator__code="PERMITS", period__label="2023-09")
    MeasurementFactory(**place, indicator=first.indicator, value=81, supersedes=first)
    [*_, last] = get(scored, "BUREAU/PERMITS/series.json").json()["series"]
    assert (last["value"], last["revised"]) == ("81.000000000000000", True)


def test_unscored_kpi_shows_its_values(world):
    story.build(world)
    response = get(world, "BUREAU/PERMITS/")
    assert response.status_code == 200
    assert response.context["figure"]["table"]["rows"][-1][1] == "79.7%"


def test_kpi_with_few_values_is_a_run_chart(world):
    cycle = story.CycleFactory(name="2023")
    card = IndicatorFactory(code="YEARLY", frequency="year")
    TargetFactory(cycle=cycle, department=world.bureau, indicator=card, value=90)
    for label in ("2021", "2022", "2023"):
        MeasurementFactory(
            department=world.bureau, indicator=card, period=PeriodFactory(label=label), value=80
        )
    story.score(cycle)
    figure = get(world, "BUREAU/YEARLY/").context["figure"]
    assert figure["title"] == "Too few values to tell change from noise"
    assert [row[0] for row in figure["table"]["rows"]] == ["2021", "2022", "2023"]


@pytest.mark.parametrize(
    "path", ["OTHER/WATER/", "BUREAU/NOTHING/", "BUREAU/WATER/", "NOWHERE/PERMITS/"]
)
def test_what_is_not_ones_own_is_not_there(scored, path):
    assert get(scored, path).status_code == 404


def test_only_this_page_lets_plotly_set_its_styles(scored):
    policy = get(scored, "BUREAU/PERMITS/").headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy
    other = get(scored, "BUREAU/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in other


def test_download_holds_the_plotted_numbers_with_all_digits(scored):
    response = get(scored, "BUREAU/PERMITS/series.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="BUREAU-PERMITS.csv"'
    text = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 21
    assert (rows[-1]["period"], Decimal(rows[-1]["value"])) == ("2023-09", Decimal("79.7"))
    assert (rows[-1]["signal"], rows[-1]["target"]) == ("concern", "90.000000000000000")
    json = get(scored, "BUREAU/PERMITS/series.json").json()
    assert [row["period"] for row in json["series"]] == [row["period"] for row in rows]


def test_download_runs_no_formula():
    from reports.views.indicator import cell

    assert cell("=1+1") == "'=1+1"
    assert cell(Decimal(-5)) == "-5"
    assert cell(None) == ""


@pytest.mark.parametrize("months", [1, 3])
def test_page_in_a_constant_number_of_queries(world, months, django_assert_num_queries):
    cycle = story.CycleFactory(name="2023")
    card = IndicatorFactory(code="KPI")
    TargetFactory(cycle=cycle, department=world.bureau, indicator=card, value=90)
    for label in story.MONTHS[-months:]:
        MeasurementFactory(
            department=world.bureau,
            indicator=card,
            period=PeriodFactory(label=label),
            value=91,
            reported_by=world.employee,
        )
    story.score(cycle)
    client = world.client("manager")
    client.get("/en/scorecard/BUREAU/KPI/")
    with django_assert_num_queries(17):
        assert client.get("/en/scorecard/BUREAU/KPI/").status_code == 200
