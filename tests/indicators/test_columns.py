"""Tables whose columns have other names: guessed, matched once, remembered."""

import pytest
from django.urls import reverse

from indicators.intake.columns import fingerprint, guess, is_understood
from indicators.intake.problems import COLUMNS
from indicators.models import ColumnMatch, KpiImport, Measurement
from indicators.services import open_cycle
from indicators.services.imports import check_import, load_import
from tests.factories import IndicatorFactory
from tests.indicators.loading import aims, load, table

GUESSED = {
    "KPI code|Dept|Month|Value": {"indicator": 0, "department": 1, "period": 2, "actual": 3},
    "责任单位|指标名称|计量单位|完成值|月份|备注": {
        "department": 0, "indicator": 1, "unit": 2, "actual": 3, "period": 4,
        "note": 5,
    },
    "Departement|Indicater|Actual|Period": {
        "department": 0, "indicator": 1, "actual": 2, "period": 3,
    },
    "a|b|c|d": {},
    "value|actual|department|period": {"actual": 1, "department": 2, "period": 3},
}  # fmt: skip


@pytest.mark.parametrize("header", GUESSED)
def test_header_in_either_language_is_guessed(header):
    assert guess(header.split("|")) == GUESSED[header]


def test_fingerprint_does_not_mind_case_and_blanks():
    assert fingerprint(["Dept ", "VALUE"]) == fingerprint(["dept", "value"])
    assert fingerprint(["dept", "value"]) != fingerprint(["value", "dept"])


def test_our_own_header_needs_no_match():
    assert is_understood(list(COLUMNS))
    assert is_understood(["a", "b"])  # too few for any match: refused in words
    assert not is_understood(["dept", "kpi", "result", "month"])


TEXT = "Dept,KPI,Result,Month,Remark\nBUREAU,T,130,2024-01,x\nBUREAU,Trees,140,2024-02,\n"
PLACES = {"department": 0, "indicator": 1, "actual": 2, "period": 3}


@pytest.fixture
def trees(world):
    open_cycle("2024", by=None)
    IndicatorFactory(code="T", name="Trees", unit="count", direction="higher")
    load(table("BUREAU,Trees,count,higher,100,120,2024-01"), "2024")


def url(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


@pytest.mark.django_db
def test_strange_file_is_matched_once_and_remembered(world, trees):
    client = world.client("manager")
    waiting = check_import(TEXT.encode(), "a.csv", cycle_name="2024", by=world.manager)
    assert waiting.state == "matching"
    assert client.get(url("import-preview", waiting.pk)).url == url("import-columns", waiting.pk)
    form = client.get(url("import-columns", waiting.pk)).context["form"]
    sent = {"form_token": form["form_token"].value()}
    sent |= {name: form[name].initial for name in PLACES}
    assert client.post(url("import-columns", waiting.pk), sent).url == url(
        "import-preview", waiting.pk
    )
    kept = KpiImport.objects.get(pk=waiting.pk)
    assert (kept.state, kept.columns) == ("previewed", PLACES)
    assert ColumnMatch.objects.get().user == world.manager
    again = check_import(TEXT.encode(), "b.csv", cycle_name="2024", by=world.manager)
    assert again.state == "previewed"
    other = check_import(TEXT.encode(), "c.csv", cycle_name="2024", by=world.office)
    assert other.state == "matching"


@pytest.mark.django_db
def test_file_without_targets_leaves_them_and_takes_units_from_the_cards(world, trees):
    before = aims()
    kept = check_import(
        TEXT.encode(), "a.csv", cycle_name="2024", columns=PLACES | {"note": 4}, by=world.manager
    )  # fmt: skip
    assert kept.report["counts"] == {
        "new": 1, "changed": 1, "unchanged": 0, "history": 0, "errors": 0,
    }  # fmt: skip
    load_import(kept, by=world.manager)
    assert aims() == before
    values = Measurement.objects.current().order_by("period__label").values_list("value", flat=True)
    assert list(values) == [130, 140]


@pytest.mark.django_db
def test_column_chosen_twice_or_not_at_all_is_named(world, trees):
    waiting = check_import(TEXT.encode(), "a.csv", cycle_name="2024", by=world.manager)
    client = world.client("manager")
    token = client.get(url("import-columns", waiting.pk)).context["form"]["form_token"].value()
    sent = {"form_token": token, "department": "0", "indicator": "0", "period": "3"}
    form = client.post(url("import-columns", waiting.pk), sent).context["form"]
    assert set(form.errors) == {"department", "indicator", "actual"}
