"""verify.py agrees with every pack that a run writes, and names every digit that was changed."""

import ast
import csv
import random
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from indicators.models import ScoreRun
from indicators.services import execution, runs
from reports.evidence import write_pack
from tests.factories import DepartmentFactory
from tests.indicators.plans import Plan, country
from tests.reports import corners

SCRIPTS = settings.BASE_DIR / "reports" / "evidence"
TABLES = ["targets.csv", "measurements.csv", "cards.csv", "scores.csv"]


def verify(pack, *options):
    """Exit status and lines of the script of the pack, without any package to help it."""
    script = (pack if pack.is_dir() else SCRIPTS) / "verify.py"
    command = [sys.executable, "-S", "-B", str(script), str(pack), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def scored(plan):
    run = runs.request_run(plan.cycle, by=None, wake=False)
    execution.execute_here(run.pk)
    return ScoreRun.objects.get(pk=run.pk)


def agrees(plan, tmp_path):
    run = scored(plan)
    write_pack(run, tmp_path / "pack.zip")
    status, lines = verify(tmp_path / "pack.zip")
    hashes = [f"inputs_sha256  {run.inputs_sha256}", f"results_sha256 {run.results_sha256}"]
    assert (status, lines[-3:]) == (0, [*hashes, "0 differences"])
    assert {line.split()[1]: int(line.split()[0]) for line in lines[:6]} == run.counts
    return run


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_a_pack_agrees(seed, tmp_path):
    plan = Plan()
    country(plan, random.Random(seed), special=seed % 2 == 1)
    agrees(plan, tmp_path)


@pytest.mark.django_db
def test_every_kind_of_target_and_figure_agrees(tmp_path):
    plan = Plan(months=12)
    corners.every_kind(plan, random.Random(1))
    assert agrees(plan, tmp_path).counts["unusable"] > 0


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_every_kind_of_cell_and_roll_up_agrees(seed, tmp_path):
    plan = Plan(months=6)
    corners.forest(plan, random.Random(seed))
    agrees(plan, tmp_path)


@pytest.mark.django_db
def test_the_end_of_the_range_is_flagged_alike(tmp_path):
    plan, department = Plan(months=2), DepartmentFactory()
    card = plan.indicator()
    plan.target(department, card, 1)
    plan.report(department, card, 999_998, 0)
    plan.report(department, card, 999_999, 1)
    agrees(plan, tmp_path)


@pytest.fixture(scope="module")
def unspoiled(django_db_setup, django_db_blocker, tmp_path_factory):
    """An unpacked pack: one department with one figure, and a country after it."""
    folder = tmp_path_factory.mktemp("evidence")
    with django_db_blocker.unblock(), transaction.atomic():
        plan = Plan(months=2)
        department, permits = DepartmentFactory(code="PERMITS"), plan.indicator()
        plan.target(department, permits, "80")
        plan.report(department, permits, "71.5")
        country(plan, random.Random(4))
        run = scored(plan)
        call_command("export", "evidence", "--run", run.pk, "--output", folder / "pack.zip")
        transaction.set_rollback(True)
    with zipfile.ZipFile(folder / "pack.zip") as archive:
        archive.extractall(folder / "pack")
    return folder / "pack"


@pytest.fixture
def pack(unspoiled, tmp_path):
    return shutil.copytree(unspoiled, tmp_path / "pack")


def fields(pack, name, line):
    with (pack / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[line - 1]


def change(pack, name, line, before, after):
    """Write `after` for `before` in one line of a file (from 1)."""
    lines = (pack / name).read_bytes().split(b"\n")
    assert lines[line - 1].count(before.encode()) > 0
    lines[line - 1] = lines[line - 1].replace(before.encode(), after.encode(), 1)
    (pack / name).write_bytes(b"\n".join(lines))


def test_an_unpacked_pack_checks_itself(pack):
    status, lines = verify(pack)
    assert (status, lines[-1]) == (0, "0 differences")


CHANGES = {
    "scores.csv": (",0.89375,", ",0.89475,", ["{cell}attainment is 0.89475, should be 0.89375"]),
    "cards.csv": (",89.375,", ",89.374,", ["{card}own is 89.374, should be 89.375"]),
    "measurements.csv": (
        ",71.5,",
        ",61.5,",
        [
            "{cell}attainment is 0.89375, should be 0.76875",
            "{cell}points is 89.375, should be 76.875",
            "{card}own is 89.375, should be 76.875",
            "{card}score is 89.375, should be 76.875",
        ],
    ),
    "targets.csv": (
        ",80,",
        ",60,",
        [
            "{cell}attainment is 0.89375, should be 1.191666666667",
            "{cell}points is 89.375, should be 119.1666666667",
            "{cell}state is 3145730, should be 3145729",
            "{card}own is 89.375, should be 119.1666666667",
            "{card}score is 89.375, should be 119.1666666667",
            "{card}met is 0, should be 1",
            "{card}not_met is 1, should be 0",
        ],
    ),
    "pins.json": (
        ",0,1,5000,10000]",
        ",0,2,5000,10000]",
        [
            "{card}score is 89.375, should be blank",
            "{card}coverage is 1, should be blank",
        ],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_digit_is_found_by_the_hash_and_by_the_recomputation(pack, name):
    before, after, found = CHANGES[name]
    department, _, target = fields(pack, "scores.csv", 2)[:3]
    where = f"department {department} (PERMITS)"
    cell = f"scores.csv line 2: {where}, target {target}, period 2026-01: "
    card = f"cards.csv line 2: {where}, period 2026-01: "
    change(pack, name, 1 if name == "pins.json" else 2, before, after)

    status, lines = verify(pack, "--ignore-file-hashes")
    named = [line for line in lines[:-1] if not line.startswith("manifest.json")]
    assert (status, named) == (1, [line.format(cell=cell, card=card) for line in found])
    assert lines[-1] == f"{len(lines) - 1} difference{'s' * (len(lines) > 2)}"

    status, with_hashes = verify(pack)
    assert (status, with_hashes[1:-1]) == (1, lines[:-1])
    broken = re.sub("[0-9a-f]{64}", "#", with_hashes[0])
    assert broken == f"{name}: SHA-256 is #, manifest.json has #"


def test_changed_inputs_break_both_hashes_of_the_run(pack):
    change(pack, "measurements.csv", 2, ",71.5,", ",61.5,")
    _, lines = verify(pack, "--ignore-file-hashes")
    manifest = [line.split(" is ")[0] for line in lines if line.startswith("manifest.json")]
    assert manifest == ["manifest.json: inputs_sha256", "manifest.json: results_sha256"]


@pytest.mark.parametrize("seed", range(6))
def test_any_digit_of_any_result_is_found(pack, seed):
    dice = random.Random(seed)
    name = ["scores.csv", "cards.csv"][seed % 2]
    data = bytearray((pack / name).read_bytes())
    spot = dice.choice([at for at, byte in enumerate(data) if chr(byte).isdigit()])
    data[spot] = ord("0") + (data[spot] - ord("0") + dice.randint(1, 9)) % 10
    (pack / name).write_bytes(data)
    line = data[:spot].count(b"\n") + 1
    status, lines = verify(pack, "--ignore-file-hashes")
    assert status == 1
    assert any(found.startswith(f"{name} line {at}:") for found in lines for at in (line, line + 1))


def test_a_row_too_few_and_a_row_too_many(pack):
    lines = (pack / "scores.csv").read_bytes().split(b"\n")
    gone, lines[-2] = lines[-2].decode().split(","), lines[-3]
    (pack / "scores.csv").write_bytes(b"\n".join(lines))
    status, found = verify(pack, "--ignore-file-hashes")
    last = len(lines) - 1
    assert (status, len(found)) == (1, 3)
    assert re.fullmatch(
        rf"scores.csv line {last}: .*: must not be here, or is here twice \(rule 3\)", found[0]
    )
    assert re.fullmatch(
        rf"scores.csv: department {gone[0]} .*, target {gone[2]}, .*: is not there \(rule 3\)",
        found[1],
    )


def test_at_most_fifty_differences_are_printed(pack):
    rows = (pack / "cards.csv").read_text().split("\n")
    rows[1:-1] = [re.sub(r",\d+,\d+,([\d.]+)$", r",7,8,\1", row) for row in rows[1:-1]]
    (pack / "cards.csv").write_text("\n".join(rows))
    _, lines = verify(pack, "--ignore-file-hashes")
    assert len(lines) == 51
    assert lines[-1] == f"{2 * (len(rows) - 2)} differences, the first 50 printed"


HEADER = "department_id,period_id,target_id,measurement_id,attainment,points,state"
ONE_THING = "must have a value, or numerator and denominator, or a missing code"
DAMAGES = {
    "a column is missing": (
        "scores.csv", 1, ",state", "",
        f"scores.csv line 1: cannot be read: the columns must be {HEADER}",
    ),
    "a field is missing": (
        "cards.csv", 2, "89.375,", "",
        "cards.csv line 2: cannot be read: 10 fields, should be 11",
    ),
    "a wrong number": (
        "measurements.csv", 2, "71.5", "7l.5",
        "measurements.csv line 2: cannot be read: '7l.5' is not a plain decimal number",
    ),
    "an exponent": (
        "targets.csv", 2, ",80,", ",8e1,",
        "targets.csv line 2: cannot be read: '8e1' is not a plain decimal number",
    ),
    "two kinds of figure": (
        "measurements.csv", 2, "71.5,", "71.5,1",
        f"measurements.csv line 2: cannot be read: {ONE_THING}",
    ),
    "an unknown method": (
        "targets.csv", 2, "ratio_higher", "ratio_upper",
        "targets.csv line 2: cannot be read: direction 'higher' or method 'ratio_upper' is unknown",
    ),
    "no JSON": (
        "pins.json", 1, "{", "",
        "pins.json: cannot be read: Extra data: line 1 column 8 (char 7)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_file_is_named_with_its_line(pack, case):
    name, line, before, after, message = DAMAGES[case]
    change(pack, name, line, before, after)
    assert verify(pack, "--ignore-file-hashes") == (1, [message, "1 difference"])


@pytest.mark.parametrize("name", ["manifest.json", "pins.json", *TABLES])
def test_a_truncated_file_never_ends_in_a_traceback(pack, name):
    data = (pack / name).read_bytes()
    (pack / name).write_bytes(data[: len(data) * 2 // 3 + 1])
    status, lines = verify(pack, "--ignore-file-hashes")
    assert status == 1
    assert any(line.startswith((name, "manifest.json")) for line in lines)


def test_a_missing_file_and_a_file_that_is_no_archive(pack, tmp_path):
    (pack / "cards.csv").unlink()
    status, lines = verify(pack)
    assert (status, lines[0].split(" [")[0]) == (1, "cards.csv: cannot be read:")
    (tmp_path / "broken.zip").write_bytes(b"PK")
    status, lines = verify(tmp_path / "broken.zip")
    assert (status, lines) == (
        1, ["manifest.json: cannot be read: File is not a zip file", "1 difference"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("adjustments.py", {"rules"}),
        ("verify.py", {"adjustments", "rules"}),
        ("rules.py", {"methods"}),
        ("methods.py", set()),
    ],
)
def test_the_scripts_need_nothing_but_python_and_no_float(name, own):
    tree = ast.parse((SCRIPTS / name).read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.split(".")[0])
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
    assert imported - sys.stdlib_module_names == own
