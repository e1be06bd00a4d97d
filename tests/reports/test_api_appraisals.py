"""Cycles of appraisal, who takes part, grades and sources over REST."""

import datetime

import pytest

from appraisals import services
from audit.models import Entry
from tests.appraisals.cycles import appraisal_of, draft
from tests.reports import appraised
from tests.reports.callers import program

LISTS = ("appraisal-cycles", "appraisals", "grades", "source-scores", "evaluations")


def rows(client, path, **query):
    response = client.get(f"/api/v1/{path}/", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def one(client, path, row):
    response = client.get(f"/api/v1/{path}/{row.pk}/")
    assert response.status_code == 200, response.content
    return response.json()


def usernames(found):
    return sorted(row["answers"] for row in found if row["subject"] == "person")


# --- cycles


def test_cycle_tells_its_policy_whom_it_covers_and_its_phases(world):
    cycle = appraised.cycle(world)
    found = one(world.client("auditor"), "appraisal-cycles", cycle)
    assert (found["code"], found["year"], found["department"]["code"]) == (
        "2026-annual", "2026", "CITY",
    )  # fmt: skip
    assert (found["policy"], found["policy_version"], found["state"]) == ("generic", 1, "running")
    assert (found["name_en"], found["name_zh"]) == ("Appraisals 2026", "2026年度考核")
    assert [(phase["kind"], phase["state"]) for phase in found["phases"]] == [
        (kind, "waiting")
        for kind in (
            "planning", "coaching", "self_assessment", "evaluation", "calibration", "results",
            "appeals",
        )
    ]  # fmt: skip


def test_cycles_are_filtered_and_one_being_set_up_is_its_offices(world):
    cycle = appraised.cycle(world)
    other = draft(world, code="2026-second")
    seen = {
        role: {row["id"] for row in rows(world.client(role), "appraisal-cycles")}
        for role in ("office", "auditor", "employee", "stranger")
    }
    assert seen == {
        "office": {cycle.pk, other.pk}, "auditor": {cycle.pk}, "employee": {cycle.pk},
        "stranger": set(),
    }  # fmt: skip
    client = world.client("office")
    for query, expected in [
        ({"code": "2026-second"}, [other.pk]), ({"state": "running"}, [cycle.pk]),
        ({"year": "2025"}, []), ({"kind": "probation"}, []), ({"department": "BUREAU"}, []),
        ({"branch": "CITY", "year": "2026"}, [cycle.pk, other.pk]),
    ]:  # fmt: skip
        assert [row["id"] for row in rows(client, "appraisal-cycles", **query)] == expected


# --- who takes part


def test_appraisal_tells_who_appraises_and_no_word_of_anybody(world):
    row = appraised.appraisal(world)
    services.exclude(row, "other", "Nobody else's business", by=None)
    found = one(world.client("auditor"), "appraisals", row)
    assert found == {
        "id": row.pk, "cycle": "2026-annual", "subject": "person",
        "department": {
            "id": world.division.pk, "code": "DIVISION", "name": "Division",
            "name_en": "Division", "name_zh": "许可科",
        },
        "person": {
            "id": row.person_id, "staff_number": row.person.staff_number, "name": "The employee",
            "name_en": "The employee", "name_zh": "employee",
        },
        "category": row.category, "answers": "employee", "appraiser": "manager",
        "second_appraiser": row.second_appraiser and row.second_appraiser.username,
        "appraiser_chosen": False, "counts_from": "2026-01-01", "counts_until": "2026-12-31",
        "excluded_as": "other", "left_on": None,
    }  # fmt: skip


def test_appraisals_are_filtered_and_scoped(world):
    cycle = appraised.cycle(world)
    services.exclude(appraisal_of(cycle, world.evaluator), "other", "", by=None)
    assert usernames(rows(world.client("employee"), "appraisals")) == ["employee"]
    assert rows(world.client("stranger"), "appraisals") == []
    assert usernames(rows(world.client("manager"), "appraisals")) == [
        "employee", "evaluator", "manager",
    ]  # fmt: skip
    client = world.client("auditor")
    for query, expected in [
        ({"department": "DIVISION"}, ["employee"]),
        ({"branch": "BUREAU"}, ["employee", "evaluator", "manager"]),
        ({"branch": "BUREAU", "graded": "false"}, ["evaluator"]),
        ({"branch": "BUREAU", "graded": "true"}, ["employee", "manager"]),
        ({"branch": "NOBODY"}, []), ({"subject": "department"}, []), ({"cycle": "2025"}, []),
        ({"cycle": cycle.code, "branch": "OTHER"}, []),
    ]:  # fmt: skip
        assert usernames(rows(client, "appraisals", **query)) == expected
    found = rows(client, "appraisals", subject="department", department="OTHER")
    assert [(row["department"]["code"], row["person"]) for row in found] == [("OTHER", None)]


# --- grades


def test_both_grades_are_read_with_score_reason_and_stage(world):
    row = appraised.appraisal(world)
    last = appraised.graded(row)
    first, then = rows(world.client("auditor"), "grades")
    assert [first[name] for name in ("stage", "grade", "in_force", "supersedes", "reason")] == [
        "initial", "very-good", False, None, "",
    ]  # fmt: skip
    assert [then[name] for name in ("stage", "grade", "in_force", "supersedes", "reason")] == [
        "calibrated", "good", True, first["id"], "Two targets missed",
    ]  # fmt: skip
    assert (then["id"], then["appraisal"], then["cycle"], then["subject"]) == (
        last.pk, row.pk, "2026-annual", "person",
    )  # fmt: skip
    assert (then["score"], then["coverage"], first["decided_by"]) == ("82.5", "0.9", "manager")
    assert (then["department"]["code"], then["person"]["name_en"]) == ("DIVISION", "The employee")


def test_grades_are_filtered_and_never_ones_own(world):
    cycle = appraised.cycle(world)
    last = appraised.graded(appraisal_of(cycle, world.employee))
    own = appraised.graded(appraisal_of(cycle, world.manager))
    seen = {
        role: len(rows(world.client(role), "grades"))
        for role in ("auditor", "manager", "employee", "evaluator", "stranger")
    }
    assert seen == {"auditor": 4, "manager": 2, "employee": 0, "evaluator": 0, "stranger": 0}
    client, held = world.client("auditor"), {"in_force": "true"}
    for query, expected in [
        (held, [last.pk, own.pk]), ({"in_force": "false", "branch": "DIVISION"},
                                    [last.supersedes_id]),
        (held | {"department": "BUREAU"}, [own.pk]), (held | {"branch": "OTHER"}, []),
        ({"stage": "initial", "department": "BUREAU"}, [own.supersedes_id]),
        ({"stage": "appeal"}, []), (held | {"cycle": "2026-annual"}, [last.pk, own.pk]),
        ({"cycle": "2025"}, []), ({"grade": "good", "appraisal": last.appraisal_id}, [last.pk]),
        ({"subject": "department"}, []), ({"updated_since": "2099-01-01"}, []),
    ]:  # fmt: skip
        assert [row["id"] for row in rows(client, "grades", **query)] == expected


# --- sources


def test_only_the_mean_that_holds_is_read(world):
    row = appraised.appraisal(world)
    held = appraised.seen_by_colleagues(row, 80, "81.25")
    services.receive_source(row, "subordinates", None, 2, missing="too_few", by=None)
    colleagues, others = rows(world.client("auditor"), "source-scores")
    assert [colleagues[name] for name in ("id", "source", "percent", "raters")] == [
        held.pk, "peers", "81.25", 6,
    ]  # fmt: skip
    assert (others["percent"], others["missing"], others["raters"]) == (None, "too_few", 2)
    response = world.client("auditor").get(f"/api/v1/source-scores/{held.supersedes_id}/")
    assert response.status_code == 404


def test_sources_are_filtered_and_never_ones_own(world):
    row = appraised.appraisal(world)
    held = appraised.seen_by_colleagues(row, 80)
    assert [len(rows(world.client(role), "source-scores"))
            for role in ("manager", "employee", "stranger")] == [1, 0, 0]  # fmt: skip
    client = world.client("auditor")
    for query, expected in [
        ({"source": "peers"}, [held.pk]), ({"source": "public"}, []),
        ({"appraisal": row.pk, "cycle": "2026-annual"}, [held.pk]), ({"cycle": "2025"}, []),
        ({"branch": "BUREAU", "subject": "person"}, [held.pk]), ({"department": "BUREAU"}, []),
        ({"updated_since": "2099-01-01"}, []),
    ]:  # fmt: skip
        assert [found["id"] for found in rows(client, "source-scores", **query)] == expected


# --- evaluations


def test_an_evaluation_tells_ratings_and_mean_and_no_word(world):
    row = appraised.appraisal(world)
    made = appraised.evaluated(row, 5, strengths="A secret strength", improvement="A secret fault")
    found = one(world.client("auditor"), "evaluations", made)
    about = {name: found.pop(name) for name in ("department", "person")}
    assert (about["department"]["code"], about["person"]["name_en"]) == ("DIVISION", "The employee")
    moment = found.pop("handed_in_at")
    assert datetime.datetime.fromisoformat(moment) == made.handed_in_at
    assert found == {
        "id": made.pk, "appraisal": row.pk, "cycle": "2026-annual", "subject": "person",
        "source": "superior", "percent": "100",
        "lines": [
            {"code": line.code, "name_en": line.name_en, "name_zh": line.name_zh,
             "weight": format(line.weight.normalize(), "f"), "rating": 5}
            for line in made.lines.order_by("position")
        ],
    }  # fmt: skip
    assert len(found["lines"]) == made.lines.count() > 0


def test_a_draft_and_what_is_said_of_oneself_are_not_there(world):
    row = appraised.appraisal(world)
    made = appraised.evaluated(row)
    seen = {
        role: len(rows(world.client(role), "evaluations"))
        for role in ("auditor", "office", "manager", "employee", "evaluator", "stranger")
    }
    assert seen == {
        "auditor": 1, "office": 1, "manager": 1, "employee": 0, "evaluator": 0, "stranger": 0,
    }  # fmt: skip
    client = world.client("auditor")
    for query, expected in [
        ({"source": "superior"}, [made.pk]), ({"source": "leaders"}, []),
        ({"appraisal": row.pk, "cycle": "2026-annual"}, [made.pk]), ({"cycle": "2025"}, []),
        ({"branch": "BUREAU", "subject": "person"}, [made.pk]), ({"department": "BUREAU"}, []),
        ({"updated_since": "2099-01-01"}, []),
    ]:  # fmt: skip
        assert [found["id"] for found in rows(client, "evaluations", **query)] == expected
    services.take_back(row, "superior", by=world.manager)
    assert rows(world.client("manager"), "evaluations") == []  # his own draft
    assert client.get(f"/api/v1/evaluations/{made.pk}/").status_code == 404


# --- all of them


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_written_here(world, path):
    assert world.client("office").post(f"/api/v1/{path}/", {}).status_code == 405


@pytest.mark.parametrize("path", LISTS)
def test_reads_of_an_auditor_are_in_the_ledger(world, path):
    rows(world.client("auditor"), path)
    entry = Entry.objects.filter(actor=world.auditor.pk).latest("pk")
    assert (entry.details["path"], entry.details["rows"]) == (f"/api/v1/{path}/", 0)


@pytest.mark.parametrize("path", LISTS)
def test_scope_is_asked(world, path):
    assert rows(program(world.auditor, "read:appraisals", name="right"), path) == []
    wrong = program(world.auditor, "read:scores", "read:indicators", name="wrong")
    assert wrong.get(f"/api/v1/{path}/").status_code == 403


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("number", [1, 3])
def test_lists_in_a_constant_number_of_queries(world, path, number, django_assert_num_queries):
    cycle = appraised.cycle(world)
    for code in ("2026-second", "2026-third"):
        draft(world, code=code)
    for user in (world.employee, world.evaluator, world.manager):
        appraised.graded(appraisal_of(cycle, user))
        appraised.seen_by_colleagues(appraisal_of(cycle, user), 80)
        appraised.evaluated(appraisal_of(cycle, user))
    client = world.client("office")
    with django_assert_num_queries(5 if path in ("appraisal-cycles", "evaluations") else 4):
        assert len(rows(client, path, page_size=number)) == number
