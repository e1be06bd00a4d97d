"""The list of what one was told, one's choice, one's calendar, the e-mails that are stuck."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from departments import services
from departments.models import CalendarFeed, MutedKind, Notification, NotificationMail
from departments.notification_words import Code
from departments.services import Matter

pytestmark = pytest.mark.django_db
LIST = "/en/notifications/"
LIST_QUERIES = 5  # session, user with his roles and their count, the page and its length


def tell(world, *roles, about=1, code=Code.PLAN_PROPOSED, route="appraisals:plan"):
    people = [world.user(role) for role in roles]
    person = world.person("employee").pk
    services.notify(Matter(code, route), people, about=about, place=1, person=person, by=None)
    return Notification.objects.filter(about=about).order_by("pk").first()


def page(client, url=LIST):
    return client.get(url).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(world, size, django_assert_num_queries):
    for about in range(size):
        tell(world, "manager", about=about)
    client = world.client("manager")
    with django_assert_num_queries(LIST_QUERIES):
        found = page(client)
    assert found.count("A plan waits for your answer: The employee") == 3 * size


def test_the_count_stands_on_every_page_and_costs_no_query(world, django_assert_num_queries):
    client = world.client("manager")
    client.get("/en/account/")
    counts = []
    for about in (1, 2):
        tell(world, "manager", "employee", about=about)
        with django_assert_num_queries(ACCOUNT_QUERIES):
            counts += re.findall(r'"pm-count">(\d+)<', page(client, "/en/account/"))
    assert counts == ["1", "2"]
    services.mark_all_read(by=world.manager)
    assert "pm-count" not in page(client, "/en/account/")


ACCOUNT_QUERIES = 6


def test_only_ones_own_and_each_in_his_language(world):
    tell(world, "manager")
    assert "A plan waits for your answer: The employee" in page(world.client("manager"))
    found = page(world.client("manager"), "/zh-hans/notifications/")
    assert "绩效计划待您答复：employee" in found
    assert "No notifications" in page(world.client("office"))


def test_filters_by_kind_and_by_what_is_new(world):
    tell(world, "manager", about=1)
    tell(world, "manager", about=2, code=Code.NOTICE_ISSUED, route="appraisals:result")
    client = world.client("manager")
    found = page(client, f"{LIST}?kind=result")
    assert ("in writing" in found, "A plan waits" in found) == (True, False)
    services.mark_read(Notification.objects.get(about=2), by=world.manager)
    found = page(client, f"{LIST}?unread=on")
    assert ("in writing" in found, "A plan waits" in found) == (False, True)


def test_opening_reads_it_and_goes_on_and_so_does_the_second_click(world):
    row = tell(world, "manager")
    client = world.client("manager")
    for _click in range(2):
        answer = client.post(reverse("departments:notification-follow", args=[row.pk]))
        assert (answer.status_code, answer.url) == (302, "/en/agreements/1/")
    row.refresh_from_db()
    assert row.read_at is not None


def test_a_page_that_is_no_more_leads_back_to_the_list(world):
    row = tell(world, "manager", route="appraisals:gone")
    client = world.client("manager")
    assert "/open/" not in page(client)
    answer = client.post(reverse("departments:notification-follow", args=[row.pk]))
    assert answer.url == LIST


def test_reading_keeps_the_filter(world):
    row = tell(world, "manager")
    tell(world, "manager", about=2)
    client = world.client("manager")
    answer = client.post(f"/en/notifications/{row.pk}/read/?kind=plan")
    assert (answer.url, Notification.objects.unread().count()) == (f"{LIST}?kind=plan", 1)
    assert client.post("/en/notifications/read/").url == LIST
    assert Notification.objects.unread().count() == 0


def test_choosing_how_to_hear_of_things(world):
    client = world.client("manager")
    url = "/en/account/notifications/"
    token = re.search(r'name="form_token" value="([^"]+)"', page(client, url))[1]
    said = {"form_token": token, "mail_choice": "at_once", "muted": ["plan", "data"]}
    for _click in range(2):
        assert client.post(url, said).status_code == 302
    world.manager.refresh_from_db()
    assert world.manager.mail_choice == "at_once"
    assert MutedKind.objects.visible_to(world.manager).count() == 2
    bad = client.post(url, said | {"muted": ["result"], "mail_choice": "hourly"})
    assert (bad.status_code, "error" in bad.content.decode()) == (200, True)


def test_a_calendar_is_shown_once(world):
    client = world.client("manager")
    url = "/en/account/calendar/"
    token = re.search(r'name="form_token" value="([^"]+)"', page(client, url))[1]
    made = client.post(url, {"form_token": token, "deed": "make"}).content.decode()
    secret = re.search(r"/en/calendar/([\w-]{43})\.ics", made)[1]
    assert services.owner_of_calendar(secret) == world.manager
    # The second click is the same form: no second secret, and the first is not shown again.
    again = client.post(url, {"form_token": token, "deed": "make"})
    assert (again.status_code, CalendarFeed.objects.count()) == (302, 1)
    found = page(client, url)
    assert secret not in found
    token = re.search(r'name="form_token" value="([^"]+)"', found)[1]
    client.post(url, {"form_token": token, "deed": "revoke"})
    assert CalendarFeed.objects.count() == 0


def test_stuck_mails_are_shown_and_tried_again_by_the_office(world):
    day = datetime.date(2026, 3, 31)
    row = NotificationMail.objects.create(
        user=world.employee, day=day, state="failed", tries=6, failure="SMTPDataError 554"
    )
    NotificationMail.objects.create(
        user=world.manager, day=day, state="sent", sent_at=timezone.now()
    )
    client = world.client("office")
    found = page(client, "/en/manage/mails/")
    assert ("SMTPDataError 554" in found, "manager" in found) == (True, False)
    assert "1 e-mail is stuck" in page(client, "/en/manage/")
    url = reverse("departments:mail-again", args=[row.pk])
    token = re.search(r'name="form_token" value="([^"]+)"', page(client, url))[1]
    for _click in range(2):
        assert client.post(url, {"form_token": token}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 0)
    assert "Send again" not in page(world.client("auditor"), "/en/manage/mails/")
