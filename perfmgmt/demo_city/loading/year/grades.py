"""Grades of a year that is over: settled in calibration, to the quota, and locked. In bulk."""

import datetime
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    CalibrationChange,
    CalibrationEntry,
    CalibrationMember,
    CalibrationSession,
    Evaluation,
    Grade,
    GradeStage,
    Source,
    SourceScore,
)
from appraisals.quota import Verdict
from appraisals.services.calibrating import quota_verdict, reason_of, session_scale
from appraisals.services.policy import codes_of
from appraisals.services.sessions import prepare_sessions
from appraisals.services.sources import STEP
from appraisals.services.suggesting import Suggestion, kpi_means, rounded, suggestions
from departments.models import User
from departments.policy.parts import GradeScale
from perfmgmt.demo_city import said
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.subjects import head_account, moment

# Nobody sits where his own grade is settled: two of the city's own staff, else two heads.
CALIBRATORS = ("office", "supervision", "manager")
OTHER_HEAD = "LH-HR"
MEMBERS = 2
Spoken = dict[int, Evaluation]


class Room:
    """A session with its entries and what is changed in it."""

    def __init__(self, session: CalibrationSession, entries: list[CalibrationEntry]) -> None:
        self.session, self.entries = session, entries
        self.scale: GradeScale = session_scale(session)
        self.members: list[User] = []
        self.changes: list[CalibrationChange] = []
        self.verdict: Verdict

    @property
    def grades(self) -> list[str]:
        return [entry.grade for entry in self.entries]


def settle(cycle: AppraisalCycle, day: datetime.date, sha256: str) -> None:
    for subject in ("department", "person"):
        prepare_sessions(cycle, subject, by=None)
    take_figures(cycle.appraisals.of_departments().graded(), day, sha256)
    rooms = rooms_of(cycle)
    seat(rooms, sha256)
    spoken = spoken_in(cycle)
    initial = take_in(rooms, spoken, day, sha256)
    open_all(cycle, day)
    for room in rooms:
        change(room, spoken, day)
    changes = [one for room in rooms for one in room.changes]
    load_in_bulk(CalibrationChange, changes, sha256)
    CalibrationEntry.objects.bulk_update([one.entry for one in changes], ["grade"])
    load_in_bulk(Grade, [
        final(room, entry, initial, day) for room in rooms for entry in room.entries
    ], sha256)  # fmt: skip
    lock(rooms, day)


def take_figures(found: QuerySet[Appraisal], day: datetime.date, sha256: str) -> None:
    rows = list(found.select_related("appraisal_cycle__cycle", "unit"))
    load_in_bulk(SourceScore, [
        SourceScore(
            appraisal_id=pk, source=Source.KPIS, raters=one.raters, missing=one.missing,
            percent=one.percent and one.percent.quantize(STEP, ROUND_HALF_UP),
            received_at=moment(day),
        )
        for pk, one in kpi_means(rows).items()
    ], sha256)  # fmt: skip


def rooms_of(cycle: AppraisalCycle) -> list[Room]:
    entries: dict[int, list[CalibrationEntry]] = defaultdict(list)
    rows = CalibrationEntry.objects.filter(session__appraisal_cycle=cycle).select_related(
        "appraisal__appraisal_cycle", "appraisal__person", "appraisal__unit"
    )
    for entry in rows.order_by("appraisal__unit__code", "appraisal__person__staff_number"):
        entries[entry.session_id].append(entry)
    sessions = cycle.calibrations.select_related("appraisal_cycle").order_by("pk")
    return [Room(session, entries[session.pk]) for session in sessions]


def seat(rooms: list[Room], sha256: str) -> None:
    names = [*CALIBRATORS, head_account(OTHER_HEAD)]
    known = {user.username: user for user in User.objects.filter(username__in=names)}
    for room in rooms:
        inside = {entry.appraisal.subject_user_id for entry in room.entries}
        room.members = [user for name in names if (user := known[name]).pk not in inside][:MEMBERS]
    load_in_bulk(CalibrationMember, [
        CalibrationMember(session=room.session, user=user) for room in rooms
        for user in room.members
    ], sha256)  # fmt: skip


def spoken_in(cycle: AppraisalCycle) -> Spoken:
    """What the superiors handed in, by appraisal."""
    rows = Evaluation.objects.handed_in().filter(
        appraisal__appraisal_cycle=cycle, source=Source.SUPERIOR
    )
    return {one.appraisal_id: one for one in rows}


def take_in(rooms: list[Room], spoken: Spoken, day: datetime.date, sha256: str) -> dict[int, Grade]:
    """Score and initial grade of everybody, as when a session opens; the grades by appraisal."""
    scores = suggestions(entry.appraisal for room in rooms for entry in room.entries)
    found = []
    for room in rooms:
        for entry in room.entries:
            suggestion = scores[entry.appraisal_id]
            entry.score, entry.coverage = rounded(suggestion)
            entry.grade = entry.initial = first_grade(room, entry, spoken, suggestion)
            if entry.initial:
                author = spoken[entry.appraisal_id].evaluator_id if by_body(room) else None
                found.append(Grade(
                    appraisal=entry.appraisal, stage=GradeStage.INITIAL, grade=entry.initial,
                    score=entry.score, coverage=entry.coverage, decided_by_id=author,
                    decided_at=moment(day),
                ))  # fmt: skip
    entries = [entry for room in rooms for entry in room.entries]
    columns = ["initial", "grade", "score", "coverage"]
    CalibrationEntry.objects.bulk_update(entries, columns, batch_size=200)
    return {one.appraisal_id: one for one in load_in_bulk(Grade, found, sha256)}


def by_body(room: Room) -> bool:
    return room.scale.decided_by == "body"


def first_grade(room: Room, entry: CalibrationEntry, spoken: Spoken, found: Suggestion) -> str:
    if by_body(room):
        return str(spoken[entry.appraisal_id].proposed_grade)
    if found.is_publishable and entry.score is not None:
        return room.scale.grade(entry.score)
    return ""


def open_all(cycle: AppraisalCycle, day: datetime.date) -> None:
    office = User.objects.get(username=CALIBRATORS[0])
    cycle.calibrations.update(
        state="open", opened_by=office, opened_at=moment(day), met_on=day,
        minutes=both(said.MINUTES), version=1,
    )  # fmt: skip


def change(room: Room, spoken: Spoken, day: datetime.date) -> None:
    """Units have no figure of a whole year: the evaluation of the superior decides. Those with the
    lowest scores give way where places are short."""
    codes = codes_of(room.scale)
    for entry in room.entries:
        if not entry.grade:
            mean = spoken[entry.appraisal_id].percent or Decimal(0)
            give(room, entry, room.scale.grade(mean), both(said.NO_YEAR), day)
    room.verdict = quota_verdict(room.session, room.grades)
    top = sorted(
        (entry for entry in room.entries if entry.grade == codes[0]),
        key=lambda entry: (entry.score or 0, entry.pk),
    )
    for entry in top[: room.verdict.over]:
        give(room, entry, codes[1], both(said.PLACES_TAKEN), day)
    room.verdict = quota_verdict(room.session, room.grades)


def give(room: Room, entry: CalibrationEntry, grade: str, why: str, day: datetime.date) -> None:
    room.changes.append(CalibrationChange(
        entry=entry, before=entry.grade, after=grade, reason=why, by=room.members[0],
        at=moment(day),
    ))  # fmt: skip
    entry.grade = grade


def final(
    room: Room, entry: CalibrationEntry, initial: dict[int, Grade], day: datetime.date
) -> Grade:
    reasons = {one.entry_id: one.reason for one in room.changes}
    return Grade(
        appraisal=entry.appraisal, stage=GradeStage.CALIBRATED, grade=entry.grade,
        score=entry.score, coverage=entry.coverage, reason=reason_of(entry, reasons),
        supersedes=initial.get(entry.appraisal_id), decided_by=room.members[0],
        decided_at=moment(day),
    )  # fmt: skip


def lock(rooms: list[Room], day: datetime.date) -> None:
    for room in rooms:
        room.session.state, room.session.locked_at = "locked", moment(day)
        room.session.locked_by = room.members[0]
        room.session.allowed, room.session.given = room.verdict.allowed, room.verdict.given
        room.session.version = 2
    columns = ["state", "locked_at", "locked_by", "allowed", "given", "version"]
    CalibrationSession.objects.bulk_update([room.session for room in rooms], columns)
