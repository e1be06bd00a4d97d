"""Batches, their roots and proofs. docs/public-voice.md, P10 to P12."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from audit.errors import DomainError
from audit.models import Entry
from feedback import services
from feedback.models import PublicService, Rating, Release
from tests.feedback.public import DAY, counter, rate, rated, service

TUESDAY = datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)
VERIFY = Path(__file__).parents[2] / "docs" / "verify_rating.py"


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)


def test_four_wait_and_five_go_on_the_next_working_day(world):
    point = counter(world)
    rated(point, [5, 4, 3, 2], at=TUESDAY)
    assert services.release_due(TUESDAY.date() + DAY) == 0
    rate(point.code, 1, at=TUESDAY)  # a stream of its own
    assert services.release_due(TUESDAY.date() + DAY) == 0
    rated(point, [1], at=TUESDAY, number=4)
    assert services.release_due(TUESDAY.date()) == 0  # not on the day itself
    assert services.release_due(TUESDAY.date() + DAY) == 5
    assert services.release_due(TUESDAY.date() + DAY) == 0
    assert Rating.objects.filter(state="released").count() == 5


def test_not_on_a_weekend(world):
    friday = TUESDAY + 3 * DAY
    rated(counter(world), [5] * 5, at=friday)
    days = [friday.date() + number * DAY for number in range(4)]
    assert [services.release_due(day) for day in days] == [0, 0, 0, 5]


def test_services_do_not_help_each_other_over_the_minimum(world):
    for code in ("a", "b"):
        rated(counter(world, of=service(world, code)), [5, 5, 5], at=TUESDAY, number=0)
    assert services.release_due(TUESDAY.date() + DAY) == 0


def test_held_ones_stay_behind(world):
    point = counter(world)
    rated(point, [5] * 5, at=TUESDAY)
    rate(point.code, 1, at=TUESDAY, marks=["own_network"])
    assert services.release_due(TUESDAY.date() + DAY) == 5
    assert list(Rating.objects.exclude(state="released").values_list("value", "state")) == [
        (1, "held")
    ]


def test_nobody_sees_one_before_its_release(world):
    rated(counter(world), [5] * 5, at=TUESDAY)
    for role in ("office", "manager", "auditor", "supervision"):
        assert not Rating.objects.visible_to(world.user(role)).exists()
    services.release_due(TUESDAY.date() + DAY)
    seen = {
        role: Rating.objects.visible_to(world.user(role)).count()
        for role in ("office", "manager", "auditor", "supervision", "employee", "stranger")
    }
    assert seen == {"office": 5, "manager": 5, "auditor": 5, "supervision": 5, "employee": 0,
                    "stranger": 0}  # fmt: skip


def test_ledger_holds_the_root(world):
    rated(counter(world), [5] * 5, at=TUESDAY)
    services.release_due(TUESDAY.date() + DAY)
    batch = Release.objects.get()
    told = Entry.objects.get(verb="feedback.release").details
    assert told == {"number": 1, "size": 5, "root": bytes(batch.root).hex()}


def test_released_value_stays(world):
    rated(counter(world), [5] * 5, at=TUESDAY)
    services.release_due(TUESDAY.date() + DAY)
    with pytest.raises(IntegrityError, match="a released rating stays"), transaction.atomic():
        Rating.objects.update(value=1)
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        Release.objects.update(size=6)


def test_stranger_checks_that_his_rating_is_counted(world, tmp_path):
    given = rated(counter(world), [5, 4, 3, 2, 1, 1, 1], at=TUESDAY)
    services.release_due(TUESDAY.date() + DAY)
    for one in given:
        proof = services.proof_of(services.rating_of(one.check))
        assert verified(proof, tmp_path).returncode == 0
        proof["rating"]["value"] += 1
        told = verified(proof, tmp_path)
        assert told.returncode == 1
        assert "does not lead to the root" in told.stderr


def test_code_that_proofs_name_stays(world):
    point = counter(world)
    services.change_service(point.service, by=None, code="permits-2")
    (first, *_others) = rated(point, [5] * 5, at=TUESDAY)
    services.release_due(TUESDAY.date() + DAY)
    row = PublicService.objects.get()
    with pytest.raises(DomainError, match="released under this code") as refused:
        services.change_service(row, by=None, code="permits-3")
    assert refused.value.field == "code"
    services.change_service(row, by=None, name_en="Permits")
    assert services.proof_of(services.rating_of(first.check))["service"] == "permits-2"


def verified(proof, folder):
    path = folder / "proof.json"
    path.write_text(json.dumps(proof), "utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(VERIFY), str(path)], capture_output=True, text=True, check=False
    )
