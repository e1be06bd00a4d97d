"""Definition cards: editions, versions, completeness, and what the policy refuses."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError
from audit.models import Entry
from departments.models import PolicyPack
from departments.services.policy_packs import SHIPPED, read_json
from indicators import completeness, gallery
from indicators.models import CardEdition, Cycle, Indicator
from indicators.services import (
    add_version,
    define_indicator,
    describe_indicator,
    open_cycle,
    period_for,
    report,
    set_target,
)
from indicators.services.cards import detail_of
from indicators.services.smart_check import NotSmart, judge_target, judge_targets
from tests.factories import DepartmentFactory, IndicatorFactory, PolicyPackFactory

pytestmark = pytest.mark.django_db
D = Decimal


def ruled(**modes):
    """The cycle 2026 under a policy that says so of the rules."""
    number = {"value": "3", "source": "design"}
    margin = {"value": "0.25", "source": "design"}
    section = {"rules": modes, "past_values": number, "reach_margin": margin}
    cycle = open_cycle("2026", by=None)
    whole = read_json(SHIPPED / "generic.json")["content"] | {"smart": section}
    Cycle.objects.filter(pk=cycle.pk).update(policy=PolicyPackFactory(content=whole))
    return Cycle.objects.get(pk=cycle.pk)


def card(**fields):
    given = {"code": "K-1", "name": "Share of street lamps that work", "unit": "%",
             "direction": "higher"}  # fmt: skip
    return define_indicator(**given | fields, by=None)


# --- editions and versions


def test_a_new_card_has_its_first_edition():
    row = card(definition="Lamps lit at the count", verification="A second count")
    edition = CardEdition.objects.get()
    assert (edition.minor, row.number) == (0, "1.0")
    assert (edition.words["definition"], edition.words["verification"]) == (
        "Lamps lit at the count", "A second count",
    )  # fmt: skip


def test_other_words_are_the_next_edition_with_its_reason():
    row = card()
    describe_indicator(row, by=None, reason="Audit", accuracy="To the lamp", purpose="Safety")
    row = Indicator.objects.get()
    assert (row.number, row.detail.accuracy, row.purpose) == ("1.1", "To the lamp", "Safety")
    assert list(CardEdition.objects.order_by("minor").values_list("minor", "reason")) == [
        (0, ""),
        (1, "Audit"),
    ]
    details = Entry.objects.get(verb="indicators.describe_indicator").details
    assert details["before"] == {"accuracy": "", "purpose": ""}


def test_the_same_words_again_are_no_edition():
    row = card(accuracy="To the lamp")
    describe_indicator(row, by=None, accuracy="To the lamp")
    assert CardEdition.objects.count() == 1


def test_a_card_from_a_file_gets_its_first_edition_with_the_first_change():
    row = IndicatorFactory(purpose="Before")
    describe_indicator(row, by=None, purpose="After")
    kept = [edition.words["purpose"] for edition in CardEdition.objects.order_by("minor")]
    assert kept == ["Before", "After"]
    assert CardEdition.objects.get(minor=0).recorded_at == row.created_at


def test_another_formula_alone_is_a_new_version_and_keeps_the_details():
    row = card(formula="a ÷ b", accuracy="To the lamp")
    newer = add_version(row, by=None, formula="a ÷ c", reason="Counts all lamps")
    assert (newer.number, newer.formula, detail_of(newer).accuracy) == (
        "2.0",
        "a ÷ c",
        "To the lamp",
    )
    with pytest.raises(DomainError):
        add_version(newer, by=None, purpose="Only words")


def test_what_a_card_said_never_changes():
    card()
    for deed in (
        "UPDATE indicators_cardedition SET reason = 'x'",
        "DELETE FROM indicators_cardedition",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)


def test_an_edition_stands_once():
    row = card()
    with pytest.raises(IntegrityError), transaction.atomic():
        CardEdition.objects.create(indicator=row, minor=0, words={})


@pytest.mark.parametrize("field", ["classification", "kind", "calculation"])
def test_closed_words_of_a_card_are_known_to_the_database(field):
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=card().pk).update(**{field: "other"})


def test_a_kpi_does_not_guard_itself():
    row = card()
    with pytest.raises(DomainError):
        describe_indicator(row, by=None, guard=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=row.pk).update(guard=row)


# --- completeness


def test_completeness_counts_a_text_in_either_language():
    texts = {"source": "Register", "limitations_zh": "口径有限", "verification": "  "}
    found = completeness.of(lambda name: texts.get(name, ""))
    assert (found.made, found.filled, found.asked) == (("source", "limitations"), 2, 26)


@pytest.mark.parametrize("made", range(6))
def test_statements_are_counted_alike_in_python_and_in_the_database(made):
    texts = dict.fromkeys(completeness.STATEMENTS[:made], "said")
    row = card(**texts)
    counted = Indicator.objects.with_statements().values_list("statements", flat=True).get()
    found = completeness.of(
        lambda name: str(getattr(row, name, "") or getattr(detail_of(row), name, "") or "")
    )
    assert counted == found.statements == made


# --- what the policy makes of the rules


def test_a_blocking_rule_refuses_the_card_with_reason_and_repair():
    ruled(vague_verb="block")
    with pytest.raises(NotSmart) as caught:
        card(name="Improve street lighting")
    assert caught.value.field == "name"
    assert [said.rule for said in caught.value.findings] == ["vague_verb"]
    assert "intention" in str(caught.value)
    assert Indicator.objects.count() == 0


def test_warnings_are_kept_in_the_ledger_and_rules_switched_off_are_not():
    ruled(no_source="off", no_purpose="warn")
    card(name="Improve street lighting")
    kept = Entry.objects.get(verb="indicators.define_indicator").details["smart"]
    assert kept["vague_verb"] == kept["no_purpose"] == "warn"
    assert "no_source" not in kept


def test_an_edit_is_refused_for_a_fault_that_it_brings_and_not_for_one_it_finds():
    row = IndicatorFactory(name="Improve street lighting", unit="")
    ruled(vague_verb="block", no_unit="block", target_in_name="block")
    describe_indicator(row, by=None, purpose="Safety")
    with pytest.raises(NotSmart):
        describe_indicator(row, by=None, name="Achieve 95% lit street lamps")
    row.refresh_from_db()
    assert (row.name, row.purpose) == ("Improve street lighting", "Safety")


def test_a_target_is_judged_by_the_values_before_its_cycle():
    cycle = ruled(easier_than_past="block")
    place, row = DepartmentFactory(), IndicatorFactory(direction="higher", unit="%")
    for month, value in ("2025-10", 91), ("2025-11", 92), ("2025-12", 93), ("2026-01", 10):
        report(place, row, month, value=D(value), by=None)
    with pytest.raises(NotSmart) as caught:
        set_target(place, row, cycle, value=D(90), by=None)
    assert "91" in str(caught.value)
    target = set_target(place, row, cycle, value=D(92), by=None)
    quarter = set_target(place, row, cycle, period=period_for("2026-Q2"), value=D(92), by=None)
    said = judge_targets([target, quarter])
    assert said[target.pk] == judge_target(target)
    assert [one.rule for one in said[target.pk]] == ["no_objective", "no_owner"]
    assert [one.rule for one in said[quarter.pk]] == ["no_objective", "no_owner"]


def test_many_targets_are_judged_in_two_queries(django_assert_num_queries):
    cycle, row = ruled(), IndicatorFactory()
    targets = [set_target(DepartmentFactory(), row, cycle, value=1, by=None) for _ in range(3)]
    with django_assert_num_queries(2):
        judge_targets(targets)


def test_shipped_packs_say_how_the_rules_are_taken():
    from departments.services.policy_packs import publish_shipped_packs

    publish_shipped_packs(by=None)
    modes = {
        pack.code: pack.content["smart"]["rules"]["vague_verb"] for pack in PolicyPack.objects.all()
    }
    assert modes == {"generic": "warn", "cn-local": "block"}


# --- templates


@pytest.mark.parametrize("template", gallery.TEMPLATES.values(), ids=lambda each: each.code)
def test_every_template_can_be_adopted_and_makes_the_statements_it_can(template):
    row = define_indicator(
        code="K-1", name=template.name.en, template=template.code, by=None, **template.initial()
        | {"source": "Register"},
    )  # fmt: skip
    counted = Indicator.objects.with_statements().values_list("statements", flat=True).get()
    kept = Entry.objects.get(verb="indicators.define_indicator").details["smart"]
    assert (row.template, counted) == (template.code, 5)
    assert set(kept) <= {"no_guard"}


def test_the_frame_of_the_budget_sums_to_100():
    parts = {each.part: each.weight for each in gallery.CHINA.templates}
    assert (sorted(parts.values()), len(gallery.UK.templates)) == ([10, 10, 30, 50], 4)


def test_templates_speak_both_languages():
    texts = [
        text
        for each in gallery.TEMPLATES.values()
        for text in (each.name, each.part, *each.texts.values())
    ]
    assert [text for text in texts if not (text.en and text.zh)] == []
