"""Writing an evaluation, handing it in, taking it back, standing aside; the suggested score."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import translation

from appraisals import services
from appraisals.evaluating import Rated, all_alike, needs_comment, percent_of, spread
from appraisals.models import Evaluation, EvaluationLine, Phase, Recusal, SourceScore
from appraisals.services import evaluating
from appraisals.services.evaluating import EvaluationError, Said, StaleDraftError, sides_of
from appraisals.services.lines import lines_of
from appraisals.services.suggesting import (
    Mean,
    kpi_means,
    mean,
    of_person,
    suggestions,
    weights_for,
)
from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import PolicyPack
from departments.policy.pack import parse
from indicators.models import Contribution, Indicator
from indicators.services import open_cycle
from indicators.services.execution import execute_here
from indicators.services.runs import request_run
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, pack
from tests.appraisals.evaluations import hand_in, in_evaluation, said
from tests.factories import IndicatorFactory, MeasurementFactory, TargetFactory, UserFactory
from tests.reports import board

D = Decimal
database = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


@pytest.fixture
def cycle(world):
    return in_evaluation(world, policy="cn-local")


@pytest.fixture
def row(world, cycle):
    return appraisal_of(cycle, world.employee)


def test_ratings_come_to_a_percentage():
    lines = [Rated(D(40), 5), Rated(D(30), 4), Rated(D(30), 3)]
    assert percent_of(lines) == 82
    assert round(percent_of([*lines[:2], Rated(D(30), None)]), 2) == D("91.43")
    assert percent_of([Rated(D(1), 1)]) == 20
    assert percent_of([Rated(D(0), 5)]) is percent_of([Rated(D(5), None)]) is None


def test_a_rating_away_from_the_middle_needs_a_comment():
    assert [needs_comment(rating) for rating in (1, 2, 3, 4, 5, None)] == [
        True, True, False, False, True, True,
    ]  # fmt: skip


def test_three_alike_are_worth_a_second_look():
    assert [all_alike(r) for r in ([4, 4, 4], [4, 4], [4, None, 4, 4], [4, 4, 5])] == [
        True, False, True, False,
    ]  # fmt: skip


def test_severity_and_spread_of_an_evaluator():
    found = spread([D(60), D(70), D(80)])
    assert (found.n, found.mean, found.deviation) == (3, 70, 10)
    assert spread([D(60)]).deviation is None
    assert spread([]) is None


class TestWriting:
    pytestmark = database

    def test_the_lines_are_the_aspects_of_the_policy(self, row):
        assert [(one.code, one.weight) for one in lines_of(row)] == [
            ("duty-integrity", 20), ("duty-ability", 15), ("duty-diligence", 15),
            ("duty-results", 40), ("duty-probity", 10),
        ]  # fmt: skip

    def test_a_draft_is_kept_as_typed_and_read_by_its_author_only(self, world, row):
        texts = {"lines": {"ability": {"rating": "9", "comment": "x\0y"}}, "strengths": "Half a",
                 "more": "?"}  # fmt: skip
        draft = evaluating.save_draft(row, "superior", texts, version=0, by=world.manager)
        assert draft.draft == {
            "lines": {"ability": {"rating": "9", "comment": "xy"}}, "strengths": "Half a",
        }  # fmt: skip
        readers = [
            role for role in ("manager", "office", "auditor", "supervision", "employee")
            if Evaluation.objects.visible_to(world.user(role)).exists()
        ]  # fmt: skip
        assert readers == ["manager"]
        assert not Entry.objects.filter(verb__contains="evaluation").exists()

    def test_a_window_does_not_eat_what_another_saved(self, world, row):
        keep = {"by": world.manager}
        evaluating.save_draft(row, "superior", {"strengths": "a"}, version=0, **keep)
        again = evaluating.save_draft(row, "superior", {"strengths": "a"}, version=0, **keep)
        assert again.version == 1
        with pytest.raises(StaleDraftError) as refused:
            evaluating.save_draft(row, "superior", {"strengths": "b"}, version=0, **keep)
        assert refused.value.evaluation.draft["strengths"] == "a"

    def test_leaving_a_page_goes_before_its_own_autosave_and_no_other(self, world, row):
        here, there = uuid4(), uuid4()
        keep = {"version": 0, "by": world.manager}
        evaluating.save_draft(row, "superior", {"strengths": "Cl"}, window=here, **keep)
        with pytest.raises(StaleDraftError):
            evaluating.save_draft(
                row, "superior", {"strengths": "x"}, window=there, last=True, **keep
            )
        saved = evaluating.save_draft(
            row, "superior", {"strengths": "Clear"}, window=here, last=True, **keep
        )
        assert (saved.version, saved.draft["strengths"]) == (2, "Clear")
        with pytest.raises(StaleDraftError):  # the autosave that comes in late
            evaluating.save_draft(row, "superior", {"strengths": "Cle"}, window=here, **keep)

    @pytest.mark.parametrize("role", ["employee", "office", "evaluator", "supervision"])
    def test_only_the_superior_speaks_for_the_superior(self, world, row, role):
        for write in (
            lambda: evaluating.save_draft(row, "superior", {}, version=0, by=world.user(role)),
            lambda: services.hand_in(row, "superior", said(row), version=0, by=world.user(role)),
        ):
            with pytest.raises(PermissionDenied):
                write()
        assert not Evaluation.objects.exists()

    def test_a_closed_phase_takes_nothing(self, world, cycle, row):
        Phase.objects.filter(appraisal_cycle=cycle, kind="evaluation").update(state="closed")
        with pytest.raises(WrongState, match="closed"):
            evaluating.save_draft(row, "superior", {"strengths": "a"}, version=0, by=world.manager)
        with pytest.raises(WrongState, match="closed"):
            hand_in(row)

    def test_who_is_not_graded_is_not_evaluated(self, world, row):
        services.exclude(row, "other", "", by=None)
        with pytest.raises(WrongState, match="No grade"):
            hand_in(row)


class TestHandingIn:
    pytestmark = database

    def test_it_counts_for_its_side_and_is_in_the_ledger(self, world, row):
        handed = hand_in(row, 4, "competent")
        assert (handed.state, handed.percent, handed.lines.count()) == ("handed_in", 80, 5)
        score = SourceScore.objects.in_force().get(appraisal=row)
        assert (score.source, score.percent, score.raters) == ("superior", 80, 1)
        details = Entry.objects.get(verb="appraisals.hand_in_evaluation").details
        assert details == {"appraisal": row.pk, "source": "superior", "sections": 5}
        seen = [
            role for role in ("manager", "office", "auditor", "evaluator", "employee", "stranger")
            if Evaluation.objects.visible_to(world.user(role)).exists()
        ]  # fmt: skip
        assert seen == ["manager", "office", "auditor"]

    def test_everything_that_is_missing_is_told_at_once(self, world, row):
        lines = {
            "duty-integrity": (5, ""),
            "duty-ability": (None, " "),
            "duty-diligence": (3, ""),
            "duty-probity": (7, ""),
        }
        with pytest.raises(EvaluationError) as refused:
            services.hand_in(row, "superior", Said(lines=lines), version=None, by=world.manager)
        assert set(refused.value.errors) == {
            ("duty-integrity", "comment"), ("duty-ability", "comment"), ("duty-results", "rating"),
            ("duty-probity", "rating"), ("", "strengths"), ("", "improvement"),
            ("", "proposed_grade"),
        }  # fmt: skip
        assert not EvaluationLine.objects.exists()

    def test_the_lowest_grade_needs_a_warning_unless_a_cap_leaves_no_other(self, world, row):
        with pytest.raises(EvaluationError) as refused:
            hand_in(row, 1, "incompetent")
        assert "early warning" in refused.value.errors["", "proposed_grade"]
        services.record_cap(
            row, kind="veto", at_most="incompetent", legal_basis="Article 12",
            authority="Discipline body", incident="Case 3", by=world.office,
        )  # fmt: skip
        assert hand_in(row, 1, "incompetent").proposed_grade == "incompetent"

    def test_at_least_one_section_is_rated(self, world, row):
        with pytest.raises(EvaluationError) as refused:
            hand_in(row, None, "competent")
        assert list(refused.value.errors.values()) == ["Rate at least one section."]

    def test_what_could_not_be_judged_is_left_out_and_is_no_zero(self, world, row):
        lines = said(row, 4).lines | {"duty-results": (None, "no proof")}
        words = Said(lines, "Clear letters", "Answer sooner", "competent")
        handed = services.hand_in(row, "superior", words, version=None, by=world.manager)
        assert handed.percent == 80

    def test_the_bands_decide_where_the_policy_says_so(self, world):
        cycle = in_evaluation(world)
        handed = hand_in(appraisal_of(cycle, world.employee), 4, "anything")
        assert handed.proposed_grade == ""

    def test_it_is_taken_back_and_handed_in_again(self, world, row):
        hand_in(row, 4, "competent")
        with pytest.raises(WrongState, match="Take it back"):
            hand_in(row, 3, "competent")
        services.take_back(row, "superior", by=world.manager)
        score = SourceScore.objects.in_force().get(appraisal=row)
        assert (score.percent, score.raters) == (None, 0)
        hand_in(row, 3, "basically-competent")
        assert SourceScore.objects.in_force().get(appraisal=row).percent == 60
        assert SourceScore.objects.filter(appraisal=row).count() == 3

    def test_what_is_handed_in_stays_with_its_author(self, world, row):
        hand_in(row, 4, "competent")
        services.choose_appraiser(row, world.supervision, None, reason="new", by=None)
        row.refresh_from_db()
        with pytest.raises(WrongState, match="Somebody else has evaluated"):
            hand_in(row, 1, "incompetent")
        line = EvaluationLine.objects.first()
        for spoil in (
            lambda: EvaluationLine.objects.filter(pk=line.pk).update(rating=5),
            line.delete,
            lambda: Evaluation.objects.update(evaluator=world.supervision),
            lambda: Evaluation.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                spoil()

    def test_the_mean_of_several_leaders_is_one_source(self, world, row):
        for rating, name in ((5, "one"), (4, "two")):
            user = UserFactory(username=name)
            services.name_evaluator(row, "leaders", user, by=world.office)
            services.hand_in(row, "leaders", said(row, rating), version=None, by=user)
        score = SourceScore.objects.in_force().get(appraisal=row, source="leaders")
        assert (score.percent, score.raters) == (90, 2)

    def test_nobody_evaluates_himself(self, world, row):
        with pytest.raises(DomainError, match="Nobody appraises himself"):
            services.name_evaluator(row, "leaders", world.employee, by=world.office)
        with pytest.raises(DatabaseError, match="nobody appraises himself"), transaction.atomic():
            Evaluation.objects.create(appraisal=row, source="leaders", evaluator=world.employee)


class TestStandingAside:
    pytestmark = database

    def test_who_stands_aside_never_evaluates_and_the_office_names_another(self, world, row):
        evaluating.save_draft(row, "superior", {"strengths": "a"}, version=0, by=world.manager)
        stood = services.declare_conflict(row, "My cousin", by=world.manager)
        assert Evaluation.objects.get().draft == {}
        with pytest.raises(PermissionDenied):
            hand_in(row)
        with pytest.raises(DatabaseError, match="stands aside"), transaction.atomic():
            Evaluation.objects.update(strengths="a")
        assert list(Recusal.objects.visible_to(world.office).open()) == [stood]
        services.replace_evaluator(stood, world.supervision, by=world.office)
        row.refresh_from_db()
        assert (row.appraiser, hand_in(row, 4, "competent").evaluator) == (world.supervision,) * 2
        assert not Recusal.objects.open().exists()
        assert sides_of(row, world.manager) == []

    def test_of_two_who_name_another_the_second_changes_nothing(self, world, row):
        services.declare_conflict(row, "My cousin", by=world.manager)
        one, two = (Recusal.objects.select_related("appraisal").get() for _each in range(2))
        services.replace_evaluator(one, world.supervision, by=world.office)
        with pytest.raises(WrongState, match="named already"):
            services.replace_evaluator(two, world.evaluator, by=world.office)
        row.refresh_from_db()
        assert row.appraiser == world.supervision

    def test_why_another_appraises_is_stored_in_both_languages(self, world, row):
        stood = services.declare_conflict(row, "My cousin", by=world.manager)
        with translation.override("zh-hans"):
            services.replace_evaluator(stood, world.supervision, by=world.office)
        assert row.reroutings.get(field="appraiser").reason == "Stood aside. · 已回避。"

    def test_it_needs_a_reason_and_a_part_in_it(self, world, row):
        with pytest.raises(DomainError, match="Say why"):
            services.declare_conflict(row, " ", by=world.manager)
        with pytest.raises(PermissionDenied):
            services.declare_conflict(row, "cousin", by=world.evaluator)
        services.declare_conflict(row, "cousin", by=world.office, user=world.manager)
        with pytest.raises(DomainError, match="stands aside already"):
            services.declare_conflict(row, "again", by=world.manager)

    def test_what_is_handed_in_is_taken_back_first(self, world, row):
        hand_in(row, 4, "competent")
        with pytest.raises(WrongState, match="Take back"):
            services.declare_conflict(row, "cousin", by=world.manager)


class TestSuggestion:
    pytestmark = database

    def test_line_by_line_it_sums_to_the_score(self, row):
        services.receive_source(row, "superior", D(80), 1, by=None)
        services.receive_source(row, "peers", D(90), 4, by=None)
        found = suggestions([row])[row.pk]
        assert (round(found.score, 2), found.coverage) == (D("83.33"), D("0.9"))
        assert found.is_publishable
        assert [(p.source, p.weight, p.mean) for p in found.parts] == [
            ("superior", 60, 80), ("peers", 30, 90), ("cooperating", 10, None), ("self", 0, None),
        ]  # fmt: skip
        points = [p.points for p in found.parts if p.points is not None]
        assert [round(one, 2) for one in points] == [D("53.33"), 30]

    def test_below_the_coverage_it_is_shown_and_not_published(self, row):
        services.receive_source(row, "superior", D(80), 1, by=None)
        services.receive_source(row, "peers", None, 2, missing="too_few", by=None)
        found = suggestions([row])[row.pk]
        assert (found.score, found.coverage, found.is_publishable) == (80, D("0.6"), False)

    @pytest.mark.parametrize(("role", "own"), [("none", None), ("shown", 0), ("counted", 5)])
    def test_the_self_assessment_counts_as_the_policy_says(self, world, role, own):
        content = PolicyPack.objects.get(pk=pack("generic").pk).content
        content["assessment"]["self_role"] = role
        weights = content["assessment"]["source_weights"][1]["weights"]
        weights |= {"superior": "50", "self": "10"}
        assert weights_for(parse(content), "administrative").get("self") == own

    def test_a_department_counts_by_its_figures(self, world):
        board.build(world)
        cycle = in_evaluation(world)
        row = cycle.appraisals.of_departments().get(unit=world.bureau)
        assert [one.code for one in lines_of(row)] == [
            f"kpi-{world.bureau.pk}-{Indicator.objects.get(code=code).pk}"
            for code in ("COST", "WAIT")
        ]
        assert kpi_means([row])[row.pk].percent == 100  # 105: more than 100 counts as 100
        other = cycle.appraisals.of_departments().get(unit=world.other)
        figures = kpi_means([row, other])
        found = suggestions([row, other], figures)
        assert round(found[other.pk].score, 2) == D("79.68")
        assert (found[other.pk].coverage, found[other.pk].is_publishable) == (1, True)
        assert suggestions([other])[other.pk].score is None  # not received yet

    def test_a_person_counts_by_the_kpis_he_carries_and_their_weights(self, world, row):
        weighed = {"FAST": (60, 90), "FULL": (40, 50)}  # 60 × 90 % and 40 × 50 %: 74 %
        for code, one in weighed.items():
            figure(world, code, *one)
        execute_here(request_run(row.appraisal_cycle.cycle, by=None, wake=False).pk)
        assert of_person(row) == Mean(D(74), 2)

    def test_a_target_of_his_own_has_no_figure(self, world, row):
        figure(world, "FAST", 60, 90)
        figure(world, "FULL", 40, 50, own=80)
        execute_here(request_run(row.appraisal_cycle.cycle, by=None, wake=False).pk)
        assert of_person(row) == Mean(None, 1, "too_few")  # 60 of 100 were measured

    def test_figures_of_which_too_few_were_measured_say_nothing(self):
        assert mean(D(90), D("0.79"), 3, D("0.8")) == Mean(None, 3, "too_few")
        assert mean(D(90), D("0.80"), 3, D("0.8")) == Mean(D(90), 3)


def figure(world, code, weight, value, own=None):
    """A KPI of the bureau with the target 100 and a value of the year, carried by the employee."""
    cycle = open_cycle("2026", by=None)
    target = TargetFactory(
        cycle=cycle, department=world.bureau, weight=weight, value=100,
        indicator=IndicatorFactory(code=code),
    )  # fmt: skip
    MeasurementFactory(
        department=world.bureau, indicator=target.indicator, value=value, period=cycle.period
    )
    Contribution.objects.create(
        cycle=cycle, department=world.bureau, indicator=target.indicator, part="assigned",
        share=1, created_at=IN_PLANNING, starts_on="2026-01-01", ends_on="2026-12-31",
        person=world.person("employee"), value=own,
    )  # fmt: skip
