"""The ledger in the browser. Who may open it is in tests/access/audit.py."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from audit import services
from audit.models import Entry
from reports.views import audit_log

pytestmark = pytest.mark.django_db


def record(number=1, verb="room.deed", by=None, details=None, kind="room.Thing"):
    return services.record(verb, (kind, number), by=by, details=details or {})


def read(world, role="auditor", **asked):
    return world.client(role).get(reverse("reports:audit-log", query=asked))


def numbers(response):
    """The entries a page lists, by the addresses of their rows."""
    links = [row[0]["url"] for row in response.context["rows"]]
    return [int(link.rstrip("/").rsplit("/", 1)[1]) for link in links]


def test_changes_are_listed_newest_first(world):
    first = record(by=world.manager)
    second = record(2, verb="room.other")
    response = read(world)
    assert numbers(response) == [second.pk, first.pk]
    when, who, what, concerns = response.context["rows"][1]
    local = timezone.localtime(first.at)
    assert when == {
        "text": f"{local:%Y-%m-%d %H:%M:%S}", "url": reverse("reports:audit-entry", args=[first.pk])
    }  # fmt: skip
    assert (who, response.context["rows"][0][1]) == ("The manager", "the system")
    assert what == {"text": "room.deed", "sub": "room.deed"}
    assert concerns == "room.Thing 1"


def test_reading_is_entered_once_for_each_request(world):
    for _ in range(2):
        read(world, verb="", who="manager")
    reads = list(Entry.objects.reads().order_by("id"))
    assert [entry.actor for entry in reads] == [world.auditor.pk] * 2
    assert reads[0].target_id == "ledger"
    assert reads[0].details == {"query": {"who": "manager"}}
    assert numbers(read(world, kind="reads")) == [entry.pk for entry in reversed(reads)]


def test_a_refused_reader_leaves_no_entry(world):
    entry = record()
    for name, arguments in (("audit-log", []), ("audit-entry", [entry.pk])):
        url = reverse(f"reports:{name}", args=arguments)
        assert world.client("manager").get(url).status_code == 404
    assert not Entry.objects.reads().exists()


def test_an_empty_ledger_is_open_too(world):
    response = read(world)
    assert response.status_code == 200
    assert numbers(response) == []
    assert "No entries for these filters" in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"verb": "room.deed"}, [2, 1]),
        ({"about": "room.Thing"}, [3, 1]),
        ({"about": "room.Thing", "number": "1"}, [3, 1]),
        ({"number": "2"}, [2]),
        ({"who": "manager"}, [3]),
        ({"who": " manager "}, [3]),
        ({"kind": "all", "verb": "room.deed", "who": "manager"}, []),
    ],
)
def test_filters(world, asked, expected):
    made = {
        1: record(1),
        2: record(2, kind="room.Other"),
        3: record(1, verb="room.other", by=world.manager),
    }
    assert numbers(read(world, **asked)) == [made[number].pk for number in expected]


def test_dates_are_days_of_the_house(world, past_the_fences):
    old, new = record(1), record(2)
    # 2026-05-01 00:30 in Shanghai is still April in UTC
    moment = datetime.datetime(2026, 4, 30, 16, 30, tzinfo=datetime.UTC)
    past_the_fences("UPDATE audit_entry SET at = %s WHERE id = %s", moment, old.pk)
    assert numbers(read(world, since="2026-05-01", until="2026-05-01")) == [old.pk]
    assert numbers(read(world, until="2026-04-30")) == []
    assert numbers(read(world, since="2026-05-02")) == [new.pk]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"who": "nobody"}, "Nobody has this user name. Check the spelling."),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "The last day lies before the first."),
        ({"since": "soon"}, "Enter a valid date."),
        ({"verb": "room.none"}, "Select a valid choice."),
        ({"before": str(2**63)}, "less than or equal to"),
    ],
)
def test_a_wrong_filter_says_so_and_lists_nothing(world, asked, message):
    record()
    response = read(world, **asked)
    assert (response.status_code, numbers(response)) == (200, [])
    assert message in response.content.decode()
    assert not Entry.objects.reads().exists()


def test_a_filter_is_a_chip_that_can_be_taken_away(world):
    record(by=world.manager)
    chips = read(world, about="room.Thing", who="manager", before="99999").context["chips"]
    base = reverse("reports:audit-log")
    assert chips == [
        {"label": "Concerns: room.Thing", "url": f"{base}?who=manager"},
        {"label": "Who (user name): manager", "url": f"{base}?about=room.Thing"},
    ]


def test_older_and_newer_by_cursor(world, monkeypatch):
    monkeypatch.setattr(audit_log, "PAGE", 2)
    made = [record(number).pk for number in range(5)]
    client, pages = world.client("auditor"), []
    response = client.get(reverse("reports:audit-log", query={"verb": "room.deed"}))
    assert response.context["newer_url"] is None
    while True:
        pages.append(numbers(response))
        if not response.context["older_url"]:
            break
        record(99)  # what is written meanwhile moves nothing
        response = client.get(response.context["older_url"])
    assert pages == [made[:2:-1], made[2:0:-1], made[:1]]
    response = client.get(response.context["newer_url"])
    assert numbers(response) == pages[1]
    assert numbers(client.get(response.context["newer_url"])) == pages[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_however_long(world, rows, django_assert_num_queries):
    for number in range(rows):
        record(number, by=world.manager if number % 2 else world.office)
    client = world.client("auditor")
    client.get(reverse("reports:audit-log"))
    with django_assert_num_queries(14):
        assert len(numbers(client.get(reverse("reports:audit-log")))) == rows


def state_of(response):
    """The value or word of each fact."""
    return [str(fact.get("word") or fact["value"]) for fact in response.context["facts"]]


def test_the_state_is_told(world, past_the_fences):
    entry = record()
    assert state_of(read(world)) == ["none yet", "2", "none yet"]
    services.seal_pending()
    services.check()
    response = read(world)
    assert state_of(response) == ["1", "2", "Intact"]
    assert response.context["broken"] == ""
    past_the_fences("UPDATE audit_entry SET actor = 8 WHERE id = %s", entry.pk)
    services.check()
    response = read(world)
    assert state_of(response) == ["1", "4", "Broken"]
    page = response.content.decode()
    assert f"Entry {entry.pk} was changed after seal 1" in page
    assert "Tell the performance office and supervision" in page


def test_an_entry_shows_before_and_after(world):
    details = {
        "before": {"parent": 3, "name": "住建局", "gone": [1]},
        "after": {"parent": 4, "name": "住建局", "new": ""},
        "reason": "<b>reform</b>",
    }
    entry = record(by=world.manager, details=details)
    url = reverse("reports:audit-entry", args=[entry.pk])
    response = world.client("auditor").get(url)
    assert response.context["changes"] == [
        ["gone", "[1]", "–"],
        ["name", "住建局", "住建局"],
        ["new", "–", "–"],
        ["parent", "3", "4"],
    ]
    assert response.context["others"] == [{"key": "reason", "value": "<b>reform</b>"}]
    page = response.content.decode()
    assert "&lt;b&gt;reform&lt;/b&gt;" in page
    history = response.context["history_url"]
    assert numbers(world.client("auditor").get(history)) == [entry.pk]
    assert "not yet; the sealer runs every five seconds" in page
    assert "Download the proof" not in page
    told = Entry.objects.reads().order_by("id").first()
    assert (told.actor, told.target_id) == (world.auditor.pk, "entry")
    assert told.details == {"entry": entry.pk}


def test_a_bare_before_and_after_has_a_row_too(world):
    entry = record(details={"before": 1, "after": 2})
    url = reverse("reports:audit-entry", args=[entry.pk])
    assert world.client("auditor").get(url).context["changes"] == [["–", "1", "2"]]


def test_the_proof_of_a_sealed_entry_can_be_taken_away(world):
    entry = record()
    url = reverse("reports:audit-proof", args=[entry.pk])
    client = world.client("auditor")
    assert client.get(url).status_code == 409
    services.seal_pending()
    response = client.get(url)
    assert json.loads(response.content) == services.prove(entry.pk)
    name = f'attachment; filename="entry-{entry.pk}-proof.json"'
    assert response["Content-Disposition"] == name
    assert Entry.objects.reads().get().target_id == "proof"
    page = client.get(reverse("reports:audit-entry", args=[entry.pk])).content.decode()
    assert url in page


def test_an_entry_that_is_not_there_is_404(world):
    for name in ("audit-entry", "audit-proof"):
        url = reverse(f"reports:{name}", args=[2**40])
        assert world.client("auditor").get(url).status_code == 404
