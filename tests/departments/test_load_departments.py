"""load_departments: it says what would change, does exactly that, and nothing the second time."""

import csv
import datetime
import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import WrongState
from audit.models import Entry
from departments import services
from departments.models import Department
from departments.services import DepartmentError
from departments.services.loading import departments
from departments.tables import read_table
from tests.examples import cases

TODAY = datetime.date(2026, 11, 23)
SHARED = Path(__file__).parents[3] / "shared" / "data" / "org"
pytestmark = pytest.mark.django_db


def table(text):
    return read_table(text.encode(), columns=departments.COLUMNS, required=departments.REQUIRED)


def plan(text):
    return services.plan_departments(table(text))


def load(text, **more):
    return services.load_departments(table(text), by=None, **more)


def tree():
    return dict(Department.objects.order_by("code").values_list("code", "parent__code"))


def faults(found):
    return [(row.line, row.column) for row in found.faults]


CITY = """code,name,name_zh,parent,peer_group
DIVISION,Permits,许可科,BUREAU,divisions
BUREAU,Housing,住建局,CITY,bureaus
CITY,City,市政府,,
"""


def test_load_departments_takes_parents_that_come_later():
    found = plan(CITY)
    assert [(row.line, row.key) for row in found.new] == [
        (2, "DIVISION"),
        (3, "BUREAU"),
        (4, "CITY"),
    ]
    assert load(CITY)["new"] == 3
    assert tree() == {"BUREAU": "CITY", "CITY": None, "DIVISION": "BUREAU"}
    division = Department.objects.get(code="DIVISION")
    assert division.level == 3
    assert division.placements.get().parent.code == "BUREAU"
    details = Entry.objects.get(verb="departments.load_departments").details
    assert (details["new"], details["changed"], len(details["sha256"])) == (3, 0, 64)


def test_load_departments_twice_changes_nothing():
    load(CITY)
    again = plan(CITY)
    assert (again.new, again.changed, again.unchanged) == ([], [], 3)
    load(CITY)
    assert Entry.objects.filter(verb="departments.load_departments").count() == 1


def test_load_departments_says_old_and_new_and_moves_with_history():
    load(CITY)
    Department.objects.update(starts_on=datetime.date(2020, 1, 1))
    for row in Department.objects.all():
        row.placements.update(starts_on=datetime.date(2020, 1, 1))
    text = "code,name,parent\nDIVISION,Licences,CITY\nBUREAU,Housing,CITY\n"
    changes = [(row.key, row.column, row.old, row.new) for row in plan(text).changed]
    assert changes == [
        ("DIVISION", "name", "Permits", "Licences"),
        ("DIVISION", "parent", "BUREAU", "CITY"),
    ]
    load(text)
    division = Department.objects.get(code="DIVISION")
    assert (division.name, division.name_zh, division.level) == ("Licences", "许可科", 2)
    placements = division.placements.order_by("starts_on")
    assert list(placements.values_list("parent__code", "starts_on")) == [
        ("BUREAU", datetime.date(2020, 1, 1)), ("CITY", TODAY),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected", "words"),
    [
        ("A,a,\nA,b,\n", [(3, "code")], "stands in line 2 already"),
        ("A,a,B\n", [(2, "parent")], "The parent B is unknown"),
        ("A,a,CTY\n", [(2, "parent")], "Did you mean “CITY”?"),
        ("A,a,B\nB,b,A\n", [(2, "parent")], "(lines 2, 3)"),
        ("A,a,A\n", [(2, "parent")], "in a circle: A → A"),
        ("CITY,c,DIVISION\n", [(2, "parent")], "CITY → DIVISION → BUREAU → CITY"),
        (",a,\n", [(2, "code")], "This cannot be a code"),
        ("A,,\n", [(2, "name")], "has no name"),
        (f"{'A' * 61},a,\n", [(2, "code")], "Shorten it to 60"),
    ],
)
def test_load_departments_names_line_column_and_reason(world, rows, expected, words):
    found = plan("code,name,parent\n" + rows)
    assert faults(found) == expected
    assert words in f"{found.faults[0].reason} {found.faults[0].fix}"
    before = tree()
    with pytest.raises(DepartmentError):
        load("code,name,parent\nNEW,new,CITY\n" + rows)
    assert tree() == before


def test_load_departments_checks_dates(world):
    found = plan("code,name,starts_on,ends_on\nA,a,2026-13-01,\nB,b,2026-02-01,2026-01-01\n")
    assert faults(found) == [(2, "starts_on"), (3, "ends_on")]
    found = plan("code,parent,ends_on\nDIVISION,BUREAU,2026-12-31\nBUREAU,CITY,2026-12-01\n")
    assert faults(found) == [(2, "ends_on"), (2, "ends_on"), (3, "ends_on")]
    assert "POST-employee" in found.faults[0].reason + found.faults[1].reason
    load("code,ends_on\nOTHER,2026年12月31日\n")
    other = Department.objects.get(code="OTHER")
    assert other.ends_on == other.placements.get().ends_on == datetime.date(2026, 12, 31)


def test_load_departments_keeps_the_first_day_of_what_was_moved(world):
    services.move_department(world.division, world.other, by=None)
    found = plan("code,starts_on\nDIVISION,2016-01-01\nBUREAU,2016-01-01\n")
    assert faults(found) == [(2, "starts_on")]
    load("code,starts_on\nBUREAU,2016-01-01\n")
    assert world.bureau.placements.get().starts_on == datetime.date(2016, 1, 1)


def test_load_departments_asks_who_and_whether_it_is_still_so(world):
    content = table("code,name\nCITY,Town\n")
    with pytest.raises(PermissionDenied):
        services.load_departments(content, by=world.manager)
    seen = services.plan_departments(content).fingerprint
    services.change_department(world.city, name="Village", by=None)
    with pytest.raises(WrongState):
        services.load_departments(content, by=world.office, fingerprint=seen)
    with pytest.raises(DepartmentError):
        services.load_departments(content, by=None, on=TODAY + datetime.timedelta(days=1))


codes = st.text(st.sampled_from("ABCDE"), min_size=1, max_size=2)


@given(st.dictionaries(codes, st.none() | codes, min_size=1, max_size=8))
@settings(max_examples=cases(30), deadline=None)
def test_load_departments_round_trip(parents):
    """What goes in comes out, and a file of what came out changes nothing."""
    from django.db import transaction

    memory = io.StringIO()
    csv.writer(memory).writerows(
        [
            ("code", "name", "parent"),
            *((code, code, parent or "") for code, parent in parents.items()),
        ]
    )
    with transaction.atomic():
        found = plan(memory.getvalue())
        sound = not found.faults
        if sound:
            load(memory.getvalue())
            assert tree() == parents
            again = plan(memory.getvalue())
            assert (again.new, again.changed) == ([], [])
        else:
            assert {row.column for row in found.faults} == {"parent"}
        transaction.set_rollback(True)


def load_adapted(text, tmp_path):
    file = tmp_path / "departments.csv"
    file.write_text(text, encoding="utf-8")
    call_command("load_departments", str(file))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
@pytest.mark.parametrize(
    "name", ["ph_college_offices_tree.csv", "cn_state_council_departments.csv"]
)
def test_load_departments_takes_real_organisations(name, tmp_path, capsys):
    with (SHARED / name).open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    memory = io.StringIO()
    if "order" in rows[0]:
        lines = [(row["order"], "", row["name_en"], row["name_zh"], "") for row in rows]
    else:
        lines = [(row["id"], row["office"], "", "", row["parent_id"]) for row in rows]
    csv.writer(memory).writerows([("code", "name", "name_en", "name_zh", "parent"), *lines])
    load_adapted(memory.getvalue(), tmp_path)
    assert tree() == {line[0]: line[4] or None for line in lines}
    capsys.readouterr()
    load_adapted(memory.getvalue(), tmp_path)
    assert f"Unchanged  {len(lines)} rows" in capsys.readouterr().out


def test_load_departments_command_says_before_it_does(tmp_path, capsys):
    file = tmp_path / "tree.csv"
    file.write_bytes(CITY.encode("gb18030"))
    call_command("load_departments", str(file), "--dry-run")
    out = capsys.readouterr().out
    assert "tree.csv: read as GB18030, as of 2026-11-23" in out
    assert "New        line 2: department DIVISION: Permits" in out
    assert tree() == {}
    call_command("load_departments", str(file))
    assert tree() == {"BUREAU": "CITY", "CITY": None, "DIVISION": "BUREAU"}
    file.write_text("code,parent\nCITY,DIVISION\n")
    with pytest.raises(CommandError, match="1 errors; nothing was loaded"):
        call_command("load_departments", str(file))
    assert "Error      line 2, column parent:" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Check the path"):
        call_command("load_departments", str(tmp_path / "none.csv"))
    file.write_text("kode\nx\n")
    with pytest.raises(CommandError, match="“kode” is not known"):
        call_command("load_departments", str(file))
