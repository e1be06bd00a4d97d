"""The pages on which the office says how a KPI is made of ratings."""

import re

import pytest

from feedback import services
from feedback.models import RatingRule, Stream
from tests.factories import IndicatorFactory

PAGE = "/en/ratings/kpis/SAT/1/"


@pytest.fixture
def card(world):
    return IndicatorFactory(code="SAT", per=100)


def sent(client, **fields):
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(PAGE).content.decode())[1]
    said = {"stream": "receipt", "scale": "cn-five 1", "measure": "not_negative",
            "minimum_n": "30", "prior": "0", "is_active": "on"}  # fmt: skip
    return client.post(PAGE, said | {"form_token": token} | fields)


def test_office_names_the_card_and_sets_the_rule(world, card):
    client = world.client("office")
    answer = client.get("/en/ratings/kpis/", {"code": "SAT"})
    assert answer["Location"] == PAGE
    assert sent(client, prior="20")["Location"] == "/en/ratings/kpis/"
    row = RatingRule.objects.get()
    assert (row.measure, row.minimum_n, row.prior, row.is_active) == ("not_negative", 30, 20, True)
    assert "SAT" in client.get("/en/ratings/kpis/").content.decode()


def test_code_that_no_card_has_is_told_at_the_field(world):
    page = world.client("office").get("/en/ratings/kpis/", {"code": "NONE"}).content.decode()
    assert "No KPI has this code." in page


def test_refusal_stands_at_its_field_and_keeps_what_was_chosen(world, card):
    answer = sent(world.client("office"), measure="mean")
    page = answer.content.decode()
    assert "this measure needs a KPI that counts per 1." in page
    assert re.search(r'<option value="mean" selected', page)
    assert RatingRule.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_queries_for_three_rows(world, django_assert_num_queries, number):
    stream, scale = Stream.objects.get(code="receipt"), services.scale_named("cn-five")
    for _one in range(number):
        services.set_rule(IndicatorFactory(per=100), by=None, stream=stream, scale=scale)
    client = world.client("auditor")
    with django_assert_num_queries(6):
        assert client.get("/en/ratings/kpis/").status_code == 200
