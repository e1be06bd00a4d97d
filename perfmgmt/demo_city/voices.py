"""What the public of Linhu says: services, where they are met, and a year of ratings.

The stories: the district halls do the same service and differ by chance alone, but for the one in
the old town, whose counter 2 got worse from June on; the hospital's app is liked less than its
counters; the permit office refuses many and is rated by it; one service has too few to publish.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from perfmgmt.demo_city.draw import draw
from perfmgmt.demo_city.organisation import Text

FIRST_MONTH, LAST_MONTH = (2025, 10), (2026, 9)
WORKING_DAYS = 28  # the last day of a month on which somebody rates
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Place:
    name: Text
    channel: str
    month: int  # closed cases
    # Of a hundred ratings, how many give each answer, best first.
    usual: tuple[int, ...]
    later: tuple[int, ...] = ()  # from `turns` on
    turns: int = 13  # a month of the year
    answers: int = 40  # of a hundred receipts, how many are used
    is_kiosk: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    unit: str
    code: str
    name: Text
    scale: str
    places: tuple[Place, ...]


GOOD, FAIR, POOR = (52, 33, 10, 4, 1), (38, 34, 18, 7, 3), (14, 20, 24, 26, 16)
COUNTERS = (Text("Counter 1", "1号窗口"), Text("Counter 2", "2号窗口"))
WEBSITE, APP = Text("Website", "网站"), Text("App", "手机应用")
TABLET = Text("Tablet in the hall", "大厅平板")


def hall(number: int) -> Offer:
    second = Place(COUNTERS[1], "counter", 40, GOOD)
    if number == 1:
        second = Place(COUNTERS[1], "counter", 40, GOOD, POOR, 6)
    return Offer(
        f"LH-GS-{number:02}", f"RESIDENCE-{number:02}", Text("Residence permit", "居住证办理"),
        "cn-five", (Place(COUNTERS[0], "counter", 40, GOOD), second),
    )  # fmt: skip


OFFERS = (
    *(hall(number) for number in range(1, 6)),
    Offer("LH-HC-01", "OUTPATIENTS", Text("Outpatient registration", "门诊挂号"), "cn-five",
          (Place(TABLET, "terminal", 90, FAIR, is_kiosk=True),
           Place(APP, "online", 60, POOR, answers=25))),
    Offer("LH-HR-01", "JOB-SEARCH", Text("Help to find work", "求职登记"), "cn-five",
          (Place(COUNTERS[0], "counter", 50, GOOD),)),
    Offer("LH-HR-02", "PENSION", Text("Pension application", "养老金申领"), "cn-five",
          (Place(COUNTERS[0], "counter", 45, FAIR), Place(WEBSITE, "online", 30, GOOD))),
    Offer("LH-TR", "TAXI-LICENCE", Text("Taxi licence", "出租车经营许可"), "cn-five",
          (Place(COUNTERS[0], "counter", 24, POOR),)),
    Offer("LH-HU", "PUBLIC-HOUSING", Text("Public rental housing", "公租房申请"), "cn-five",
          (Place(COUNTERS[0], "counter", 40, FAIR),)),
    Offer("LH-MR", "BUSINESS-START", Text("Starting a business", "企业开办"), "uk-five",
          (Place(WEBSITE, "online", 70, (44, 30, 14, 8, 4)),)),
    Offer("LH-EE", "PERMIT-QUERY", Text("Discharge permit", "排污许可"), "thumbs",
          (Place(WEBSITE, "online", 5, (70, 30)),)),
)  # fmt: skip


def months() -> Iterator[tuple[int, int]]:
    year, month = FIRST_MONTH
    while (year, month) <= (LAST_MONTH[0], LAST_MONTH[1] + 1):
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 -- months


def is_rated(year: int, month: int) -> bool:
    """The cases of the month after the last one are closed, and what is said of them is to come."""
    return (year, month) <= LAST_MONTH


def cases(offer: Offer, place: Place, year: int, month: int) -> int:
    question = f"cases/{offer.code}/{place.name.en}/{year}-{month:02}"
    return place.month + draw(question, -place.month // 8, place.month // 8)


def ratings(offer: Offer, place: Place, year: int, month: int) -> list[tuple[int, int]]:
    """The answers of a month: (place of the answer on the scale, best first; day of the month)."""
    shares = place.later if year == LAST_MONTH[0] and month >= place.turns else place.usual
    found: list[tuple[int, int]] = []
    if not is_rated(year, month):
        return found
    for number in range(cases(offer, place, year, month)):
        question = f"rating/{offer.code}/{place.name.en}/{year}-{month:02}/{number}"
        if draw(f"{question}/used", 1, PERCENT) > place.answers:
            continue
        found.append((answer(question, shares), draw(f"{question}/day", 1, WORKING_DAYS)))
    return found


def answer(question: str, shares: tuple[int, ...]) -> int:
    drawn, below = draw(question, 1, sum(shares)), 0
    for place, share in enumerate(shares):
        below += share
        if drawn <= below:
            return place
    raise AssertionError(question)
