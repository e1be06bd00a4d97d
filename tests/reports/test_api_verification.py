"""Proof, verdicts, samples, revisions and impact over REST."""

import json
from decimal import Decimal

import pytest

from departments.models import PolicyPack
from departments.services.policy_packs import publish_shipped_packs
from indicators import sampling
from indicators.models import Verification
from indicators.services import add_file, draw_sample, report, verify, withdraw
from tests.reports import board as boards
from tests.reports.callers import program

URL = "/api/v1/verifications/"
D = Decimal


@pytest.fixture
def board(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return boards.build(world)


@pytest.fixture
def value(board, world):
    """The waiting time of the bureau, reported by its manager."""
    return report(world.bureau, board.wait, "2026", value=D(9), by=world.manager)


def post(client, body, key=None):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(URL, json.dumps(body), "application/json", headers=headers)


def rows(client, path, **query):
    response = client.get(f"/api/v1/{path}/", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_auditor_verifies_over_rest(world, value):
    client = program(world.auditor)
    body = {"measurement": value.pk, "verdict": "verified", "found": "9.2"}
    first, again = post(client, body), post(client, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["verified_by"] == "auditor"
    assert first["Location"].endswith(f"{URL}{first.json()['id']}/")
    assert post(client, body, "k").json() == post(client, body, "k").json()


def test_author_does_not_verify_over_rest(world, board):
    own = report(world.bureau, board.wait, "2026", value=D(9), by=world.office)
    answer = post(program(world.office), {"measurement": own.pk, "verdict": "verified"})
    assert answer.status_code == 403
    assert "somebody else" in answer.json()["detail"]
    assert not Verification.objects.exists()


def test_scope_and_role_are_asked(world, value):
    body = {"measurement": value.pk, "verdict": "verified"}
    reader = program(world.auditor, "read:measurements", "write:measurements", name="r")
    assert post(reader, body).status_code == 403
    assert post(program(world.manager, name="m"), body).status_code == 403
    assert post(program(world.evaluator, name="e"), body).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"measurement": 2**31 - 1}, "/measurement"), ({"verdict": "perhaps"}, "/verdict"),
        ({"verdict": "rejected"}, "/reason"), ({"found": "20"}, "/found"),
        ({"sample": 2**31 - 1}, "/sample"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(world, value, change, pointer):
    body = {"measurement": value.pk, "verdict": "verified"} | change
    answer = post(program(world.auditor), body)
    assert answer.status_code == 400, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_value_outside_the_sample_is_named(world, board, value):
    sample = draw_sample(board.cycle, world.other, controls="weak", by=world.auditor)
    body = {"measurement": value.pk, "verdict": "verified", "sample": sample.pk}
    answer = post(program(world.auditor), body)
    assert answer.json()["errors"][0]["pointer"] == "/measurement"


def test_sample_and_its_values_are_read_and_drawn_again(world, board, value):
    sample = draw_sample(board.cycle, world.city, controls="strong", seed="7", by=world.auditor)
    for item in sample.items.all():
        verify(item.measurement, "verified", sample=sample, by=world.supervision)
    client = program(world.auditor)
    [row] = rows(client, "verification-samples", cycle="2026")
    assert (row["category"], row["verified"], row["drawn"]) == ("certified", 4, 4)
    items = rows(client, "sample-items", sample=sample.pk)
    ids = [item["measurement"] for item in items]
    assert ids == sampling.draw(sorted(ids), "7", 29)
    assert {item["verdict"] for item in items} == {"verified"}
    assert rows(program(world.manager, name="m"), "verification-samples") == []


def test_index_of_proof_and_its_file(world, value):
    proof = add_file(value, [b"%PDF-1.7 x"], "list.pdf", by=world.manager)
    withdraw(proof, "Wrong month", by=world.manager)
    client = program(world.auditor)
    [row] = rows(client, "evidence", measurement=value.pk, standing="false")
    assert (row["sha256"], row["withdrawn_because"]) == (proof.sha256, "Wrong month")
    answer = client.get(f"/api/v1/evidence/{proof.pk}/file/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert answer["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert rows(program(world.employee, name="e"), "evidence") == []


def test_register_of_revisions(world, board, value):
    report(
        world.bureau, board.wait, "2026", value=D(8), note="Counted twice", effect="Met now",
        by=world.manager,
    )  # fmt: skip
    [row] = rows(program(world.auditor), "revisions", kind="correction")
    assert (row["old"]["value"], row["new"]["value"], row["effect"], row["new"]["note"]) == (
        "9", "8", "Met now", "Counted twice",
    )  # fmt: skip
    assert rows(program(world.auditor, name="b"), "revisions", kind="scheduled") == []


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(
    ("path", "count"),
    [("verification-samples", 4), ("sample-items", 4), ("evidence", 4), ("verifications", 4),
     ("revisions", 4)],
)  # fmt: skip
def test_lists_take_as_many_queries_for_three_rows(
    world, board, path, count, size, django_assert_num_queries
):
    from tests.factories import IndicatorFactory

    for _ in range(size):
        row = report(world.bureau, IndicatorFactory(), "2026", value=D(9), by=world.manager)
        add_file(row, [b"%PDF-1.7 x"], "list.pdf", by=world.manager)
        row = report(
            world.bureau, row.indicator, "2026", value=D(8), note="x", by=world.manager
        )  # fmt: skip
        verify(row, "verified", by=world.auditor)
    for _ in range(size):
        draw_sample(board.cycle, world.bureau, controls="weak", size=1, by=world.auditor)
    client = world.client("supervision")
    client.get(f"/api/v1/{path}/")
    with django_assert_num_queries(count):
        assert len(rows(client, path)) == size


def test_impact_over_rest(world, board):
    from indicators.models import ScoreRun

    later = board.run.finished_at
    second = ScoreRun.objects.create(
        cycle=board.cycle, state="done", requested_at=later, as_of=later, finished_at=later,
        inputs_sha256="a", results_sha256="b",
    )  # fmt: skip
    client = program(world.auditor)
    answer = client.get(f"/api/v1/score-runs/{second.pk}/impact/", {"against": board.run.pk})
    body = answer.json()
    assert (body["old"], body["new"], body["period"]) == (board.run.pk, second.pk, "2026")
    bureau = next(row for row in body["departments"] if row["department"]["code"] == "BUREAU")
    assert (bureau["new"], bureau["publishable_now"]) == (None, False)
    assert (bureau["old_grade"], bureau["new_grade"]) == (None, None)
    assert client.get(f"/api/v1/score-runs/{second.pk}/impact/").json() == body
    assert client.get(f"/api/v1/score-runs/{board.run.pk}/impact/").status_code == 404
    publish_shipped_packs(by=None)
    board.cycle.policy = PolicyPack.objects.get(code="generic")
    board.cycle.save(update_fields=["policy"])
    rows = client.get(f"/api/v1/score-runs/{second.pk}/impact/").json()["departments"]
    graded = next(row for row in rows if row["department"]["code"] == "BUREAU")
    assert (graded["old"], graded["old_grade"], graded["new_grade"]) == (
        "105.000000000000", "strong", None,
    )  # fmt: skip
    wrong = client.get(f"/api/v1/score-runs/{second.pk}/impact/", {"against": "x"})
    assert wrong.status_code == 400
