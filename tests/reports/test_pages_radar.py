"""The radar in the browser: the list, one signal, the steps of its review, pairs."""

import pytest
from django.urls import reverse

from indicators.models import PublicMirror, Signal, SignalStep
from indicators.models.radar import SignalDeed
from indicators.services import signals
from tests.access import radar as made

LIST_QUERIES = 9


@pytest.fixture
def signal(world):
    return made.open_signal(world)


def more(signal, count):
    for number in range(count):
        Signal.objects.create(
            kind="easy", department=signal.department, indicator=signal.indicator,
            cycle=signal.cycle, run=signal.run, evidence=f"more {number}", n=6, hits=6,
            starts_on=signal.starts_on, ends_on=signal.ends_on, observed=140, compared=4,
            limit="1.3",
        )  # fmt: skip


def text_of(client, name, *args, query=""):
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_what_is_open(world, signal):
    html = text_of(world.client("auditor"), "reports:radar")
    assert "1 signal to look at" in html
    assert "The same figure, 80.00 CNY" in html.replace("\xa0", " ")
    assert "Look again now" not in html


def test_filters_stand_in_the_address(world, signal):
    client = world.client("office")
    assert "Just above the target" in text_of(client, "reports:radar")  # of the filter
    html = text_of(client, "reports:radar", query="?kind=easy")
    assert "No signal for these filters" in html
    html = text_of(client, "reports:radar", query=f"?kind=copied&cycle={signal.cycle_id}")
    assert reverse("reports:signal", args=[signal.pk]) in html
    assert reverse("reports:signal", args=[signal.pk]) not in text_of(
        client, "reports:radar", query="?state=dismissed"
    )


@pytest.mark.parametrize("count", [0, 2])
def test_the_list_costs_the_same_for_one_and_three(world, signal, count, django_assert_num_queries):
    more(signal, count)
    client = world.client("office")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("reports:radar"))


def test_a_manager_sees_a_signal_once_it_is_in_review_and_replies(world, signal):
    client = world.client("manager")
    assert client.get(reverse("reports:signal", args=[signal.pk])).status_code == 404
    signals.advance(signal, SignalDeed.TAKE, text="Please say why.", by=world.office)
    html = text_of(client, "reports:signal", signal.pk)
    assert "This is a question, not a verdict." in html
    assert "Please say why." in html
    url = reverse("reports:signal-step", args=[signal.pk, "reply"])
    page = client.get(url)
    token = page.context["form"]["form_token"].value()
    answer = client.post(url, {"form_token": token, "text": "The register stood still."})
    assert answer.status_code == 302
    assert client.post(url, {"form_token": token, "text": "The register stood still."})
    assert SignalStep.objects.filter(deed="reply").count() == 1


def test_the_page_of_a_signal_says_the_test_and_the_innocent_causes(world, signal):
    html = text_of(world.client("office"), "reports:signal", signal.pk)
    assert "Judging by how seldom the other values repeat each other" in html
    assert "The source may have stood still" in html
    assert "Start the review" in html


@pytest.mark.parametrize("kind", [kind for kind, _label in Signal._meta.get_field("kind").choices])
def test_every_kind_has_words_in_both_languages(world, signal, kind):
    row = Signal.objects.create(
        kind=kind, department=signal.department, indicator=signal.indicator, cycle=signal.cycle,
        run=signal.run, evidence="words", starts_on=signal.starts_on, ends_on=signal.ends_on,
        n=34, hits=20, p_value="0.0022", observed=90, compared=80, limit="0.2",
    )  # fmt: skip
    client = world.client("office")
    for language, word in (("en", "The test in words"), ("zh-hans", "检验说明")):
        answer = client.get(f"/{language}/radar/{row.pk}/")
        assert word in answer.content.decode()


def test_a_step_in_the_wrong_state_is_a_conflict_that_keeps_the_words(world, signal):
    client = world.client("office")
    url = reverse("reports:signal-step", args=[signal.pk, "explain"])
    token = client.get(url).context["form"]["form_token"].value()
    answer = client.post(url, {"form_token": token, "text": "All is well."})
    assert answer.status_code == 409
    assert "All is well." in answer.content.decode()


def test_a_reason_is_asked_for(world, signal):
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    client = world.client("office")
    url = reverse("reports:signal-step", args=[signal.pk, "dismiss"])
    token = client.get(url).context["form"]["form_token"].value()
    answer = client.post(url, {"form_token": token, "text": ""})
    assert answer.status_code == 200
    assert answer.context["form"].errors["text"]


def test_an_unknown_step_is_not_there(world, signal):
    url = reverse("reports:signal-step", args=[signal.pk, "punish"])
    assert world.client("office").get(url).status_code == 404


def test_looking_again_finds_nothing_new(world, signal):
    client = world.client("office")
    answer = client.post(reverse("reports:radar-scan"), follow=True)
    assert "0 new signals" in answer.content.decode()


def test_a_pair_is_saved_and_ended(world, signal):
    client = world.client("office")
    board_rate = signal.cycle.targets.get(indicator__code="RATE").indicator
    other = type(board_rate).objects.create(
        code="SAID", name="Said", direction="higher", unit="%", per=100
    )
    url = reverse("reports:mirrors")
    token = client.get(url).context["form"]["form_token"].value()
    sent = {"form_token": token, "official": board_rate.pk, "public": other.pk}
    assert client.post(url, sent).status_code == 302
    pair = PublicMirror.objects.get()
    assert "Said" in text_of(client, "reports:mirrors")
    assert client.post(reverse("reports:mirror-end", args=[pair.pk])).status_code == 302
    assert not PublicMirror.objects.exists()


def test_auditors_read_signals_by_api(world, signal):
    [row] = world.client("auditor").get("/api/v1/signals/").json()["results"]
    assert (row["kind"], row["n"], row["hits"], row["p_value"]) == ("copied", 30, 4, "0.0001")
    assert row["department"]["code"] == "BUREAU"
    client = world.client("manager")
    assert client.get("/api/v1/signals/").json()["results"] == []
    found = world.client("office").get("/api/v1/signals/", {"state": "dismissed"}).json()
    assert found["results"] == []
