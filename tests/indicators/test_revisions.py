"""A revision says what it is; two runs are compared to the digit."""

from decimal import Decimal

import pytest

from audit.errors import DomainError
from audit.models import Entry
from departments.models import PolicyPack
from departments.services import publish_policy_pack
from departments.services.policy_packs import publish_shipped_packs
from indicators.models import Measurement, Revision, ScoreRun
from indicators.publication import Publication
from indicators.queries.impact import impact
from indicators.services import report, set_target
from indicators.services.execution import execute_here
from indicators.services.rules import publication_of
from indicators.services.runs import request_run
from tests.factories import CycleFactory, DepartmentFactory, IndicatorFactory

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1")


def test_correction_is_the_kind_of_what_nobody_planned(world, card):
    report(world.bureau, card, "2024-03", value=D(71), by=world.manager)
    row = report(
        world.bureau, card, "2024-03", value=D(73), note="Counted twice",
        effect="The target was missed", by=world.manager,
    )  # fmt: skip
    said = Revision.objects.get()
    assert (said.measurement, said.kind, said.effect) == (
        row, "correction", "The target was missed",
    )  # fmt: skip
    entry = Entry.objects.filter(verb="indicators.report").latest("id")
    assert entry.details["revision"] == {"kind": "correction", "effect": "The target was missed"}
    assert list(Measurement.objects.revisions()) == [row]


def test_figure_that_was_not_final_is_revised_as_planned(world, card):
    first = report(world.bureau, card, "2024-03", value=D(71), quality="provisional", by=None)
    final = report(world.bureau, card, "2024-03", value=D(71), by=world.manager)
    assert (first.quality, final.quality, final.supersedes) == ("provisional", "", first)
    assert Revision.objects.get().kind == "scheduled"
    report(
        world.bureau, card, "2024-03", value=D(72), note="New census", revision="scheduled",
        by=world.manager,
    )  # fmt: skip
    assert Revision.objects.filter(kind="scheduled").count() == 2


def test_first_values_and_gaps_are_no_revisions(world, card):
    report(world.bureau, card, "2024-03", missing="not_reported", by=world.manager)
    report(world.bureau, card, "2024-03", value=D(1), by=world.manager)
    report(world.bureau, card, "2024-03", missing="refused", note="Withdrawn", by=world.manager)
    assert not Revision.objects.exists()
    assert Measurement.objects.revisions().count() == 1  # a value taken back stays in the register


@pytest.mark.parametrize(
    ("said", "field"),
    [({"missing": "refused", "quality": "provisional"}, "quality"),
     ({"value": D(1), "quality": "odd"}, "quality"),
     ({"value": D(2), "note": "x", "revision": "odd"}, "kind")],
)  # fmt: skip
def test_what_is_not_known_is_refused(world, card, said, field):
    report(world.bureau, card, "2024-04", value=D(1), by=world.manager)
    with pytest.raises(DomainError) as caught:
        report(world.bureau, card, "2024-04", by=world.manager, **said)
    assert caught.value.field == field


# --- two runs


def scored(cycle):
    run = request_run(cycle, by=None, wake=False)
    execute_here(run.pk)
    return ScoreRun.objects.get(pk=run.pk)


@pytest.fixture
def runs(world, card):
    """Three bureaus of one peer group, target 100 each; by hand:

    bureau   90 → 70   score 90 → 70, rank 1 → 3
    other    80 → 80   score 80 → 80, rank 2 → 1
    third    75 → 75   score 75 → 75, rank 3 → 2, and no longer published: half of its weight
                       turns from reported to refused proof
    city     nothing of its own: the mean of those beneath, (90+80+75)/3 → (70+80+75)/3
    """
    third = DepartmentFactory(code="THIRD", parent=world.city)
    for place in (world.bureau, world.other, third):
        place.peer_group = "bureaus"
        place.save(update_fields=["peer_group"])
    cycle = CycleFactory(name="2024")
    weak = IndicatorFactory(code="K-2")
    for place, value in ((world.bureau, 90), (world.other, 80), (third, 75)):
        set_target(place, card, cycle, value=D(100), by=None)
        report(place, card, "2024", value=D(value), by=None)
    set_target(third, weak, cycle, value=D(100), by=None)
    report(third, weak, "2024", value=D(75), by=None)
    first = scored(cycle)
    report(world.bureau, card, "2024", value=D(70), note="Counted twice", by=world.manager)
    report(third, weak, "2024", missing="no_evidence", by=None)
    return first, scored(cycle)


def pin(cycle, *, change=lambda content: None, **scoring):
    """Pin the generic pack, with other numbers."""
    publish_shipped_packs(by=None)
    content = PolicyPack.objects.filter(code="generic").latest("version").content
    for name, value in scoring.items():
        content["scoring"][name]["value"] = value
    change(content)
    cycle.policy = publish_policy_pack("own", None, {"name": "own"}, content, by=None)
    cycle.save(update_fields=["policy"])


def table(rows):
    return {
        row.department.code: (
            row.old, row.new, row.change, row.old_rank, row.new_rank, row.rank_change,
            row.publishable,
        )
        for row in rows
    }  # fmt: skip


def test_impact_is_what_a_pocket_calculator_finds(world, runs):
    period = runs[0].cycle.period
    rows = impact(*runs, period, user=world.auditor)
    thirds = (D("81.666666666667"), D("75.000000000000"))
    assert table(rows) == {
        "BUREAU": (D(90), D(70), D(-20), 1, 3, -2, (True, True)),
        "OTHER": (D(80), D(80), D(0), 2, 1, 1, (True, True)),
        "THIRD": (D(75), D(75), D(0), 3, 2, 1, (True, False)),
        "CITY": (*thirds, thirds[1] - thirds[0], 1, 1, 0, (True, True)),
    }
    assert [row.department.code for row in rows][:2] == ["BUREAU", "CITY"]
    assert [row.is_changed for row in rows] == [True] * 4


def test_impact_shows_only_departments_one_may_see_but_ranks_all(world, runs):
    [row] = impact(*runs, runs[0].cycle.period, user=world.manager)
    assert (row.department.code, row.new_rank) == ("BUREAU", 3)
    assert impact(*runs, runs[0].cycle.period, user=world.stranger) == []


def test_policy_says_what_is_published_and_which_grade_a_score_makes(world, runs):
    """Half of THIRD's weight has a value: enough for a policy that asks for half."""
    period = runs[0].cycle.period
    without = impact(*runs, period, user=world.auditor)
    assert {(row.old_grade, row.new_grade) for row in without} == {(None, None)}
    pin(runs[0].cycle, coverage="0.5")
    said = publication_of(runs[0].cycle)
    rows = impact(*runs, period, user=world.auditor, publication=said)
    assert {
        row.department.code: (row.old_grade, row.new_grade, row.publishable) for row in rows
    } == {
        "BUREAU": ("strong", "fair", (True, True)),
        "OTHER": ("good", "good", (True, True)),
        "THIRD": ("fair", "fair", (True, True)),
        "CITY": ("good", "fair", (True, True)),
    }


def test_policy_whose_grades_people_decide_gives_none(runs):
    def decided_by_people(content):
        for scale in content["grade_scales"]:
            scale["decided_by"] = "body"
            for band in scale["bands"]:
                del band["from"], band["to"]

    pin(runs[0].cycle, change=decided_by_people)
    assert publication_of(runs[0].cycle) == Publication()


def test_impact_takes_one_query(world, runs, django_assert_num_queries):
    period = runs[0].cycle.period
    with django_assert_num_queries(1):
        impact(*runs, period, user=world.auditor)


def test_what_was_revised_between_two_runs(world, runs):
    first, second = runs
    rows = Measurement.objects.revisions()
    assert rows.between(first, second).count() == 2
    assert rows.between(second, second).count() == 0
