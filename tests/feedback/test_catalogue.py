"""The pages of the catalogue. docs/public-voice.md, P1 to P3; docs/access.md, A27."""

import uuid

import pytest
from django.urls import reverse

from audit.models import Entry
from feedback import services
from feedback.models import PublicService, ServicePoint
from tests.feedback.public import counter, receipts, service

pytestmark = pytest.mark.django_db

SERVICE = {"name_en": "Permit", "name_zh": "许可", "code": "permit-1"}
PLACE = {"name_en": "Counter 9", "name_zh": "9号窗口", "channel": "counter", "stage": "finish"}


def sent(client, name, args, fields, times=1):
    """Open the form, then send it so often; the last answer."""
    place = reverse(f"feedback:{name}", args=args)
    form = client.get(place).context["form"]
    data = fields | {"form_token": form["form_token"].value()}
    return [client.post(place, data) for _time in range(times)][-1]


def text_of(client, name, *args, query=""):
    return client.get(reverse(f"feedback:{name}", args=args) + query).content.decode()


class TestServices:
    def test_a_second_click_adds_no_second_service(self, world):
        scale = str(services.scale_named("cn-five").pk)
        fields = SERVICE | {"department": "BUREAU", "scale": scale}
        answer = sent(world.client("office"), "service-add", [], fields, times=2)
        row = PublicService.objects.get()
        assert answer.url == reverse("feedback:service", args=[row.pk])
        assert (row.code, row.department, row.scale.code) == ("permit-1", world.bureau, "cn-five")

    def test_a_code_that_is_taken_is_said_at_its_field(self, world):
        service(world, code="permit-1")
        fields = SERVICE | {"department": "BUREAU", "scale": services.scale_named("thumbs").pk}
        answer = sent(world.client("office"), "service-add", [], fields)
        assert answer.context["form"].errors == {"code": ["Another service has this code."]}

    def test_each_scale_shows_what_is_asked_and_answered(self, world):
        page = text_of(world.client("office"), "service-add")
        assert (
            "Government service rating, five grades: How satisfied were you? (Very satisfied · "
            "Satisfied · Fairly satisfied · Dissatisfied · Very dissatisfied)"
        ) in page

    def test_closing_takes_no_rating_any_more(self, world):
        point = counter(world)
        row, scale = point.service, str(services.scale_named("thumbs").pk)
        sent(world.client("office"), "service-change", [row.pk], SERVICE | {"scale": scale})
        row.refresh_from_db()
        assert (row.is_open, row.name_en, row.scale.code) == (False, "Permit", "thumbs")
        assert services.give(point.code, 5, page=uuid.uuid4()).state == "closed"

    def test_list_is_filtered_by_words_and_by_branch(self, world):
        service(world, code="in-bureau")
        service(world, code="in-other", department=world.other)

        def shown(query):
            page = text_of(world.client("office"), "services", query=query)
            return ["in-bureau" in page, "in-other" in page]

        assert shown("") == [True, True]
        assert shown("?department=BUREAU") == [True, False]
        assert shown("?q=IN-OTH") == [False, True]

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_for_one_and_three(self, world, count, django_assert_num_queries):
        for one in range(count):
            counter(world, of=service(world, code=f"s-{one}"))
        client = world.client("manager")
        client.get(reverse("feedback:services"))
        with django_assert_num_queries(6):
            page = client.get(reverse("feedback:services"))
        assert len(page.context["rows"]) == count


class TestPlaces:
    def test_a_place_gets_a_code_and_keeps_it(self, world):
        row = service(world)
        sent(world.client("office"), "place-add", [row.pk], PLACE, times=2)
        point = ServicePoint.objects.get()
        sent(world.client("office"), "place-change", [point.pk], PLACE | {"name_en": "Desk"})
        after = ServicePoint.objects.get()
        assert (after.code, after.name_en, after.is_open) == (point.code, "Desk", False)
        verbs = Entry.objects.filter(verb__startswith="feedback.").order_by("pk")
        assert list(verbs.values_list("verb", flat=True)) == [
            "feedback.add_service", "feedback.add_point", "feedback.change_point",
        ]  # fmt: skip

    def test_service_page_counts_cases_and_receipts(self, world):
        point = counter(world)
        receipts(point, 3)
        services.take_cases(point, [services.Case("more", point_day())], by=None)
        page = world.client("manager").get(reverse("feedback:service", args=[point.service_id]))
        assert [(row[3]["text"], row[4]["text"]) for row in page.context["rows"]] == [(4, 3)]
        assert f"http://testserver/r/{point.code}" in text_of(
            world.client("manager"), "place", point.pk
        )

    @pytest.mark.parametrize("count", [1, 3])
    def test_service_page_costs_the_same(self, world, count, django_assert_num_queries):
        row = service(world)
        for one in range(count):
            counter(world, name=f"Counter {one}", of=row)
        client = world.client("manager")
        place = reverse("feedback:service", args=[row.pk])
        client.get(place)
        with django_assert_num_queries(7):
            page = client.get(place)
        assert len(page.context["rows"]) == count


def point_day():
    from django.utils import timezone

    return timezone.localdate()


def test_of_other_branches_nothing_is_there(world):
    other = counter(world, of=service(world, department=world.other))
    client = world.client("manager")
    for name, pk in (("service", other.service_id), ("place", other.pk)):
        assert client.get(reverse(f"feedback:{name}", args=[pk])).status_code == 404
    assert client.get(reverse("feedback:services")).context["rows"] == []
