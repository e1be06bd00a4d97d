"""Nobody works out what is not told. Issue 5, Show 5, on a few departments; the rest in bench."""

from benchmarks.disclosure_attack import attacked, told_by_the_rules, without_complements
from tests.examples import cases


def test_linear_programming_over_a_year_of_editions_finds_nothing():
    found = attacked(cases(60), told_by_the_rules)
    assert found["cells"] > 100
    assert (found["tight"], found["recovered"]) == (0, 0)


def test_the_attack_finds_what_nothing_hides():
    assert attacked(cases(24), without_complements, seed=6)["tight"] > 0
