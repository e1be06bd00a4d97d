"""What needs a browser: fields that come and go with the method, and nothing typed is lost."""

import pytest
from django.urls import reverse

from indicators.services import open_cycle, set_target
from tests.factories import IndicatorFactory
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place():
    return build()


def test_target_form_shows_the_fields_of_the_chosen_method(place, page, context, live_server):
    card = IndicatorFactory(code="K-1", unit="%")
    sign_in_browser(context, live_server, place.manager)
    page.goto(live_server.url + reverse("indicators:target", args=[card.pk]))
    page.get_by_label("Weight").fill("7")
    assert page.locator("#id_baseline").count() == 0
    page.get_by_label("Method").select_option("linear")
    page.locator("#id_baseline").wait_for()
    assert page.get_by_label("Weight").input_value() == "7"
    page.get_by_label("Method").select_option("none")
    page.locator("#id_baseline").wait_for(state="detached")


def test_value_form_shows_the_fields_of_the_chosen_kind(place, page, context, live_server):
    card = IndicatorFactory(code="K-1", unit="%", per=100)
    set_target(place.bureau, card, open_cycle("2026", by=None), value=90, by=None)
    sign_in_browser(context, live_server, place.manager)
    page.goto(live_server.url + reverse("indicators:report", args=["BUREAU", "K-1"]))
    page.get_by_label("Period").fill("2024-03")
    page.get_by_label("Numerator and denominator").check()
    page.get_by_label("Numerator", exact=True).fill("1,204")
    page.get_by_label("Denominator", exact=True).fill("1,696")
    assert page.get_by_label("Period").input_value() == "2024-03"
    page.get_by_role("button", name="Report the value").click()
    page.wait_for_url("**/scorecard/BUREAU/K-1/")


def test_smart_panel_follows_the_typing_and_leads_to_the_field(page, context, live_server, place):
    sign_in_browser(context, live_server, place.office)
    page.goto(live_server.url + reverse("indicators:add"))
    page.get_by_label("Official name").fill("Improve street lighting")
    page.get_by_text("is an intention: nothing in it can be counted").wait_for()
    page.get_by_label("Official name").fill("Share of street lamps that work")
    page.get_by_text("is an intention").wait_for(state="detached")
    page.get_by_role("link", name="Name the system or register").click()
    page.locator("#id_source").fill("Works orders")
    page.get_by_text("1 of 5 statements on data quality").wait_for()
    assert page.get_by_label("Official name").input_value() == "Share of street lamps that work"


def test_smart_panel_of_a_target_follows_the_typing(page, context, live_server, place):
    card = IndicatorFactory(code="K-1", unit="%", name="Share of street lamps that work")
    open_cycle("2026", by=None)
    sign_in_browser(context, live_server, place.manager)
    page.goto(live_server.url + reverse("indicators:target", args=[card.pk]))
    page.locator("#id_department").fill("BUREAU")
    page.locator("#id_value").fill("120")
    page.get_by_text("which a share can never pass").wait_for()
