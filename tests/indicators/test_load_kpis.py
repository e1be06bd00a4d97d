"""Loading a table of figures: what each line does, what is refused and how that is said."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from audit.models import Entry
from departments.models import Department
from indicators.intake.codes import code_of
from indicators.intake.problems import UnreadableError
from indicators.models import Cycle, Indicator, Measurement, Period, ScoreRun, Target
from tests.factories import DepartmentFactory
from tests.indicators.loading import HEADER, aims, counts, errors, load, stored, table

pytestmark = pytest.mark.django_db

ONE = "Parks,Trees planted,count,higher,100,120,2026"


def test_load_opens_cycle_department_and_indicator():
    outcome, problems = load(table(ONE))
    assert (counts(outcome), problems) == ((1, 0, 0, 0, 0), [])
    assert stored() == {("Parks", "Trees planted", "2026"): "120"}
    assert aims() == {("Parks", "Trees planted", ""): "100"}
    cycle = Cycle.objects.select_related("period").get()
    assert (cycle.name, cycle.period.label) == ("2026", "2026")
    card = Indicator.objects.get()
    assert (card.version, card.unit, card.direction, card.per) == (1, "count", "higher", 1)
    target = Target.objects.get()
    assert (target.method, target.weight, target.cap, target.floor) == (
        "ratio_higher", Decimal(1), Decimal("1.2"), Decimal(0),
    )  # fmt: skip


def test_load_again_changes_nothing_and_adds_no_entry():
    load(table(ONE))
    before = Entry.objects.count()
    outcome, _problems = load(table(ONE))
    assert counts(outcome) == (0, 0, 1, 0, 0)
    assert (outcome.is_loaded, outcome.measurements, outcome.targets) == (True, 0, 0)
    assert Measurement.objects.count() == Target.objects.count() == 1
    assert Entry.objects.count() == before


def test_load_of_a_changed_value_supersedes():
    load(table(ONE))
    outcome, _problems = load(table(ONE.replace(",120,", ",130,")))
    assert counts(outcome) == (0, 1, 0, 0, 0)
    first, second = Measurement.objects.order_by("pk")
    assert (first.value, second.value, second.supersedes_id) == (120, 130, first.pk)
    assert stored() == {("Parks", "Trees planted", "2026"): "130"}


def test_load_of_a_changed_target_adds_a_version():
    load(table(ONE))
    outcome, _problems = load(table(ONE.replace(",100,", ",110,")))
    assert (counts(outcome), outcome.measurements) == ((0, 1, 0, 0, 0), 0)
    old, new = Target.objects.order_by("pk")
    assert (old.value, old.replaced_at, new.value, new.replaced_at) == (
        100, new.created_at, 110, None,
    )  # fmt: skip


def test_load_writes_one_entry_with_the_hash_of_the_file():
    outcome, _problems = load(table(ONE))
    entry = Entry.objects.get(verb="indicators.load_kpis")
    assert entry.target_id == str(Cycle.objects.get().pk)
    assert (entry.details["sha256"], entry.details["rows"]) == (outcome.sha256, 1)
    assert len(outcome.sha256) == 64


def test_load_says_where_a_value_came_from():
    load(table(ONE), name="september.xlsx")
    assert Measurement.objects.get().source == "september.xlsx:2"


def test_dry_run_writes_nothing():
    outcome, _problems = load(table(ONE), dry_run=True)
    assert (counts(outcome), outcome.is_loaded) == ((1, 0, 0, 0, 0), False)
    assert [place.name for place in outcome.departments] == ["Parks"]
    for model in (Department, Indicator, Measurement, Target, Period, Cycle, Entry):
        assert not model.objects.exists()


def test_all_rows_or_none():
    outcome, problems = load(table(ONE, "Parks,Benches,count,higher,1,1-,2026"))
    assert (counts(outcome), outcome.is_loaded) == ((1, 0, 0, 0, 1), False)
    assert problems == [(3, "actual", "sign")]
    assert not Measurement.objects.exists()
    assert not Department.objects.exists()


def test_partial_loads_the_good_rows():
    outcome, _problems = load(table(ONE, "Zoo,Lions,count,higher,1,1-,2026"), partial=True)
    assert (outcome.is_loaded, outcome.good) == (True, 1)
    assert stored() == {("Parks", "Trees planted", "2026"): "120"}
    assert [d.name for d in Department.objects.all()] == ["Parks"]
    assert Indicator.objects.count() == 1


def test_blank_target_is_an_indicator_without_target_and_blank_actual_is_not_reported():
    load(table("Parks,Trees,count,higher,,5,2026", "Parks,Benches,count,higher,7,,2026"))
    assert stored() == {
        ("Parks", "Trees", "2026"): "5",
        ("Parks", "Benches", "2026"): "not_reported",
    }
    assert aims() == {("Parks", "Trees", ""): "", ("Parks", "Benches", ""): "7"}


@pytest.mark.parametrize("blank", ["NA", "N/A", "-", " "])
def test_blank_has_many_spellings(blank):
    load(table(f"Parks,Trees,count,higher,{blank},{blank},2026"))
    assert stored() == {("Parks", "Trees", "2026"): "not_reported"}
    assert aims() == {("Parks", "Trees", ""): ""}


def test_text_actual_is_kept():
    outcome, problems = load(table("Parks,Plan adopted,yes/no,none,,on track,2026"))
    assert (counts(outcome), problems) == ((1, 0, 0, 0, 0), [])
    row = Measurement.objects.get()
    assert (row.missing, row.text, row.value) == ("text", "on track", None)
    assert counts(load(table("Parks,Plan adopted,yes/no,none,,on track,2026"))[0])[2] == 1


def test_range_and_figures_as_people_write_them():
    load(
        table(
            'Parks,Budget used,%,range,"45%..55%",49.5%,2026',
            'Parks,Visitors,count,higher,"1,000","１，204",2026',
            "Parks,Cost,USD,lower,$5,($5),2026",
        )
    )
    assert stored() == {
        ("Parks", "Budget used", "2026"): "49.5",
        ("Parks", "Visitors", "2026"): "1204",
        ("Parks", "Cost", "2026"): "-5",
    }
    target = Target.objects.get(indicator__name="Budget used")
    assert (target.low, target.high, target.value, target.method) == (45, 55, None, "band")


def test_a_rate_of_percent_has_the_base_hundred():
    load(table("Parks,Share,percent,higher,1,1,2026", "Parks,Days,days,lower,1,1,2026"))
    assert dict(Indicator.objects.values_list("name", "per")) == {"Share": 100, "Days": 1}


# --- rows of other periods, and the cycle


def test_rows_of_other_periods_become_history():
    outcome, problems = load(
        table(
            ONE,
            "Parks,Trees planted,count,higher,90,80,2025",
            "Parks,Trees planted,count,higher,,70,2024",
        )
    )
    assert counts(outcome) == (3, 0, 0, 2, 0)
    assert problems == [(3, "target", "history_target")]
    assert aims() == {("Parks", "Trees planted", ""): "100"}
    assert len(stored()) == 3


@pytest.mark.parametrize(
    ("name", "period"),
    [("FY2023", "FY2023"), ("2023", "2023"), ("Annual review", "2024-Q1"), (" fy2023", "FY2023")],
)
def test_cycle_is_opened_for_its_period_or_for_the_latest_of_the_rows(name, period):
    outcome, _problems = load(
        table(
            "Parks,Trees,count,higher,1,1,2023-12",
            "Parks,Trees,count,higher,1,1,2024-03",
            "Parks,Trees,count,higher,1,1,2024-Q1",
        ),
        cycle=name,
    )
    cycle = Cycle.objects.select_related("period").get()
    assert (cycle.name, cycle.period.label) == (name, period)
    assert outcome.period_from_rows == (name == "Annual review")


def test_existing_cycle_keeps_its_period():
    load(table(ONE), cycle="Plan")
    outcome, _problems = load(table("Parks,Trees planted,count,higher,1,1,2027"), cycle="Plan")
    assert (outcome.opens_cycle, outcome.period) == (False, "2026")
    assert counts(outcome) == (1, 0, 0, 1, 0)


def test_cycle_without_any_period_is_refused():
    with pytest.raises(UnreadableError) as caught:
        load(table("Parks,Trees,count,higher,1,1,soon"), cycle="Plan")
    assert caught.value.code == "no_cycle"


# --- targets by period


def test_targets_that_differ_by_period_are_targets_of_their_periods():
    load(
        table(
            "Parks,Trees,count,higher,10,1,2026-Q1",
            "Parks,Trees,count,higher,12,1,2026-Q2",
            "Parks,Trees,count,higher,,1,2026-Q3",
            "Parks,Benches,count,higher,5,1,2026-Q1",
            "Parks,Benches,count,higher,5,1,2026-Q2",
        )
    )
    assert aims() == {
        ("Parks", "Trees", "2026-Q1"): "10",
        ("Parks", "Trees", "2026-Q2"): "12",
        ("Parks", "Trees", "2026-Q3"): "",
        ("Parks", "Benches", ""): "5",
    }


def test_a_later_file_of_another_period_leaves_the_target_of_the_earlier_one():
    load(table("Parks,Trees,count,higher,10,1,2026-01"))
    load(table("Parks,Trees,count,higher,12,1,2026-02"))
    assert aims() == {("Parks", "Trees", ""): "10", ("Parks", "Trees", "2026-02"): "12"}
    outcome, _problems = load(table("Parks,Trees,count,higher,12,1,2026-02"))
    assert counts(outcome) == (0, 0, 1, 0, 0)


def test_a_file_with_all_periods_changes_the_target_of_the_cycle():
    load(table(*(f"Parks,Trees,count,higher,10,1,2026-0{n}" for n in (1, 2))))
    load(table(*(f"Parks,Trees,count,higher,11,1,2026-0{n}" for n in (1, 2, 3))))
    assert aims() == {("Parks", "Trees", ""): "11"}


def test_new_version_keeps_what_the_file_does_not_say():
    load(table(ONE))
    Target.objects.update(replaced_at=F("created_at"))
    old = Target.objects.get()
    Target.objects.create(
        cycle=old.cycle, department=old.department, indicator=old.indicator, method="linear",
        value=100, baseline=50, weight=3, cap=1, created_at=old.created_at,
    )  # fmt: skip
    load(table(ONE.replace(",100,", ",110,")))
    new = Target.objects.in_force().get()
    assert (new.method, new.value, new.baseline, new.weight, new.cap) == ("linear", 110, 50, 3, 1)
    _outcome, problems = load(table(ONE.replace(",100,", ",50,")))
    assert problems == [(2, "target", "target_is_baseline")]


def test_taking_something_back_is_noticed():
    load(table(ONE))
    outcome, problems = load(table("Parks,Trees planted,count,higher,,,2026"))
    assert counts(outcome) == (0, 1, 0, 0, 0)
    assert problems == [(2, "actual", "value_removed"), (2, "target", "target_removed")]
    assert stored() == {("Parks", "Trees planted", "2026"): "not_reported"}


def test_blank_says_nothing_new_about_another_reason():
    load(table("Parks,Trees planted,count,higher,100,,2026"))
    first = Measurement.objects.get()
    Measurement.objects.create(
        department=first.department, indicator=first.indicator, period=first.period,
        missing="no_activity", supersedes=first,
    )  # fmt: skip
    outcome, _problems = load(table("Parks,Trees planted,count,higher,100,,2026"))
    assert counts(outcome) == (0, 0, 1, 0, 0)


def test_a_rate_that_amounts_to_the_same_is_unchanged():
    load(table("Parks,Share,percent,higher,100,,2026"))
    first = Measurement.objects.get()
    Measurement.objects.create(
        department=first.department, indicator=first.indicator, period=first.period,
        numerator=2, denominator=3, supersedes=first,
    )  # fmt: skip
    same = table("Parks,Share,percent,higher,100,66.666666666667,2026")
    assert counts(load(same)[0]) == (0, 0, 1, 0, 0)
    other = table("Parks,Share,percent,higher,100,66.6667,2026")
    assert counts(load(other)[0]) == (0, 1, 0, 0, 0)


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


# --- bad rows


BAD_ROWS = [
    ("Parks,,count,higher,1,1,2026", "indicator", "indicator_blank"),
    ("Parks,Trees,count,up,1,1,2026", "direction", "direction_unknown"),
    ("Parks,Trees,count,,1,1,2026", "direction", "direction_unknown"),
    ('Parks,Trees,count,higher,"1,23",1,2026', "target", "comma"),
    ("Parks,Trees,count,higher,many,1,2026", "target", "target_text"),
    ("Parks,Trees,count,higher,1..2,1,2026", "target", "range_here"),
    ("Parks,Trees,count,range,2..1,1,2026", "target", "range_order"),
    ("Parks,Trees,ratio,higher,1,71%,2026", "actual", "percent_of_ratio"),
    ("Parks,Trees,count,higher,1,12:30,2026", "actual", "time"),
    ("Parks,Trees,count,higher,1,1e308,2026", "actual", "too_large"),
    ("Parks,Trees,count,higher,1,NaN,2026", "actual", "not_finite"),
    ("Parks,Trees,count,higher,1,1,Sep-26", "period", "period_meant"),
    ("Parks,Trees,count,higher,1,1,", "period", "period_blank"),
    ("Parks,Trees,count,higher,1,1", "", "too_few_cells"),
    ("Parks,Trees,count,higher,1,204,1,2026", "", "too_many_cells"),
    (f"{'x' * 301},Trees,count,higher,1,1,2026", "department", "name_too_long"),
    (f"Parks,{'x' * 301},count,higher,1,1,2026", "indicator", "name_too_long"),
    (f"Parks,Trees,{'x' * 61},higher,1,1,2026", "unit", "name_too_long"),
    ("Parks,Trees\0,count,higher,1,1,2026", "indicator", "unprintable"),
]


@pytest.mark.parametrize(("line", "column", "code"), BAD_ROWS)
def test_bad_row_is_named_by_line_and_column(line, column, code):
    outcome, problems = load(table(ONE, line), partial=True)
    assert (3, column, code) in problems
    assert len(errors(problems)) == 1
    assert (outcome.good, outcome.is_loaded) == (1, True)


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    _outcome, problems = load(table('Parks,,count,up,"1,23",1-,soon'))
    assert sorted(column for _line, column, _code in problems) == [
        "actual", "direction", "indicator", "period", "target",
    ]  # fmt: skip


def test_columns_may_stand_in_any_order_and_others_are_left_aside():
    header = "Period,ACTUAL, target ,note,direction,unit,indicator,department,who"
    outcome, _problems = load(
        table("2026,120,100,x,higher,count,Trees planted,Parks,y", header=header)
    )
    assert outcome.extra == ("note", "who")
    assert stored() == {("Parks", "Trees planted", "2026"): "120"}


def test_columns_in_chinese():
    load(
        table("园林局,植树数,棵,越高越好,100,120,2026", header="部门,指标,单位,方向,目标,实际,周期")
    )
    assert stored() == {("园林局", "植树数", "2026"): "120"}
    assert Indicator.objects.get().direction == "higher"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        (HEADER, "no_rows"),
        (HEADER.replace(",period", ""), "missing_columns"),
        (HEADER + ",actual\n" + ONE + ",1", "column_twice"),
        (table('"x"y,1'), "csv"),
        (table('"' + ONE), "csv"),
        (table("x" * 200_000), "cell_too_long"),
        ('"1,2,3"\n"4,5,6"\n', "quoted_lines"),
    ],
)
def test_file_that_is_no_table_is_refused_as_a_whole(text, code):
    with pytest.raises(UnreadableError) as caught:
        load(text)
    assert caught.value.code == code
    assert "{" not in str(caught.value)


def test_lines_are_counted_as_a_person_sees_them():
    text = table(
        "",
        "",
        'Parks,"Trees\nand\nbushes",count,higher,1,1,2026',
        "",
        "Zoo,Lions,count,up,1,1,2026",
    )
    _outcome, problems = load(text)
    assert problems == [(8, "direction", "direction_unknown")]


def test_month_that_may_be_meant_as_years_is_noticed():
    _outcome, problems = load(
        table("Parks,Trees,count,higher,1,1,2010-11", "Parks,Trees,count,higher,1,1,2012-13")
    )
    assert problems == [
        (2, "period", "month_or_years"),
        (2, "target", "history_target"),
        (3, "target", "history_target"),
    ]


def test_load_marks_the_live_board_as_stale():
    load(table(ONE))
    run = ScoreRun.objects.create(
        cycle=Cycle.objects.get(), kind="live", state="done",
        as_of=timezone.now(), requested_at=timezone.now(),
    )  # fmt: skip
    load(table(ONE))
    run.refresh_from_db()
    assert run.counts == {}
    load(table(ONE.replace("120", "121")))
    run.refresh_from_db()
    assert run.counts == {"stale": True}
