"""Who takes part in a cycle, in one order, and the chance that belongs to each of them."""

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.utils import timezone

from appraisals.models import Appraisal, AppraisalCycle
from perfmgmt.demo_city import people
from perfmgmt.demo_city.draw import draw
from perfmgmt.demo_city.organisation import BY_CODE

One = TypeVar("One")
LOADED = (
    "appraisal_cycle__cycle__period", "unit", "person", "post", "subject_user", "appraiser",
)  # fmt: skip


def moment(day: datetime.date) -> datetime.datetime:
    """Nine o'clock of a day, at the latest now: nothing lies ahead of the clock."""
    at = datetime.datetime(day.year, day.month, day.day, 9, tzinfo=datetime.UTC)
    return min(at, timezone.now())


def subjects(cycle: AppraisalCycle) -> list[Appraisal]:
    """Everybody with both sides, graded or not left out: departments by code, people by number."""
    rows = cycle.appraisals.graded().exclude(subject_user=None).exclude(appraiser=None)
    found: list[Appraisal] = list(rows.select_related(*LOADED))
    return sorted(found, key=key_of)


def key_of(row: Appraisal) -> str:
    return str(row.person.staff_number) if row.person else str(row.unit.code)


def chance(row: Appraisal, question: str, high: int = 100) -> int:
    """1 to `high`, the same on every machine."""
    return draw(f"{row.appraisal_cycle.code}/{key_of(row)}/{question}", 1, high)


def pick(row: Appraisal, question: str, choice: Sequence[One]) -> One:
    return choice[chance(row, question, len(choice)) - 1]


def some_day(row: Appraisal, question: str, first: datetime.date, days: int) -> datetime.date:
    return first + datetime.timedelta(days=chance(row, question, days) - 1)


def head_account(code: str) -> str:
    """The user name of whoever heads a department and has no password."""
    return people.head_of(BY_CODE[code]).number.lower()


def is_of_head(row: Appraisal, code: str) -> bool:
    """Whether the head of `code` appraises this subject."""
    return bool(row.appraiser and row.appraiser.username == head_account(code))


def post_of(row: Appraisal) -> str:
    return str(row.post.code) if row.post else ""
