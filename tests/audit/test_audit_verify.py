import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import findings, services, tasks
from audit.models import Entry, Seal, Submission
from audit.verification import Finding

SCRIPT = Path(settings.BASE_DIR) / "docs" / "verify_inclusion.py"


def run(*arguments):
    out = StringIO()
    call_command("audit_verify", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def entries(transactional_db):
    made = []
    for size in (1, 4, 2):
        with transaction.atomic():
            made += [
                services.record(
                    "room.deed",
                    ("room.Thing", n),
                    by=7 if n % 2 else None,
                    details={"名": "住建局"},
                )
                for n in range(size)
            ]
        services.seal_pending()
    with transaction.atomic():
        made.append(services.record("room.deed", ("room.Thing", 9), by=7, details={}))
    return made


def test_an_intact_ledger_prints_its_counts(entries):
    printed = re.sub(r"\d+\.\d{3}\n", "0.000\n", run())
    assert printed.splitlines() == [
        "entries             7",
        "seals               3",
        "unsealed            1",
        "seconds         0.000",
        "intact",
    ]


def test_a_broken_ledger_names_the_place_and_exits_with_1(entries, past_the_fences):
    past_the_fences("UPDATE audit_entry SET actor = 8 WHERE id = %s", entries[3].pk)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines()[-1] == (
        f"BROKEN (entry-changed): Entry {entries[3].pk} was changed after seal 2: its time, actor, "
        "verb or target, or its details together with their digest."
    )


def test_a_missing_heads_file_is_a_notice(entries, heads_file):
    heads_file.unlink()
    assert run().splitlines()[-2:] == [
        "notice: There is no file of heads: an old copy of the database cannot be noticed.",
        "intact",
    ]


def test_the_result_is_entered_when_asked(entries):
    run()
    assert not Entry.objects.checks().exists()
    run("--record")
    assert Entry.objects.checks().get().details["entries"] == 7


def proof_of(entry, folder):
    path = folder / "proof.json"
    path.write_text(run("--proof", str(entry.pk)), encoding="utf-8")
    return path


def stranger_checks(*arguments):
    """With the standard library only, outside our project."""
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, *arguments], capture_output=True, text=True, cwd="/",
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_stranger_can_check_every_proof(entries, tmp_path, heads_file):
    for entry in entries[:-1]:
        path = proof_of(entry, tmp_path)
        seal = Seal.objects.holding(entry.pk).get().number
        told = f"entry {entry.pk} lies in seal {seal}, in the seal whose head is in the file"
        assert stranger_checks(path, heads_file) == (0, f"PROVED: {told}.\n")
    assert stranger_checks(path)[0] == 0


@pytest.mark.parametrize(
    ("part", "name", "value", "message"),
    [
        ("entry", "details", "{}", "the details do not give the digest"),
        ("entry", "actor", 8, "the path does not lead to the root of the seal"),
        ("entry", "id", 0, "the path does not lead to the root of the seal"),
        ("leaf", "index", 0, "the path does not lead to the root of the seal"),
        ("leaf", "index", 4, "the index lies outside the tree"),
        ("leaf", "count", 9, "the path is too short"),
        ("leaf", "count", 2, "the path is too long"),
        ("seal", "sealed_at", 0, "the seal does not have this hash"),
        ("seal", "number", 1, "the seal does not have this hash"),
        ("seal", "root", "00" * 32, "the path does not lead to the root of the seal"),
    ],
)
def test_a_stranger_refuses_a_touched_proof(
    entries, tmp_path, heads_file, part, name, value, message
):
    path = proof_of(entries[2], tmp_path)
    proof = json.loads(path.read_text(encoding="utf-8"))
    proof[part][name] = value
    path.write_text(json.dumps(proof), encoding="utf-8")
    assert stranger_checks(path, heads_file) == (1, f"NOT PROVED: {message}\n")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda text: text.replace("\n2 ", "\n5 "), "the file has no head for this seal"),
        (
            lambda text: re.sub("\n2 [0-9a-f]{64}", "\n2 " + "0" * 64, text),
            "the head of this seal differs",
        ),
    ],
)
def test_a_stranger_compares_with_the_head(entries, tmp_path, heads_file, edit, message):
    path = proof_of(entries[2], tmp_path)
    heads_file.write_text(edit(heads_file.read_text()))
    assert stranger_checks(path, heads_file) == (1, f"NOT PROVED: {message}\n")


def test_the_stranger_needs_no_more_than_a_hundred_lines():
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 100


def test_there_is_no_proof_before_the_seal(entries):
    waits = entries[-1].pk
    with pytest.raises(CommandError, match=f"Entry {waits} waits for its seal"):
        run("--proof", str(waits))
    with pytest.raises(CommandError, match="There is no entry 0"):
        run("--proof", "0")


def test_beat_seals_verifies_and_forgets(entries, past_the_fences, caplog):
    tasks.seal()
    assert services.verify().unsealed == 0
    tasks.verify()
    assert Entry.objects.checks().get().details["intact"] is True
    assert "broken" not in caplog.text
    past_the_fences("UPDATE audit_entry SET actor = 8 WHERE id = %s", entries[3].pk)
    tasks.verify()
    assert f"The ledger is broken: Entry {entries[3].pk} was changed after seal 2" in caplog.text
    tasks.forget_submissions()
    assert Submission.objects.count() == 0


def test_beat_knows_the_tasks():
    schedule = {name: job["task"] for name, job in settings.CELERY_BEAT_SCHEDULE.items()}
    for name in ("seal", "verify", "forget_submissions"):
        assert schedule[f"audit-{name.replace('_', '-')}"] == getattr(tasks, name).name
    assert settings.CELERY_BEAT_SCHEDULE["audit-seal"]["schedule"] == 5


@pytest.mark.parametrize("code", findings.WORDS)
def test_every_finding_has_words(code):
    assert "%" not in findings.words(Finding(code, 3, 12))
