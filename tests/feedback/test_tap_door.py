"""Many taps in one transaction: each gets the answer it would have got alone. ADR 18."""

import asyncio
import re
import uuid

import pytest
from a2wsgi import WSGIMiddleware
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.client import RequestFactory
from django.utils import timezone

from feedback import networks, services
from feedback.models import Rating
from feedback.networks import Caller, address_in
from feedback.taps import Tap
from feedback.views.tap_door import TapDoor
from perfmgmt.wsgi import application as pages
from tests import world as worlds
from tests.feedback.public import DAY, counter, receipts, service

ADDRESS = "198.51.100.7"
HEAD = [(b"host", b"testserver"), (b"content-type", b"application/x-www-form-urlencoded")]


def tap(code, value=5, page=None, language="en"):
    return Tap(code, page or uuid.uuid4(), value, language)


class TestTogether:
    """In one transaction what is true of one is true of all."""

    def give(self, *taps, marks=None):
        return [one.state for one in services.give_all(taps, marks or [[] for _tap in taps])]

    def test_states_are_those_of_one_alone(self, world, time_machine):
        point = counter(world)
        first, second, third = receipts(point, 3)
        once = uuid.uuid4()
        assert self.give(
            tap(second), tap(first, page=once), tap(first, page=once), tap(first, 1, page=once),
            tap(second, 1), tap(third, 9), tap("0" * 26),
        ) == ["kept", "kept", "kept", "changed", "used", "answer", "unknown"]  # fmt: skip
        assert sorted(Rating.objects.values_list("value", flat=True)) == [1, 5]
        time_machine.move_to(timezone.now() + 90 * DAY)
        assert self.give(tap(third)) == ["expired"]

    def test_closed_place_takes_nothing(self, world):
        point = counter(world)
        (code,) = receipts(point)
        services.change_point(point, by=None, is_open=False)
        assert services.spots_of([tap(code), tap("0" * 26)]) == [None, None]
        assert self.give(tap(code)) == ["closed"]

    def test_rows_are_those_of_one_alone(self, world):
        point = counter(world)
        alone, together = receipts(point, 2)
        why, language = ["rush", "honeypot"], "zh-hans"
        services.give(alone, 4, page=uuid.uuid4(), language=language, marks=why)
        services.give_all([tap(together, 4, language=language)], [why])
        one, other = Rating.objects.values()
        assert {key for key in one if one[key] != other[key]} == {"id", "receipt", "check_code"}

    def test_two_questions_whatever_the_number(self, world, django_assert_num_queries):
        codes = receipts(counter(world), 20)
        for some in (codes[:1], codes[1:]):
            taps = [tap(code) for code in some]
            with django_assert_num_queries(2):
                services.spots_of(taps)
                services.give_all(taps, [[] for _one in taps])

    def test_marks_are_those_of_one_after_the_other(self, world, settings):
        settings.STAFF_NETWORKS = ["10.1.0.0/16"]
        point = counter(world)
        tablet = counter(world, "Tablet", of=point.service, is_kiosk=True)
        taps = [(ADDRESS, point)] * 7 + [(ADDRESS, tablet)] * 7 + [("10.1.2.3", point), ("", point)]
        cache.clear()
        networks.set_rush_limits({tablet.pk: 6})
        one_by_one = [
            networks.marks_of(RequestFactory(REMOTE_ADDR=address).post("/r/"), place)
            for address, place in taps
        ]
        cache.clear()
        networks.set_rush_limits({tablet.pk: 6})
        callers = [(Caller(address_in("", address), False), place) for address, place in taps]
        assert networks.marks_of_all(callers) == one_by_one
        assert one_by_one == [
            *([[]] * 5), ["same_address"], ["same_address"], *([[]] * 6), ["rush"],
            ["own_network"], [],
        ]  # fmt: skip


async def asked(door, code, body=None, *, query=b"lang=en", head=()):
    """Status, headers and text of one tap."""
    body = body or f"page={uuid.uuid4()}&website=&value=5".encode()
    scope = {
        "type": "http", "method": "POST", "path": f"/r/{code}", "query_string": query,
        "headers": [*HEAD, (b"content-length", str(len(body)).encode()), *head],
        "http_version": "1.1", "scheme": "http", "client": (ADDRESS, 4711),
        "server": ("testserver", 80),
    }  # fmt: skip
    halves = [body[:9], body[9:]]

    async def receive():
        return {"type": "http.request", "body": halves.pop(0), "more_body": len(halves) > 0}

    sent = []

    async def send(message):
        sent.append(message)

    await door(scope, receive, send)
    headers = {name: value for name, value in sent[0]["headers"] if name != b"location"}
    found = dict(sent[0]["headers"]).get(b"location", b"").decode()
    return sent[0]["status"], headers, found or b"".join(one.get("body", b"") for one in sent[1:])


class TestDoor:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def point(self):
        cache.clear()
        world = worlds.build()
        return counter(world, of=service(world), is_kiosk=True)

    @pytest.fixture
    def met(self, point):
        """Lets citizens in, one after the other or at once; ends the door's connections."""
        long_way = []
        rest = WSGIMiddleware(pages, workers=2)

        async def counted(scope, receive, send):
            long_way.append(scope["path"])
            await rest(scope, receive, send)

        door = TapDoor(counted)

        def meet(*visits):
            async def all_of_them():
                return await asyncio.gather(*(asked(door, **visit) for visit in visits))

            return asyncio.run(all_of_them())

        meet.long_way = long_way
        yield meet
        for pool in (door.batches.thread, rest.executor):
            for _one in range(2):
                pool.submit(connections.close_all).result()
            pool.shutdown()

    def test_answers_as_django_answered_before(self, point, met):
        first, second, third = receipts(point, 3)
        ((status, headers, place),) = met({"code": first})
        ((again, same, other),) = met({"code": second})
        assert (again, same) == (status, headers) == (302, headers)
        assert len(met.long_way) == 1
        assert re.sub(r"\w{12}", "CODE", place) == re.sub(r"\w{12}", "CODE", other)
        thanks = [Client().get(one).content.decode() for one in (place, other)]
        assert all("Thank you. It is kept." in one for one in thanks)
        ((_status, _headers, chinese),) = met({"code": third, "query": b"lang=zh-hans"})
        assert chinese.endswith("?lang=zh-hans")
        assert sorted(Rating.objects.values_list("language", flat=True)) == ["en", "en", "zh-hans"]

    def test_one_of_many_wins_and_the_others_are_told(self, point, met):
        opener, code = receipts(point, 2)
        met({"code": opener})
        answers = met(*({"code": code} for _one in range(20)))
        assert sorted(status for status, _headers, _text in answers) == [302] + [409] * 19
        assert Rating.objects.count() == 2

    def test_double_click_is_one_rating_and_one_answer(self, point, met):
        opener, code = receipts(point, 2)
        met({"code": opener})
        body = f"page={uuid.uuid4()}&website=&value=2".encode()
        answers = met(*({"code": code, "body": body} for _one in range(5)))
        assert len({place for _status, _headers, place in answers}) == 1
        assert Rating.objects.filter(value=2).count() == 1

    def test_refused_tap_is_counted_once(self, point, met):
        services.change_point(point, by=None, is_kiosk=False)
        opener, used, *codes = receipts(point, 7)
        met({"code": opener})
        met({"code": used}, {"code": used})  # one of them is refused
        met(*({"code": code} for code in codes))
        assert Rating.objects.filter(marks__contains=["same_address"]).count() == 3

    def test_error_in_one_batch_still_answers_each(self, point, met):
        opener, good, bad = receipts(point, 3)
        met({"code": opener})
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE feedback_rating ADD CONSTRAINT odd CHECK (value <> 3) NOT VALID"
            )
        try:
            body = f"page={uuid.uuid4()}&website=&value=3".encode()
            answers = met({"code": good}, {"code": bad, "body": body})
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE feedback_rating DROP CONSTRAINT odd")
        assert [status for status, _headers, _text in answers] == [302, 500]
        assert Rating.objects.count() == 2

    @pytest.mark.parametrize(
        "visit",
        [{"head": [(b"host", b"other.example")]}, {"query": b"lang=en&x=1"},
         {"body": b"page=1&website=&value=5"}, {"head": [(b"x-forwarded-proto", b"https")]},
         {"body": b"value=5" * 100}],
    )  # fmt: skip
    def test_anything_else_is_for_django(self, point, met, visit):
        opener, code = receipts(point, 2)
        met({"code": opener})
        met({"code": code} | visit)
        assert len(met.long_way) == 2
