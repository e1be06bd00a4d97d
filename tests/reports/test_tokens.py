"""Tokens: shown once, kept as a hash, ended in time, never more than their owner."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.errors import DomainError
from audit.models import Entry
from departments.models import RoleGrant
from reports.models import ApiToken, Scope
from reports.services import create_token, revoke_token, use_token
from tests.reports import board as boards
from tests.reports.callers import program, secret_of

DAY = datetime.timedelta(days=1)


@pytest.fixture
def board(world):
    return boards.build(world)


def test_the_secret_is_nowhere_in_the_database(world):
    token, secret = create_token("R", [Scope.READ_SCORES], DAY, by=world.auditor)
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert len(row["digest"]) == 64
    assert secret.startswith(row["hint"])
    entry = Entry.objects.get(verb="reports.create_token")
    assert secret not in str(entry.details)
    assert (entry.actor, entry.target_id) == (world.auditor.pk, str(token.pk))


def test_a_token_reads_what_its_owner_may_see(board, world):
    client = program(world.manager)
    codes = [row["code"] for row in client.get("/api/v1/departments/").json()["results"]]
    assert codes == ["BUREAU", "DIVISION"]


def test_a_grant_that_ends_closes_the_token_at_once(board, world):
    client = program(world.manager)
    assert len(client.get("/api/v1/departments/").json()["results"]) == 2
    yesterday = timezone.localdate() - DAY
    RoleGrant.objects.filter(user=world.manager).update(ends_on=yesterday)
    assert client.get("/api/v1/departments/").json()["results"] == []


def test_a_scope_that_is_missing_is_403(board, world):
    client = program(world.office, Scope.READ_ORGANISATION)
    assert client.get("/api/v1/departments/").status_code == 200
    for path in ("indicators", "measurements", "scores", "score-runs", "exports"):
        response = client.get(f"/api/v1/{path}/")
        assert response.status_code == 403
        assert response.json()["type"] == "urn:perfmgmt:problem:not-allowed"
    response = client.get(f"/api/v1/score-runs/{board.run.pk}/scores.csv")
    assert response.status_code == 403


def test_reading_scopes_do_not_write(board, world):
    client = program(world.office, Scope.READ_MEASUREMENTS, Scope.READ_SCORES)
    assert client.post("/api/v1/measurements/", {}, "application/json").status_code == 403
    assert client.post("/api/v1/score-runs/", {}, "application/json").status_code == 403


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer pm_wrong", "Bearer é", "bearer x y"]
)
def test_what_is_not_a_token_is_401(db, header):
    response = Client(headers={"Authorization": header}).get("/api/v1/departments/")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_an_expired_token_is_401(world):
    client = program(world.auditor)
    assert client.get("/api/v1/departments/").status_code == 200
    with time_machine.travel(timezone.now() + DAY, tick=False):
        assert client.get("/api/v1/departments/").status_code == 401


def test_a_revoked_token_is_401_and_stays_in_the_list(world):
    client = program(world.auditor)
    token = ApiToken.objects.get()
    assert revoke_token(token, by=world.auditor) is True
    assert revoke_token(token, by=world.auditor) is False
    assert client.get("/api/v1/departments/").status_code == 401
    assert list(ApiToken.objects.visible_to(world.auditor)) == [token]
    assert Entry.objects.filter(verb="reports.revoke_token").count() == 1


def test_a_token_of_somebody_who_left_is_401(world):
    client = program(world.auditor)
    type(world.auditor).objects.filter(pk=world.auditor.pk).update(is_active=False)
    assert client.get("/api/v1/departments/").status_code == 401


def test_last_use_is_noted_to_the_minute(world):
    secret = secret_of(world.auditor)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = timezone.now()
        use_token(secret)
        clock.shift(30)
        use_token(secret)
        assert ApiToken.objects.get().last_used_at == first
        clock.shift(31)
        use_token(secret)
        assert ApiToken.objects.get().last_used_at == timezone.now()


def test_no_token_lives_longer_than_90_days(world):
    with pytest.raises(DomainError):
        create_token("R", [Scope.READ_SCORES], datetime.timedelta(days=91), by=world.auditor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ["read:everything"]},
        {"scopes": []},
        {"expires_at": timezone.now() + datetime.timedelta(days=91)},
        {"expires_at": timezone.now() - DAY},
    ],
)
def test_the_table_refuses_what_the_form_would_refuse(world, wrong):
    row = {
        "user": world.auditor, "name": "R", "hint": "pm_", "digest": "0" * 64,
        "scopes": ["read:scores"], "created_at": timezone.now(),
        "expires_at": timezone.now() + DAY,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(**row | wrong)
    ApiToken.objects.create(**row)


def test_one_name_holds_one_working_token(world):
    token, _secret = create_token("R", [Scope.READ_SCORES], DAY, by=world.auditor)
    with pytest.raises(DomainError):
        create_token("R", [Scope.READ_SCORES], DAY, by=world.auditor)
    create_token("R", [Scope.READ_SCORES], DAY, by=world.office)
    revoke_token(token, by=world.auditor)
    create_token("R", [Scope.READ_SCORES], DAY, by=world.auditor)


def test_the_page_shows_a_new_token_once(world):
    client = world.client("auditor")
    url = reverse("reports:tokens")
    form = {"name": "R script", "scopes": ["read:scores"], "days": "90"}
    page = client.post(url, form).content.decode()
    hint = ApiToken.objects.get().hint
    secret = page.partition("Bearer ")[2].partition("&")[0]
    assert secret.startswith(hint)
    assert use_token(secret).name == "R script"
    again = client.get(url)
    assert secret not in again.content.decode()
    assert hint in again.content.decode()
    assert "no-store" in again["Cache-Control"]


def test_a_second_click_makes_no_second_token(world):
    client = world.client("auditor")
    form = {"name": "R script", "scopes": ["read:scores"], "days": "90"}
    for _click in range(2):
        assert client.post(reverse("reports:tokens"), form).status_code == 200
    assert ApiToken.objects.count() == 1


def test_what_was_typed_stays_in_the_form(world):
    response = world.client("auditor").post(reverse("reports:tokens"), {"name": "R script"})
    assert response.context["form"].errors.keys() == {"scopes", "days"}
    assert 'value="R script"' in response.content.decode()


def test_nobody_revokes_the_token_of_another(world):
    create_token("R", [Scope.READ_SCORES], DAY, by=world.auditor)
    url = reverse("reports:token-revoke", args=[ApiToken.objects.get().pk])
    assert world.client("office").post(url).status_code == 404
    assert world.client("auditor").post(url).status_code == 302
    assert ApiToken.objects.get().revoked_at is not None
