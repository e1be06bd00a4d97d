"""Real answers through the imports: Somerville's survey as ratings, Veterans' scores as values."""

import csv
import datetime
from collections import Counter
from decimal import Decimal

import pytest

from departments.tables import read_table
from feedback import services
from feedback.models import Rating
from feedback.services.door_files import COLUMNS, REQUIRED
from indicators.models import Measurement
from tests.feedback.public import DAY, service
from tests.indicators.loading import SHARED, errors, load, table

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not beside the project"),
]
SOMERVILLE = SHARED / "somerville_happiness_2015.csv"
SCORES = SHARED / "us_va_vha_cx_scores.csv"
VOLUMES = SHARED / "us_va_vha_cx_volumes.csv"
WEDNESDAY = datetime.date(2015, 12, 16)
ANSWERED = datetime.datetime(2015, 12, 17, 4, tzinfo=datetime.UTC)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def answers():
    """(respondent, question, value): six questions of each, every one about a service."""
    return [
        (row["respondent"], question, value)
        for row in rows_of(SOMERVILLE)
        for question, value in row.items()
        if question not in ("respondent", "happy")
    ]


def test_somerville_comes_in_once_and_adds_up_to_the_file(world, time_machine):
    time_machine.move_to(ANSWERED)
    for question in {question for _who, question, _value in answers()}:
        service(world, question, "uk-five")
    door = services.add_door(
        world.city, by=None, code="somerville", name_en="Happiness survey", name_zh="幸福感调查",
        channel="post", scale=services.scale_named("uk-five"),
    )  # fmt: skip
    lines = [f"{who}-{q},{q},{value},{WEDNESDAY}" for who, q, value in answers()]
    content = "\n".join(["number,service,value,day", *lines]).encode()
    read = read_table(content, columns=COLUMNS, required=REQUIRED)
    assert services.load_ratings(door, read, by=None) == 143 * 6
    assert services.load_ratings(door, read, by=None) == 0
    assert services.release_due(WEDNESDAY + DAY) == 143 * 6
    kept = Counter(Rating.objects.values_list("point__service__code", "value"))
    assert kept == Counter((question, int(value)) for _who, question, value in answers())


def figures(row):
    """What a quarter says: “No Data” is no number, 4.7 and 4.70 are one."""
    where = f"VHA,{row['question']},mean 1–5,higher,,{row['average_score']}"
    return f"{where},FY{row['year']}-Q{row['quarter']}"


def test_veterans_scores_load_and_no_data_is_never_zero(settings):
    settings.PERFMGMT_FISCAL_YEAR_START = 10
    rows = rows_of(SCORES)
    outcome, problems = load(table(*map(figures, rows)), "FY2020")
    assert (outcome.counts["errors"], errors(problems)) == (0, [])
    stored = Measurement.objects.current()
    told = [Decimal(r["average_score"]) for r in rows if r["average_score"] != "No Data"]
    values = stored.filter(value__isnull=False).values_list("value", flat=True)
    assert sorted(values) == sorted(told)
    silent = stored.filter(value=None).values_list("missing", "text")
    assert list(silent) == [("text", "No Data")] * 2
    first = stored.filter(period__label="FY2020-Q1")[0].period
    assert (first.starts_on, first.ends_on) == (
        datetime.date(2019, 10, 1), datetime.date(2019, 12, 31),
    )  # fmt: skip


def test_veterans_volumes_keep_their_separators_and_per_cents(settings):
    settings.PERFMGMT_FISCAL_YEAR_START = 10
    rows = rows_of(VOLUMES)
    lines = [
        f'VHA,{name},{unit},higher,,"{row[column]}",FY{row["year"]}-Q{row["quarter"]}'
        for row in rows
        for name, unit, column in (
            ("Respondents", "people", "respondents"), ("Response rate", "%", "response_rate"),
        )
    ]  # fmt: skip
    _outcome, problems = load(table(*lines), "FY2020")
    assert errors(problems) == []
    kept = Measurement.objects.current().filter(indicator__name="Respondents")
    assert set(kept.values_list("value", flat=True)) == {
        Decimal(row["respondents"].replace(",", "")) for row in rows
    }
    rates = Measurement.objects.current().filter(indicator__name="Response rate")
    assert set(rates.values_list("value", flat=True)) == {
        Decimal(row["response_rate"].rstrip("%")) for row in rows
    }
