"""The pages of citizens, without a browser. docs/public-voice.md, P4, P8, P9."""

import datetime
import gzip
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from feedback import networks, services
from feedback.models import Rating
from tests.feedback.public import DAY, counter, rate, rated, receipts, service

TUESDAY = datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)
FIRST_PACKETS = 14_000  # bytes


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)
    cache.clear()


@pytest.fixture
def point(world):
    return counter(world)


def opened(client, code, **headers):
    return client.get(f"/r/{code}", **headers)


def tapped(client, code, value, **fields):
    page = re.search(r'name="page" value="([^"]+)"', opened(client, code).content.decode())[1]
    return client.post(f"/r/{code}", {"page": page, "value": value, "website": ""} | fields)


def test_one_tap_from_the_code_to_the_thanks(point):
    (code,) = receipts(point)
    client = Client()
    answer = tapped(client, code, 5)
    assert answer.status_code == 302
    thanks = client.get(answer["Location"])
    assert "Thank you. It is kept." in thanks.content.decode()
    assert Rating.objects.get().value == 5


def test_no_cookie_no_script_nothing_from_elsewhere(point):
    client = Client()
    for answer in (opened(client, point.code), tapped(client, point.code, 1)):
        assert not answer.cookies
        text = answer.content.decode()
        assert "<script" not in text
        assert not re.search(r'(src|href)="(https?:)?//', text)


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_every_answer_takes_the_same_way(point, value):
    """Parity: the same steps, the same bytes but for the words of the answer."""
    codes = receipts(point, 2)
    pages = []
    for code, chosen in zip(codes, (5, value), strict=True):
        client = Client()
        answer = tapped(client, code, chosen)
        text = client.get(answer["Location"]).content.decode()
        label = {5: "Very satisfied", 4: "Satisfied", 3: "Fairly satisfied", 2: "Dissatisfied",
                 1: "Very dissatisfied"}[chosen]  # fmt: skip
        check = re.search(r"/r/thanks/(\w+)", answer["Location"])[1]
        text = text.replace(f": {label}<", ": ANSWER<").replace(check, "CHECK")
        pages.append((answer.status_code, re.sub(r"\w{4}-\w{4}-\w{4}", "SHOWN", text)))
    assert pages[0] == pages[1]


def test_page_and_style_fit_the_first_packets(point, settings):
    page = opened(Client(), point.code).content
    style = (settings.BASE_DIR / "static" / "portal" / "citizen.css").read_bytes()
    assert len(gzip.compress(page)) + len(gzip.compress(style)) < FIRST_PACKETS
    assert page.count(b"<link") == 2  # the style, and an icon that is empty


@pytest.mark.parametrize(
    ("header", "query", "words"),
    [("zh-CN,zh;q=0.9", "", "您对这次服务满意吗？"), ("en", "", "How satisfied were you?"),
     ("en", "?lang=zh-hans", "您对这次服务满意吗？"),
     ("zh-CN", "?lang=en", "How satisfied were you?")],
)  # fmt: skip
def test_language_of_the_browser_and_one_tap_to_the_other(point, header, query, words):
    answer = Client().get(f"/r/{point.code}{query}", headers={"accept-language": header})
    assert words in answer.content.decode()
    assert "Accept-Language" in answer["Vary"]


def test_double_click_is_one_rating(point):
    client = Client()
    text = opened(client, point.code).content.decode()
    page = re.search(r'name="page" value="([^"]+)"', text)[1]
    sent = {"page": page, "value": "4", "website": ""}
    places = {client.post(f"/r/{point.code}", sent)["Location"] for _click in range(3)}
    assert len(places) == 1
    assert Rating.objects.count() == 1


def test_second_rating_of_a_receipt_is_told_so(point):
    (code,) = receipts(point)
    tapped(Client(), code, 5)
    answer = tapped(Client(), code, 1)
    assert answer.status_code == 409
    assert "has been rated already" in answer.content.decode()


def test_expired_receipt_may_give_an_opinion(point, time_machine):
    (code,) = receipts(point)
    time_machine.move_to(TUESDAY + 60 * DAY)
    answer = tapped(Client(), code, 5)
    assert answer.status_code == 410
    assert f"/r/{point.code}?" in answer.content.decode()


@pytest.mark.parametrize("code", ["ZZZZZZ", "ABC", "0" * 26, "中文", "%00"])
def test_unknown_code_says_what_to_do(world, code):
    answer = Client().get(f"/r/{code}")
    assert answer.status_code == 404
    assert "This code is not in use" in answer.content.decode()


@pytest.mark.parametrize("value", ["", "9", "0", "x", "-1", "5" * 400])
def test_no_face_is_told_at_the_faces(point, value):
    answer = tapped(Client(), point.code, value)
    assert answer.status_code == 400
    assert "Please tap one of the faces." in answer.content.decode()
    assert Rating.objects.count() == 0


def test_closed_service_takes_nothing(world, point):
    services.change_service(point.service, by=None, is_open=False)
    assert opened(Client(), point.code).status_code == 410


class TestMore:
    def test_reasons_outcome_and_words_are_added(self, point):
        client = Client()
        where = tapped(client, point.code, 2)["Location"]
        told = {"reasons": ["attitude", "efficiency"], "outcome": "denied", "text": "Slow\r\nlift"}
        answer = client.post(where, told)
        assert "We have added what you wrote" in client.get(answer["Location"]).content.decode()
        row = Rating.objects.get()
        assert (row.reasons, row.outcome, row.text) == (
            ["attitude", "efficiency"], "denied", "Slow\nlift",
        )  # fmt: skip

    @pytest.mark.parametrize("value", ["9", "99999", "٣", "9" * 5000, "x", ""])
    def test_no_face_changes_nothing(self, point, value):
        client = Client()
        where = tapped(client, point.code, 2)["Location"]
        answer = client.post(where, {"value": value})
        assert answer.status_code == 400
        assert "Please tap one of the faces." in answer.content.decode()
        assert list(Rating.objects.values_list("value", "changes")) == [(2, 0)]

    def test_what_no_table_can_hold_is_left_out(self, point):
        client = Client()
        where = tapped(client, point.code, 2)["Location"]
        assert client.post(where, {"text": "Slow\0 lift", "contact": "\0"}).status_code == 302
        assert Rating.objects.get().text == "Slow lift"

    def test_too_long_a_text_is_kept_on_the_page(self, point):
        client = Client()
        where = tapped(client, point.code, 2)["Location"]
        answer = client.post(where, {"reasons": ["guide"], "text": "x" * 502})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "shorten it by 2." in page
        assert "x" * 502 in page
        assert re.search(r'value="guide" checked', page)

    def test_another_face_replaces_the_first(self, point):
        client = Client()
        where = tapped(client, point.code, 5)["Location"]
        assert "You said: Very satisfied." in client.get(f"{where}&change=1").content.decode()
        client.post(where, {"page": "x", "value": "1"})
        assert list(Rating.objects.values_list("value", flat=True)) == [1]

    def test_after_the_release_nothing_changes(self, point):
        given = rated(point, [5] * 5)
        services.release_due(TUESDAY.date() + DAY)
        client = Client()
        answer = client.post(f"/r/thanks/{given[0].check}", {"value": "1"})
        assert answer.status_code == 400
        assert "cannot be changed any more" in answer.content.decode()
        assert set(Rating.objects.values_list("value", flat=True)) == {5}


class TestStatus:
    def test_waiting_then_counted_with_a_proof(self, point):
        given = rated(point, [5] * 5)
        client = Client()
        page = client.get("/r/status", {"code": given[0].check}).content.decode()
        assert '<li class="now" aria-current="step">Received.' in page
        services.release_due(TUESDAY.date() + DAY)
        page = client.get("/r/status", {"code": given[0].check}).content.decode()
        assert '<li class="now" aria-current="step">Counted' in page
        assert re.search(r"It is number \d of 5 in release 1", page)
        proof = client.get(f"/r/proof/{given[0].check}").json()
        assert (proof["count"], proof["rating"]["value"]) == (5, 5)

    def test_unknown_code_gets_the_same_page(self, point):
        answer = Client().get("/r/status", {"code": "0000-0000-0000"})
        assert answer.status_code == 200
        assert "No rating has this code." in answer.content.decode()

    def test_code_is_read_as_it_is_shown(self, point):
        check = rate(point.code, 4).check
        typed = f"{check[:4].lower()}-{check[4:8]} {check[8:]}"
        page = Client().get("/r/status", {"code": typed}).content.decode()
        assert "Satisfied" in page


class TestGuard:
    def test_own_network_is_held(self, point, settings):
        settings.STAFF_NETWORKS = ["10.1.0.0/16"]
        tapped(Client(REMOTE_ADDR="10.1.2.3"), point.code, 5)
        tapped(Client(REMOTE_ADDR="10.2.2.3"), point.code, 5)
        assert sorted(Rating.objects.values_list("state", "marks")) == [
            ("held", ["own_network"]), ("kept", []),
        ]  # fmt: skip

    def test_honeypot_is_held(self, point):
        tapped(Client(), point.code, 5, website="http://spam.example")
        assert Rating.objects.get().marks == ["honeypot"]

    def test_many_from_one_address_are_held_but_not_at_a_tablet(self, world, point):
        tablet = counter(world, "Tablet", of=point.service, is_kiosk=True)
        for place in (point, tablet):
            for code in receipts(place, 7, start=place.pk * 100):
                tapped(Client(REMOTE_ADDR="192.0.2.7"), code, 5)
        held = {
            place.name_en: Rating.objects.filter(point=place, state="held").count()
            for place in (point, tablet)
        }
        assert held == {"Counter 3": 2, "Tablet": 0}

    def test_opinions_of_a_network_have_a_limit_and_receipts_have_none(self, point):
        client = Client(REMOTE_ADDR="192.0.2.9")
        answers = [tapped(client, point.code, 5).status_code for _one in range(21)]
        assert answers == [302] * 20 + [429]
        (code,) = receipts(point)
        assert tapped(client, code, 5).status_code == 302

    def test_wrong_codes_have_a_limit_and_right_ones_have_none(self, point):
        client = Client()
        answers = [opened(client, "ZZZZZZ").status_code for _one in range(61)]
        assert answers == [404] * 60 + [429]
        assert opened(client, point.code).status_code == 200

    @pytest.mark.parametrize(
        ("proxies", "header", "expected"),
        [(0, "203.0.113.1", "192.0.2.7"), (1, "203.0.113.1", "203.0.113.1"),
         (1, "1.1.1.1, 203.0.113.1", "203.0.113.1"), (2, "203.0.113.1, 10.0.0.1", "203.0.113.1"),
         (2, "203.0.113.1", "192.0.2.7"), (1, "", "192.0.2.7"), (1, "2001:db8::1", "2001:db8::1"),
         (1, "nonsense", "None")],
    )  # fmt: skip
    def test_address_is_what_our_own_proxy_saw(self, rf, settings, proxies, header, expected):
        settings.PROXIES = proxies
        request = rf.get("/r/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=header)
        assert str(networks.address_of(request)) == expected

    def test_ipv4_behind_a_socket_of_both_families_is_ipv4(self, rf):
        found = [
            networks.network_of(rf.get("/r/", REMOTE_ADDR=f"::ffff:{one}"))
            for one in ("192.0.2.7", "198.51.100.7")
        ]
        assert found == ["192.0.2.0/24", "198.51.100.0/24"]

    def test_address_leaves_no_trace(self, point):
        client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Planted/9")
        tapped(client, point.code, 5)
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            dump = ""
            for table in tables:
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                dump += "".join(row[0] for row in cursor.fetchall())
        assert point.code in dump
        assert "203.0.113.77" not in dump
        assert "Planted" not in dump

    def test_key_is_another_each_day_and_gone_after_two(self, time_machine):
        first = networks.key_of_today()
        assert networks.key_of_today() == first
        time_machine.move_to(TUESDAY + DAY)
        assert networks.key_of_today() != first
        assert networks.KEY_LIFE <= 48 * 3600


def test_tablet_goes_back_by_itself_and_says_so(world):
    tablet = counter(world, of=service(world), is_kiosk=True)
    client = Client()
    page = client.get(tapped(client, tablet.code, 5)["Location"]).content.decode()
    assert f'http-equiv="refresh" content="15; url=/r/{tablet.code}?lang=en"' in page
    assert "goes back to the first one after 15 seconds" in page
    assert "<textarea" not in page  # nobody is interrupted while he writes
    where = re.search(r'href="([^"]+more=1)"', page)[1].replace("&amp;", "&")
    page = client.get(where).content.decode()
    assert "<textarea" in page
    assert "http-equiv" not in page
