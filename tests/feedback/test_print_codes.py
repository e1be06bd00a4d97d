"""Posters and sheets of receipts: what stands on them, and that a camera reads them. P14."""

import datetime
import re

import numpy
import pytest
import zxingcpp
from django.urls import reverse

from feedback import codes, qr, services
from feedback.models import Receipt
from feedback.print_words import poster
from tests.feedback.public import counter, rate
from tests.pdf import pages

PIXELS = 4  # of one module


def photographed(drawing):
    """What a camera sees of the strokes."""
    board = numpy.full((drawing.size, drawing.size), 255, dtype=numpy.uint8)
    for start, line, runs in re.findall(r"M(\d+) (\d+)\.5(h[^M]+)", drawing.path):
        at = int(start)
        for step, length in re.findall(r"([hm])(\d+)", runs):
            if step == "h":
                board[int(line), at : at + int(length)] = 0
            at += int(length)
    return numpy.kron(board, numpy.ones((PIXELS, PIXELS), dtype=numpy.uint8))


@pytest.mark.parametrize("sturdy", [False, True])
@pytest.mark.parametrize(
    "text", ["http://testserver/r/K7Q29X", "https://pj.example.gov.cn/r/" + "Z" * 26]
)
def test_the_strokes_are_read_as_the_address(text, sturdy):
    (found,) = zxingcpp.read_barcodes(photographed(qr.drawn(text, sturdy=sturdy)))
    assert (found.text, found.format) == (text, zxingcpp.BarcodeFormat.QRCode)


def test_four_modules_around_it_stay_white():
    board = photographed(qr.drawn("http://testserver/r/K7Q29X"))
    edge = qr.QUIET * PIXELS
    inside = board[edge:-edge, edge:-edge]
    dark = numpy.count_nonzero(board == 0)
    assert dark == numpy.count_nonzero(inside == 0) > 0
    assert [int(inside[0, 0]), int(inside[0, -1]), int(inside[-1, 0])] == [0, 0, 0]


@pytest.mark.django_db
class TestPoster:
    def test_says_the_question_in_both_languages_and_the_code(self, world):
        point = counter(world)
        place = reverse("feedback:place-poster", args=[point.pk, "a4"])
        answer = world.client("manager").get(place)
        (text,) = pages(answer.content)
        for words in ("Howsatisfiedwereyou?", "您对这次服务满意吗", "Noname,noaccount", "无需姓名",
                      "testserver/r/", point.code):  # fmt: skip
            assert words in text
        assert answer["Cache-Control"] == "private, no-store"

    def test_its_drawing_leads_to_the_page_of_the_place(self, world):
        point = counter(world)
        address = f"http://testserver/r/{point.code}"
        content = poster(point, address, "http://testserver/r/", "a5")
        assert content["drawing"]["path"] == qr.drawn(address, sturdy=True).path
        assert world.client("anonymous").get(address).status_code == 200


@pytest.fixture
def on_tuesday(time_machine):
    time_machine.move_to(datetime.datetime(2027, 3, 2, 4, tzinfo=datetime.UTC))


@pytest.mark.django_db
@pytest.mark.usefixtures("on_tuesday")
class TestReceipts:
    def sent(self, world, number, times=1):
        point, client = counter(world), world.client("office")
        day = datetime.date(2027, 3, 1)
        services.take_cases(point, [services.Case(f"N-{n}", day) for n in range(30)], by=None)
        place = reverse("feedback:place-receipts", args=[point.pk])
        token = client.get(place).context["form"]["form_token"].value()
        return [client.post(place, {"form_token": token, "number": number}) for _n in range(times)]

    def test_sheet_holds_the_codes_that_were_minted(self, world):
        (answer,) = self.sent(world, 25)
        first, second = pages(answer.content)
        found = re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}", first + second)
        assert (len(found), first.count("2027-04-07"), second.count("2027-04-07")) == (25, 48, 2)
        assert {rate(codes.normal(code)).state for code in found} == {"kept"}

    def test_second_click_mints_nothing_and_says_so(self, world):
        _first, again = self.sent(world, 2, times=2)
        assert (again.status_code, Receipt.objects.count()) == (409, 2)

    def test_more_than_cases_is_refused_at_the_field(self, world):
        (answer,) = self.sent(world, 31)
        assert answer.context["form"].errors == {
            "number": ["There may be 30 more receipts, and at most 480 at a time."]
        }
        assert Receipt.objects.count() == 0
