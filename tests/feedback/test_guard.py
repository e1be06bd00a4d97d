"""Holding back before the release. docs/rating-guard.md."""

import datetime
import inspect
import os
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from audit.models import Entry
from feedback import guarding, networks, services
from feedback.models import ClosedCase, Rating, Receipt, Stream
from feedback.services import guard
from feedback.views.desk_words import MARKS
from tests.feedback.public import DAY, counter, rate, receipts

TUESDAY = datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)  # 10 o'clock in Shanghai
TODAY = TUESDAY.date()


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)
    cache.clear()


@pytest.fixture
def point(world):
    return counter(world)


def opinions(point, day, values, half="am", **fields):
    """Ratings without receipts, as the door would have kept them."""
    stream = Stream.objects.get(kind="open")
    Rating.objects.bulk_create(
        Rating(id=uuid.uuid4(), point=point, scale=point.service.scale, stream=stream, value=value,
               check_code=os.urandom(32), rated_on=day, half=half, **fields)
        for value in values
    )  # fmt: skip


def habit(point, values=(5, 5, 5, 4, 4, 1), days=10):
    """So many days that are over for long, so that nothing of them is judged."""
    for back in range(9, 9 + days):
        opinions(point, TODAY - back * DAY, values)


def held():
    rows = Rating.objects.filter(state="held").values_list("rated_on", "value", "marks")
    return sorted({(day, value, *marks) for day, value, marks in rows})


def test_burst_holds_its_value_only_and_tells_the_ledger_a_number(point):
    habit(point)
    opinions(point, TODAY - DAY, [5] * 14 + [4] * 9 + [1] * 5)
    assert services.hold_suspects(TUESDAY) == 14
    assert held() == [(TODAY - DAY, 5, "burst")]
    told = Entry.objects.filter(verb="feedback.hold_ratings").values_list("details", flat=True)
    assert list(told) == [{"reason": "burst", "number": 14}]


def test_supervision_reads_every_mark_in_words():
    source = inspect.getsource(networks) + inspect.getsource(guarding) + inspect.getsource(guard)
    marks = {
        "honeypot", "own_network", "same_address", "rush", "burst", "value_share", "address_share",
        "same_text", "beyond_receipts",
    }  # fmt: skip
    assert {mark for mark in marks if f'"{mark}"' in source} == marks
    assert set(MARKS) == marks


def test_usual_day_is_left_alone(point):
    habit(point)
    opinions(point, TODAY - DAY, [5, 5, 5, 5, 4, 1])
    assert services.hold_suspects(TUESDAY) == 0


def test_address_that_many_share_is_usual_once_supervision_let_it_count(point):
    habit(point)
    for back in range(9, 19):
        opinions(point, TODAY - back * DAY, [5, 5, 4, 4], marks=["same_address"])
    opinions(point, TODAY - DAY, [5, 5, 5, 4, 4, 1])
    opinions(point, TODAY - DAY, [5, 5, 4, 4], marks=["same_address"])
    assert services.hold_suspects(TUESDAY) == 0


def test_second_look_changes_nothing_and_a_decision_stands(point):
    habit(point)
    opinions(point, TODAY - DAY, [5] * 25)
    services.hold_suspects(TUESDAY)
    assert services.hold_suspects(TUESDAY) == 0
    Rating.objects.filter(state="held").update(state="kept")  # somebody decided so
    assert services.hold_suspects(TUESDAY) == 0


def test_day_is_judged_when_it_is_over(point):
    habit(point)
    opinions(point, TODAY, [5] * 25)
    assert services.hold_suspects(TUESDAY) == 0
    assert services.hold_suspects(TUESDAY + datetime.timedelta(hours=10)) == 25  # 20 o'clock


def test_nothing_is_released_that_was_not_looked_at(point):
    habit(point)
    opinions(point, TODAY - DAY, [5] * 25 + [4, 4])
    assert services.release_what_is_sound(TUESDAY) == 62
    assert Rating.objects.exclude(state="released").count() == 25


def test_another_place_is_judged_by_its_own_habit(world, point):
    busy = counter(world, "Counter 4", of=point.service)
    habit(point)
    habit(busy, values=[5] * 13 + [4] * 9 + [1] * 5)
    for place in (point, busy):
        opinions(place, TODAY - DAY, [5] * 14 + [4] * 9 + [1] * 5)
    services.hold_suspects(TUESDAY)
    assert set(Rating.objects.filter(state="held").values_list("point", flat=True)) == {point.pk}


def test_new_place_has_no_habit(point):
    opinions(point, TODAY - DAY, [5] * 40)
    assert services.hold_suspects(TUESDAY) == 0


def test_copied_texts_are_held(point):
    opinions(point, TODAY - DAY, [5] * 3, text="工作人员非常热情，办事效率很高")
    opinions(point, TODAY - DAY, [5], text="等了很久没有人叫号，最后才知道机器坏了")
    assert services.hold_suspects(TUESDAY) == 3
    assert held() == [(TODAY - DAY, 5, "same_text")]


class TestReceipts:
    def test_sound_ones_pass(self, point):
        for code in receipts(point, 3, day=TODAY - DAY):
            rate(code, at=TUESDAY - DAY)
        assert services.hold_suspects(TUESDAY) == 0

    def test_receipts_beyond_the_closed_cases_hold_their_week(self, point):
        for code in receipts(point, 3):
            rate(code, at=TUESDAY - DAY)
        ClosedCase.objects.all()[:1].get().delete()  # as whoever owns the database could
        assert services.hold_suspects(TUESDAY) == 3
        assert held() == [(TODAY - DAY, 5, "beyond_receipts")]

    def test_rating_with_a_receipt_of_nobody_is_held(self, point):
        for code in receipts(point, 2):
            rate(code, at=TUESDAY - DAY)
        Receipt.objects.filter(digest=Rating.objects.first().receipt).delete()
        assert services.hold_suspects(TUESDAY) == 1


class TestRush:
    def rated(self, point, number):
        for at in range(number):
            client = Client(REMOTE_ADDR=f"192.0.{at}.7")
            client.post(f"/r/{point.code}", {"page": str(uuid.uuid4()), "value": "5"})
        return list(Rating.objects.order_by("state").values_list("state", "marks"))

    def test_more_than_ever_in_ten_minutes_is_held(self, point):
        networks.set_rush_limits({point.pk: 3})
        assert self.rated(point, 5) == [("held", ["rush"])] * 2 + [("kept", [])] * 3

    def test_next_ten_minutes_begin_anew(self, point, time_machine):
        networks.set_rush_limits({point.pk: 2})
        self.rated(point, 2)
        time_machine.move_to(TUESDAY + datetime.timedelta(minutes=10))
        assert self.rated(point, 2) == [("kept", [])] * 4

    def test_guard_sets_the_limit_of_a_place(self, point):
        habit(point)
        opinions(point, TODAY - DAY, [5])
        services.hold_suspects(TUESDAY)
        assert cache.get(f"feedback:rush:{point.pk}") == 4


def test_one_place_costs_as_many_queries_as_three(world, point, django_assert_num_queries):
    places = [point, *(counter(world, f"Counter {n}", of=point.service) for n in (4, 5))]
    for number in (1, 3):
        for place in places[:number]:
            opinions(place, TODAY - DAY, [5])
        with django_assert_num_queries(9):
            services.hold_suspects(TUESDAY)
