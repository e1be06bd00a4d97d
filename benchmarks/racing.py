"""The races of `cycle_races`: what the two sides do, and what must hold afterwards.

Between rounds plain SQL puts the rows back, past the triggers that never let them go back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.db.models import QuerySet

from appraisals import services
from appraisals.models import Phase, SelfAssessment
from appraisals.services import phases, self_assessments
from appraisals.services.agreements import Entry
from appraisals.services.calibrating import QuotaFull
from audit.errors import WrongState
from tests import world as worlds
from tests.appraisals.cycles import phase
from tests.appraisals.evaluations import COMPETENT, EXCELLENT, entry_of, pool, session_of
from tests.appraisals.self_assessing import write_all

PLACES = 2  # of ten people, by the policy; one is taken when a round begins
Deeds = tuple[Callable[[], Any], Callable[[], Any]]

OPENED = "UPDATE appraisals_phase SET state = 'open', reopened = true WHERE id = ANY(%s)"
TAKEN_BACK = """
DELETE FROM appraisals_sourcescore WHERE appraisal_id = %(pk)s AND source = 'self';
UPDATE appraisals_selfassessment SET state = 'draft', submitted_at = NULL
 WHERE appraisal_id = %(pk)s;
"""
PUT_BACK = """
DELETE FROM appraisals_calibrationchange WHERE entry_id = ANY(%(entries)s);
UPDATE appraisals_calibrationentry SET grade = %(grade)s WHERE id = ANY(%(entries)s);
"""


def past_the_fences(*statements: tuple[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement, given in statements:
            cursor.execute(statement, given)


def row_locks_taken_out() -> AbstractContextManager[Any]:
    return patch.object(QuerySet, "select_for_update", lambda rows, **_options: rows)


class Stage:
    """One cycle over ten people, with a place left at the quota, and three phases open at once."""

    def __init__(self) -> None:
        self.world = worlds.build()
        self.cycle, self.rows = pool(self.world, 7, [EXCELLENT] + [COMPETENT] * 6)
        self.session = session_of(
            self.cycle, self.rows[0], self.world.supervision, self.world.office
        )
        self.mine = self.rows[1]
        self.assessing = phase(self.cycle, "self_assessment")
        planning = phase(self.cycle, "planning")
        past_the_fences((OPENED, [[self.assessing.pk, planning.pk]]))
        write_all(self.mine, self.mine.subject_user)
        self.draft = services.draft_agreement(self.mine, by=self.mine.subject_user)

    def take_back(self) -> None:
        past_the_fences((TAKEN_BACK, {"pk": self.mine.pk}), (OPENED, [[self.assessing.pk]]))

    def submit(self) -> SelfAssessment:
        return self_assessments.submit(self.mine, by=self.mine.subject_user)

    def handed_in(self) -> tuple[int, int]:
        """How many self-assessments are in, and how many means of them."""
        return (
            self.mine.self_assessments.handed_in().count(),
            self.mine.source_scores.filter(source="self").count(),
        )


class Closing:
    """A phase closes while somebody submits: he is in before it is closed, or refused."""

    name, sides = "closing", ("submitted first", "closed first")

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def again(self, _number: int) -> None:
        self.stage.take_back()

    def deeds(self) -> Deeds:
        return self.stage.submit, self.close

    def close(self) -> tuple[int, int]:
        """What is in at the moment of closing; nothing may come after it."""
        with transaction.atomic():
            services.close_phase(self.stage.assessing, by=None)
            return self.stage.handed_in()

    def expects(self, error: Exception) -> bool:
        return isinstance(error, WrongState)

    def fault(self, submitted: Any, seen: Any) -> str:
        if isinstance(seen, Exception) or Phase.objects.get(pk=self.stage.assessing.pk).is_open:
            return "not closed"
        accepted = isinstance(submitted, SelfAssessment)
        if self.stage.handed_in() != (int(accepted),) * 2:
            return "in and refused" if not accepted else "accepted and not in"
        return "accepted after closing" if accepted and seen != (1, 1) else ""

    def first(self, submitted: Any, _seen: Any) -> int:
        return 0 if isinstance(submitted, SelfAssessment) else 1

    def without_lock(self) -> AbstractContextManager[Any]:
        return patch.object(phases, "HELD", phases.HELD.replace("FOR SHARE", ""))


class Editors:
    """Both sides of a plan save the same draft: the second hears of the first, no text is lost."""

    name, sides = "two_editors", ("the one appraised first", "the superior first")

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.writers = (stage.mine.subject_user, stage.mine.appraiser)

    def again(self, number: int) -> None:
        self.stage.draft.refresh_from_db()
        self.seen = self.stage.draft.version
        self.texts = [f"{number} by {user.pk}" for user in self.writers]
        self.lines = list(self.stage.draft.lines.select_related("aspect"))

    def deeds(self) -> Deeds:
        return lambda: self.save(0), lambda: self.save(1)

    def save(self, side: int) -> Any:
        given = [
            Entry(line.code, line.weight, line.aspect.code, line.title, self.texts[side])
            for line in self.lines
        ]
        return services.save_agreement(
            self.stage.draft, given, by=self.writers[side], seen=self.seen
        )

    def expects(self, error: Exception) -> bool:
        return isinstance(error, WrongState)

    def fault(self, *said: Any) -> str:
        accepted = [text for text, one in zip(self.texts, said, strict=True) if not failed(one)]
        if not accepted:
            return "both refused"
        rows = self.stage.draft.lines.filter(indicator=None)
        kept = set(rows.values_list("standard", flat=True))
        return "" if [*kept] == accepted else "text lost without 409"

    def first(self, *said: Any) -> int:
        return int(failed(said[0]))

    def without_lock(self) -> AbstractContextManager[Any]:
        return row_locks_taken_out()


class DoubleSubmit:
    """The same self-assessment is submitted twice at once: it is in once."""

    name, sides = "double_submit", ("one first", "the other first")

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def again(self, _number: int) -> None:
        self.stage.take_back()

    def deeds(self) -> Deeds:
        return self.stage.submit, self.stage.submit

    def expects(self, error: Exception) -> bool:
        return isinstance(error, WrongState)

    def fault(self, *said: Any) -> str:
        accepted = sum(1 for one in said if not failed(one))
        if accepted != 1:
            return "two submissions" if accepted else "both refused"
        return "" if self.stage.handed_in() == (1, 1) else "not in once"

    def first(self, *said: Any) -> int:
        return int(failed(said[0]))

    def without_lock(self) -> AbstractContextManager[Any]:
        return patch.object(self_assessments, "lock_key", lambda *_parts: None)


class LastPlace:
    """Two calibrators give the last place of the quota to two people: one gets it."""

    name, sides = "last_place", ("one first", "the other first")

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.entries = [entry_of(row) for row in stage.rows[1:3]]
        self.members = (stage.world.supervision, stage.world.office)

    def again(self, _number: int) -> None:
        numbers = [entry.pk for entry in self.entries]
        past_the_fences((PUT_BACK, {"entries": numbers, "grade": COMPETENT}))

    def deeds(self) -> Deeds:
        return lambda: self.raise_(0), lambda: self.raise_(1)

    def raise_(self, side: int) -> Any:
        return services.change_grade(
            self.entries[side], EXCELLENT, "More done", by=self.members[side]
        )

    def expects(self, error: Exception) -> bool:
        return isinstance(error, QuotaFull)

    def fault(self, *said: Any) -> str:
        given = self.stage.session.entries.filter(grade=EXCELLENT).count()
        if given != PLACES:
            return "quota exceeded" if given > PLACES else "place not given"
        return "" if sum(1 for one in said if failed(one)) == 1 else "told wrong"

    def first(self, *said: Any) -> int:
        return int(failed(said[0]))

    def without_lock(self) -> AbstractContextManager[Any]:
        return row_locks_taken_out()


def failed(said: Any) -> bool:
    return isinstance(said, Exception)


RACES = (Closing, Editors, DoubleSubmit, LastPlace)
