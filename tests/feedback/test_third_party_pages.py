"""The pages of third-party evaluation: drafting, marking, replying, settling, signing."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback import services
from feedback.models import Criterion, Engagement, EvaluatorOrganisation, Mark
from tests.feedback import third_parties as third
from tests.feedback.test_third_parties import MORNING, settle_all
from tests.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(MORNING)


def at(name, *args):
    return reverse(f"feedback:{name}", args=args)


def token():
    return {"form_token": uuid.uuid4()}


def as_(user):
    return sign_in(Client(), user)


def seat(name):
    return as_(third.people()[name])


def confirmed(name):
    """A browser of somebody who has just confirmed who he is."""
    client = seat(name)
    session = client.session
    for method in session["account_authentication_methods"]:
        method["reauthenticated"] = True
    session.save()
    return client


def text_of(answer):
    return answer.content.decode()


def test_an_engagement_is_drafted_page_by_page(world):
    office = world.client("office")
    sent = {"name_en": "Open Eyes", "name_zh": "明察评估", "registration_number": "9133-1"}
    office.post(at("evaluator-add"), sent | token())
    body = EvaluatorOrganisation.objects.get()
    said = {
        "signed_by": "Chen Li", "signed_on": "2026-05-01", "departments": "CITY",
        "has_violation": "no",
    }  # fmt: skip
    office.post(at("evaluator-declare", body.pk), said | token())
    fields = third.fields_of(world) | {
        "organisation": body.pk, "department": "CITY", "departments": "BUREAU\nOTHER",
        "period": third.period().pk, "indicator": third.card().code, "is_blind": "on",
    }  # fmt: skip
    form = fields | token()
    answers = [office.post(at("engagement-add"), form) for _click in range(2)]
    row = Engagement.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302]
    levels = "0 | Poor | 差 | Nothing | 没有\n10 | Good | 好 | All of it | 全部"
    line = {"name_en": "Speed", "name_zh": "速度", "weight": "100", "levels": levels}
    office.post(at("criterion-add", row.pk), line | token())
    seats = {name: user.username for name, user in third.people().items()}
    office.post(at("engagement-seats", row.pk), seats | token())
    page = office.get(at("engagement", row.pk))
    assert page.context["missing"] == []
    for step in ("commission", "begin"):
        assert office.post(at("engagement-step", row.pk, step), token()).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.criteria.get().levels.count()) == ("marking", 2)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ("0 | Poor", "Line 1 needs five parts with | between: points, two names, two descriptions"),
        ("x | a | b | c | d", "Line 1: “x” is no number with two decimals at most."),
        ("1 | a | b | c | d", "A criterion has two to ten levels, each on its line."),
        ("1|a|b|c|d\n1.0|a|b|c|d", "Two levels have the same points: give each its own."),
    ],
)
def test_a_wrong_rubric_says_the_line(world, levels, said):
    row = third.drafted(world)
    line = {"name_en": "Speed", "name_zh": "速度", "weight": "10", "levels": levels}
    page = world.client("office").post(at("criterion-add", row.pk), line | token())
    assert (page.status_code, said in page.context["form"].errors["levels"][0]) == (200, True)


def test_what_stands_in_the_way_is_on_the_page_before_anybody_presses(world):
    row = third.drafted(world, weights=(50,))
    page = world.client("supervision").get(at("engagement", row.pk))
    assert page.context["missing"] == [
        "The weights of the criteria sum to 50.00; make it exactly 100."
    ]
    answer = world.client("office").post(at("engagement-step", row.pk, "commission"), token())
    assert (answer.status_code, "make it exactly 100" in text_of(answer)) == (200, True)
    again = world.client("office").post(at("engagement-step", row.pk, "ask"), token())
    assert again.status_code == 409


def test_a_blind_marker_reads_no_name_anywhere(world):
    row = third.marking(world, is_blind=True)
    first = seat("first")
    unit = third.unit_of(row, world.bureau)
    places = [
        at("engagements"), at("engagement", row.pk), at("unit-marks", unit.pk),
        at("engagement-papers", row.pk), at("engagement-agreement", row.pk), reverse("home"),
    ]  # fmt: skip
    pages = [first.get(place) for place in places]
    assert [page.status_code for page in pages] == [200] * len(places)
    found = [n for n in ("Bureau", "Other bureau", "BUREAU") for p in pages if n in text_of(p)]
    assert found == []
    assert "Bureau" in text_of(world.client("office").get(at("engagement", row.pk)))


def test_the_rest_of_the_house_is_not_there_for_a_marker(world):
    third.marking(world)
    first = seat("first")
    names = ["indicators:list", "appraisals:cycles", "reports:league", "indicators:samples"]
    assert [first.get(reverse(name)).status_code for name in names] == [404] * 4
    assert first.get(at("evaluators")).status_code == 403
    nav = first.get(reverse("home")).context["nav"]
    assert [line["url"] for part in nav for line in part["lines"]] == [
        reverse("home"), at("engagements"),
    ]  # fmt: skip


def marks(row, places, note="Seen.", **more):
    sent = {}
    for one, place in zip(row.criteria.all(), places, strict=True):
        sent[f"c{one.pk}-level"] = one.levels.get(place=place).pk
        sent[f"c{one.pk}-note"] = note
    return sent | token() | {"version": 0} | more


def test_marks_are_saved_as_typed_and_handed_in_complete(world):
    row = third.marking(world)
    unit = third.unit_of(row, world.bureau)
    first, place = seat("first"), at("unit-marks", unit.pk)
    assert first.post(place, marks(row, (2, 3), note="")).status_code == 302
    page = first.post(place, marks(row, (2, 3), note="", version=1, deed="ready"))
    names = [error["text"] for error in page.context["errors"]]
    assert names == [
        "Nothing was handed in. Complete what is marked.",
        "Criterion 1: Say why you give this level.", "Criterion 2: Say why you give this level.",
    ]  # fmt: skip
    sent = marks(row, (2, 3), version=1, deed="ready")
    assert [first.post(place, sent).status_code for _click in range(2)] == [302, 409]
    assert Mark.objects.count() == 2
    done = text_of(first.get(place))
    assert ("Seen." in done, "Hand in these marks" in done) == (True, False)


def test_two_windows_of_one_marker_get_both_texts(world):
    row = third.marking(world)
    unit = third.unit_of(row, world.bureau)
    first, place = seat("first"), at("unit-marks", unit.pk)
    first.post(place, marks(row, (2, 3), note="From the one window."))
    page = first.post(place, marks(row, (4, 3), note="From the other."))
    both = [text in text_of(page) for text in ("From the one window.", "From the other.")]
    assert (page.status_code, both) == (409, [True, True])
    assert "Other version, Level: Fair" in text_of(page)
    again = marks(row, (4, 3), note="From the other.", version=1)
    assert first.post(place, again).status_code == 302


def test_a_department_replies_on_its_page(world):
    row = third.marked(world, is_blind=True)
    unit = third.unit_of(row, world.bureau)
    manager, place = world.client("manager"), at("unit-reply", unit.pk)
    key = row.criteria.first().pk
    assert place in text_of(manager.get(at("engagements")))
    page = text_of(manager.get(place))
    assert ("Good, 7 of 10 points: Seen." in page, "third-first" in page) == (True, False)
    sent = {f"c{key}-text": "We publish weekly.", "version": 0} | token()
    assert [manager.post(place, sent).status_code for _click in range(2)] == [302, 302]
    stale = manager.post(place, {f"c{key}-text": "Mine.", "version": 0} | token())
    assert (stale.status_code, "We publish weekly." in text_of(stale)) == (409, True)
    other = third.unit_of(row, world.other)
    assert manager.get(at("unit-reply", other.pk)).status_code == 404
    assert world.client("office").post(place, sent | token()).status_code == 403


def test_a_reply_that_no_text_can_hold_is_refused_at_its_field(world):
    row = third.marked(world)
    unit, key = third.unit_of(row, world.bureau), row.criteria.first().pk
    for text in ("a\0b", "a" * 2001):
        sent = {f"c{key}-text": text, "version": 0} | token()
        page = world.client("manager").post(at("unit-reply", unit.pk), sent)
        assert [one["url"] for one in page.context["errors"]] == [f"#id_c{key}-text"]
    assert not unit.replies.exists()


def test_a_reply_that_comes_too_late_is_said_to_be_late(world, time_machine):
    row = third.marked(world)
    unit, key = third.unit_of(row, world.bureau), row.criteria.first().pk
    after = row.reply_until + datetime.timedelta(days=1)
    time_machine.move_to(datetime.datetime.combine(after, datetime.time(9), datetime.UTC))
    sent = {f"c{key}-text": "We publish weekly.", "version": 0} | token()
    answer = world.client("manager").post(at("unit-reply", unit.pk), sent)
    page = text_of(answer)
    assert (answer.status_code, "Replies were open until" in page) == (409, True)
    assert ("We publish weekly." in page, "in another window" in page) == (True, False)


def test_the_responsible_evaluator_settles_and_signs(world, time_machine):
    row = third.settling(world, time_machine, departments=[world.bureau], second=(1, 3))
    client, unit = confirmed("responsible"), row.units.get()
    place, key = at("unit-settle", unit.pk), row.criteria.first().pk
    page = client.post(place, {"version": 0} | token())
    assert [error["text"] for error in page.context["errors"]][1:] == [
        "Criterion 1: Say why.", "Criterion 1: Choose the level that stands.",
    ]  # fmt: skip
    early = text_of(client.get(at("engagement-report", row.pk)))
    assert ("Not settled yet: A." in early, "Sign the report" in early) == (True, False)
    level = Criterion.objects.get(pk=key).levels.get(place=2)
    sent = {f"c{key}-level": level.pk, f"c{key}-reason": "Page 7.", "version": 0} | token()
    assert client.post(place, sent).status_code == 302
    sign = token()
    to = at("engagement-report", row.pk)
    assert [client.post(at("engagement-sign", row.pk), sign).url for _click in range(2)] == [to] * 2
    report = text_of(client.get(at("engagement-report", row.pk)))
    assert ("52.00 of 100" in report, row.reports.get().sha256 in report) == (True, True)
    shown = text_of(world.client("manager").get(at("unit-reply", unit.pk)))
    assert "52.00 of 100" in shown


def test_agreement_is_shown_once_both_are_in(world):
    early = third.marking(world)
    page = world.client("office").get(at("engagement-agreement", early.pk))
    assert "Both markers first hand in every unit." in text_of(page)
    row = third.marked(world, first=(4, 3), second=(2, 3))
    page = world.client("auditor").get(at("engagement-agreement", row.pk))
    foot = [cell["text"] for cell in page.context["foot"][1:]]
    assert foot[:2] == [4, "50"]


def filled(world, count):
    for number in range(count):
        body = third.organisation(world, f"N-{number}")
        users = third.people(f"team{number}")
        row = third.marked(world, departments=[world.bureau], organisation=body, users=users)
    return row


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "role", "queries"),
    [("evaluators", "office", 5), ("engagements", "office", 6), ("engagements", "manager", 5)],
)
def test_lists_ask_the_same_however_long_they_are(
    world, count, name, role, queries, django_assert_num_queries
):
    filled(world, count)
    client = world.client(role)
    client.get(at(name))
    with django_assert_num_queries(queries):
        assert client.get(at(name)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("engagement", 13), ("engagement-agreement", 10), ("engagement-report", 13)],
)
def test_an_engagement_asks_the_same_however_many_units_it_has(
    world, time_machine, count, name, queries, django_assert_num_queries
):
    places = [world.bureau, world.other, world.division][:count]
    row = third.settling(world, time_machine, departments=places)
    settle_all(row, level=3)
    client = world.client("office")
    client.get(at(name, row.pk))
    with django_assert_num_queries(queries):
        assert client.get(at(name, row.pk)).status_code == 200


def test_working_papers_are_added_by_whoever_has_a_seat(world):
    row = third.marking(world)
    place = at("engagement-papers", row.pk)
    sent = {"note": "Called the hall.", "reference": "Call of 1 June"} | token()
    assert [seat("first").post(place, sent).status_code for _click in range(2)] == [302, 302]
    assert text_of(world.client("office").get(place)).count("Called the hall.") == 1
    assert "Called the hall." not in text_of(seat("second").get(place))


def test_a_paper_says_the_time_of_the_house(world):
    row = third.marking(world)
    services.add_paper(row, note="x", reference="", unit=None, by=third.people()["first"])
    at_home = timezone.localtime(row.papers.get().at).strftime("%Y-%m-%d %H:%M")
    assert at_home in text_of(world.client("office").get(at("engagement-papers", row.pk)))


def test_accounts_are_kept_open_longer_for_a_reason(world):
    row = third.step(world, third.drafted(world), "commission")
    sent = {"ends_on": (row.ends_on + datetime.timedelta(days=9)).isoformat(), "reason": "Ill."}
    office = world.client("office")
    assert office.post(at("engagement-extend", row.pk), sent | token()).status_code == 302
    assert "Choose a day after" in text_of(
        office.post(at("engagement-extend", row.pk), sent | token())
    )
    assert services.next_steps(row) == ["begin", "withdraw"]
