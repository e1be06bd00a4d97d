"""The rules over a city's published targets: nothing fails, and what they find is known."""

import csv
from collections import Counter

import pytest

from benchmarks.smart_table import judged
from indicators import smart
from tests.indicators.loading import SHARED

NYC = SHARED / "seven_col" / "nyc_mmr_fy2021_2023.csv"
pytestmark = pytest.mark.skipif(not NYC.exists(), reason="the shared data are not beside us")


def test_all_351_indicators_with_a_target_are_judged():
    with NYC.open(encoding="utf-8", newline="") as file:
        found = judged(csv.DictReader(file))
    by_rule = Counter(finding.rule for findings in found.values() for finding in findings)
    assert len(found) == 351
    assert by_rule.keys() <= smart.RULES.keys()
    assert by_rule["easier_than_past"] == 112
