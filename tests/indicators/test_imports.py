"""The way of a file through the browser: check, preview, load the good rows or nothing."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.errors import DomainError, WrongState
from departments.models import Department
from indicators.models import Cycle, ImportRow, KpiImport, Measurement, Target
from indicators.services import open_cycle
from indicators.services.imports import check_import, discard_import, load_import
from tests.factories import IndicatorFactory
from tests.indicators.loading import HEADER, load, table

pytestmark = pytest.mark.django_db
TREES = "BUREAU,Trees,count,higher,100,120,2024"
TABLE = table(
    TREES,
    "DIVISION,Trees,count,higher,100,on track,2024",
    "BUREAU,Trees,count,higher,90,80,2023",
    'BUREAU,Benches,count,higher,5,"1,23",2024',
    "Nowhere,Trees,count,higher,5,5,2024",
)


@pytest.fixture
def cards():
    """The indicators and the cycle that the table names."""
    open_cycle("2024", by=None)
    for name in ("Trees", "Benches"):
        IndicatorFactory(code=name[0], name=name, unit="count", direction="higher")


@pytest.fixture
def checked(world, cards):
    return check_import(TABLE.encode(), "trees.csv", cycle_name="2024", by=world.manager)


def url(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


def send(client, **typed):
    """Open the upload page and send its form with these values."""
    token = client.get(url("import")).context["form"]["form_token"].value()
    address = f"{url('import')}?by=paste" if "pasted" in typed else url("import")
    return client.post(address, {"form_token": token, "cycle": "2024", **typed})


def as_file(text, name="trees.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


# --- the service


def test_check_keeps_the_file_and_says_of_every_row_what_it_would_do(world, checked):
    rows = ImportRow.objects.order_by("line").values_list("line", "state", "is_history")
    assert list(rows) == [
        (2, "new", False), (3, "new", False), (4, "new", True), (5, "error", False),
        (6, "error", False),
    ]  # fmt: skip
    assert checked.report["counts"] == {
        "new": 3, "changed": 0, "unchanged": 0, "history": 1, "errors": 2,
    }  # fmt: skip
    assert bytes(checked.content) == TABLE.encode()
    assert (checked.state, checked.uploaded_by) == ("previewed", world.manager)
    assert not Measurement.objects.exists()


def test_check_shows_old_and_new_of_what_changes(world, cards):
    load(table(TREES), "2024")
    line = TREES.replace(",100,120,", ",110,130,")
    text = table(f"{line},counted again", header=f"{HEADER},note")
    check_import(text.encode(), "a.csv", cycle_name="2024", by=world.manager)
    row = ImportRow.objects.get()
    assert (row.state, row.changes_target, row.changes_actual) == ("changed", True, True)
    assert (row.old_target, row.target, row.old_actual, row.actual) == ("100", "110", "120", "130")


def test_load_takes_the_good_rows_and_only_once(world, checked):
    outcome = load_import(checked, by=world.manager)
    assert (outcome.good, outcome.measurements, outcome.targets) == (3, 3, 2)
    checked.refresh_from_db()
    assert (checked.state, checked.loaded_at is not None) == ("loaded", True)
    with pytest.raises(WrongState):
        load_import(checked, by=world.manager)
    with pytest.raises(WrongState):
        discard_import(checked, by=world.manager)
    assert Measurement.objects.count() == 3
    assert Measurement.objects.values_list("reported_by", flat=True).distinct().get() == (
        world.manager.pk
    )


def test_discard_loads_nothing(world, checked):
    discard_import(checked, by=world.manager)
    with pytest.raises(WrongState):
        load_import(checked, by=world.manager)
    assert not Measurement.objects.exists()


def test_load_with_no_good_row_left_is_refused(world, cards):
    bad = table("Nowhere,Trees,count,higher,1,1,2024")
    kept = check_import(bad.encode(), "a.csv", cycle_name="2024", by=world.office)
    with pytest.raises(WrongState):
        load_import(kept, by=world.office)
    kept.refresh_from_db()
    assert kept.state == "previewed"


ROWS = {
    "BUREAU,Trees,count,higher,100,1,2024": {"office": None, "manager": None,
                                              "employee": "department_refused"},
    "OTHER,Trees,count,higher,100,1,2024": {"office": None, "manager": "department_refused",
                                             "employee": "department_refused"},
    "DIVISION,Trees,count,higher,100,1,2024": {"office": None, "manager": None,
                                                "employee": "target_refused"},
    "DIVISION,Trees,count,higher,,1,2024": {"office": None, "manager": None, "employee": None},
    "BUREAU,Bridges,count,higher,,1,2024": {"office": None, "manager": "indicator_refused",
                                             "employee": "department_refused"},
    "Zoo,Trees,count,higher,,1,2024": {"office": None, "manager": "department_unknown",
                                        "employee": "department_unknown"},
}  # fmt: skip


@pytest.mark.parametrize("role", ["office", "manager", "employee"])
@pytest.mark.parametrize("line", ROWS)
def test_rows_are_loaded_by_those_who_may(world, cards, role, line):
    check_import(
        table(line).encode(), "a.csv", cycle_name="2024", add_departments=True, by=world.user(role)
    )
    problems = [code for _column, code, _params in ImportRow.objects.get().problems]
    expected = ROWS[line][role]
    assert (expected in problems) if expected else ImportRow.objects.get().state == "new"


def test_values_of_an_employee_leave_the_target_alone(world, cards):
    load(table("DIVISION,Trees,count,higher,100,,2024"), "2024")
    line = "DIVISION,Trees,count,higher,,7,2024"
    kept = check_import(table(line).encode(), "a.csv", cycle_name="2024", by=world.employee)
    outcome = load_import(kept, by=world.employee)
    assert (outcome.measurements, outcome.targets) == (1, 0)
    assert Target.objects.in_force().get().value == 100


def test_only_the_office_of_the_whole_opens_a_cycle(world, cards):
    with pytest.raises(DomainError) as caught:
        check_import(table(TREES).encode(), "a.csv", cycle_name="2030", by=world.manager)
    assert "2030" in caught.value.message
    assert not KpiImport.objects.exists()
    kept = check_import(table(TREES).encode(), "a.csv", cycle_name="2030", by=world.office)
    assert kept.report["opens_cycle"]
    assert not Cycle.objects.filter(name="2030").exists()


# --- the pages


def test_upload_leads_to_the_preview(world, cards):
    client = world.client("manager")
    answer = send(client, file=as_file(TABLE))
    kept = KpiImport.objects.get()
    assert answer.headers["Location"] == url("import-preview", kept.pk)
    page = client.get(answer.headers["Location"])
    assert page.context["heading"] == "3 rows ready, 2 errors"
    assert [tab["label"] for tab in page.context["tabs"]] == ["All", "Errors", "New", "History"]
    text = page.content.decode()
    assert "There is no department “Nowhere”" in text
    assert "Import 3 good rows" in text


def test_upload_twice_is_one_import(world, cards):
    client = world.client("manager")
    token = client.get(url("import")).context["form"]["form_token"].value()
    answers = [
        client.post(
            url("import"), {"form_token": token, "cycle": "2024", "file": as_file(TABLE)}
        ).headers["Location"]
        for _click in range(2)
    ]
    assert answers[0] == answers[1]
    assert KpiImport.objects.count() == 1


def test_upload_takes_what_was_pasted(world, cards):
    client = world.client("manager")
    pasted = TABLE.replace(",", "\t").replace('"1\t23"', "1,23")
    send(client, pasted=pasted)
    assert KpiImport.objects.get().report["counts"]["new"] == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "department, indicator, unit, direction, target, actual, period"),
        (b"PK\x03\x04", "damaged"),
        (HEADER.encode() + b"\n" + b"x,y,z,none,,,2024\n" * 20_001, "20,000"),
        ("department\nMünchen\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_upload_that_cannot_be_read_says_why_at_the_field(world, cards, content, words):
    answer = send(world.client("manager"), file=as_file(content))
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors["file"])
    assert not KpiImport.objects.exists()


def test_upload_that_is_too_large_is_refused(world, cards):
    answer = send(world.client("manager"), file=as_file(b"x" * (10 * 1024**2 + 1)))
    assert "10 MB" in str(answer.context["form"].errors["file"])


def test_preview_shows_one_kind_of_row(world, checked):
    client = world.client("manager")
    shown = {
        kind: [line["row"].line for line in client.get(
            url("import-preview", checked.pk), {"show": kind}).context["rows"]]
        for kind in ("", "error", "new", "history", "changed", "nonsense")
    }  # fmt: skip
    assert shown == {
        "": [2, 3, 4, 5, 6], "error": [5, 6], "new": [2, 3, 4], "history": [4], "changed": [],
        "nonsense": [2, 3, 4, 5, 6],
    }  # fmt: skip


def test_preview_in_chinese_says_the_problems_in_chinese(world, checked):
    page = world.client("manager").get(f"/zh-hans/kpis/import/{checked.pk}/?show=error")
    assert "没有部门“Nowhere”" in page.content.decode()


def test_load_by_button_and_by_a_second_click(world, checked):
    client = world.client("manager")
    for _click in range(2):
        answer = client.post(url("import-load", checked.pk))
        assert answer.headers["Location"] == url("import-preview", checked.pk)
    assert Measurement.objects.count() == 3
    page = client.get(answer.headers["Location"])
    assert page.context["heading"] == "3 rows loaded"
    assert "Values added: 3. Targets added: 2." in page.content.decode()


def test_discard_by_button(world, checked):
    client = world.client("manager")
    client.post(url("import-discard", checked.pk))
    client.post(url("import-discard", checked.pk))
    assert client.get(url("import-preview", checked.pk)).context["heading"] == (
        "Put aside: nothing was loaded"
    )
    assert client.post(url("import-load", checked.pk)).status_code == 409


def test_import_of_another_is_not_there(world, checked):
    client = world.client("employee")
    for name in ("import-preview", "import-errors"):
        assert client.get(url(name, checked.pk)).status_code == 404
    assert client.post(url("import-load", checked.pk)).status_code == 404
    assert not Measurement.objects.exists()


def test_error_file_holds_the_bad_rows_as_sent_and_can_be_sent_again(world, cards):
    evil = table('Nowhere,=2+5,count,higher,-5,"1,23",2024', "OTHER,@x,%,lower,-3,+4-,2024")
    kept = check_import(evil.encode(), "mine 九月.csv", cycle_name="2024", by=world.manager)
    answer = world.client("manager").get(url("import-errors", kept.pk))
    text = b"".join(answer.streaming_content).decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mine-errors.csv"'
    first, second, third = text.splitlines()
    assert first == f"\ufeffline,problem,{HEADER}"
    assert second.startswith("2,")
    assert "There is no department “Nowhere”" in second
    assert second.endswith('Nowhere,\'=2+5,count,higher,-5,"1,23",2024')
    assert third.endswith("OTHER,'@x,%,lower,-3,'+4-,2024")
    again = check_import(text.encode(), "again.csv", cycle_name="2024", by=world.manager)
    assert (again.report["extra"], again.report["lines"]) == (("line", "problem"), 2)


def test_another_sheet_is_an_import_of_its_own(world, cards):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, value in (("一月", 1), ("二月", 2)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER.split(","))
            sheet.write_row(1, 0, ["BUREAU", "Trees", "count", "higher", "", value, "2024"])
    client = world.client("manager")
    send(client, file=as_file(content.getvalue(), "months.xlsx"))
    first = KpiImport.objects.get()
    form = client.get(url("import-preview", first.pk)).context["sheets"]
    sent = {"form_token": form["form_token"].value(), "sheet": "二月"}
    answer = client.post(url("import-sheet", first.pk), sent)
    second = KpiImport.objects.latest("pk")
    assert (first.sheet, second.sheet) == ("一月", "二月")
    assert answer.headers["Location"] == url("import-preview", second.pk)
    assert ImportRow.objects.get(kpi_import=second).actual == "2"
    refused = client.post(url("import-sheet", first.pk), sent | {"sheet": "三月"})
    assert refused.headers["Location"] == url("import-preview", first.pk)


@pytest.mark.parametrize("size", [1, 3])
def test_preview_asks_as_often_for_three_rows_as_for_one(
    world, cards, size, django_assert_num_queries
):
    lines = [f"BUREAU,Trees,count,higher,,1,20{n:02d}" for n in range(10, 10 + size)]
    kept = check_import(table(*lines).encode(), "a.csv", cycle_name="2024", by=world.manager)
    client = world.client("manager")
    client.get(url("import-preview", kept.pk))
    with django_assert_num_queries(7):
        assert len(client.get(url("import-preview", kept.pk)).context["rows"]) == size


def test_new_departments_are_named_before_they_are_added(world, cards):
    kept = check_import(
        table("Zoo,Trees,count,higher,,1,2024").encode(), "a.csv", cycle_name="2024",
        add_departments=True, by=world.office,
    )  # fmt: skip
    page = world.client("office").get(url("import-preview", kept.pk))
    assert {"key": "New departments", "value": "Zoo"} in page.context["about"]
    assert not Department.objects.filter(name="Zoo").exists()
    load_import(kept, by=world.office)
    assert Department.objects.get(name="Zoo").parent is None


# --- codes in the place of names


def test_code_stands_for_its_card_and_leaves_unit_and_direction_to_it(world):
    open_cycle("2024", by=None)
    IndicatorFactory(code="K-014", name="Trees", unit="count", direction="higher")
    text = table("BUREAU,K-014,,,100,71,2024")
    load_import(
        check_import(text.encode(), "a.csv", cycle_name="2024", by=world.manager), by=world.manager
    )
    assert Measurement.objects.get().indicator.code == "K-014"


@pytest.mark.parametrize("role", ["manager", "office"])
def test_code_that_is_none_names_the_one_that_is_meant(world, role):
    open_cycle("2024", by=None)
    IndicatorFactory(code="K-014", name="Trees", unit="count", direction="higher")
    text = table("BUREAU,K-0I4,count,higher,100,71,2024")
    check_import(text.encode(), "a.csv", cycle_name="2024", by=world.user(role))
    assert [problem[:2] for problem in ImportRow.objects.get().problems] == [
        ["indicator", "indicator_meant"]
    ]
