"""A note beside a value of a file; a value out of the usual needs one, as in a data return."""

import csv
import io

import pytest
import xlsxwriter
from django.urls import reverse

from indicators.intake.columns import guess, is_understood
from indicators.models import ImportRow, Indicator, KpiImport, Measurement
from indicators.services import open_cycle, report
from indicators.services.imports import check_import, load_import, match_columns
from tests.factories import IndicatorFactory
from tests.indicators.loading import HEADER, load, table
from tests.kept import kept as kept_rows

pytestmark = pytest.mark.django_db
NOTED = f"{HEADER},note"
QUIET = (10, 11, 9, 10, 12, 10, 9, 11)


def month(n, value, note=None, place="BUREAU"):
    line = f"{place},Trees,count,higher,,{value},2024-{n:02d}"
    return line if note is None else f"{line},{note}"


@pytest.fixture
@kept_rows
def past(world):
    """Eight quiet months of one department, in a cycle that goes on."""
    open_cycle("2024", by=None)
    IndicatorFactory(code="T", name="Trees", unit="count", direction="higher")
    load(table(*(month(n, value) for n, value in enumerate(QUIET, 1))), "2024")


def check(world, *lines, header=HEADER, **options):
    text = table(*lines, header=header)
    return check_import(text.encode(), "a.csv", cycle_name="2024", by=world.manager, **options)


def codes():
    return {
        row.line: [code for _column, code, _told in row.problems]
        for row in ImportRow.objects.order_by("line")
    }


def test_note_is_stored_with_the_value_and_shown_before(world, past):
    kept = check(world, month(9, 10, "counted twice"), month(10, 11, ""), header=NOTED)
    page = world.client("manager").get(reverse("indicators:import-preview", args=[kept.pk]))
    assert "Note: counted twice" in page.content.decode()
    load_import(kept, by=world.manager)
    added = Measurement.objects.order_by("-pk").values_list("period__label", "note")[:2]
    assert set(added) == {("2024-09", "counted twice"), ("2024-10", "")}


@pytest.mark.parametrize("name", ["note", "Note ", "备注"])
def test_header_may_name_the_note_anywhere(world, past, name):
    check(world, f"why,{month(9, 10)}", header=f"{name},{HEADER}")
    assert (ImportRow.objects.get().note, KpiImport.objects.get().report["extra"]) == ("why", [])


def test_line_may_end_before_the_note(world, past):
    check(world, month(9, 10), header=NOTED)
    assert (ImportRow.objects.get().state, ImportRow.objects.get().note) == ("new", "")


def test_note_too_long_is_named(world, past):
    check(world, month(9, 10, "x" * 1001), header=NOTED)
    assert ImportRow.objects.get().problems == [["note", "name_too_long", {"most": "1,000"}]]


def test_note_under_another_name_is_matched(world, past):
    header = "dept,kpi,result,month,remarks"
    assert not is_understood(header.split(","))
    kept = check(world, "BUREAU,T,99,2024-09,a storm", header=header)
    match_columns(kept, guess(header.split(",")), by=world.manager)
    assert (ImportRow.objects.get().state, ImportRow.objects.get().note) == ("new", "a storm")


def test_value_out_of_the_usual_needs_a_note_as_in_a_return(world, past):
    check(world, month(9, 99))
    assert ImportRow.objects.get().problems == [
        ["note", "note_needed", {"text": "99", "low": "6.1", "high": "14.4"}]
    ]
    kept = KpiImport.objects.get()
    page = world.client("manager").get(reverse("indicators:import-preview", args=[kept.pk]))
    assert "A note is needed: 99 lies outside" in page.content.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (month(9, 14), []),
        (month(9, 99, "a storm"), []),
        (month(9, "on track"), []),
        (month(9, 99, place="DIVISION"), []),  # nothing is known of it
        (month(7, 99), ["correction"]),  # replaces one after six
        (month(7, 99, "a storm"), []),
        (month(8, 11), []),  # says what is there
    ],
)
def test_note_is_asked_for_by_the_values_before(world, past, line, said):
    check(world, line, header=NOTED)
    assert [code for code in codes()[2] if code != "number_in_text"] == said


def test_correction_says_why_in_a_file_too(world, past):
    kept = check(world, month(8, 12), month(8, 12, place="DIVISION"), header=NOTED)
    first, second = ImportRow.objects.order_by("line")
    assert first.problems == [["note", "correction", {"old": "11"}]]
    assert (second.state, second.problems) == ("new", [])
    page = world.client("manager").get(reverse("indicators:import-preview", args=[kept.pk]))
    assert "A note is needed: this corrects the value 11." in page.content.decode()
    load_import(kept, by=world.manager)
    assert Measurement.objects.revisions().count() == 0
    load_import(check(world, month(8, 12, "a tree was missed"), header=NOTED), by=world.manager)
    assert [row.note for row in Measurement.objects.revisions()] == ["a tree was missed"]


@pytest.mark.parametrize("value", ["", "on track"])
def test_value_is_not_taken_back_without_a_word(world, past, value):
    check(world, month(8, value))
    assert "correction" in codes()[2]
    check(world, month(8, value, "reported for another bureau"), header=NOTED)
    assert ImportRow.objects.latest("pk").state == "changed"


def test_reason_is_corrected_without_a_word(world, past):
    card = Indicator.objects.get(code="T")
    report(world.other, card, "2024-08", missing="not_reported", by=None)
    check_import(
        table(month(8, 12, place="OTHER")).encode(), "a.csv", cycle_name="2024", by=world.office
    )
    assert (ImportRow.objects.get().state, codes()) == ("changed", {2: []})


def test_history_is_corrected_with_a_word_too(world, past):
    open_cycle("2025", by=None)
    check_import(table(month(8, 12)).encode(), "a.csv", cycle_name="2025", by=world.manager)
    assert codes() == {2: ["correction"]}


def test_command_corrects_and_the_register_names_its_file(world, past):
    _outcome, problems = load(table(month(8, 12)), "2024", name="august.csv")
    assert problems == []
    client = world.client("manager")
    for address in ("revisions", "value"):
        numbers = [Measurement.objects.latest("pk").pk] if address == "value" else []
        page = client.get(reverse(f"indicators:{address}", args=numbers))
        assert "From august.csv:2" in page.content.decode()
    answer = client.get(reverse("indicators:revisions-csv"))
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["why"] == "From august.csv:2"


def test_value_in_place_of_a_rate_says_so(world, past):
    card = IndicatorFactory(code="R", name="Rate", unit="%", direction="higher", per=100)
    report(world.bureau, card, "2024-08", numerator=3, denominator=4, by=None)
    kept = check(world, "BUREAU,Rate,%,higher,,80,2024-08,new count", header=NOTED)
    page = world.client("manager").get(reverse("indicators:import-preview", args=[kept.pk]))
    assert "The value 75 stood on a numerator and a denominator." in page.content.decode()
    assert ImportRow.objects.get().problems == [["actual", "rate_replaced", {"old": "75"}]]
    same = check(world, "BUREAU,Rate,%,higher,,75,2024-08", header=NOTED)
    row = ImportRow.objects.get(kpi_import=same)
    assert (row.changes_actual, row.problems) == (False, [])


def test_values_of_the_same_file_are_values_before(world, past):
    lines = [month(n, value, place="OTHER") for n, value in enumerate([*QUIET[:6], 99], 1)]
    check_import(table(*lines).encode(), "a.csv", cycle_name="2024", by=world.office)
    assert [line for line, found in codes().items() if found] == [8]


def test_five_values_before_are_too_few(world, past):
    lines = [month(n, value, place="OTHER") for n, value in enumerate([*QUIET[:5], 99], 1)]
    check_import(table(*lines).encode(), "a.csv", cycle_name="2024", by=world.office)
    assert [line for line, found in codes().items() if found] == []


def test_history_and_the_command_need_no_note(world, past):
    open_cycle("2025", by=None)
    text = table(month(9, 99)).encode()
    check_import(text, "a.csv", cycle_name="2025", by=world.manager)
    assert codes() == {2: []}
    _outcome, problems = load(text, "2024")
    assert problems == []


def test_value_that_waits_for_its_note_makes_the_next_ones_no_error(world, past):
    check(world, month(9, 99), month(10, 10), month(11, 11))
    assert [line for line, found in codes().items() if found] == [2]


@pytest.mark.parametrize("size", [1, 3])
def test_notes_are_asked_for_in_as_many_queries_for_three_rows_as_for_one(
    world, past, size, django_assert_num_queries
):
    lines = [month(n, 99) for n in range(9, 9 + size)]
    with django_assert_num_queries(58):
        check(world, *lines)
    assert codes()[2] == ["note_needed"]


def test_file_of_errors_has_a_column_for_the_note_and_comes_back(world, past):
    kept = check(world, month(9, 99), month(10, 10), month(8, 12))
    answer = world.client("manager").get(reverse("indicators:import-errors", args=[kept.pk]))
    text = b"".join(answer.streaming_content).decode()
    first, second, third = text.splitlines()
    assert first == f"\ufeffline,problem,{NOTED}"
    assert second.endswith("BUREAU,Trees,count,higher,,99,2024-09,")
    assert third.endswith("BUREAU,Trees,count,higher,,12,2024-08,")
    mended = f"{first}\n{second}a storm\n{third}a tree was missed\n"
    again = check_import(mended.encode(), "b.csv", cycle_name="2024", by=world.manager)
    assert (again.state, again.report["counts"]["errors"]) == ("previewed", 0)


def test_workbook_holds_notes(world, past):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["部门", "指标", "单位", "方向", "目标", "实际", "期间", "备注"])
        sheet.write_row(1, 0, ["BUREAU", "T", "", "", "", 99, "2024-09", "暴雨"])
    kept = check_import(out.getvalue(), "a.xlsx", cycle_name="2024", by=world.manager)
    load_import(kept, by=world.manager)
    assert Measurement.objects.latest("pk").note == "暴雨"
