"""Days that differ from the plain week, 2024 to 2026, as a Chinese city would keep them.

2024 and 2025 follow the schedules announced by the State Council. 2026 is a plausible schedule for
the demo and says so in its names: replace it by the announced one before counting deadlines on it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from perfmgmt.demo_city.cards import Text

PLAUSIBLE = 2026


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    kind: str  # holiday | make_up
    name: Text


NEW_YEAR = Text("New Year", "元旦")
SPRING = Text("Spring Festival", "春节")
TOMBS = Text("Tomb-Sweeping Day", "清明节")
LABOUR = Text("Labour Day", "劳动节")
DRAGON = Text("Dragon Boat Festival", "端午节")
AUTUMN = Text("Mid-Autumn Festival", "中秋节")
NATION = Text("National Day", "国庆节")
NATION_AND_AUTUMN = Text("National Day and Mid-Autumn Festival", "国庆节、中秋节")

# year: name, first day, number of days, working days made up for it
# fmt: off
SCHEDULE: dict[int, tuple[tuple[Text, str, int, tuple[str, ...]], ...]] = {
    2024: (
        (NEW_YEAR, "01-01", 1, ()),
        (SPRING, "02-10", 8, ("02-04", "02-18")),
        (TOMBS, "04-04", 3, ("04-07",)),
        (LABOUR, "05-01", 5, ("04-28", "05-11")),
        (DRAGON, "06-10", 1, ()),
        (AUTUMN, "09-15", 3, ("09-14",)),
        (NATION, "10-01", 7, ("09-29", "10-12")),
    ),
    2025: (
        (NEW_YEAR, "01-01", 1, ()),
        (SPRING, "01-28", 8, ("01-26", "02-08")),
        (TOMBS, "04-04", 3, ()),
        (LABOUR, "05-01", 5, ("04-27",)),
        (DRAGON, "05-31", 3, ()),
        (NATION_AND_AUTUMN, "10-01", 8, ("09-28", "10-11")),
    ),
    2026: (
        (NEW_YEAR, "01-01", 3, ("01-04",)),
        (SPRING, "02-15", 9, ("02-14", "02-28")),
        (TOMBS, "04-04", 3, ()),
        (LABOUR, "05-01", 5, ("05-09",)),
        (DRAGON, "06-19", 3, ()),
        (AUTUMN, "09-25", 3, ()),
        (NATION, "10-01", 7, ("09-20", "10-10")),
    ),
}
# fmt: on


def labelled(name: Text, year: int, make_up: bool = False) -> Text:  # noqa: FBT001, FBT002 -- one fact
    en = f"Make-up day for {name.en}" if make_up else name.en
    zh = f"{name.zh}调休上班" if make_up else name.zh
    if year == PLAUSIBLE:
        return Text(f"{en} (demo schedule)", f"{zh}（演示安排）")
    return Text(en, zh)


def days() -> list[Day]:
    """Every holiday and make-up working day, oldest first."""
    found = []
    for year, entries in SCHEDULE.items():
        for name, first, length, made_up in entries:
            start = date.fromisoformat(f"{year}-{first}")
            found += [
                Day(start + timedelta(days=n), "holiday", labelled(name, year))
                for n in range(length)
            ]
            found += [
                Day(date.fromisoformat(f"{year}-{on}"), "make_up", labelled(name, year, True))  # noqa: FBT003
                for on in made_up
            ]
    return sorted(found, key=lambda day: day.day)
