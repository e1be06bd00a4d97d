"""The scorecard of a department, its score explained, and the league table."""

from decimal import Decimal

import pytest

from indicators.models import RollUp, ScoreCard, ScoreRun
from tests.factories import (
    DepartmentFactory,
    IndicatorFactory,
    TargetFactory,
    VerificationFactory,
)
from tests.indicators.test_revisions import pin
from tests.reports import story

pytestmark = pytest.mark.django_db
NOW = "2023-01-01T00:00Z"


@pytest.fixture
def scored(world):
    """The shared world with a scored year; the run is its only one."""
    story.scored(world)
    return world


def get(world, path, role="manager", language="en"):
    return world.client(role).get(f"/{language}{path}")


def rows_of(response):
    return {row["name"]: row for group in response.context["groups"] for row in group["rows"]}


def test_scorecard_opens_on_ones_own_department(scored):
    response = get(scored, "/scorecard/?period=2023-03")
    assert (response.status_code, response["Location"]) == (
        302,
        "/en/scorecard/BUREAU/?period=2023-03",
    )


def test_scorecard_without_a_grant_says_whom_to_ask(scored):
    assert "Ask the performance office" in get(scored, "/scorecard/", "stranger").content.decode()


def test_sentence_comes_first(scored):
    response = get(scored, "/scorecard/BUREAU/")
    card = response.context["card"]
    assert card.period.label == "2023-09"
    assert response.context["headline"] == f"Bureau scores {card.score:.1f} in September 2023"
    assert response.context["lead"] == (
        "1 of 2 targets met. 83% of the weight has a value: the score may be published."
    )


def test_table_tells_value_target_verdict_and_points(scored):
    rows = rows_of(get(scored, "/scorecard/BUREAU/"))
    assert set(rows) == {"Permits share", "Calls share", "Repairs share"}
    permits, repairs = rows["Permits share"], rows["Repairs share"]
    assert (permits["latest"], permits["unit"]) == ("79.7", "%")
    assert (permits["met"], permits["verdict"], permits["status"]) == (False, "Not met", "concern")
    assert round(permits["attainment"], 6) == round(Decimal("79.7") / 90 * 100, 6)
    assert round(permits["points"], 6) == round(permits["attainment"] / 2, 6)
    assert (repairs["latest"], repairs["met"], repairs["points"]) == (None, None, None)
    assert repairs["note"] == "not reported"


def test_points_of_the_waterfall_add_up_to_the_score(scored):
    response = get(scored, "/scorecard/BUREAU/")
    steps, score = response.context["fall"].rows(), response.context["card"].score
    assert steps[-1].is_total
    assert abs(steps[-1].total - score) < Decimal("1e-9")
    assert [step.label for step in steps] == ["Own KPIs", "Division", "Score"]


def test_waterfall_of_own_kpis_where_nothing_lies_below(scored):
    response = get(scored, "/scorecard/DIVISION/")
    assert [step.label for step in response.context["fall"].rows()] == ["Appeals share", "Score"]


def test_explanation_cites_the_rules(scored):
    response = get(scored, "/scorecard/BUREAU/")
    assert [s.rule for s in response.context["sentences"]] == [15, 17, 18, 19]
    assert 'href="/en/methods/#rule-18"' in response.content.decode()


def test_lowest_mode_is_said_in_words(world):
    cycle = story.build(world)
    RollUp.objects.create(cycle=cycle, department=world.bureau, mode="lowest", created_at=NOW)
    story.score(cycle)
    response = get(world, "/scorecard/BUREAU/")
    assert response.context["fall"] is None
    assert "every department below" in response.context["sentences"][2].text


def test_departments_below_are_a_tree(scored):
    tree = get(scored, "/scorecard/CITY/", "office").context["tree"]
    assert [(row["name"], row["level"]) for row in tree] == [
        ("City", 1),
        ("Bureau", 2),
        ("Division", 3),
        ("Other bureau", 2),
    ]
    assert tree[0]["current"]


def test_breadcrumbs_lead_up_as_far_as_one_may_see(scored):
    assert get(scored, "/scorecard/DIVISION/").context["ancestors"] == [
        {"label": "Bureau", "url": "/en/scorecard/BUREAU/"}
    ]
    above = get(scored, "/scorecard/DIVISION/", "auditor").context["ancestors"]
    assert [crumb["label"] for crumb in above] == ["City", "Bureau"]


def test_other_branches_are_not_there(scored):
    assert get(scored, "/scorecard/OTHER/").status_code == 404
    assert get(scored, "/scorecard/CITY/").status_code == 404
    assert get(scored, "/scorecard/NOWHERE/", "office").status_code == 404


def test_department_without_targets_is_a_calm_page(scored):
    DepartmentFactory(code="NEW", parent=scored.bureau)
    response = get(scored, "/scorecard/NEW/")
    assert response.status_code == 200
    assert "Nothing is scored here" in response.content.decode()


def test_period_that_was_not_scored_is_a_calm_page(scored):
    response = get(scored, "/scorecard/BUREAU/?period=1999-01")
    assert response.status_code == 200
    assert "Nothing is scored in this period" in response.content.decode()


@pytest.mark.parametrize("query", ["run=999999", "run=x", "run=9999999999999", "cycle=999999"])
def test_unknown_run_or_cycle_is_not_there(scored, query):
    assert get(scored, f"/scorecard/BUREAU/?{query}").status_code == 404


def test_an_old_run_is_read_with_the_values_of_its_day(scored):
    first = ScoreRun.objects.done().get()
    permits = story.Measurement.objects.get(indicator__code="PERMITS", period__label="2023-09")
    story.MeasurementFactory(
        department=permits.department,
        indicator=permits.indicator,
        period=permits.period,
        value=99,
        supersedes=permits,
    )
    second = story.score(first.cycle)
    new = rows_of(get(scored, f"/scorecard/BUREAU/?run={second.pk}"))
    old = rows_of(get(scored, f"/scorecard/BUREAU/?run={first.pk}"))
    assert (new["Permits share"]["latest"], old["Permits share"]["latest"]) == ("99.0", "79.7")
    assert old["Permits share"]["url"].endswith(f"?run={first.pk}")


def test_marks_stand_beside_figures_and_below_the_table(scored):
    run = ScoreRun.objects.done().get()
    permits = story.Measurement.objects.get(indicator__code="PERMITS", period__label="2023-09")
    place = {"department": permits.department, "indicator": permits.indicator}
    again = story.MeasurementFactory(
        **place, period=permits.period, value=81, quality="provisional", supersedes=permits
    )
    story.score(run.cycle)
    VerificationFactory(measurement=again, verified_by=scored.supervision)
    response = get(scored, "/scorecard/BUREAU/")
    signs = {
        name: [mark["sign"] for mark in row["marks"]] for name, row in rows_of(response).items()
    }
    assert signs == {"Permits share": ["p", "✓", "r"], "Calls share": [], "Repairs share": []}
    assert [mark["word"] for mark in response.context["marks"]] == [
        "provisional",
        "verified",
        "revised",
    ]
    page = response.content.decode()
    assert '<span aria-hidden="true">r</span><span class="pm-vh">revised</span>' in page
    old = get(scored, f"/scorecard/BUREAU/?run={run.pk}")
    assert old.context["marks"] == []
    new = get(scored, f"/scorecard/BUREAU/?run={ScoreRun.objects.done().latest('pk').pk}")
    assert [mark["sign"] for mark in new.context["marks"]] == ["p", "r"]


@pytest.mark.parametrize("kpis", [1, 3])
def test_scorecard_in_a_constant_number_of_queries(world, kpis, django_assert_num_queries):
    cycle = story.CycleFactory(name="2023")
    for n in range(kpis):
        unit = DepartmentFactory(code=f"UNIT{n}", parent=world.bureau)
        for department in (world.bureau, unit):
            card = IndicatorFactory(code=f"KPI{n}-{department.code}")
            TargetFactory(cycle=cycle, department=department, indicator=card, value=90)
            story.report(department, card, [80 + story.wave(i) for i in range(21)])
    story.score(cycle)
    client = world.client("manager")
    client.get("/en/scorecard/BUREAU/")
    with django_assert_num_queries(15):
        assert client.get("/en/scorecard/BUREAU/").status_code == 200


# --- league


def test_league_goes_by_score(scored):
    response = get(scored, "/league/", "office")
    cards = ScoreCard.objects.filter(period__label="2023-09").for_list()
    names = [card.department.title for card in cards if card.run.kind == "full"]
    assert [row["name"] for row in response.context["rows"]] == names


def test_league_shows_a_manager_his_own_branch(scored):
    names = {row["name"] for row in get(scored, "/league/").context["rows"]}
    assert names == {"Bureau", "Division"}


def test_league_of_one_peer_group(scored):
    scored.other.peer_group = "water"
    scored.other.save(update_fields=["peer_group"])
    response = get(scored, "/league/?group=water", "office")
    assert [row["name"] for row in response.context["rows"]] == ["Other bureau"]
    assert get(scored, "/league/?group=fire", "office").status_code == 404


def test_league_marks_what_is_not_published(scored):
    rows = {row["name"]: row for row in get(scored, "/league/", "office").context["rows"]}
    card = ScoreCard.objects.filter(period__label="2023-09", department=scored.bureau).first()
    assert rows["Bureau"]["publishable"] == (card.coverage >= Decimal("0.8"))
    assert rows["Division"]["publishable"] is True


def test_score_of_little_coverage_is_shown_and_not_published(scored):
    RollUp.objects.create(
        cycle=story.Cycle.objects.get(), department=scored.bureau, mode="own", created_at=NOW
    )
    story.score(story.Cycle.objects.get())
    response = get(scored, "/scorecard/BUREAU/")
    assert response.context["lead"] == (
        "1 of 2 targets met. Only 67% of the weight has a value: the score is shown here and not "
        "published."
    )


def test_policy_of_the_cycle_says_from_which_coverage_a_score_is_published(scored):
    pin(story.Cycle.objects.get(), coverage="0.9")
    page = get(scored, "/scorecard/BUREAU/")
    assert page.context["lead"] == (
        "1 of 2 targets met. Only 83% of the weight has a value: the score is shown here and not "
        "published."
    )
    assert "below 90%: not published" in page.content.decode()
    assert (
        "达到90%方可公布得分"
        in get(scored, "/scorecard/BUREAU/", language="zh-hans").content.decode()
    )
    league = get(scored, "/league/", "office")
    assert {row["name"]: row["publishable"] for row in league.context["rows"]}["Bureau"] is False
    assert "Where less than 90% of the weight" in league.content.decode()
    run = ScoreRun.objects.get(kind="full")
    publish = get(scored, f"/kpis/runs/{run.pk}/publish/", "office").content.decode()
    assert "below 90% stay unpublished" in publish


def test_league_turns_its_pages_by_cursor(scored, monkeypatch):
    whole = [row["name"] for row in get(scored, "/league/", "office").context["rows"]]
    monkeypatch.setattr("reports.views.league.PER_PAGE", 1)
    seen, url = [], "/en/league/"
    client = scored.client("office")
    while url:
        response = client.get(url)
        seen += [row["name"] for row in response.context["rows"]]
        url = response.context["next_url"]
    assert seen == whole
    assert len(whole) == 4


@pytest.mark.parametrize("cursor", ["x", "x~A", "NaN~A", "Infinity~A"])
def test_league_with_a_broken_cursor_is_not_there(scored, cursor):
    assert get(scored, f"/league/?after={cursor}", "office").status_code == 404


def test_league_with_a_huge_cursor_starts_at_the_top(scored):
    assert len(get(scored, "/league/?after=1e400~A", "office").context["rows"]) == 4


def test_league_without_a_run_is_a_calm_page(world):
    response = get(world, "/league/", "office")
    assert response.status_code == 200
    assert "Nothing to compare yet" in response.content.decode()


@pytest.mark.parametrize("departments", [1, 3])
def test_league_in_a_constant_number_of_queries(world, departments, django_assert_num_queries):
    cycle = story.CycleFactory(name="2023")
    for n in range(departments):
        unit = DepartmentFactory(code=f"UNIT{n}", parent=world.city)
        card = IndicatorFactory(code=f"KPI{n}")
        TargetFactory(cycle=cycle, department=unit, indicator=card, value=90)
        story.report(unit, card, [80 + story.wave(i) for i in range(21)])
    story.score(cycle)
    client = world.client("office")
    client.get("/en/league/")
    with django_assert_num_queries(9):
        assert client.get("/en/league/").status_code == 200
