"""Loading a table of figures: what each line does, what is refused and how that is said."""

from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from audit.models import Entry
from departments.models import Department
from indicators.intake.problems import UnreadableError
from indicators.models import Cycle, Indicator, Measurement, Period, ScoreRun, Target
from tests.indicators.loading import aims, counts, load, stored, table

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


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_cycle_needs_a_name_that_fits(name):
    with pytest.raises(UnreadableError) as caught:
        load(table(ONE), cycle=name)
    assert caught.value.code == "cycle_name"


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


def test_a_month_without_cases_is_a_reason_and_no_gap():
    none = table("Parks,Trees planted,count,higher,100,No cases,2026")
    assert counts(load(none)[0]) == (1, 0, 0, 0, 0)
    row = Measurement.objects.get()
    assert (row.missing, row.text, row.value) == ("no_activity", "", None)
    assert counts(load(none)[0]) == (0, 0, 1, 0, 0)
    assert counts(load(table(ONE))[0]) == (0, 1, 0, 0, 0)
    assert counts(load(none)[0]) == (0, 1, 0, 0, 0)


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


def test_history_marks_the_board_of_its_own_cycle_as_stale():
    load(table(ONE.replace("2026", "2025")), cycle="2025")
    load(table(ONE))
    now = timezone.now()
    cycle = Cycle.objects.get(name="2025")
    run = ScoreRun.objects.create(
        pk=-cycle.pk, cycle=cycle, kind="live", state="done", as_of=now, requested_at=now
    )
    load(table(ONE))
    run.refresh_from_db()
    assert run.counts == {}
    load(table(ONE, ONE.replace("2026", "2025").replace("120", "121")))
    run.refresh_from_db()
    assert run.counts == {"stale": True}


def test_load_marks_the_live_board_as_stale():
    load(table(ONE))
    cycle, now = Cycle.objects.get(), timezone.now()
    run = ScoreRun.objects.create(
        pk=-cycle.pk, cycle=cycle, kind="live", state="done", as_of=now, requested_at=now
    )
    load(table(ONE))
    run.refresh_from_db()
    assert run.counts == {}
    load(table(ONE.replace("120", "121")))
    run.refresh_from_db()
    assert run.counts == {"stale": True}
