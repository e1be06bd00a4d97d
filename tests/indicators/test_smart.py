"""The SMART rules: sixty labelled texts, each rule at its edge, and no text makes them fail."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from departments.policy.smart import RULES as POLICY_RULES
from indicators import smart
from indicators.smart_texts import TEXTS
from tests.indicators.smart_texts import BAD, BAD_EN, BAD_ZH, GOOD, GOOD_EN, GOOD_ZH


def judged(text):
    given = {"direction": "higher", "frequency": "month"} | text.more
    card = smart.Card(
        names=(text.name,), definition=text.definition, formula=text.formula, source=text.source,
        purpose=text.purpose, has_guard=given.pop("guard", False), **given,
    )  # fmt: skip
    findings = smart.of_card(card)
    if text.aim:
        links = {"has_objective": True, "has_owner": True, "has_date": True}
        findings += smart.of_target(card, smart.Aim(**links | text.aim), text.history)
    return [finding.rule for finding in findings]


def test_there_are_sixty_texts_half_good_half_chinese():
    assert [len(texts) for texts in (GOOD_EN, GOOD_ZH, BAD_EN, BAD_ZH)] == [15, 15, 15, 15]


def test_sixty_texts_are_classified_as_labelled():
    wrong = [(text.name, judged(text)) for text in GOOD if judged(text)]
    wrong += [(text.name, judged(text)) for text in BAD if text.fault not in judged(text)]
    assert wrong == []


def aimed(
    value=None, *, direction="higher", unit="%", history=(), names=("Share of trees",), **aim
):
    card = smart.Card(names=names, unit=unit, direction=direction)
    aim = smart.Aim(value=value and Decimal(value), **aim)
    return {finding.rule for finding in smart.of_target(card, aim, map(Decimal, history))}


@pytest.mark.parametrize(
    ("value", "direction", "history", "is_easier"),
    [
        ("80", "higher", [81, 82, 83], True),
        ("80", "higher", [80, 82, 83], False),
        ("80", "higher", [79, 82, 83], False),
        ("80", "higher", [70, 81, 82, 83], True),
        ("80", "higher", [81, 82], False),
        ("10", "lower", [9, 8, 7], True),
        ("10", "lower", [10, 8, 7], False),
        ("10", "none", [1, 2, 3], False),
    ],
)
def test_a_target_is_easier_when_all_of_the_last_three_values_beat_it(
    value, direction, history, is_easier
):
    found = aimed(value, direction=direction, history=history)
    assert ("easier_than_past" in found) is is_easier


@pytest.mark.parametrize(
    ("value", "direction", "history", "is_beyond"),
    [
        ("62.5", "higher", [48, 49, 50], False),  # the margin: a quarter of the best
        ("62.6", "higher", [48, 49, 50], True),
        ("80", "higher", [20, 40, 50], False),  # the spread is wider than the margin
        ("80.1", "higher", [20, 40, 50], True),
        ("37.5", "lower", [50, 51, 52], False),
        ("37.4", "lower", [50, 51, 52], True),
        ("99", "higher", [50, 50], False),
    ],
)
def test_a_target_is_out_of_reach_beyond_margin_and_spread(value, direction, history, is_beyond):
    found = aimed(value, direction=direction, history=history)
    assert ("never_reached" in found) is is_beyond


@pytest.mark.parametrize(
    ("card", "value", "found"),
    [
        ({}, "101", True),
        ({}, "100", False),
        ({"unit": "days"}, "101", False),
        ({"names": ("Growth of trade",)}, "101", False),
        ({"names": ("序时进度执行率",)}, "101", False),
    ],
)
def test_a_share_has_a_ceiling_and_an_open_scale_has_none(card, value, found):
    assert ("over_ceiling" in aimed(value, **card)) is found
    assert ("open_scale" in aimed("90", history=[value], **card)) is found


@pytest.mark.parametrize(
    ("aim", "rule", "found"),
    [
        ({"baseline": Decimal(80)}, "equals_baseline", True),
        ({"baseline": Decimal(81)}, "equals_baseline", False),
        ({"baseline": Decimal(81)}, "worse_than_baseline", True),
        ({"baseline": Decimal(81), "direction": "lower"}, "worse_than_baseline", False),
        ({}, "no_baseline", True),
        ({"history": [70]}, "no_baseline", False),
        ({"direction": "none"}, "not_judged", True),
        ({"has_owner": True}, "no_owner", False),
        ({}, "no_owner", True),
        ({"has_objective": True}, "no_objective", False),
        ({}, "no_date", True),
    ],
)
def test_rules_over_a_target(aim, rule, found):
    assert (rule in aimed("80", **aim)) is found


def test_a_zero_target_is_a_fault_only_where_a_ratio_is_formed():
    assert "zero_target" in aimed(Decimal(0), method="ratio_lower", direction="lower")
    assert "zero_target" not in aimed(Decimal(0), method="linear", direction="lower")


@pytest.mark.parametrize(
    ("name", "rule", "found"),
    [
        ("Improve average response time", "vague_verb", False),
        ("Support for small firms", "vague_verb", True),
        ("Homes built with public support", "vague_verb", False),
        ("提升供水水质达标率", "vague_verb", False),
        ("提高服务质量", "vague_verb", True),
        ("Number of parks and playgrounds", "several_things", False),
        ("Average time and cost of a permit", "several_things", True),
        ("Deaths and serious injuries", "several_things", False),
        ("及时办结率", "several_things", False),
        ("公众参与率", "several_things", False),
        ("办结数、满意率", "several_things", True),
        ("Permits decided within 10 days", "target_in_name", False),
        ("Reduce burglary by 10%", "target_in_name", True),
        ("48小时修复率", "target_in_name", False),
        ("办结率不低于95%", "target_in_name", True),
        ("Air quality", "vague_object", True),
        ("Quality of air: days above the standard", "vague_object", False),
    ],
)
def test_what_a_name_says(name, rule, found):
    card = smart.Card(names=(name,), unit="%")
    assert (rule in {finding.rule for finding in smart.of_card(card)}) is found


def test_every_rule_has_words_and_a_place_in_the_policy():
    assert set(smart.RULES) == set(TEXTS) == set(POLICY_RULES)


def test_findings_come_in_the_order_of_the_letters():
    findings = smart.of_card(smart.Card(names=("提高服务质量",)))
    letters = [smart.LETTERS.index(finding.letter) for finding in findings]
    assert letters == sorted(letters)


def test_an_edit_brings_only_what_was_not_there_before():
    before = smart.of_card(smart.Card(names=("Trees",)))
    after = smart.of_card(smart.Card(names=("Improve greenery",)))
    assert [finding.rule for finding in smart.newly(before, after)] == ["vague_verb"]


WORDS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["improve", "and", "率", "和", "%", "within", "10", "days", "及时", "÷", "("]
        ),
        max_size=8,
    ).map(" ".join),
)
FIGURE = st.none() | st.decimals(allow_nan=True, allow_infinity=True)


@settings(deadline=None)
@given(
    names=st.tuples(WORDS, WORDS), texts=st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS),
    direction=st.sampled_from(["higher", "lower", "range", "exact", "none", "", "x"]),
    figures=st.tuples(FIGURE, FIGURE, FIGURE, FIGURE), history=st.lists(FIGURE, max_size=6),
    method=st.sampled_from(["ratio_higher", "ratio_lower", "linear", ""]),
    per=st.integers(1, 10**6),
)  # fmt: skip
def test_no_text_and_no_figure_makes_the_rules_fail(
    names, texts, direction, figures, history, method, per
):
    definition, formula, purpose, source, unit = texts
    card = smart.Card(
        names=names, definition=definition, formula=formula, purpose=purpose, source=source,
        unit=unit, direction=direction, per=per,
    )  # fmt: skip
    value, low, high, baseline = figures
    aim = smart.Aim(method=method, value=value, low=low, high=high, baseline=baseline)
    findings = smart.of_card(card) + smart.of_target(card, aim, history)
    assert all(finding.rule in smart.RULES for finding in findings)
