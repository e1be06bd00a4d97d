"""Which department and indicator a row means, and when two rows mean the same."""

import datetime

import pytest

from departments.models import Department
from indicators.intake.codes import code_of
from indicators.models import Indicator, Measurement
from tests.factories import DepartmentFactory
from tests.indicators.loading import counts, errors, load, stored, table

pytestmark = pytest.mark.django_db

ONE = "Parks,Trees planted,count,higher,100,120,2026"

# --- the same row twice


def test_second_row_of_the_same_is_an_error_that_names_both_lines():
    text = table(ONE, "Zoo,Lions,count,higher,1,1,2026", ONE.replace("120", "121"))
    outcome, problems = load(text)
    assert (counts(outcome), problems) == ((2, 0, 0, 0, 1), [(4, "", "duplicate")])
    outcome, _problems = load(text, partial=True)
    assert stored()["Parks", "Trees planted", "2026"] == "120"


def test_same_days_under_another_label_are_the_same_period():
    _outcome, problems = load(
        table("Parks,Trees,count,higher,1,1,2025-26", "Parks,Trees,count,higher,1,1,FY2026"),
        cycle="FY2026",
    )
    assert problems == [(3, "", "duplicate")]
    load(table("Parks,Trees,count,higher,1,1,2025-26"), cycle="FY2026")
    _outcome, problems = load(table("Parks,Trees,count,higher,1,1,FY2026"), cycle="FY2026")
    assert problems == [(2, "period", "other_label")]


def test_rows_without_department_that_repeat_are_other_unknown_departments():
    """The agencies of three libraries are blank in New York's file; their figures all count."""
    text = table(*(f",Circulation,count,higher,{n},{n},2026" for n in (10, 20, 30)))
    outcome, problems = load(text)
    assert (counts(outcome), errors(problems)) == ((3, 0, 0, 0, 0), [])
    assert problems == [
        (2, "department", "no_department"),
        (3, "department", "repeated_without_department"),
        (4, "department", "repeated_without_department"),
    ]
    found = Department.objects.order_by("pk").values_list("code", "name")
    assert list(found) == [("unassigned", ""), ("unassigned-2", ""), ("unassigned-3", "")]
    values = Measurement.objects.order_by("value").values_list("value", "department__code")
    assert [code for _value, code in values] == ["unassigned", "unassigned-2", "unassigned-3"]
    assert Indicator.objects.count() == 1
    assert counts(load(text)[0]) == (0, 0, 3, 0, 0)


# --- departments


def test_department_is_found_by_code_name_and_both_languages():
    place = DepartmentFactory(code="PK", name="Parks", name_en="Parks Bureau", name_zh="园林局")
    load(
        table(
            *(
                f"{name},Indicator {n},count,higher,1,1,2026"
                for n, name in enumerate(("PK", "Parks", "Parks Bureau", "园林局"))
            )
        )
    )
    assert list(Department.objects.all()) == [place]
    assert Measurement.objects.filter(department=place).count() == 4


def test_names_come_back_exactly_as_they_went_in():
    names = [
        "Parks ",
        " Parks",
        "Parks",
        "PARKS",
        "Pärks “–” \U0001f333",
        "公园 管理局",
        'A,"B"\nC',
    ]
    quoted = ['"{}"'.format(name.replace('"', '""')) for name in names]
    _outcome, problems = load(table(*(f"{n},{n},{n},higher,1,1,2026" for n in quoted)))
    assert errors(problems) == []
    assert sorted(Department.objects.values_list("name", flat=True)) == sorted(names)
    assert sorted(Indicator.objects.values_list("name", flat=True)) == sorted(names)
    assert sorted(Indicator.objects.values_list("unit", flat=True)) == sorted(names)
    codes = {(code, column) for _line, column, code in problems}
    assert ("department_resembles", "department") in codes
    assert ("blanks_around", "indicator") in codes
    again, _problems = load(table(*(f"{n},{n},{n},higher,1,1,2026" for n in quoted)))
    assert counts(again) == (0, 0, 7, 0, 0)


def test_missing_departments_are_errors_when_that_is_asked():
    DepartmentFactory(code="PK", name="Parks Department")
    outcome, problems = load(
        table(
            "Parks Departmnt,Trees,count,higher,1,1,2026",
            "Zoo,Trees,count,higher,1,1,2026",
            ",Trees,count,higher,1,1,2026",
        ),
        missing_departments="error",
    )
    assert outcome.counts["errors"] == 3
    assert errors(problems) == [
        (2, "department", "department_meant"),
        (3, "department", "department_unknown"),
        (4, "department", "department_blank"),
    ]


def test_department_of_several_of_one_name_needs_its_code():
    DepartmentFactory(code="A1", name="Office", name_en="", name_zh="")
    DepartmentFactory(code="B1", name="Office", name_en="", name_zh="")
    _outcome, problems = load(table("Office,Trees,count,higher,1,1,2026"))
    assert problems == [(2, "department", "department_unclear")]


def test_department_that_is_open_goes_before_one_that_is_closed():
    DepartmentFactory(code="A1", name="Office", ends_on=datetime.date(2020, 1, 1))
    here = DepartmentFactory(code="B1", name="Office")
    _outcome, problems = load(table("Office,Trees,count,higher,1,1,2026"))
    assert problems == []
    assert Measurement.objects.get().department == here


def test_created_department_exists_since_its_first_figure():
    load(table(ONE, "Parks,Trees planted,count,higher,,70,2024"))
    assert Department.objects.get().starts_on == datetime.date(2024, 1, 1)


# --- indicators


def test_indicator_is_known_by_name_unit_and_direction():
    card = Indicator.objects.create(
        code="K-1", name="Trees planted", unit="count", direction="higher"
    )
    load(table(ONE, "Parks,Trees planted,hectares,higher,1,1,2025"))
    assert Measurement.objects.get(period__label="2026").indicator == card
    other = Measurement.objects.get(period__label="2025").indicator
    assert (other.unit, other.code.startswith("trees-planted-")) == ("hectares", True)


def test_codes_are_the_same_on_every_load():
    assert code_of("department", "Department of Buildings") == "department-of-buildings-5e444355"
    assert code_of("indicator", "按时办结率", "%", "higher").startswith("按时办结率-")
    assert code_of("indicator", "%%%", "", "none").startswith("indicator-")
