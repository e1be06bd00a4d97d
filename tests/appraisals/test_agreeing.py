"""The sums of the weights of a plan: exactly 100, and in each aspect exactly its share."""

from decimal import Decimal

import pytest

from appraisals.agreeing import Finding, Part, Weighed, findings

D = Decimal


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        ([("a", "70"), ("b", "30")], []),
        ([("a", "69.99"), ("b", "30")], [("a", "69.99", "70"), ("", "99.99", "100")]),
        ([("a", "69.99"), ("b", "30.01")], [("a", "69.99", "70"), ("b", "30.01", "30")]),
        ([("a", "70"), ("b", "20"), ("", "10")], [("b", "20", "30"), ("", "10", "0")]),
        ([], [("a", "0", "70"), ("b", "0", "30"), ("", "0", "100")]),
    ],
)
def test_sums_that_are_off_are_named(weights, found):
    parts = [Part("a", D(70)), Part("b", D(30))]
    given = [Weighed(aspect, D(weight)) for aspect, weight in weights]
    assert findings(given, parts) == [Finding(a, D(t), D(w)) for a, t, w in found]


def test_without_aspects_only_the_whole_counts():
    assert findings([Weighed("", D(60)), Weighed("", D(40))], []) == []
    assert findings([Weighed("", D(60))], []) == [Finding("", D(60), D(100))]
