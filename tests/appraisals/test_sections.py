"""What a self-assessment asks about: KPIs with their facts, duties, and what comes next."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from appraisals.models import Appraisal
from appraisals.services.lines import lines_of
from appraisals.services.sections import Facts, sections_of, shared
from indicators.models import Contribution
from indicators.services import open_cycle
from indicators.services.execution import execute_here
from indicators.services.runs import request_run
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, running
from tests.appraisals.plans import agreed
from tests.appraisals.self_assessing import begun
from tests.factories import IndicatorFactory, MeasurementFactory, PeriodFactory, TargetFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
D = Decimal


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


def kpi(world, code, weight, **more):
    return TargetFactory(
        cycle=open_cycle("2026", by=None), department=world.bureau, weight=weight,
        indicator=IndicatorFactory(code=code), **more,
    )  # fmt: skip


def carry(target, until="2026-12-31", **holder):
    return Contribution.objects.create(
        cycle=target.cycle, department=target.department, indicator=target.indicator,
        part="assigned", share=1, created_at=IN_PLANNING, starts_on="2026-01-01", ends_on=until,
        **holder,
    )  # fmt: skip


def codes(appraisal):
    return [(one.code, one.title_en, str(one.weight)) for one in sections_of(appraisal)]


def test_a_person_without_kpis_writes_of_the_aspects_of_his_frame(world):
    cycle = running(world)
    assert codes(appraisal_of(cycle, world.employee)) == [
        ("duty-results", "Results", "70"), ("duty-duties", "Duties of the post", "30"),
        ("closing-plan", "Improvement and learning", "0"),
    ]  # fmt: skip


def test_the_kpis_of_a_person_share_the_weight_of_their_aspect(world):
    permits, waits = kpi(world, "PERMITS", 40), kpi(world, "WAITS", 20)
    carry(permits, post=world.appointment("employee").post)
    carry(waits, person=world.person("employee"))
    carry(kpi(world, "OTHER", 40), person=world.person("evaluator"))
    carry(kpi(world, "EARLY", 10), person=world.person("employee"), until="2026-06-30")
    bureau = world.bureau.pk
    row = appraisal_of(running(world), world.employee)
    row.counts_from = datetime.date(2026, 7, 1)
    found = codes(row)
    assert found == [
        (f"kpi-{bureau}-{permits.indicator_id}", "Indicator PERMITS", "46.67"),
        (f"kpi-{bureau}-{waits.indicator_id}", "Indicator WAITS", "23.33"),
        ("duty-duties", "Duties of the post", "30"),
        ("closing-plan", "Improvement and learning", "0"),
    ]


def test_a_department_writes_of_its_targets_or_of_its_work(world):
    cycle = running(world)
    bureau = Appraisal.objects.get(subject="department", unit=world.bureau)
    assert codes(bureau)[0] == ("duty-work", "Work of the department", "100")
    first, _second = kpi(world, "A", 60), kpi(world, "B", 40)
    # A target of one month beside that of the year is the same KPI.
    TargetFactory(
        cycle=first.cycle, department=world.bureau, indicator=first.indicator,
        period=PeriodFactory(label="2026-03"), weight=60,
    )  # fmt: skip
    assert [weight for _code, _title, weight in codes(bureau)[:-1]] == ["60.0000", "40.0000"]
    kpi(world, "C", 100)
    assert [weight for _code, _title, weight in codes(bureau)[:-1]] == ["30.00", "20.00", "50.00"]
    assert cycle.appraisals.of_departments().count() == 4


def test_titles_stand_in_both_languages(world):
    found = sections_of(appraisal_of(running(world), world.employee))
    assert [one.title_zh for one in found] == ["工作成果", "岗位职责", "改进与学习"]


def test_facts_are_those_of_the_run_that_is_shown(world, time_machine):
    target = kpi(world, "PERMITS", 100, value=90)
    for month, value in (("2026-11", 95), ("2026-12", 72)):
        MeasurementFactory(
            department=world.bureau, indicator=target.indicator, value=value,
            period=PeriodFactory(label=month),
        )  # fmt: skip
    begun(world, time_machine)
    bureau = Appraisal.objects.get(subject="department", unit=world.bureau)
    before = sections_of(bureau)[0].facts
    assert (before.value, before.result, before.run, before.measurements) == (90, None, None, 2)
    run = request_run(target.cycle, by=None, wake=False)
    execute_here(run.pk)
    facts = sections_of(bureau)[0].facts
    assert (facts.result, facts.period, facts.is_met, facts.attainment, facts.coverage) == (
        72, "2026-12", False, 80, 1,
    )  # fmt: skip
    assert sections_of(bureau)[0].asks_for_cause
    kept = json.loads(json.dumps(facts.stored(), cls=DjangoJSONEncoder))
    assert (Facts.of(kept), Facts.of({})) == (facts, None)


def test_sections_cost_the_same_for_one_and_three_kpis(world, django_assert_num_queries):
    running(world)
    bureau = Appraisal.objects.select_related("appraisal_cycle__cycle__period").get(
        subject="department", unit=world.bureau
    )
    for count in (1, 3):
        while bureau.unit.targets.count() < count:
            kpi(world, f"K{bureau.unit.targets.count()}", 10)
        with django_assert_num_queries(4):
            assert len(sections_of(bureau)) == count + 1


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("70", ["40", "20"], ["46.67", "23.33"]),
        ("100", ["1", "1", "1"], ["33.33", "33.33", "33.34"]),
        ("30", ["0", "0"], ["15.00", "15.00"]),
        ("30", [], []),
    ],
)
def test_a_weight_is_shared_without_a_rest(total, weights, parts):
    assert shared(D(total), [D(w) for w in weights]) == [D(part) for part in parts]


def test_what_was_agreed_goes_before_the_frame(world):
    row = agreed(world).appraisal
    found = sections_of(row)
    lines = list(row.agreements.get().lines.for_list())
    assert [(one.title, one.weight) for one in found[:-1]] == [
        (line.name, line.weight) for line in lines
    ]
    assert [(one.code, one.weight) for one in lines_of(row)] == [
        (one.code, one.weight) for one in found[:-1]
    ]
