"""Outside causes and circumstances: who says what, who decides, what a file may hold."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.models import ContextDecision, ContextNote, ContextValue
from indicators.services import context
from tests.indicators.plans import Plan

HEAD = "code,name_en,name_zh,unit,department,year,value,source\n"
ROW = "density,Density,人口密度,per km²,BUREAU,2026,1200.5,Yearbook\n"


@pytest.fixture
def value(world):
    plan = Plan()
    return plan.report(world.bureau, plan.indicator(), "71")


@pytest.fixture
def note(world, value):
    return context.propose_note(value, "weather", " The river rose. ", by=world.manager)


def test_a_department_gives_a_cause(world, value, note):
    assert (note.department, note.text, note.proposed_by) == (
        world.bureau, "The river rose.", world.manager,
    )  # fmt: skip
    assert list(ContextNote.objects.visible_to(world.office).waiting()) == [note]
    assert Entry.objects.filter(verb="indicators.propose_note").count() == 1


def test_the_same_cause_twice_is_one(world, value, note):
    again = context.propose_note(value, "weather", "The river rose.", by=world.manager)
    assert again == note


def test_a_cause_needs_words_and_stands_in_the_list(world, value):
    with pytest.raises(DomainError) as error:
        context.propose_note(value, "weather", " ", by=world.manager)
    assert error.value.field == "text"
    with pytest.raises(DomainError):
        context.propose_note(value, "bad luck", "It rained.", by=world.manager)


def test_nobody_speaks_for_another_department(world, value):
    for user in (world.employee, world.evaluator, world.auditor):
        with pytest.raises(PermissionDenied):
            context.propose_note(value, "weather", "It rained.", by=user)


def test_the_office_decides_once(world, note):
    context.decide_note(note, "approved", "Flood report 12.", by=world.office)
    assert list(ContextNote.objects.approved()) == [note]
    with pytest.raises(WrongState):
        context.decide_note(note, "refused", "No.", by=world.office)
    with pytest.raises(PermissionDenied):
        context.decide_note(note, "approved", "Yes.", by=world.manager)


def test_a_decision_says_why(world, note):
    with pytest.raises(DomainError) as error:
        context.decide_note(note, "approved", " ", by=world.office)
    assert error.value.field == "reason"


def test_nobody_decides_on_his_own_note(world, value):
    own = context.propose_note(value, "weather", "It rained.", by=world.office)
    with pytest.raises(DomainError):
        context.decide_note(own, "approved", "Yes.", by=world.office)


def test_what_was_said_and_decided_stays(world, note):
    context.decide_note(note, "refused", "No report.", by=world.office)
    for change in (
        lambda: ContextNote.objects.update(text="other"),
        lambda: ContextDecision.objects.all().delete(),
        lambda: ContextDecision.objects.update(verdict="approved"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("fields", [{"cause": "luck"}, {"text": ""}])
def test_notes_hold_no_nonsense(world, value, fields):
    good = {"measurement": value, "department": world.bureau, "cause": "law", "text": "New law."}
    with pytest.raises(IntegrityError), transaction.atomic():
        ContextNote.objects.create(**good | fields)


@pytest.mark.parametrize("fields", [{"verdict": "maybe"}, {"reason": ""}])
def test_decisions_hold_no_nonsense(note, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContextDecision.objects.create(
            **{"note": note, "verdict": "refused", "reason": "No."} | fields
        )


# --- circumstances


def in_force():
    rows = ContextValue.objects.in_force().order_by("pk")
    return [(r.variable.code, r.department.code, r.year, str(r.value.normalize())) for r in rows]


def test_a_table_is_loaded_once(world):
    assert context.load_context(HEAD + ROW, by=world.office) == 1
    assert context.load_context(HEAD + ROW, by=world.office) == 0
    assert in_force() == [("density", "BUREAU", 2026, "1200.5")]


def test_another_figure_is_a_new_version(world):
    context.load_context(HEAD + ROW, by=world.office)
    changed = ROW.replace("1200.5", "1300")
    assert context.load_context("\ufeff" + HEAD + changed, by=world.office) == 1
    assert in_force() == [("density", "BUREAU", 2026, "1.3E+3")]
    assert ContextValue.objects.count() == 2


def test_a_pasted_table_has_tabs(world):
    assert context.load_context((HEAD + ROW).replace(",", "\t"), by=world.office) == 1


def test_all_rows_or_none(world):
    text = HEAD + ROW + ROW.replace("BUREAU", "NOWHERE").replace("2026", "26th")
    with pytest.raises(context.ContextFileError) as error:
        context.load_context(text, by=world.office)
    assert len(error.value.problems) == 2
    assert all("3" in problem for problem in error.value.problems)
    assert in_force() == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a,b\n1,2\n", 1),
        (HEAD, 1),
        (HEAD + ROW + ROW, 1),
        (HEAD + ROW.replace("1200.5", "many"), 1),
        (HEAD + ROW.replace("1200.5", ""), 1),
        (HEAD + ROW.replace("Density,人口密度", ","), 1),
        (HEAD + ",,,,,,,\n", 6),
    ],
)
def test_problems_are_named(world, text, problems):
    with pytest.raises(context.ContextFileError) as error:
        context.load_context(text, by=world.office)
    assert len(error.value.problems) == problems


def test_only_the_office_loads(world):
    with pytest.raises(PermissionDenied):
        context.load_context(HEAD + ROW, by=world.manager)
