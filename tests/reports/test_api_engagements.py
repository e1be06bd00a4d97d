"""Third-party engagements over REST: as the pages show them, and nothing of marks too early."""

import pytest

from audit.models import Entry
from feedback import services
from tests.feedback import third_parties as third
from tests.feedback.test_third_parties import MORNING, settle_all
from tests.reports.callers import program

pytestmark = pytest.mark.django_db
LIST = "/api/v1/engagements/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(MORNING)


def rows(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def one(client, row):
    response = client.get(f"{LIST}{row.pk}/")
    assert response.status_code == 200, response.content
    return response.json()


def seat(name="first"):
    return program(third.people()[name])


def both(client, row):
    """The row in the list and by itself."""
    [listed] = [found for found in rows(client) if found["id"] == row.pk]
    return listed, one(client, row)


def signed(world, time_machine, **fields):
    """Both criteria of the bureau settled for its second best level, and signed: 52 of 100."""
    fields = {"departments": [world.bureau], "first": (2, 2), "second": (4, 2)} | fields
    row = third.settling(world, time_machine, **fields)
    settle_all(row, level=3)
    return third.signed(row)


# --- what it tells


def test_a_draft_tells_what_is_to_be_marked_and_how(world):
    row = third.drafted(world)
    listed, alone = both(world.client("auditor"), row)
    assert {name: alone[name] for name in listed if name != "units"} == {
        name: listed[name] for name in listed if name != "units"
    }
    assert (listed["state"], listed["period"]["label"]) == ("drafted", "2026")
    assert (listed["department"]["code"], listed["indicator"]["code"]) == ("CITY", "THIRD")
    assert listed["organisation"] == {
        "id": row.organisation_id, "registration_number": "91330100MA27XW1234",
        "name_en": "Evaluators 91330100MA27XW1234",
        "name_zh": "评估机构91330100MA27XW1234",
    }  # fmt: skip
    assert [
        (each["place"], each["name_zh"], each["weight"], each["full_points"])
        for each in listed["criteria"]
    ] == [(1, "标准1", "60", "10"), (2, "标准2", "40", "10")]
    assert [each["letter"] for each in listed["units"]] == ["A", "B"]
    assert {each["department"]["code"] for each in listed["units"]} == {"BUREAU", "OTHER"}
    assert (alone["agreement"], alone["reports"], alone["sheets_handed_in"]) == (None, [], 0)


@pytest.mark.parametrize("role", ["office", "auditor"])
def test_nothing_of_marks_is_told_while_marking_lasts(world, role):
    row = third.marking(world)
    for unit in row.units.select_related("engagement"):
        third.hand_in(unit, third.people()["first"], (4, 1))
    listed, alone = both(world.client(role), row)
    assert [unit["mark"] for unit in listed["units"]] == [None, None]
    assert [(unit["mark"], unit["marks"]) for unit in alone["units"]] == [(None, [])] * 2
    assert (alone["agreement"], alone["sheets_handed_in"]) == (None, 2)


def test_agreement_is_told_once_both_are_in_and_marks_only_once_signed(world, time_machine):
    row = third.settling(
        world, time_machine, departments=[world.bureau], first=(2, 2), second=(4, 2)
    )
    settle_all(row, level=3)
    found = one(world.client("auditor"), row)
    assert found["agreement"] == {
        "criteria": [
            {"criterion": 1, "pairs": 1, "exact": "0", "kappa": "0", "alpha": "0",
             "difference": "-60"},
            {"criterion": 2, "pairs": 1, "exact": "100", "kappa": None, "alpha": None,
             "difference": "0"},
        ],
        "overall": {"pairs": 2, "exact": "50", "kappa": "0", "alpha": "0",
                    "difference": "-30"},
    }  # fmt: skip
    assert [(unit["mark"], unit["marks"]) for unit in found["units"]] == [(None, [])]
    assert found["reports"] == []


def test_a_signed_engagement_tells_marks_points_and_the_fingerprint(world, time_machine):
    row = signed(world, time_machine)
    listed, alone = both(world.client("auditor"), row)
    report = row.reports.get()
    assert (listed["state"], [unit["mark"] for unit in listed["units"]]) == ("final", ["58"])
    assert alone["units"][0]["marks"] == [
        {"criterion": 1, "points": "7", "is_adjudicated": True, "reply": "none"},
        {"criterion": 2, "points": "4", "is_adjudicated": False, "reply": "none"},
    ]
    [told] = listed["reports"]
    assert (told["number"], told["sha256"], told["signed_by"]) == (
        1, report.sha256, "third-responsible",
    )  # fmt: skip


def test_while_a_report_is_corrected_its_marks_do_not_hold(world, time_machine):
    row = third.step(world, signed(world, time_machine), "correct")
    client = world.client("auditor")
    listed, alone = both(client, row)
    assert (listed["units"][0]["mark"], alone["units"][0]["marks"]) == (None, [])
    assert [report["number"] for report in listed["reports"]] == [1]
    unit, first = row.units.select_related("engagement").get(), row.criteria.first()
    decision = services.Decision(first.levels.get(place=4), "Page 7.", None)
    services.adjudicate(unit, {first.pk: decision}, seen=1, by=third.people()["responsible"])
    third.signed(row)
    listed, alone = both(client, row)
    assert (listed["units"][0]["mark"], len(alone["units"][0]["marks"])) == ("76", 2)
    assert [report["number"] for report in listed["reports"]] == [1, 2]


def test_a_withdrawn_engagement_tells_no_report(world, time_machine):
    row = third.step(world, signed(world, time_machine), "correct", "withdraw")
    found = one(world.client("auditor"), row)
    assert (found["reports"], found["agreement"], found["units"][0]["mark"]) == ([], None, None)


# --- to whom


@pytest.mark.parametrize(("is_blind", "known"), [(True, False), (False, True)])
def test_a_marker_of_a_blind_one_reads_letters(world, time_machine, is_blind, known):
    row = signed(world, time_machine, is_blind=is_blind)
    marker = seat()
    for found in both(marker, row):
        assert [unit["letter"] for unit in found["units"]] == ["A"]
        assert [unit["department"] is not None for unit in found["units"]] == [known]
        assert (found["department"] is not None, found["indicator"] is not None) == (known, known)
    text = marker.get(f"{LIST}{row.pk}/").content.decode()
    assert [word in text for word in ("BUREAU", "THIRD", "CITY")] == [known] * 3
    for found in both(world.client("office"), row):
        assert [unit["department"]["code"] for unit in found["units"]] == ["BUREAU"]


def test_only_who_sees_the_page_gets_the_row(world):
    mine = third.marking(world)
    third.marking(world, users=third.people("other"))
    seen = {
        role: len(rows(world.client(role)))
        for role in ("office", "supervision", "auditor", "manager", "employee", "stranger")
    }
    assert seen == {
        "office": 2, "supervision": 2, "auditor": 2, "manager": 0, "employee": 0, "stranger": 0,
    }  # fmt: skip
    assert [row["id"] for row in rows(seat())] == [mine.pk]
    assert world.client("manager").get(f"{LIST}{mine.pk}/").status_code == 404
    third.step(world, mine, "withdraw")
    assert rows(seat("second")) == []


def test_engagements_are_filtered(world):
    first = third.marking(world, departments=[world.bureau])
    blind = third.drafted(
        world, organisation=third.organisation(world, "N-2"), users=third.people("b"),
        is_blind=True,
    )  # fmt: skip
    client = world.client("auditor")
    for query, expected in [
        ({}, [first.pk, blind.pk]), ({"state": "marking"}, [first.pk]),
        ({"organisation": "N-2"}, [blind.pk]), ({"period": "2026"}, [first.pk, blind.pk]),
        ({"period": "2025"}, []), ({"is_blind": "true"}, [blind.pk]),
        ({"indicator": "THIRD", "state": "drafted"}, [blind.pk]), ({"indicator": "X"}, []),
        ({"department": "CITY"}, [first.pk, blind.pk]), ({"department": "BUREAU"}, []),
        ({"branch": "CITY"}, [first.pk, blind.pk]), ({"branch": "NOWHERE"}, []),
    ]:  # fmt: skip
        assert [row["id"] for row in rows(client, **query)] == expected, query
    assert client.get(LIST, {"unit": "A"}).status_code == 400
    assert client.get(LIST, {"state": "open"}).status_code == 400


@pytest.mark.parametrize("query", [{"indicator": "THIRD"}, {"department": "CITY"}])
def test_a_marker_does_not_find_out_by_filters_what_is_hidden(world, query):
    third.marking(world, is_blind=True)
    assert (len(rows(seat())), rows(seat("second"), **query)) == (1, [])
    third.marking(world, users=third.people("open"))
    assert len(rows(program(third.people("open")["first"]), **query)) == 1


# --- as every list


def test_pages_follow_a_cursor(world):
    made = [third.drafted(world).pk for _number in range(3)]
    client = world.client("auditor")
    answer = client.get(LIST, {"page_size": 2}).json()
    rest = client.get(answer["next"]).json()
    assert [row["id"] for page in (answer, rest) for row in page["results"]] == made
    assert rest["next"] is None


def test_an_unchanged_answer_is_304(world):
    row = third.drafted(world)
    client = world.client("office")
    for path in (LIST, f"{LIST}{row.pk}/"):
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        third.step(world, third.Engagement.objects.get(pk=row.pk), "commission" if path == LIST
                   else "begin")  # fmt: skip
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_nothing_is_written_here(world):
    row = third.drafted(world)
    client = world.client("office")
    assert [client.post(path, {}).status_code for path in (LIST, f"{LIST}{row.pk}/")] == [405] * 2


def test_scope_is_asked(world):
    assert rows(program(world.auditor, "read:appraisals", name="right")) == []
    wrong = program(world.auditor, "read:measurements", name="wrong")
    assert wrong.get(LIST).status_code == 403


def test_reads_of_an_auditor_are_in_the_ledger(world):
    row = third.drafted(world)
    client = world.client("auditor")
    for path, count in ((LIST, 1), (f"{LIST}{row.pk}/", 1), (f"{LIST}?state=final", 0)):
        client.get(path)
        entry = Entry.objects.filter(actor=world.auditor.pk).latest("pk")
        assert (entry.details["path"], entry.details["rows"]) == (path.partition("?")[0], count)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three(
    world, time_machine, count, django_assert_num_queries
):
    made = [
        third.marked(world, users=third.people(f"team{number}"), departments=[world.bureau],
                     organisation=third.organisation(world, f"N-{number}"))
        for number in range(count)
    ]  # fmt: skip
    time_machine.move_to(third.datetime.datetime(2026, 6, 30, 9, tzinfo=third.datetime.UTC))
    for row in made:
        third.signed(third.step(world, row, "settle"))
    client = world.client("office")
    rows(client)
    with django_assert_num_queries(8):
        assert [row["units"][0]["mark"] for row in rows(client)] == ["70"] * count


@pytest.mark.parametrize("count", [1, 3])
def test_one_takes_as_many_queries_for_three_units(
    world, time_machine, count, django_assert_num_queries
):
    places = [world.bureau, world.other, world.division][:count]
    row = signed(world, time_machine, departments=places)
    client = world.client("office")
    one(client, row)
    with django_assert_num_queries(15):
        assert len(one(client, row)["units"]) == count
