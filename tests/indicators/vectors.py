"""The worked examples of the field (practice.md 1.6, 2, 3, 4.1): a target, figures, attainments.

A case is (name, direction, fields of the target, [(figure, attainment)]); a figure is a value or
(numerator, denominator). `counts` holds what bounds make of the attainment, where they bite.
"""

from dataclasses import dataclass, field
from decimal import Decimal

D = Decimal


@dataclass(frozen=True)
class Case:
    name: str
    direction: str
    target: dict
    figures: list
    per: int = 1
    flags: dict = field(default_factory=dict)


def steps(*rows):
    """Rows of (from, to, counts); None is open."""
    return [[None if n is None else D(str(n)) for n in row] for row in rows]


def points(**worth):
    return [[D(x.strip("_")), None, D(y)] for x, y in worth.items()]


FULL = {"cap": D(9)}
LINEAR = {"method": "linear", "value": D(90), "baseline": D(60)}
NON_FIXED = steps((130, None, 5), (115, None, 4), (100, None, 3), (51, None, 2), (None, None, 1))
FIXED = steps((100, None, 5), (90, None, 4), (80, None, 3), (70, None, 2), (None, None, 1))
BUDGET = steps((96, 100, 5), (90, 96, 4), (80, 90, 3), (70, 80, 2), (None, None, 1))
COST = steps((90, 110, 1), (85, 115, "0.6"), (80, 120, "0.2"))
PLEASED = steps(
    (90, None, 1), (85, None, "0.8"), (80, None, "0.6"), (75, None, "0.4"), (70, None, "0.2")
)
RFD = points(_100="0.6", _200="0.7", _300="0.8", _400="0.9", _500="1")
KENYA = points(_0="5", _50="4", _70="3.6", _100="3", _130="2.4", _200="1")
CAF = points(_1="0.1", _2="0.3", _3="0.5", _4="0.7", _5="0.9", _6="1")
TIERS = points(_1="0.5", _2="0.8", _3="1")

CASES = [
    Case("baseline to target", "higher", LINEAR, [
        ("85", "0.833333333333"), ("95", "1.166666666667"), ("50", "-0.333333333333"),
    ]),
    Case("baseline to target, downward", "lower",
         {"method": "linear", "value": D(10), "baseline": D(20)}, [("12", "0.8")]),
    Case("band", "range",
         {"method": "band", "low": D(45), "high": D(55), "tolerance_low": D(10)}, [("40", "0.5")]),
    Case("budget self-evaluation, more is better", "higher",
         {"method": "ratio_higher", "value": D(50), "cap": D(1)}, [("40", "0.8"), ("60", "1.2")]),
    Case("budget self-evaluation, less is better", "lower",
         {"method": "ratio_lower", "value": D(40), "cap": D(1)}, [("50", "0.8"), ("0", "1")]),
    Case("SPMS, targets that can be exceeded", "higher",
         FULL | {"method": "step", "value": D(100), "score_table": NON_FIXED}, [
        ("130", "5"), ("200", "5"), ("129", "4"), ("115", "4"), ("114", "3"), ("100", "3"),
        ("99", "2"), ("51", "2"), ("50", "1"), ("0", "1"),
    ]),
    Case("SPMS, targets fixed at 100%", "higher",
         FULL | {"method": "step", "value": D(100), "score_table": FIXED}, [
        ("100", "5"), ("99.99", "4"), ("90", "4"), ("89.99", "3"), ("80", "3"), ("79.99", "2"),
        ("70", "2"), ("69.99", "1"),
    ]),
    Case("SPMS, budget used", "range",
         FULL | {"method": "step", "low": D(96), "high": D(100), "score_table": BUDGET}, [
        ("96", "5"), ("100", "5"), ("95", "4"), ("90", "4"), ("89", "3"), ("80", "3"),
        ("79", "2"), ("70", "2"), ("69", "1"), ("100.01", "1"),
    ]),
    Case("cost control within 10, 15 and 20%", "exact",
         {"method": "step", "value": D(100), "score_table": COST}, [
        ("100", "1"), ("90", "1"), ("110", "1"), ("110.01", "0.6"), ("85", "0.6"),
        ("84.99", "0.2"), ("120", "0.2"), ("120.01", "0"), ("79", "0"),
    ]),
    Case("satisfaction, a step for each 5 points", "higher",
         {"method": "step", "value": D(90), "score_table": PLEASED}, [
        ("96", "1"), ("90", "1"), ("89.9", "0.8"), ("80", "0.6"), ("70", "0.2"), ("69", "0"),
    ]),
    Case("results framework document", "higher",
         {"method": "interpolated", "value": D(400), "score_table": RFD}, [
        ("90", "0"), ("100", "0.6"), ("150", "0.65"), ("320", "0.82"), ("400", "0.9"),
        ("460", "0.96"), ("600", "1"),
    ]),
    Case("Kenya performance contract, raw score", "higher",
         FULL | {"method": "interpolated", "value": D(100), "score_table": KENYA}, [
        ("200", "1"), ("130", "2.4"), ("115", "2.7"), ("100", "3"), ("85", "3.3"),
        ("60", "3.8"), ("25", "4.5"), ("0", "5"),
    ]),
    Case("stages done on time, late and not begun", "higher",
         {"method": "milestone", "value": D(100), "penalty": D("0.02")}, [
        (("1", "1"), "1"), (("0.92", "1"), "0.92"), (("0.35", "0.5"), "0.7"), (("0", "0.5"), "0"),
    ], per=100),
    Case("all or nothing", "higher", {"method": "all_or_nothing", "value": D(100)}, [
        ("100", "1"), ("140", "1"), ("99.99", "0"), ("0", "0"),
    ]),
    Case("no accident, all or nothing", "lower", {"method": "all_or_nothing", "value": D(0)}, [
        ("0", "1"), ("1", "0"),
    ]),
    Case("CAF enablers by PDCA level", "higher",
         {"method": "rubric", "value": D(4), "score_table": CAF}, [
        (("8", "2"), "0.7"), (("9", "2"), "0.8"), (("13", "3"), "0.766666666667"), ("6", "1"),
    ]),
    Case("three tiers of a qualitative indicator", "higher",
         {"method": "rubric", "value": D(3), "score_table": TIERS}, [
        ("3", "1"), ("2", "0.8"), (("5", "2"), "0.9"), ("1", "0.5"),
    ]),
    Case("a quarter off for each failed review", "lower",
         {"method": "defect", "value": D(0), "penalty": D("0.25")}, [
        ("0", "1"), ("1", "0.75"), ("3", "0.25"), ("4", "0"), ("7", "0"),
    ]),
    Case("user satisfaction of 100 answers, mean 4.05", "higher",
         {"method": "survey", "value": D(100), "minimum_n": 30}, [
        (("76.25", "100"), "0.7625"), (("30", "30"), "1"),
    ], per=100),
    Case("completion rate", "higher", {"method": "ratio_higher", "value": D(100)}, [
        (("450", "600"), "0.75"),
    ], per=100),
]  # fmt: skip
