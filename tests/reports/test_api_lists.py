"""Every list: the caller's rows only, whole pages, filters that mean what they say."""

import pytest
from django.utils.timezone import now

from indicators.models import ScoreRun
from tests.factories import MeasurementFactory, TargetFactory
from tests.reports import board as boards


@pytest.fixture
def board(world):
    return boards.build(world)


def results(client, path, **query):
    response = client.get(f"/api/v1/{path}/", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


LISTS = (
    "departments", "indicators", "targets", "measurements", "cycles", "periods", "score-runs",
    "score-cards", "scores", "exports",
)  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_stranger_gets_empty_lists(board, world, path):
    assert results(world.client("stranger"), path) == []


@pytest.mark.parametrize("path", LISTS)
def test_nobody_signed_in_gets_nothing(board, client, path):
    response = client.get(f"/api/v1/{path}/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "urn:perfmgmt:problem:not-signed-in"


def test_departments_are_those_of_one_s_branch(board, world):
    rows = results(world.client("manager"), "departments")
    assert [(row["code"], row["parent"] and row["parent"]["code"]) for row in rows] == [
        ("BUREAU", None), ("DIVISION", "BUREAU"),
    ]  # fmt: skip


def test_department_says_its_names_in_both_languages(board, world):
    row = results(world.client("office"), "departments", code="BUREAU")[0]
    assert row == {
        "id": world.bureau.pk, "code": "BUREAU", "name": "Bureau", "name_en": "Bureau",
        "name_zh": "住建局",
        "parent": {
            "id": world.city.pk, "code": "CITY", "name": "City", "name_en": "City",
            "name_zh": "市政府",
        },
        "peer_group": "", "level": 2, "starts_on": "2015-01-01", "ends_on": None,
    }  # fmt: skip


def test_targets_and_measurements_of_others_are_hidden(board, world):
    client = world.client("manager")
    codes = [(t["department"]["code"], t["indicator"]["code"]) for t in results(client, "targets")]
    assert codes == [
        ("BUREAU", "COST"), ("BUREAU", "WAIT"), ("DIVISION", "RATE"), ("DIVISION", "=NAME"),
    ]  # fmt: skip
    seen = [m["department"]["code"] for m in results(client, "measurements")]
    assert seen == ["BUREAU", "DIVISION", "DIVISION"]
    hidden = board.measurements["other"].pk
    assert client.get(f"/api/v1/measurements/{hidden}/").status_code == 404
    hidden = board.targets["other"].pk
    assert client.get(f"/api/v1/targets/{hidden}/").status_code == 404


def test_numbers_are_exact_strings(board, world):
    client = world.client("office")
    target = client.get(f"/api/v1/targets/{board.targets['cost'].pk}/").json()
    assert (target["value"], target["weight"], target["cap"]) == ("100", "2", "1.2")
    value = client.get(f"/api/v1/measurements/{board.measurements['other'].pk}/").json()
    assert value["value"] == "125.5"
    key = f"{board.run.pk}-{board.targets['other'].pk}-{board.period.pk}"
    score = client.get(f"/api/v1/scores/{key}/").json()
    assert (score["attainment"], score["points"]) == ("0.796812749004", "79.681274900398")
    assert (score["met"], score["missing"], score["flags"]) == (False, "", [])


def test_a_score_carries_what_explains_it(board, world):
    key = f"{board.run.pk}-{board.targets['cost'].pk}-{board.period.pk}"
    score = world.client("manager").get(f"/api/v1/scores/{key}/").json()
    assert score["flags"] == ["capped"]
    assert score["target"]["method"] == "ratio_lower"
    assert score["measurement"]["value"] == "80"
    assert score["indicator"]["name_zh"] == "COST名称"


def test_flags_of_scores_say_the_marks_that_the_files_say(board, world):
    run = boards.marked(world, board)
    rows = results(world.client("office"), "scores", run=run.pk)
    found = {
        (row["department"]["code"], row["indicator"]["code"]): ";".join(row["flags"])
        for row in rows
    }
    assert found == boards.MARKS
    met = results(world.client("office"), "scores", run=run.pk, met="true")
    assert [row["flags"] for row in met] == [row["flags"] for row in rows]
    key = f"{run.pk}-{board.targets['wait'].pk}-{board.period.pk}"
    score = world.client("office").get(f"/api/v1/scores/{key}/").json()
    assert score["flags"] == ["estimated", "rejected", "late"]


def surveyed(board, world, **rate):
    """The score of another department by a survey, and the figure that it stands on."""
    target = TargetFactory(
        cycle=board.cycle, department=world.other, indicator=board.rate, method="survey",
        value=90, minimum_n=5,
    )  # fmt: skip
    row = MeasurementFactory(
        department=world.other, indicator=board.rate, period=board.period, **rate
    )
    run = ScoreRun.objects.create(cycle=board.cycle, requested_at=now(), as_of=now())
    boards.card(run, world.other, board.period, [(target, row, 0, 0, boards.SCORED)])
    boards.finish(run)
    return f"/api/v1/scores/{run.pk}-{target.pk}-{board.period.pk}/", row


def test_figures_of_a_survey_carry_n_and_interval(board, world):
    client, share = world.client("office"), {"numerator": 9, "denominator": 10, "value": None}
    score, row = surveyed(board, world, **share)
    found = {"n": 10, "low": "59.584997047523", "high": "98.212378710393"}
    assert client.get(score).json()["survey"] == found
    assert client.get(f"/api/v1/measurements/{row.pk}/").json()["survey"] == found
    others = [m["survey"] for m in results(client, "measurements") if m["id"] != row.pk]
    assert others == [None] * 4
    key = f"{board.run.pk}-{board.targets['rate'].pk}-{board.period.pk}"
    assert client.get(f"/api/v1/scores/{key}/").json()["survey"] is None


def test_a_mean_of_answers_has_no_interval(board, world):
    score, row = surveyed(board, world, numerator=43, denominator=10, value=None)
    for path in (score, f"/api/v1/measurements/{row.pk}/"):
        found = world.client("office").get(path).json()["survey"]
        assert found == {"n": 10, "low": None, "high": None}


def test_a_score_of_another_department_is_not_found(board, world):
    key = f"{board.run.pk}-{board.targets['other'].pk}-{board.period.pk}"
    assert world.client("manager").get(f"/api/v1/scores/{key}/").status_code == 404
    card = f"{board.run.pk}-{world.other.pk}-{board.period.pk}"
    assert world.client("manager").get(f"/api/v1/score-cards/{card}/").status_code == 404
    assert world.client("office").get(f"/api/v1/score-cards/{card}/").json()["id"] == card


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["COST", "WAIT", "RATE", "=NAME", "COST"]),
        ({"department": "BUREAU"}, ["COST", "WAIT"]),
        ({"branch": "BUREAU"}, ["COST", "WAIT", "RATE", "=NAME"]),
        ({"branch": "NOBODY"}, []),
        ({"indicator": "COST", "met": "true"}, ["COST"]),
        ({"met": "false"}, ["COST"]),
        ({"period": "2025"}, []),
        ({"cycle": "2026"}, ["COST", "WAIT", "RATE", "=NAME", "COST"]),
        ({"cycle": "2025"}, []),
    ],
)
def test_filters_of_scores(board, world, query, codes):
    rows = results(world.client("office"), "scores", **query)
    assert [row["indicator"]["code"] for row in rows] == codes


def test_scores_of_a_run_that_is_not_there(board, world):
    assert world.client("office").get("/api/v1/scores/?run=999").status_code == 404


def test_an_unknown_parameter_is_refused(board, world):
    response = world.client("office").get("/api/v1/scores/?departement=BUREAU")
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/departement"


def test_pages_follow_each_other_without_gap_or_double(board, world):
    client = world.client("office")
    response = client.get("/api/v1/scores/?page_size=2")
    keys, links = [], [response["Link"]]
    while True:
        page = response.json()
        keys += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        response = client.get(page["next"])
        links.append(response["Link"])
    assert len(keys) == len(set(keys)) == 5
    assert [link.count("rel=") for link in links] == [1, 2, 1]


def test_a_made_up_cursor_is_refused(board, world):
    for cursor in ("x", "cD1hYmM=", "cD0lMDA="):
        response = world.client("office").get(f"/api/v1/targets/?cursor={cursor}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/cursor"


def test_an_unchanged_row_is_not_sent_again(board, world):
    client = world.client("office")
    first = client.get(f"/api/v1/departments/{world.city.pk}/")
    again = client.get(
        f"/api/v1/departments/{world.city.pk}/", headers={"If-None-Match": first["ETag"]}
    )
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "Authorization" in first["Vary"]
    assert first["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_queries_does_not_grow(board, world, django_assert_num_queries, path):
    """Session, user, the filter's needs, the rows: the same for one row and for all."""
    client = world.client("office")
    literal = {"score-cards": 5, "scores": 5, "indicators": 5, "targets": 6}.get(path, 4)
    for size in (1, 1000):
        with django_assert_num_queries(literal):
            client.get(f"/api/v1/{path}/?page_size={size}")
