"""The template of an import: goes out with what one may report, comes back without a match."""

import datetime
import io

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from indicators.intake import prefilled
from indicators.models import DataReturn, ImportRow, KpiImport, Measurement, Target
from tests.factories import DepartmentFactory
from tests.indicators.plans import Plan, period

pytestmark = pytest.mark.django_db
TEMPLATE = "indicators:import-template"


@pytest.fixture
def plan(world):
    """Due for a month of 2026: two KPIs of the bureau, one of its division, one of another."""
    made = Plan(months=2)
    made.trees = made.indicator(code="A", unit="count", frequency="month", decimals=0)
    made.share = made.indicator(direction="range", code="B", unit="%", frequency="month")
    made.year_end = made.indicator(code="C", unit="count", frequency="year")
    made.target(world.bureau, made.trees, "10")
    made.target(world.bureau, made.trees, "12", period=made.months[1])
    made.target(world.bureau, made.share, low=45, high=55)
    made.target(world.bureau, made.year_end, "7")
    made.target(world.division, made.trees, "3")
    made.target(world.other, made.trees, "4")
    made.target(world.bureau, made.indicator(code="D", frequency="month"), sums_children=True)
    return made


def ask(client, plan, label="2026-02", language="en", **data):
    address = reverse(TEMPLATE).replace("/en/", f"/{language}/")
    return client.get(address, {"span": f"{plan.cycle.pk}:{label}"} | data)


def table_of(answer):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def codes(answer):
    return [(row[0], row[2]) for row in table_of(answer)[1:]]


def filled(answer, values):
    """The workbook with values (and notes) typed into its open cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, (*known, actual, note) in enumerate(table_of(answer)):
            said = values.get((known[0], known[2]), ("", "")) if at else (actual, note)
            sheet.write_row(at, 0, [*known, *said])
    return out.getvalue()


def send(client, content, cycle="2026"):
    token = client.get(reverse("indicators:import")).context["form"]["form_token"].value()
    file = SimpleUploadedFile("values.xlsx", content)
    return client.post(
        reverse("indicators:import"), {"form_token": token, "cycle": cycle, "file": file}
    )


def test_template_holds_what_is_due_with_its_target_and_no_value(world, plan):
    answer = ask(world.client("manager"), plan)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="values-2026-02.xlsx"'
    assert table_of(answer) == [
        ["department", "department name", "indicator", "name", "unit", "target in force", "period",
         "actual", "note"],
        ["BUREAU", "Bureau", "A", "Indicator 1", "count", "12", "2026-02", "", ""],
        ["BUREAU", "Bureau", "B", "Indicator 2", "%", "45.00..55.00", "2026-02", "", ""],
        ["DIVISION", "Division", "A", "Indicator 1", "count", "3", "2026-02", "", ""],
    ]  # fmt: skip


def test_template_is_what_the_returns_ask_for(world, plan):
    """The same queryset: each department's lines are those of its return."""
    from indicators.asking import lines_of

    returns = [
        DataReturn.objects.create(
            department=place, period=plan.months[1], due_on=datetime.date(2026, 3, 9),
            escalates_on=datetime.date(2026, 3, 16),
        )
        for place in (world.bureau, world.division)
    ]  # fmt: skip
    asked = [
        (row.department.code, line.indicator.code) for row in returns for line in lines_of(row)
    ]
    assert codes(ask(world.client("manager"), plan)) == asked


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("office", {"BUREAU", "DIVISION", "OTHER"}),
        ("manager", {"BUREAU", "DIVISION"}),
        ("employee", {"DIVISION"}),
    ],
)
def test_template_ends_where_the_role_ends(world, plan, role, places):
    assert {place for place, _card in codes(ask(world.client(role), plan))} == places


def test_template_of_one_branch(world, plan):
    client = world.client("office")
    assert {place for place, _card in codes(ask(client, plan, branch="BUREAU"))} == {
        "BUREAU", "DIVISION",
    }  # fmt: skip
    page = ask(world.client("manager"), plan, branch="OTHER")
    assert "branch" in page.context["template_form"].errors


def test_period_of_another_kind_asks_for_other_kpis(world, plan):
    client = world.client("office")
    assert codes(ask(client, plan, "2026")) == [("BUREAU", "C")]
    page = ask(client, plan, "2026-Q1")
    assert page.context["template_form"].errors.keys() == {"span"}  # no KPI is reported by quarter
    last = DepartmentFactory(code="NEW", starts_on=datetime.date(2026, 6, 1))
    plan.target(last, plan.trees, "1")
    assert ("NEW", "A") not in codes(ask(client, plan))


def test_last_period_that_ended_is_offered_first(world, plan):
    today = datetime.date(2026, 3, 10)
    found = prefilled.offered(world.manager, today)
    assert [one.span.label for one in found] == ["2026", "2026-03", "2026-02", "2026-01"]
    assert prefilled.ended_last(found, today).span.label == "2026-02"
    assert prefilled.offered(world.auditor, today) == []


def test_label_that_is_in_use_is_written(world, plan):
    period("March 2026", "month", datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    found = table_of(ask(world.client("office"), plan, "2026-03"))[1:]
    assert {row[6] for row in found} == {"March 2026"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_filled_template_comes_back_without_a_match(world, plan, language):
    client = world.client("manager")
    answer = ask(client, plan, language=language)
    said = {("BUREAU", "A"): (11, "counted twice"), ("DIVISION", "A"): (2, "")}
    page = send(client, filled(answer, said))
    kept = KpiImport.objects.get()
    assert page.headers["Location"] == reverse("indicators:import-preview", args=[kept.pk])
    assert kept.report["counts"] == {
        "new": 2, "changed": 0, "unchanged": 0, "history": 0, "errors": 0,
    }  # fmt: skip
    aims = set(Target.objects.in_force().values_list("pk", flat=True))
    client.post(reverse("indicators:import-load", args=[kept.pk]))
    rows = Measurement.objects.values_list(
        "department__code", "indicator__code", "period__label", "value", "missing", "note"
    )
    assert set(rows) == {
        ("BUREAU", "A", "2026-02", 11, "", "counted twice"),
        ("DIVISION", "A", "2026-02", 2, "", ""),
    }
    assert set(Target.objects.in_force().values_list("pk", flat=True)) == aims


def test_blank_line_takes_no_value_back(world, plan):
    plan.report(world.bureau, plan.share, "50", 1)
    client = world.client("manager")
    answer = ask(client, plan)
    send(client, filled(answer, {("BUREAU", "A"): (11, "")}))
    kept = KpiImport.objects.get()
    client.post(reverse("indicators:import-load", args=[kept.pk]))
    assert Measurement.objects.current().get(indicator=plan.share).value == 50


def test_template_without_any_value_says_so(world, plan):
    client = world.client("manager")
    page = send(client, ask(client, plan).content)
    assert "No line of the template has a value yet" in str(page.context["form"].errors["file"])
    assert not KpiImport.objects.exists()


def test_errors_of_a_filled_template_come_back_without_a_match(world, plan):
    client = world.client("manager")
    send(client, filled(ask(client, plan), {("BUREAU", "A"): ("1,23", "why")}))
    kept = KpiImport.objects.get()
    answer = client.get(reverse("indicators:import-errors", args=[kept.pk]))
    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines()[0] == (
        "\ufeffline,problem,department,indicator,unit,actual,period,note"
    )
    send(client, text.replace('"1,23"', "1.23").encode())
    assert ImportRow.objects.get(kpi_import=KpiImport.objects.latest("pk")).state == "new"


def test_more_than_a_file_holds_is_refused_with_a_way_out(world, plan, monkeypatch):
    monkeypatch.setattr(prefilled, "MOST_ROWS", 2)
    page = ask(world.client("manager"), plan)
    assert page.context["template_form"].errors == {
        "branch": ["More than 2 values are due for 2026-02. Name a department of your branch."]
    }
    assert len(codes(ask(world.client("manager"), plan, branch="DIVISION"))) == 1


@pytest.mark.parametrize("size", [1, 3])
def test_template_asks_as_often_for_three_rows_as_for_one(
    world, plan, size, django_assert_num_queries
):
    Target.objects.filter(department=world.division).update(replaced_at=timezone.now())
    for number in range(size):
        place = DepartmentFactory(parent=world.division, code=f"D{number}")
        plan.target(place, plan.trees, "1")
    client = world.client("employee")
    ask(client, plan)
    with django_assert_num_queries(8):
        assert len(codes(ask(client, plan))) == size


def test_page_offers_nothing_to_whom_nothing_is_asked(world):
    page = world.client("manager").get(reverse("indicators:import"))
    assert "Download a template" not in page.content.decode()
    assert world.client("manager").get(reverse(TEMPLATE)).status_code == 200
