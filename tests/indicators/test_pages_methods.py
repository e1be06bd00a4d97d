"""Tables, lines beside scores, stages and levels in the browser."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.models import Adjustment, Assessment, Measurement, Stage, Target
from indicators.services import adjusting, milestones, open_cycle, set_target
from tests import world as worlds
from tests.factories import IndicatorFactory, PeriodFactory
from tests.indicators.test_adjusting import (
    BONUS,
    VETO,
    scored,
    second_office,
    two_departments,
)
from tests.indicators.test_pages_values import target_page, typed
from tests.indicators.vectors import CAF

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def world():
    return worlds.build()


@pytest.fixture
def cycle():
    return open_cycle("2023", by=None)


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1", unit="", per=1, frequency="year", decimals=1)


def table(*rows):
    """The inputs of the table as a browser sends them."""
    return {
        f"score_table-{number}-{column}": text
        for number, row in enumerate(rows)
        for column, text in zip(("from", "to", "counts"), row, strict=True)
    }


STEPS = table(("90", "", "100"), ("80", "90", "80"), ("", "", "0"))


def step_form(world, card, cycle):
    client = world.client("manager")
    address = target_page(card, department="BUREAU", method="step")
    given = typed(client, address, cycle=str(cycle.pk), method="step", value="90")
    return client, address, given


def test_a_table_is_saved_and_shown_again(world, card, cycle):
    client, address, given = step_form(world, card, cycle)
    answer = client.post(address, given | STEPS)
    assert answer.status_code == 302
    row = Target.objects.get()
    assert (row.method, row.score_table) == ("step", [
        [D(90), None, D(1)], [D(80), D(90), D("0.8")], [None, None, D(0)],
    ])  # fmt: skip
    shown = client.get(target_page(card, target=row.pk)).content.decode()
    assert 'name="score_table-1-to" id="id_score_table-1-to" value="90"' in shown
    assert 'name="score_table-1-counts" id="id_score_table-1-counts" value="80"' in shown


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "This field is required."),
        ([("90", "", "")], "Row 1: say what it counts."),
        ([("ninety", "", "100")], "Row 1, From: “ninety” is no number."),
        ([("", "", ""), ("90", "", "100")], "Row 1 is blank; fill it in or move the others up."),
        ([("80", "", "50"), ("90", "", "100")], "A table needs 1 to 20 rows in order"),
    ],
)
def test_a_wrong_table_is_named_and_kept(world, card, cycle, rows, message):
    client, address, given = step_form(world, card, cycle)
    answer = client.post(address, given | table(*rows))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert message in text
    assert not Target.objects.exists()
    for row in rows:
        for value in filter(None, row):
            assert f'value="{value}"' in text


def test_a_change_of_method_keeps_the_table_and_offers_its_fields(world, card, cycle):
    client = world.client("manager")
    answer = client.get(
        target_page(card, department="BUREAU", method="interpolated", **STEPS),
        headers={"HX-Request": "true"},
    )  # fmt: skip
    form = answer.context["form"]
    assert [name for name in ("value", "low", "score_table", "penalty") if name in form.fields] == [
        "value", "score_table",
    ]  # fmt: skip
    assert form["score_table"].value()[0] == ["90", "", "100"]
    query = {"method": "defect", "department": "BUREAU"}
    lower = IndicatorFactory(direction="lower")
    fields = client.get(target_page(lower, **query)).context["form"].fields
    assert "penalty" in fields
    assert fields["penalty"].required


def test_a_deduction_is_written_in_percent(world, cycle):
    client, lower = world.client("manager"), IndicatorFactory(direction="lower")
    address = target_page(lower, department="BUREAU", method="defect")
    given = typed(client, address, cycle=str(cycle.pk), method="defect", value="0", penalty="25")
    assert client.post(address, given).status_code == 302
    assert Target.objects.get().penalty == D("0.25")


# --- lines beside scores


def propose(client, cycle, **more):
    address = reverse("indicators:adjustment-add", query={"department": "BUREAU"} | more)
    given = {"rule": "Rule 1", "evidence": "Letter 1", "cycle": str(cycle.pk)}
    return address, typed(client, address, **given)


def test_a_line_is_proposed_once_and_approved_by_somebody_else(world, cycle):
    client = world.client("manager")
    address, given = propose(client, cycle)
    for _click in range(2):
        assert client.post(address, given | {"points": "2"}).status_code == 302
    row = Adjustment.objects.get()
    page = reverse("indicators:adjustment", args=[row.pk])
    own = client.get(page).content.decode()
    assert "Withdraw the proposal" in own
    assert ">Approve<" not in own
    office = world.client("office")
    assert office.post(page, typed_decision(office, page, "approve")).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("approved", world.office)
    assert "Decide" not in office.get(page).content.decode()


def typed_decision(client, page, deed, **more):
    form = client.get(page).context["decide_form"]
    return {"form_token": str(form["form_token"].value()), "deed": deed, "note": ""} | more


def test_a_refusal_without_a_reason_is_named_at_its_field(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.manager, **BONUS)
    client, page = world.client("office"), reverse("indicators:adjustment", args=[row.pk])
    answer = client.post(page, typed_decision(client, page, "refuse"))
    assert answer.status_code == 200
    assert answer.context["decide_form"].errors == {"note": ["Say why it is refused."]}
    done = client.post(page, typed_decision(client, page, "refuse", note="No rule says so"))
    assert done.status_code == 302
    second = client.post(page, typed_decision(client, page, "approve"))
    assert second.status_code == 409


def test_a_veto_needs_its_legal_basis_and_hears_the_department(world, cycle):
    client = world.client("supervision")
    address, given = propose(client, cycle, kind="veto")
    given |= {"effect": "cap", "cap_at": "", "legal_basis": "", "authority": "City"}
    errors = client.post(address, given).context["form"].errors
    assert set(errors) == {"legal_basis", "cap_at"}
    given |= {"cap_at": "59", "legal_basis": "Statistics Law, article 6"}
    assert client.post(address, given).status_code == 302
    page = reverse("indicators:adjustment", args=[Adjustment.objects.get().pk])
    office = world.client("office")
    early = office.get(page).content.decode()
    assert 'aria-disabled="true" aria-describedby="early"' in early
    assert office.post(page, typed_decision(office, page, "approve")).status_code == 409
    manager = world.client("manager")
    token = str(manager.get(page).context["reply_form"]["form_token"].value())
    said = {"form_token": token, "deed": "reply", "reply": "We corrected it in March."}
    assert manager.post(page, said).status_code == 302
    assert "We corrected it in March." in office.get(page).content.decode()
    assert office.post(page, typed_decision(office, page, "approve")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_list_in_a_constant_number_of_queries(world, cycle, count, django_assert_num_queries):
    for _row in range(count):
        adjusting.propose(world.bureau, cycle, by=world.manager, **BONUS)
    client = world.client("office")
    client.get(reverse("indicators:adjustments"))
    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get(reverse("indicators:adjustments"))
    assert len(answer.context["rows"]) == count


LIST_QUERIES = 6


def test_the_scorecard_shows_lines_and_a_veto_beside_the_score(world, cycle):
    plan = two_departments(world)
    row = adjusting.propose(world.bureau, plan.cycle, by=world.manager, **BONUS)
    adjusting.decide(row, approve=True, by=world.office)
    scored(plan)
    client = world.client("manager")
    page = reverse("reports:department", args=["BUREAU"], query={"cycle": plan.cycle.pk})
    assert "With bonus and deduction: 82.00" in client.get(page).content.decode()
    veto = adjusting.propose(
        world.bureau, plan.cycle, by=world.supervision,
        **(VETO | {"effect": "fail", "cap_at": None}),
    )  # fmt: skip
    adjusting.reply(veto, "No.", by=world.manager)
    adjusting.decide(veto, approve=True, by=second_office(world))
    text = client.get(page).content.decode()
    assert text.count("Failed by a veto; the score itself is 82.00") == 2
    assert "scores 80.0" in text


# --- stages and levels


@pytest.fixture
def building(world, cycle):
    depot = IndicatorFactory(per=100, frequency="quarter")
    for label in ("2023-Q1", "2023-Q2"):
        PeriodFactory(label=label)
    return set_target(world.bureau, depot, cycle, method="milestone", value=100, by=world.manager)


def test_stages_are_added_reported_and_make_the_figure(world, building):
    client, page = world.client("manager"), reverse("indicators:stages", args=[building.pk])
    given = typed(client, page, name="Opening", due_on="2023-03-31")
    assert client.post(page, given | {"due_on": "2024-03-31"}).context["form"].errors == {
        "due_on": ["The day does not lie in the cycle."]
    }
    for _click in range(2):
        assert client.post(page, given).status_code == 302
    stage = Stage.objects.get()
    report = reverse("indicators:stage-report", args=[stage.pk])
    done = typed(client, report, done_on="2023-04-05", evidence="Opened by the mayor")
    assert client.post(report, done).status_code == 302
    assert "1 of 1 stage is done" in client.get(page).content.decode()
    assert "5 days late" in client.get(page).content.decode()
    token = client.get(page).context["progress"]["form_token"].value()
    brought = {"form_token": str(token), "progress_of": "2023-Q1"}
    assert client.post(page, brought).status_code == 302
    found = Measurement.objects.current().order_by("period__starts_on")
    assert [(row.period.label, row.numerator) for row in found] == [("2023-Q1", 0), ("2023-Q2", 1)]


def test_a_stage_is_taken_out_after_asking(world, building):
    day = datetime.date(2023, 3, 31)
    stage = milestones.add_stage(building, name="Opening", due_on=day, by=world.manager)
    client, page = world.client("manager"), reverse("indicators:stage-end", args=[stage.pk])
    assert "Take out the stage?" in client.get(page).content.decode()
    for _click in range(2):
        assert client.post(page).status_code == 302
    assert not Stage.objects.of(building).exists()


def test_a_value_leads_to_its_stages(world, building):
    client = world.client("manager")
    page = reverse("indicators:report", args=["BUREAU", building.indicator.code])
    assert reverse("indicators:stages", args=[building.pk]) in client.get(page).content.decode()


def test_levels_are_given_and_settled(world, card, cycle):
    target = set_target(
        world.bureau, card, cycle, method="rubric", value=4, score_table=CAF, by=world.manager
    )
    page = reverse("indicators:levels", args=[target.pk])
    evaluator, office = world.client("evaluator"), world.client("office")
    assert "Nobody gave a level yet" in evaluator.get(page).content.decode()
    for client, level in ((evaluator, "2"), (office, "5")):
        given = typed(client, page, level=level, reason="Seen on site")
        assert client.post(page, given).status_code == 302
    assert "The levels lie too far apart" in office.get(page).content.decode()
    assert "Settle the level" not in office.get(page).content.decode()
    third = worlds.sign_in(worlds.Client(), second_office(world))
    given = typed(third, page, level="4", reason="Both looked at different halls")
    assert third.post(page, given).status_code == 302
    assert Assessment.objects.filter(is_moderation=True).count() == 1
    assert Measurement.objects.current().get().value == 4
    assert "The level is settled" in evaluator.get(page).content.decode()
