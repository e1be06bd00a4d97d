"""Tables, deductions and smallest numbers of answers for random plans. Rules 23 to 30."""

from decimal import Decimal

D = Decimal

STEPS = [
    [[D(100), None, D(1)], [D("50.5"), D(100), D("0.5")], [None, D(-3), D("0.1")]],
    [[D(0), D(10), D("1.2")], [D(-5), D("33.333333333333"), D("0.3333333")]],
    [[None, None, D(9)]],
]
RISING = [
    [[D(0), None, D("0.3")], [D("7.3333333"), None, D("0.6")], [D(90), None, D("1.2")]],
    [[D(-4), None, D(0)], [D("10.123456789012345"), None, D("0.333333333333333")]],
]
FALLING = [
    [[D(0), None, D("1.2")], [D(10), None, D("0.7")], [D("60.5"), None, D(0)]],
    [[D("7.3333333"), None, D(1)], [D(100), None, D(1)], [D(120), None, D("0.5")]],
]
LEVELS = [
    [[D(1), None, D("0.1")], [D(2), None, D("0.3")], [D(3), None, D("0.5")], [D(4), None, D(1)]],
]
PARAMETERS = {
    ("step", "higher"): [{"score_table": table} for table in STEPS],
    ("step", "lower"): [{"score_table": table} for table in STEPS],
    ("step", "range"): [{"score_table": table} for table in STEPS],
    ("step", "exact"): [{"score_table": table} for table in STEPS],
    ("interpolated", "higher"): [{"score_table": table} for table in RISING],
    ("interpolated", "lower"): [{"score_table": table} for table in FALLING],
    ("milestone", "higher"): [{}, {"penalty": D("0.01")}],
    ("all_or_nothing", "higher"): [{}],
    ("all_or_nothing", "lower"): [{}],
    ("all_or_nothing", "range"): [{}],
    ("rubric", "higher"): [{"score_table": table} for table in LEVELS],
    ("defect", "lower"): [{"penalty": D("0.25")}, {"penalty": D("0.0333")}, {"penalty": D(1)}],
    ("survey", "higher"): [{"minimum_n": 1}, {"minimum_n": 30}],
}


def some_method(random, direction):
    """A method of these for the direction, with what it needs; without it now and then."""
    fitting = sorted(method for method, fits in PARAMETERS if fits == direction)
    if not fitting:
        return {}
    method = random.choice(fitting)
    if random.random() < 0.05:
        return {"method": method}
    return {"method": method} | random.choice(PARAMETERS[method, direction])
