"""Loading is idempotent, whatever is in the file, and whoever else is at it."""

import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Indicator, Measurement, Target
from indicators.services import report
from tests.examples import cases
from tests.factories import DepartmentFactory
from tests.indicators.loading import aims, counts, errors, load, stored, table

departments = st.sampled_from(["Parks", "Zoo", "", "Parks ", "园林局"])
indicators = st.sampled_from(["Trees", "Lions", "Plan adopted"])
measures = st.sampled_from(
    [("count", "higher"), ("percent", "lower"), ("%", "range"), ("", "none"), ("x", "exact")]
)
figures = st.sampled_from(["", "0", "1.5", "-3", "71%", "1 204", "on track", "NA", "1-", "0.1"])
periods = st.sampled_from(["2026", "2026-01", "2026-02", "2026-Q1", "2025", "FY2026", "soon"])


@st.composite
def lines(draw):
    unit, direction = draw(measures)
    target = draw(st.sampled_from(["", "5", "5.0", "7", "0"]))
    if direction == "range" and target:
        target = f"1..{target}"
    parts = [draw(departments), draw(indicators), unit, direction, target]
    return ",".join([*parts, draw(figures), draw(periods)])


@pytest.mark.django_db
@given(st.lists(lines(), min_size=1, max_size=12))
@settings(
    deadline=None,
    max_examples=cases(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_second_load_of_any_file_changes_nothing(rows):
    first, _problems = load(table(*rows), partial=True)
    state = stored(), aims(), Measurement.objects.count(), Target.objects.count()
    second, _problems = load(table(*rows), partial=True)
    assert (second.counts["new"], second.counts["changed"]) == (0, 0)
    assert second.counts["unchanged"] >= first.good
    assert (stored(), aims(), Measurement.objects.count(), Target.objects.count()) == state


@pytest.mark.django_db
@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), min_size=1, max_size=6))
@settings(
    deadline=None,
    max_examples=cases(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_in_any_cell_is_loaded_or_named(rows):
    rows = [[*row[:-1], f"{row[-1]}."] for row in rows]  # no row is blank from end to end
    content = "\n".join(
        ",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows
    )
    extra = "department,indicator,unit,direction,target,actual,period,\0x"
    outcome, problems = load(table(content, header=extra), partial=True)
    assert len({line for line, _column, _code in errors(problems)}) == outcome.counts["errors"]


@pytest.mark.django_db(transaction=True)
def test_file_loaded_by_four_at_once_is_loaded_once():
    text = table(*(f"Parks,Indicator {n},count,higher,1,{n},2026" for n in range(50)))
    outcomes, failures = [], []

    def work():
        try:
            outcomes.append(counts(load(text)[0]))
        except Exception as error:  # noqa: BLE001 -- the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(outcomes) == [(0, 0, 50, 0, 0)] * 3 + [(50, 0, 0, 0, 0)]
    assert Measurement.objects.count() == Target.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_file_and_form_at_once_make_one_chain():
    place = DepartmentFactory(code="PK", name="Parks")
    card = Indicator.objects.create(code="T", name="Trees", unit="count", direction="higher")
    failures = []

    def guarded(call):
        def work():
            try:
                call()
            except Exception as error:  # noqa: BLE001 -- the test shows it
                failures.append(error)
            finally:
                connection.close()

        return threading.Thread(target=work)

    rows = [f"PK,Trees,count,higher,1,{n},2024-{n:02d}" for n in range(1, 13)]
    threads = [guarded(lambda: load(table(*rows)))] + [
        guarded(lambda n=n: report(place, card, f"2024-{n:02d}", value=100 + n, by=None))
        for n in range(1, 13)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Measurement.objects.current().count() == 12
    assert Measurement.objects.filter(supersedes=None).count() == 12
