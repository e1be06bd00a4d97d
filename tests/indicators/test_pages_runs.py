"""Score runs in the browser: list, start, progress, stop, publish, results."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from indicators.models import Cycle, Measurement, ScoreRun
from tests.factories import MeasurementFactory
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(world):
    """The shared world with a scored year; the run is its only one."""
    story.scored(world)
    return world


def only_run():
    return ScoreRun.objects.done().get()


def waiting(cycle, **more):
    now = timezone.now()
    return ScoreRun.objects.create(cycle=cycle, requested_at=now, as_of=now, **more)


def get(world, path, role="office"):
    return world.client(role).get(f"/en/kpis/runs/{path}")


def text(response):
    main = response.content.decode().split('id="main"')[-1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_list_shows_each_run_with_its_hashes(scored):
    run = only_run()
    Cycle.objects.update(published_run=run)
    page = get(scored, "").content.decode()
    assert f">Run {run.pk}</a>" in page
    for digest in (run.inputs_sha256, run.results_sha256):
        assert f'<code>{digest[:12]}<span class="pm-vh">{digest[12:]}</span></code>' in page
    assert "published" in page


def test_list_leaves_the_live_board_out(scored):
    assert ScoreRun.objects.filter(kind="live").exists()
    assert [run.kind for run in get(scored, "").context["page_obj"]] == ["full"]


def test_list_without_runs_is_a_calm_page(world):
    assert "No run yet" in text(get(world, ""))


def test_only_the_office_may_start_a_run(scored):
    assert "Start a score run" in text(get(scored, ""))
    assert "Start a score run" not in text(get(scored, "", "auditor"))
    assert get(scored, "start/", "auditor").status_code == 403
    assert get(scored, "start/", "stranger").status_code == 404


def test_start_asks_for_a_run_and_a_second_click_for_no_other(world):
    cycle = story.build(world)
    client, form = world.client("office"), {"cycle": cycle.pk, "form_token": uuid.uuid4()}
    url = reverse("indicators:run-start")
    first = client.post(url, form)
    run = ScoreRun.objects.full().get()
    assert (first.status_code, first["Location"]) == (302, f"/en/kpis/runs/{run.pk}/")
    assert client.post(url, form)["Location"] == "/en/kpis/runs/"
    assert ScoreRun.objects.full().count() == 1
    assert (run.state, run.requested_by) == ("requested", world.office)


def test_start_keeps_what_was_typed_and_says_what_is_wrong(world):
    cycle = story.build(world)
    form = {"cycle": cycle.pk, "as_of": "2999-01-01T00:00", "form_token": uuid.uuid4()}
    response = world.client("office").post(reverse("indicators:run-start"), form)
    assert response.status_code == 200
    assert response.context["form"].errors == {
        "as_of": ["The moment to score at lies in the future."]
    }
    assert 'value="2999-01-01T00:00"' in response.content.decode()


def test_start_of_a_cycle_without_targets_says_so(world):
    cycle = story.CycleFactory(name="2023")
    form = {"cycle": cycle.pk, "form_token": uuid.uuid4()}
    response = world.client("office").post(reverse("indicators:run-start"), form)
    assert list(response.context["form"].errors) == ["cycle"]
    assert not ScoreRun.objects.exists()


def test_running_run_shows_its_progress(world):
    run = waiting(story.build(world), state="running")
    run.shards.create(position=0, state="done")
    run.shards.create(position=1)
    page = get(world, f"{run.pk}/")
    assert page.context["progress"] == {
        "total": 2, "done": 1, "state": "running", "words": "1 of 2 parts",
    }  # fmt: skip
    assert f'hx-get="/en/kpis/runs/{run.pk}/progress/"' in page.content.decode()
    assert '<meta http-equiv="refresh"' in page.content.decode()
    assert "HX-Refresh" not in get(world, f"{run.pk}/progress/").headers


def test_progress_of_an_ended_run_reloads_the_page(scored):
    assert get(scored, f"{only_run().pk}/progress/").headers["HX-Refresh"] == "true"


def test_failed_run_says_what_and_where(world):
    failure = {"what": "ValueError: no such period", "where": "shard 3 (branches 7)"}
    run = waiting(story.build(world), state="failed", failure=failure)
    words = text(get(world, f"{run.pk}/"))
    assert f"Run {run.pk} of 2023 failed" in words
    assert "It stopped at: shard 3 (branches 7)." in words
    assert "ValueError: no such period" in words


def test_cancel_stops_a_run_once(world):
    run = waiting(story.build(world))
    client, url = world.client("office"), reverse("indicators:run-cancel", args=[run.pk])
    for _click in range(2):
        client.post(url)
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert Entry.objects.filter(verb="indicators.cancel_run").count() == 1


def test_cancel_of_a_finished_run_is_a_conflict(scored):
    url = reverse("indicators:run-cancel", args=[only_run().pk])
    assert scored.client("office").post(url).status_code == 409
    assert scored.client("manager").post(url).status_code == 403


def test_publish_asks_first_and_moves_the_pointer(scored):
    run = only_run()
    client, url = scored.client("office"), reverse("indicators:run-publish", args=[run.pk])
    assert f"Publish run {run.pk}?" in text(client.get(url))
    for _click in range(2):
        assert client.post(url).status_code == 302
    assert Cycle.objects.get().published_run == run
    assert Entry.objects.filter(verb="indicators.publish_run").count() == 1
    assert "These are the published scores." in text(get(scored, f"{run.pk}/"))


def test_publish_of_an_unfinished_run_is_a_conflict(world):
    run = waiting(story.build(world))
    url = reverse("indicators:run-publish", args=[run.pk])
    assert world.client("office").post(url).status_code == 409


def test_results_stand_beside_the_run_before(scored):
    first = only_run()
    permits = Measurement.objects.get(indicator__code="PERMITS", period__label="2023-09")
    MeasurementFactory(
        department=permits.department,
        indicator=permits.indicator,
        period=permits.period,
        value=90,
        supersedes=permits,
    )
    second = story.score(first.cycle)
    context = get(scored, f"{second.pk}/").context
    changes = {card.department.title: card.change for card in context["results"]}
    assert context["previous"] == first
    assert context["period"].label == "2023-09"
    assert changes["Bureau"] > changes["City"] > 0
    assert (changes["Division"], changes["Other bureau"]) == (0, 0)
    assert context["changed"] == 2
    assert [card.department.title for card in context["results"]][:2] == ["Bureau", "City"]


def test_results_of_another_period(scored):
    path = f"{only_run().pk}/?period=2023-02"
    assert get(scored, path).context["period"].label == "2023-02"
    assert get(scored, f"{only_run().pk}/?period=1999-01").status_code == 404


def test_results_are_those_one_may_see(scored):
    names = [
        c.department.title for c in get(scored, f"{only_run().pk}/", "manager").context["results"]
    ]
    assert names == ["Bureau", "Division"]


def test_targets_that_could_not_be_scored_are_named(scored):
    target = scored.bureau.targets.get(indicator__code="PERMITS")
    story.TargetFactory(
        cycle=target.cycle,
        department=scored.bureau,
        indicator=story.IndicatorFactory(code="BENT", direction="lower"),
        method="ratio_higher",
    )
    run = story.score(target.cycle)
    words = text(get(scored, f"{run.pk}/"))
    assert "Targets that could not be scored" in words
    assert "BENT BUREAU ratio_higher lower" in words


@pytest.mark.parametrize("count", [1, 3])
def test_list_in_a_constant_number_of_queries(world, count, django_assert_num_queries):
    cycle = story.build(world)
    for _n in range(count):
        waiting(cycle, requested_by=world.office)
    client = world.client("office")
    client.get("/en/kpis/runs/")
    with django_assert_num_queries(5):
        assert client.get("/en/kpis/runs/").status_code == 200


def test_run_in_a_constant_number_of_queries(scored, django_assert_num_queries):
    run = only_run()
    client = scored.client("office")
    client.get(f"/en/kpis/runs/{run.pk}/")
    with django_assert_num_queries(7):
        assert client.get(f"/en/kpis/runs/{run.pk}/").status_code == 200
