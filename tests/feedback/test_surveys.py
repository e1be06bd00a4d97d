"""Waves, invitations, answers in a stream of their own, the weighted result. P18 and P19."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.errors import DomainError, WrongState
from feedback import codes, services
from feedback.models import Rating, SurveyInvitation, SurveyStratum, SurveyWave
from feedback.services.surveys import Group
from tests.feedback.public import counter, rate, rated, service
from tests.feedback.test_catalogue import sent
from tests.pdf import pages

pytestmark = pytest.mark.django_db
GROUPS = [Group("counter", "permits", "18-39", 600), Group("online", "permits", "", 400)]
START, END = datetime.date(2027, 3, 1), datetime.date(2027, 3, 31)
TUESDAY = datetime.datetime(2027, 3, 2, 4, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)


def wave(world, of=None, **fields):
    given = {"name_en": "Spring", "name_zh": "春季调查", "starts_on": START, "ends_on": END}
    return services.add_wave(of or service(world), GROUPS, by=None, **given | fields)


def answered(stratum, values):
    found = services.invite_stratum(stratum, len(values), by=None)
    return [rate(code, value).state for code, value in zip(found, values, strict=True)]


def strata_of(row):
    return list(SurveyStratum.objects.filter(wave=row).with_answers(row.service.scale))


def test_an_invitation_is_answered_into_the_stream_of_its_survey(world):
    row = wave(world)
    first, _second = row.strata.order_by("pk")
    assert answered(first, [5]) == ["kept"]
    own = rated(counter(world, of=row.service), [4])
    streams = Rating.objects.order_by("-value").values_list("value", "stream__code")
    assert list(streams) == [(5, row.stream.code), (4, "receipt")]
    assert [one.state for one in own] == ["kept"]


def test_result_weighs_each_group_by_its_people_and_comes_after_the_end(world, time_machine):
    row = wave(world)
    first, second = row.strata.order_by("pk")
    answered(first, [5] * 3)
    answered(second, [5, 1, 1, 1, 1, 1, 1])
    rated(counter(world, of=row.service), [1] * 5)
    time_machine.move_to(TUESDAY + datetime.timedelta(days=1))
    assert services.release_due() == 15
    strata = strata_of(row)
    assert [(one.invited, one.answered, one.hits) for one in strata] == [(3, 3, 3), (7, 7, 1)]
    assert services.result_of(row, strata, on=END) is None
    found = services.result_of(row, strata, on=END + datetime.timedelta(days=1))
    assert (str(found.share), found.n) == ("0.6571", 10)  # .6 × 1 + .4 × 1 ÷ 7


def test_nothing_is_said_while_an_answer_waits(world, time_machine):
    row = wave(world)
    first, _second = row.strata.order_by("pk")
    answered(first, [5] * 5)
    time_machine.move_to(TUESDAY + datetime.timedelta(days=1))
    services.release_due()
    after = END + datetime.timedelta(days=1)
    assert services.result_of(row, strata_of(row), on=after).n == 5
    answered(first, [1])
    assert services.result_of(row, strata_of(row), on=after) is None


def test_fewer_than_five_say_nothing(world, time_machine):
    row = wave(world)
    answered(row.strata.order_by("pk")[0], [5] * 4)
    rated(counter(world, of=row.service), [1] * 5)
    time_machine.move_to(TUESDAY + datetime.timedelta(days=1))
    services.release_due()
    assert services.result_of(row, strata_of(row), on=datetime.date(2027, 5, 1)) is None


def test_never_more_invitations_than_people_nor_after_the_end(world, time_machine):
    row = wave(world)
    stratum = row.strata.order_by("pk")[1]
    services.invite_stratum(stratum, 399, by=world.office)
    with pytest.raises(DomainError, match="1 people of this group are not invited yet"):
        services.invite_stratum(stratum, 2, by=world.office)
    with pytest.raises(PermissionDenied):
        services.invite_stratum(stratum, 1, by=world.manager)
    time_machine.move_to(datetime.datetime(2027, 3, 31, 4, tzinfo=datetime.UTC))
    with pytest.raises(WrongState):
        services.invite_stratum(stratum, 1, by=world.office)


def test_what_was_invited_stays(world):
    row = wave(world)
    first, second = row.strata.order_by("pk")
    services.invite_stratum(first, 1, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyInvitation.objects.update(stratum=second)


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([], "A survey needs at least one group."),
        ([GROUPS[0]] * 2, "counter × permits × 18-39: The survey has this group already."),
        ([Group("a", "", "", 0)], "a: A group needs at least one person."),
    ],
)
def test_a_group_that_cannot_be_is_named(world, groups, words):
    with pytest.raises(DomainError) as error:
        services.add_wave(
            service(world), groups, by=None, name_en="S", name_zh="调查", starts_on=START,
            ends_on=END,
        )  # fmt: skip
    assert (error.value.field, error.value.message) == ("groups", words)


class TestPages:
    def test_survey_is_set_up_once_by_lines(self, world):
        row = service(world)
        fields = {
            "name_en": "Spring", "name_zh": "春季", "starts_on": "2027-03-01",
            "ends_on": "2027-03-31", "groups": "counter | permits | 18-39 | 1,600\nonline|||400",
        }  # fmt: skip
        answer = sent(world.client("office"), "survey-add", [row.pk], fields, times=2)
        assert answer.url == reverse("feedback:surveys", args=[row.pk])
        strata = SurveyWave.objects.get().strata.order_by("pk")
        assert [(str(one), one.population) for one in strata] == [
            ("counter × permits × 18-39", 1600), ("online", 400),
        ]  # fmt: skip
        bad = sent(world.client("office"), "survey-add", [row.pk], fields | {"groups": "x | 3"})
        assert bad.context["form"].errors == {
            "groups": [
                "Write “x | 3” as channel | group of services | age band | number of people."
            ]
        }

    def test_invitations_are_printed_once(self, world):
        row = wave(world)
        stratum = row.strata.order_by("pk")[0]
        fields = {"stratum": stratum.pk, "number": 2}
        client = world.client("office")
        place = reverse("feedback:survey-invite", args=[row.pk])
        token = client.get(place).context["form"]["form_token"].value()
        first, again = (client.post(place, fields | {"form_token": token}) for _click in range(2))
        found = re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}", pages(first.content)[0])
        assert {rate(codes.normal(code)).state for code in found} == {"kept"}
        assert (len(found), again.status_code, SurveyInvitation.objects.count()) == (2, 409, 2)

    @pytest.mark.parametrize("count", [1, 3])
    def test_pages_cost_the_same(self, world, count, django_assert_num_queries):
        row = service(world)
        waves = [wave(world, row, name_en=f"W{one}") for one in range(count)]
        SurveyStratum.objects.filter(wave=waves[0], channel="online").delete()
        for one in range(count - 1):
            SurveyStratum.objects.create(wave=waves[0], channel=f"c{one}", population=9)
        client = world.client("manager")
        places = [reverse("feedback:surveys", args=[row.pk]),
                  reverse("feedback:survey", args=[waves[0].pk])]  # fmt: skip
        client.get(places[0])
        for place, queries in zip(places, (7, 6), strict=True):
            with django_assert_num_queries(queries):
                page = client.get(place)
            assert len(page.context["rows"]) == count
