"""Who is measured by what: the scorecards of Linhu, each with weights that sum to 100."""

from dataclasses import dataclass
from functools import cache

from perfmgmt.demo_city.cards import CARDS, Card
from perfmgmt.demo_city.organisation import CITY, DEPARTMENTS, NODES, UNITS, Node

FULL = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One KPI: a department and what it is measured by."""

    node: Node
    card: Card
    weight: int
    sums_children: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.node.code, self.card.code


# What each department reports itself, and its weight in percent. A plus: summed over its units.
SCORECARDS = {
    "LH": "C-ONTIME+40 C-SATIS+40 C-SURVEY:20 C-PEOPLE:0",
    "LH-GS": "GS-ONLINE:20 GS-DAYS:15 GS-DATA:10 GS-VISIT+10 GS-PLATFORM:5 GS-VOLUME:0",
    "LH-ED": "ED-AFTER:15 ED-FEES:15 ED-MEALS:15 ED-CLASS:15",
    "LH-HC": "HC-PRIMARY:20 HC-RECORD:15 HC-VACC:15 HC-BEDS+10 HC-VISITS:0",
    "LH-HR": "HR-JOBS:25 HR-BENEFIT:15 HR-WAGES:20",
    "LH-CA": "CA-GRANT:15 CA-VISIT:20 CA-RELIEF:10 CA-CARE+15",
    "LH-HU": "HU-PERMIT:20 HU-RENEW:25 HU-URGENT:15",
    "LH-TR": "TR-JAM:25 TR-WORKS:15 TR-PERMIT:20 TR-RIDERS:0",
    "LH-EE": "EE-PM:25 EE-NOISE:10 EE-PERMIT:10 EE-CHECK+15",
    "LH-WA": "WA-TAP:25 WA-LEAK:20 WA-RIVERS:15",
    "LH-UM": "UM-CLOSED:20 UM-SOLVED:25 UM-SORT:15",
    "LH-MR": "MR-START:15 MR-FOOD:20 MR-CLAIMS:15 MR-SHOPS+10",
    "LH-EM": "EM-HAZARD:25 EM-ARRIVE:20 EM-DRILLS:15",
}
EVERY_DEPARTMENT = "C-ONTIME:10 C-SATIS:10 C-BUDGET:10 C-SURVEY:10"

ALIKE = {
    "LH-GS": "GS-WAIT:50 GS-VISIT:50",
    "LH-CA": "CA-CARE:60 CA-MEALS:40",
    "LH-EE": "EE-CHECK:60 EE-REPLY:40",
    "LH-MR": "MR-SHOPS:60 MR-DEVICES:40",
}
UNIT_SCORECARDS = {
    "LH-ED-01": "ED-PLACES:60 ED-GUIDE:40",
    "LH-ED-02": "ED-MOVE:40 ED-ABSENT:60",
    "LH-ED-03": "ED-CERT:60 ED-INTERN:40",
    "LH-ED-04": "ED-RESULT:50 ED-SLIPS:50",
    "LH-ED-05": "ED-HAZARD:60 ED-INJURY:40",
    "LH-HC-01": "HC-WAIT:50 HC-BEDS:50",
    "LH-HC-02": "HC-WAIT:50 HC-BEDS:50",
    "LH-HC-03": "HC-WAIT:50 HC-BEDS:50",
    "LH-HC-04": "HC-NOTIFY:60 HC-TRACE:40",
    "LH-HC-05": "HC-AMBUL:60 HC-ANSWER:40",
    "LH-HR-01": "HR-PLACED:60 HR-DEMAND:40",
    "LH-HR-02": "HR-PENSION:60 HR-FIRST:40",
    "LH-HR-03": "HR-CHECK:60 HR-REVOKED:40",
    "LH-HR-04": "HR-COURT:60 HR-SETTLE:40",
    "LH-HR-05": "HR-TALENT:60 HR-TITLE:40",
    "LH-HU-01": "HU-SAFE:50 HU-SITE:50",
    "LH-HU-02": "HU-ACCEPT:50 HU-SAMPLE:50",
    "LH-HU-03": "HU-QUEUE:60 HU-RENT:40",
    "LH-HU-04": "HU-DEED:60 HU-ESCROW:40",
    "LH-HU-05": "HU-MANAGE:60 HU-LIFTS:40",
    "LH-TR-01": "TR-PUNCT:60 TR-GAP:40",
    "LH-TR-02": "TR-HOLES:50 TR-PAVE:50",
    "LH-TR-03": "TR-TRACK:60 TR-DRIVER:40",
    "LH-TR-04": "TR-HEAVY:50 TR-FILES:50",
    "LH-TR-05": "TR-METRO:60 TR-CROWD:40",
    "LH-WA-01": "WA-BURST:60 WA-PRESS:40",
    "LH-WA-02": "WA-FLOOD:50 WA-SEWAGE:50",
    "LH-WA-03": "WA-PATROL:50 WA-LITTER:50",
    "LH-WA-04": "WA-CASES:60 WA-METER:40",
    "LH-WA-05": "WA-REPORT:40 WA-CHLOR:60",
    "LH-UM-01": "UM-CLEAN:60 UM-TOILET:40",
    "LH-UM-02": "UM-GREEN:60 UM-BENCH:40",
    "LH-UM-03": "UM-STALLS:50 UM-UPHELD:50",
    "LH-UM-04": "UM-LIGHTS:50 UM-COVERS:50",
    "LH-UM-05": "UM-TURN:50 UM-FEES:50",
    "LH-EM-01": "EM-CALLS:60 EM-NOTICE:40",
    "LH-EM-02": "EM-CHEM:60 EM-TRAINED:40",
    "LH-EM-03": "EM-FACTORY:60 EM-INJURED:40",
    "LH-EM-04": "EM-WARN:50 EM-STOCK:50",
    "LH-EM-05": "EM-FIRE:60 EM-HYDRANT:40",
}


def lines(node: Node, written: str) -> list[Line]:
    """The KPIs of one scorecard. Errors: ValueError when its weights do not sum to 100."""
    found = []
    for word in written.split():
        code, sign, weight = word.partition("+") if "+" in word else word.partition(":")
        found.append(Line(node, CARDS[code], int(weight), sums_children=sign == "+"))
    if (total := sum(line.weight for line in found)) != FULL:
        raise ValueError(f"the weights of {node.code} sum to {total}")
    return found


@cache
def plan() -> tuple[Line, ...]:
    """Every KPI of the city, departments before units."""
    city = lines(CITY, SCORECARDS[CITY.code])
    departments = [
        line
        for node in DEPARTMENTS
        for line in lines(node, f"{SCORECARDS[node.code]} {EVERY_DEPARTMENT}")
    ]
    units = [
        line
        for node in UNITS
        for line in lines(node, UNIT_SCORECARDS.get(node.code) or ALIKE[node.parent])
    ]
    return (*city, *departments, *units)


def reported() -> list[Line]:
    """The KPIs with figures of their own; the others are summed over the units."""
    return [line for line in plan() if not line.sums_children]


def monthly() -> list[Line]:
    return [line for line in reported() if line.card.frequency == "month"]


__all__ = ["FULL", "NODES", "Line", "monthly", "plan", "reported"]
