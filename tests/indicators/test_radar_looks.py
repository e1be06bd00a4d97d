"""The looks of the radar at whole departments: honest ones, and the same with a trick."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks import honest_city, tricks
from benchmarks.gaming_signals import flagged
from indicators.radar import looks
from indicators.radar.series import Kind, Rules

RULES = Rules.of()
FEW = 6  # departments; benchmarks/gaming_signals.py measures with hundreds


def departments(seed, count=FEW):
    dice = random.Random(seed)
    return dice, [honest_city.honest(dice, at) for at in range(1, count + 1)]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_planted_trick_is_found(kind):
    dice, honest = departments(7)
    found = [kind in flagged(tricks.TRICKS[kind](dice, one)) for one in honest]
    assert found.count(True) >= FEW - 1


def test_honest_departments_are_left_alone():
    _dice, honest = departments(11, count=40)
    signals = [kind for one in honest for kind in flagged(one)]
    assert len(signals) <= 2


def test_a_look_names_its_window_and_its_figures():
    dice, [one] = departments(3, count=1)
    planted = tricks.copy(dice, one)
    [found] = [
        f
        for f in looks.look(planted.series, honest_city.SPAN, RULES, honest_city.MIRRORS)
        if f.kind == Kind.COPIED
    ]
    first = next(e for e in planted.series[0].entries if e.starts_on == found.starts_on)
    assert found.evidence == f"2026/{first.label}"
    assert (found.n, found.indicator) == (36, honest_city.OFFICIAL)
    assert found.hits >= 4
    assert found.observed == round(first.value, 12)


def test_the_level_is_shared_between_the_kpis_of_a_department():
    dice, [one] = departments(5, count=1)
    planted = tricks.heap(dice, one)
    heaped = planted.series[0]
    twins = [replace(heaped, indicator=number) for number in range(1, 4)]
    [alone] = looks.heaped([heaped], honest_city.SPAN, RULES)
    between = replace(RULES, heap_level=alone.p_value * 2)
    assert len(list(looks.heaped([heaped], honest_city.SPAN, between))) == 1
    assert list(looks.heaped(twins, honest_city.SPAN, between)) == []


def test_a_target_near_the_ceiling_is_no_heap():
    dice, [one] = departments(5, count=1)
    planted = tricks.heap(dice, one)
    entries = tuple(
        replace(e, target=Decimal(99), value=Decimal("99.5")) for e in planted.series[0].entries
    )
    crowded = replace(planted.series[0], entries=entries)
    assert list(looks.heaped([crowded], honest_city.SPAN, RULES)) == []


def test_too_few_periods_make_no_easy_target():
    dice, [one] = departments(9, count=1)
    planted = tricks.easy(dice, one)
    easy = planted.series[-2]
    assert looks.easy(easy, honest_city.SPAN, RULES) is not None
    short = replace(easy, entries=easy.entries[:26])
    assert looks.easy(short, honest_city.SPAN, RULES) is None
