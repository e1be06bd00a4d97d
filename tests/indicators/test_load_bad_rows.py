"""Bad rows and bad files: each named with line, column, reason and the way out."""

import pytest

from indicators.intake.problems import UnreadableError
from indicators.models import Indicator
from tests.indicators.loading import HEADER, errors, load, stored, table

pytestmark = pytest.mark.django_db

ONE = "Parks,Trees planted,count,higher,100,120,2026"

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
    header = "Period,ACTUAL, target ,remark,direction,unit,indicator,department,who"
    outcome, _problems = load(
        table("2026,120,100,x,higher,count,Trees planted,Parks,y", header=header)
    )
    assert outcome.extra == ("remark", "who")
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
