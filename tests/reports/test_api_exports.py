"""Files in the background: a row is the job, whatever happens to the worker."""

import datetime
import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.errors import WrongState
from audit.models import Entry
from departments.models import RoleGrant
from reports.exports import files
from reports.models import Export
from reports.services import exports as service
from reports.services import make_export, request_export
from tests.reports import board as boards
from tests.reports.test_exports_scores import HEADER, ROWS


@pytest.fixture
def board(world):
    return boards.build(world)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """Which exports a worker was told of."""
    ids = []
    monkeypatch.setattr("reports.tasks.make_export.delay", ids.append)
    return ids


def asked(board, world, form="json", what="scores", by="manager"):
    return request_export(board.run, what=what, format=form, by=world.user(by))


def test_ask_look_fetch(board, world, woken, django_capture_on_commit_callbacks):
    client = world.client("manager")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            "/api/v1/exports/", {"run": board.run.pk, "format": "json"}, "application/json"
        )
    assert answer.status_code == 201
    place = answer["Location"]
    assert client.get(place).json()["state"] == "requested"
    assert client.get(place + "file/").status_code == 409
    assert woken == [answer.json()["id"]]
    assert make_export(woken[0]) is True
    done = client.get(place).json()
    body = b"".join(client.get(done["file"]).streaming_content)
    assert (done["state"], done["size"]) == ("done", len(body))
    assert done["sha256"] == hashlib.sha256(body).hexdigest()
    assert b"OTHER" not in body


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "parquet"])
def test_every_format_is_made(board, world, media, form):
    export = asked(board, world, form)
    make_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.failure) == ("done", "")
    assert [path.suffix for path in (media / "exports").iterdir()] == [f".{form}"]


def test_nobody_sees_the_file_of_another(board, world):
    export = asked(board, world)
    make_export(export.pk)
    for role in ("office", "auditor", "employee", "stranger"):
        assert world.client(role).get(f"/api/v1/exports/{export.pk}/").status_code == 404
        assert world.client(role).get(f"/api/v1/exports/{export.pk}/file/").status_code == 404


def test_a_role_that_ended_takes_the_file_along(board, world):
    export = asked(board, world)
    make_export(export.pk)
    other = RoleGrant.objects.create(
        user=world.manager, role="employee", department=world.other, starts_on="2020-01-01"
    )
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    RoleGrant.objects.filter(user=world.manager).exclude(pk=other.pk).update(ends_on=yesterday)
    assert world.client("manager").get(f"/api/v1/exports/{export.pk}/file/").status_code == 409


def test_the_same_again_is_the_same_file(board, world):
    first = asked(board, world)
    assert asked(board, world) == first
    make_export(first.pk)
    assert asked(board, world) == first
    assert asked(board, world, "csv") != first
    assert asked(board, world, by="office") != first
    assert Entry.objects.filter(verb="reports.request_export").count() == 3


def test_a_second_worker_finds_nothing_to_do(board, world):
    export = asked(board, world)
    assert [make_export(export.pk), make_export(export.pk)] == [True, False]
    assert Entry.objects.filter(verb="reports.make_export").count() == 1


def test_a_dead_worker_s_job_is_taken_over_when_its_lease_ends(board, world, woken):
    from reports.tasks import make_open_exports

    export = asked(board, world)
    Export.objects.update(state="running", lease_until=timezone.now() + service.LEASE)
    assert (make_open_exports(), make_export(export.pk)) == (0, False)
    Export.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert (make_open_exports(), make_export(export.pk)) == (1, True)


def test_a_failure_says_why_and_leaves_no_half_file(board, world, media, monkeypatch):
    def broken(query, path):
        path.write_bytes(b"half")
        raise ValueError("disk on fire")

    monkeypatch.setitem(files.WRITERS, "json", broken)
    export = asked(board, world)
    make_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.failure) == ("failed", "ValueError: disk on fire")
    assert list((media / "exports").iterdir()) == []
    assert asked(board, world) != export


def test_files_are_forgotten_after_a_week(board, world, media):
    export = asked(board, world)
    make_export(export.pk)
    assert service.forget_exports() == 0
    Export.objects.update(requested_at=timezone.now() - datetime.timedelta(days=8))
    assert service.forget_exports() == 1
    assert list((media / "exports").iterdir()) == []
    assert world.client("manager").get(f"/api/v1/exports/{export.pk}/file/").status_code == 410
    assert world.client("manager").get(f"/api/v1/exports/{export.pk}/").json()["file"] is None


def test_only_a_finished_run_is_exported(board, world):
    run = boards.ScoreRun.objects.create(
        cycle=board.cycle, requested_at=timezone.now(), as_of=timezone.now()
    )
    with pytest.raises(WrongState):
        request_export(run, what="scores", format="csv", by=world.office)


def test_what_and_format_must_fit(board, world):
    client = world.client("office")
    for wrong in ({"what": "evidence", "format": "csv"}, {"what": "scores", "format": "zip"}):
        response = client.post(
            "/api/v1/exports/", {"run": board.run.pk, **wrong}, "application/json"
        )
        assert response.json()["errors"][0]["pointer"] == "/format"
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(
            run=board.run, what="evidence", format="csv", requested_by=world.office,
            requested_at=timezone.now(),
        )  # fmt: skip


def test_the_csv_holds_what_the_interface_streams(board, world, media):
    export = asked(board, world, "csv", by="office")
    make_export(export.pk)
    text = next((media / "exports").iterdir()).read_text()
    assert text == (HEADER + "\n" + ROWS).replace(
        "=NAME,=1+1,+,none,,-5 or so", "'=NAME,'=1+1,'+,none,,'-5 or so"
    )
