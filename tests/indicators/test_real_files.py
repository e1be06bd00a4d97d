"""The publishers' own files, as they are: nothing lost, everything dirty named."""

import json
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from departments.models import Department
from indicators.models import Indicator, Measurement, Target
from indicators.services import report
from tests.indicators.loading import SHARED, counts, csv_rows, errors, load

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not beside the project"),
]
NYC = SHARED / "seven_col" / "nyc_mmr_fy2021_2023.csv"
NYC_LONG = SHARED / "nyc_mmr_kpi_long.csv"
NYC_MONTHLY = SHARED / "nyc_cpr_monthly_long.csv"
BOSTON = SHARED / "seven_col" / "boston_cityscore.csv"
BOSTON_PARTS = SHARED / "us_boston_cityscore_2026_05_16.csv"
RATES = {
    "BFD Response Time", "311 Call Center Performance", "Graffiti Removal On-Time %",
    "Pothole Repair On-Time %", "Sign Installation On-Time %", "On-Time Permit Reviews",
}  # fmt: skip
SOMERVILLE = SHARED / "somerville_happiness_2015.raw_utf16.csv"


def tally(problems):
    return Counter(code for _line, _column, code in problems)


def kept(path):
    """Every stored value beside what the file says, both as sets of rows."""
    rows = Measurement.objects.select_related("department", "indicator", "period")
    stored = Counter(
        (m.department.name, m.indicator.name, m.indicator.unit, m.indicator.direction,
         m.period.label, m.value)
        for m in rows
    )  # fmt: skip
    given = Counter(
        (r["department"], r["indicator"], r["unit"], r["direction"], r["period"],
         Decimal(r["actual"]) if r["actual"] else None)
        for r in csv_rows(path)
    )  # fmt: skip
    return stored, given


def test_new_york_loads_with_351_targets_for_fy2023():
    outcome, problems = load(NYC.read_bytes(), "FY2023", name=NYC.name)
    assert (counts(outcome), errors(problems)) == ((3350, 0, 0, 2211, 0), [])
    assert tally(problems) == {
        "no_department": 418, "repeated_without_department": 50, "zero_target": 2, "sixty": 1,
    }  # fmt: skip
    targets = Target.objects.in_force()
    assert (targets.count(), targets.exclude(value=None).count()) == (1139, 351)
    stored, given = kept(NYC)
    assert stored == given


def test_new_york_compared_exactly_gives_the_publishers_verdicts():
    """Equality counts as met. What the score run makes of it is tested with the runs."""
    load(NYC.read_bytes(), "FY2023")
    values = {
        (m.department_id, m.indicator_id): m.value
        for m in Measurement.objects.filter(period__label="FY2023")
    }
    verdicts = Counter()
    by_department = {}
    rows = Target.objects.in_force().exclude(value=None).select_related("department", "indicator")
    for target in rows:
        value = values[target.department_id, target.indicator_id]
        higher = target.indicator.direction == "higher"
        met = value >= target.value if higher else value <= target.value
        name = target.department.name or "(blank department)"
        verdicts[met] += 1
        found = by_department.setdefault(name, {"met": 0, "not_met": 0})
        found["met" if met else "not_met"] += 1
    expected = json.loads((SHARED / "expected_results.json").read_text())["dev_nyc_mmr_fy2023"]
    assert verdicts == {True: 183, False: 168}
    assert by_department == expected["by_department"]


def test_new_york_a_second_time_changes_nothing():
    load(NYC.read_bytes(), "FY2023")
    outcome, _problems = load(NYC.read_bytes(), "FY2023")
    assert counts(outcome) == (0, 0, 3350, 2211, 0)
    assert (outcome.measurements, outcome.targets) == (0, 0)


def test_new_york_long_loads_and_names_what_is_dirty():
    outcome, problems = load(NYC_LONG.read_bytes(), "FY2023")
    assert (counts(outcome), errors(problems)) == ((8297, 0, 0, 7158, 0), [])
    assert outcome.extra == ("indicator_id", "service", "goal", "critical", "official_status")
    assert tally(problems) == {
        "no_department": 951, "repeated_without_department": 115, "zero_target": 2, "sixty": 1,
    }  # fmt: skip
    assert (5490, "actual", "sixty") in problems
    stored, given = kept(NYC_LONG)
    assert stored == given


def test_new_york_monthly_loads_as_history_of_sixteen_years():
    outcome, problems = load(NYC_MONTHLY.read_bytes(), "2017")
    assert (counts(outcome), tally(problems)) == ((11118, 0, 0, 10077, 0), {"sixty": 1})
    assert (7407, "actual", "sixty") in problems
    stored, given = kept(NYC_MONTHLY)
    assert stored == given


def test_boston_keeps_its_roll_ups_and_their_targets():
    outcome, problems = load(BOSTON.read_bytes(), "2026")
    assert (counts(outcome), errors(problems)) == ((40, 0, 0, 0, 0), [])
    assert problems == [
        (35, "target", "rounded"), (36, "actual", "rounded"), (36, "target", "rounded"),
    ]  # fmt: skip
    assert Target.objects.in_force().filter(period=None).count() == 12
    assert Target.objects.in_force().exclude(period=None).count() == 12
    missing = Measurement.objects.filter(missing="not_reported").values_list(
        "indicator__name", "period__label"
    )
    assert set(missing) == {
        ("Homicides", "2026-05-16 month"), ("EMS Incidents", "2026-05-16 week"),
        ("Streetlight On-Time %", "2026-05-16 week"),
        ("Parks Maintenance On-Time %", "2026-05-16 week"),
        ("Tree Maintenance On-Time %", "2026-05-16 week"), ("BPS Attendance", "2026-05-16 week"),
    }  # fmt: skip


def test_boston_gives_every_official_score_to_a_billionth():
    """The file holds rates rounded to six decimals; their numerators and denominators follow.

    The README speaks of 35 scores; the file with the official ones holds 34.
    """
    load(BOSTON.read_bytes(), "2026")
    scores = [row for row in csv_rows(BOSTON_PARTS) if row["official_score"]]
    distances = {place(row): distance(row) for row in scores}
    assert len(distances) == 34
    assert max(distances.values()) < Decimal("1e-6")
    assert {at[1] for at, off in distances.items() if off >= Decimal("1e-9")} <= RATES
    for row in scores:
        if row["indicator"] in RATES:
            department, indicator, label = place(row)
            report(
                Department.objects.get(name=department), Indicator.objects.get(name=indicator),
                label, numerator=Decimal(row["numerator"]),
                denominator=Decimal(row["denominator"]), by=None,
            )  # fmt: skip
    assert max(distance(row) for row in scores) < Decimal("1e-9")


def place(row):
    return row["department"], row["indicator"], f"{row['as_of_date']} {row['period_type']}"


def distance(row):
    """How far the uncapped attainment of the stored figures lies from the published score."""
    department, indicator, label = place(row)
    where = {"department__name": department, "indicator__name": indicator}
    figure = Measurement.objects.current().get(period__label=label, **where)
    targets = Target.objects.in_force().filter(**where)
    target = (targets.filter(period__label=label).first() or targets.get(period=None)).value
    value = figure.value if figure.value is not None else figure.numerator / figure.denominator
    attainment = value / target if row["direction"] == "higher" else target / value
    return abs(attainment - Decimal(row["official_score"]))


def test_somerville_raw_is_refused_with_the_way_out():
    with pytest.raises(CommandError) as caught:
        call_command("load_kpis", str(SOMERVILLE), "--cycle", "2015", stdout=StringIO())
    assert "Every line stands in quotes as one single cell (0,3,3,3,4,2,4)" in str(caught.value)
    assert "department, indicator, unit, direction, target, actual, period" in str(caught.value)
