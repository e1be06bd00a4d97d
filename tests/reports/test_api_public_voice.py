"""Closed cases, receipts and the exchange of ratings over REST. public-voice.md, P13 to P17."""

import datetime
import json

import pytest
from django.db import connection

from feedback import services
from feedback.models import ClosedCase, Rating, Receipt
from reports.models import RememberedCall, Scope
from tests.feedback.public import counter, rate, rated, service
from tests.reports.callers import program

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(datetime.datetime(2027, 3, 2, 4, tzinfo=datetime.UTC))


def send(client, name, body, **headers):
    return client.post(f"{API}{name}/", json.dumps(body), "application/json", headers=headers)


def case(point, number="ID-4711", day="2027-03-01"):
    return {"place": point.code, "case": number, "closed_on": day}


class TestClosedCases:
    def test_each_row_has_its_answer_and_twice_is_once(self, world):
        point = counter(world)
        rows = [case(point), case(point, "B"), case(point), case(point, day="2027-03-03"),
                case(point, "C") | {"place": "ZZZZZZ"}, {"place": point.code}]  # fmt: skip
        client = program(world.office, Scope.WRITE_CASES)
        answer = send(client, "closed-cases", {"cases": rows[:3]})
        assert answer.status_code == 201
        assert answer.json() == {
            "new": 2, "known": 1, "refused": 0,
            "results": [{"row": 0, "status": 201}, {"row": 1, "status": 201},
                        {"row": 2, "status": 200}],
        }  # fmt: skip
        assert send(client, "closed-cases", {"cases": rows[:2]}).status_code == 200
        told = send(client, "closed-cases", {"cases": [rows[0], *rows[4:]]})
        results = told.json()["results"]
        assert (told.status_code, [one["status"] for one in results]) == (207, [200, 400, 400])
        assert results[1]["problem"]["errors"][0]["pointer"] == "/1/place"
        assert ClosedCase.objects.count() == 2

    def test_a_case_of_tomorrow_takes_no_other_row_with_it(self, world):
        point = counter(world)
        client = program(world.office, Scope.WRITE_CASES)
        rows = [case(point, day="2027-03-03"), case(point, "B")]
        results = send(client, "closed-cases", {"cases": rows}).json()["results"]
        assert [one["status"] for one in results] == [400, 201]
        assert results[0]["problem"]["errors"][0]["pointer"] == "/0/closed_on"

    def test_number_of_a_case_is_nowhere(self, world):
        point = counter(world)
        client = program(world.office, Scope.WRITE_CASES)
        told = [
            send(
                client,
                "closed-cases",
                {"cases": [case(point, "ID-XYZWVUT", day)]},
                **{"Idempotency-Key": "k"},
            )
            for day in ("2027-03-01", "2027-03-03")
        ]
        assert ["XYZWVUT" in one.content.decode() for one in told] == [False, False]
        with connection.cursor() as cursor:
            for table in ("feedback_closedcase", "audit_entry", "reports_rememberedcall"):
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%XYZWVUT%%'")
                assert cursor.fetchone() == (0,)
        assert RememberedCall.objects.count() == 0

    @pytest.mark.parametrize("rows", [[], [{}] * 5001, {}, None])
    def test_one_to_five_thousand(self, world, rows):
        answer = send(program(world.office, Scope.WRITE_CASES), "closed-cases", {"cases": rows})
        assert answer.json()["errors"] == [
            {"pointer": "/cases", "detail": "Send between 1 and 5000 rows."}
        ]

    def test_place_of_another_branch_is_not_there(self, world):
        other = counter(world, of=service(world, department=world.other))
        world.grant("office").__class__.objects.filter(user=world.office).update(
            department=world.bureau
        )
        answer = send(world.client("office"), "closed-cases", {"cases": [case(other)]})
        assert [one["status"] for one in answer.json()["results"]] == [400]


class TestReceipts:
    def test_codes_come_once_and_work(self, world):
        point = counter(world)
        services.take_cases(
            point, [services.Case(f"N-{n}", datetime.date(2027, 3, 1)) for n in range(2)], by=None
        )
        client = program(world.office, Scope.WRITE_CASES)
        answer = send(client, "receipts", {"place": point.code, "number": 2})
        body = answer.json()
        assert (answer.status_code, body["expires_on"], len(body["receipts"])) == (
            201, "2027-04-07", 2,
        )  # fmt: skip
        assert answer["Cache-Control"] == "no-store"
        assert {rate(code).state for code in body["receipts"]} == {"kept"}
        more = send(client, "receipts", {"place": point.code, "number": 1})
        assert more.json()["errors"][0]["pointer"] == "/number"
        assert Receipt.objects.count() == 2

    def test_a_token_for_ratings_makes_none(self, world):
        body = {"place": counter(world).code, "number": 1}
        answer = send(program(world.office, Scope.WRITE_RATINGS), "receipts", body)
        assert (answer.status_code, answer.json()["detail"]) == (
            403, "This token lacks the scope “write:cases”.",
        )  # fmt: skip


@pytest.fixture
def stream(world):
    service(world)
    return services.add_door(
        world.city, by=None, code="province", name_en="Provincial page", name_zh="省好差评平台",
        channel="online", scale=services.scale_named("cn-five"), is_inverted=True,
    )  # fmt: skip


def foreign(number="R-1", value=1, **more):
    return {"number": number, "service": "permits", "value": value, "day": "2027-03-01"} | more


class TestRatings:
    def test_they_come_in_once_and_turned_round(self, world, stream):
        client = program(world.office, Scope.WRITE_RATINGS)
        body = {
            "stream": "province",
            "ratings": [foreign(), foreign("R-2", 5, reasons=["attitude"])],
        }
        answers = [send(client, "ratings", body) for _time in range(2)]
        assert [(one.status_code, one.json()["new"]) for one in answers] == [(201, 2), (200, 0)]
        body["ratings"] = [foreign(value=2), foreign("R-3", "x"), foreign("R-4")]
        told = send(client, "ratings", body)
        assert [one["status"] for one in told.json()["results"]] == [400, 400, 201]
        problem = told.json()["results"][0]["problem"]
        assert problem["errors"] == [
            {"pointer": "/0/number",
             "detail": "This number came in before and said something else. What came in stays."}
        ]  # fmt: skip
        assert dict(Rating.objects.values_list("external", "value")) == {
            "R-1": 5, "R-2": 1, "R-4": 5,
        }  # fmt: skip

    def test_unknown_stream_is_said(self, world):
        client = program(world.office, Scope.WRITE_RATINGS)
        for code in ("nobody", None, 7):
            answer = send(client, "ratings", {"stream": code, "ratings": [foreign()]})
            assert answer.json()["errors"][0]["pointer"] == "/stream"

    def test_released_ones_go_out_in_the_shape_in_which_they_came(self, world, stream):
        client = program(world.auditor, Scope.READ_RATINGS)
        rows = [services.Foreign(f"R-{n}", 1, datetime.date(2027, 3, 1), "permits",
                                 text="a secret") for n in range(5)]  # fmt: skip
        services.take_ratings(stream, rows, by=None)
        assert client.get(f"{API}ratings/").json()["results"] == []
        services.release_due()
        answer = client.get(f"{API}ratings/?stream=province&page_size=2")
        body = answer.json()
        assert ("secret" in answer.content.decode(), len(body["results"])) == (False, 2)
        point = Rating.objects.first().point
        first = body["results"][0]
        assert first == {
            "number": first["number"], "stream": "province", "kind": "other_door",
            "service": "permits", "department": first["department"], "place": point.code,
            "stage": "finish", "channel": "online", "scale": "cn-five 1", "value": 5,
            "day": "2027-03-01", "outcome": "", "reasons": [], "is_default": False,
            "state": "released", "release": 1, "released_on": "2027-03-02",
        }  # fmt: skip
        assert first["department"]["code"] == "BUREAU"
        assert len(client.get(body["next"]).json()["results"]) == 2

    def test_of_other_streams_and_branches_nothing(self, world):
        point = counter(world)
        rated(point, [5] * 5, at=datetime.datetime(2027, 3, 1, 4, tzinfo=datetime.UTC))
        services.release_due()
        client = world.client("auditor")

        def count(query):
            return len(client.get(f"{API}ratings/?{query}").json()["results"])

        assert [count(""), count("stream=receipt"), count("stream=open")] == [5, 5, 0]
        assert [count("branch=BUREAU"), count("branch=OTHER"), count("service=permits")] == [
            5,
            0,
            5,
        ]
        assert [count("released_from=2027-03-03"), count("rated_until=2027-02-28")] == [0, 0]
        assert len(world.client("employee").get(f"{API}ratings/").json()["results"]) == 0

    @pytest.mark.parametrize("many", [1, 3])
    def test_list_costs_the_same(self, world, many, django_assert_num_queries):
        at = datetime.datetime(2027, 3, 1, 4, tzinfo=datetime.UTC)
        for one in range(many):
            rated(counter(world, of=service(world, code=f"s{one}")), [5] * 5, at=at)
        services.release_due()
        client = world.client("manager")
        client.get(f"{API}ratings/")
        with django_assert_num_queries(4):
            assert len(client.get(f"{API}ratings/").json()["results"]) == many * 5
