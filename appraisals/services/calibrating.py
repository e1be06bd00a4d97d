"""A calibration session: open, change grades, lock. The quota holds in the lock. Rules C5 to C10.

Whoever changes a grade or locks holds the row of the session first: of two at the last place of
the quota the second finds it taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import (
    Appraisal,
    CalibrationChange,
    CalibrationEntry,
    CalibrationSession,
    Evaluation,
    Grade,
    GradeStage,
    QuotaMode,
    SessionState,
)
from appraisals.quota import Verdict, base_of, verdict
from appraisals.services.capping import BODY, capped, caps_of, require_grade
from appraisals.services.phases import hold_phase
from appraisals.services.policy import codes_of, rules_of
from appraisals.services.sessions import (
    held_session,
    is_office,
    locked_already,
    not_open,
    quota_for,
    require_member,
    share_of,
)
from appraisals.services.suggesting import rounded, suggestions, take_figures
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.policy.parts import GradeScale
from indicators.services.errors import overtaken
from indicators.services.planning import clock

# Why a grade is final as it was proposed; in both languages, for it is stored.
CONFIRMED = "Confirmed in calibration. · 校准时确认。"
# A cap holds from the opening on, without a change by a member.
CAPPED = "Capped: see the legal basis. · 等次受限：见法定依据。"


class QuotaFull(WrongState):
    """The quota has no place left for this grade; `verdict` says what there is."""

    def __init__(self, found: Verdict) -> None:
        super().__init__(
            _("The quota allows %(allowed)s of the highest grade, and %(given)s would have it.")
            % {"allowed": found.allowed, "given": found.given}
        )
        self.verdict = found


def session_scale(session: CalibrationSession) -> GradeScale:
    return rules_of(session.appraisal_cycle).grade_scales[session.scale]


def grades_of(session: CalibrationSession) -> list[str]:
    """The grades as they stand, one for each who should get one."""
    rows = session.entries.filter(appraisal__excluded_as="")
    return list(rows.values_list("grade", flat=True))


def quota_verdict(session: CalibrationSession, grades: list[str]) -> Verdict:
    """How these grades keep to the quota of the policy. Rule C3."""
    quota = quota_for(session.appraisal_cycle, session.scale)
    if quota is None:
        return Verdict(None, 0, blocks=False)
    base = base_of(grades, quota.denominator, codes_of(session_scale(session)))
    return verdict(
        grades, quota.grade, share_of(session, quota), mode=quota.mode, rounding=quota.rounding,
        base=base,
    )  # fmt: skip


@transaction.atomic
def open_session(session: CalibrationSession, *, by: User | None) -> CalibrationSession:
    """Take in what was handed in: the initial grade and the score of everybody, for good.

    Where the bands decide, the initial grade is that of the score; else the one the superior
    proposed. Who has neither comes without one. From now on nothing handed in is taken back.
    Errors: WrongState while the phase is not open, without members, or when it has opened already.
    """
    is_office(session, by)
    hold_phase(session.appraisal_cycle_id, "calibration")
    held = held_session(session)
    if held.state != SessionState.PREPARED:
        raise WrongState(_("This session has opened already."))
    if not held.members.exists():
        raise WrongState(_("Name the members first."))
    held.entries.exclude(appraisal__excluded_as="").delete()
    entries = {row.appraisal_id: row for row in held.entries.order_by("pk")}
    rows = list(
        Appraisal.objects.select_for_update(of=("self",))
        .select_related("appraisal_cycle__cycle", "post")
        .filter(pk__in=entries)
        .order_by("pk")
    )
    take_figures(rows, by=by)
    take_in(held, entries, rows)
    held.state, held.opened_by, held.opened_at = SessionState.OPEN, by, clock()
    held.version += 1
    held.save(update_fields=["state", "opened_by", "opened_at", "version"])
    details = {"subjects": len(rows), "initial": sum(1 for one in entries.values() if one.initial)}
    audit.record("appraisals.open_calibration", held, by=by, details=details)
    return held


def take_in(
    held: CalibrationSession, entries: dict[int, CalibrationEntry], rows: list[Appraisal]
) -> None:
    scale, caps, found = session_scale(held), caps_of(rows), suggestions(rows)
    spoken = {
        one.appraisal_id: one
        for one in Evaluation.objects.handed_in().filter(appraisal__in=rows, source="superior")
    }
    now, initial = clock(), []
    for row in rows:
        entry, said = entries[row.pk], spoken.get(row.pk)
        entry.score, entry.coverage = rounded(found[row.pk])
        if scale.decided_by == BODY:
            entry.initial = said.proposed_grade if said else ""
        elif found[row.pk].is_publishable and entry.score is not None:
            entry.initial = scale.grade(entry.score)
        entry.grade = capped(entry.initial, caps.get(row.pk, []), scale)
        if entry.initial:
            initial.append(Grade(
                appraisal=row, stage=GradeStage.INITIAL, grade=entry.initial, score=entry.score,
                coverage=entry.coverage, decided_at=now,
                decided_by_id=said.evaluator_id if said and scale.decided_by == BODY else None,
            ))  # fmt: skip
    CalibrationEntry.objects.bulk_update(
        entries.values(), ["initial", "grade", "score", "coverage"], batch_size=500
    )
    Grade.objects.bulk_create(initial)


@dataclass(frozen=True, slots=True)
class Change:
    """One wish: this entry to this grade, for this reason. `seen`: the grade the page showed."""

    entry: int
    grade: str
    reason: str
    seen: str | None = None


class ChangesError(DomainError):
    """Nothing was changed. `errors`: {entry: (field, message)}."""

    def __init__(self, errors: dict[int, tuple[str | None, str]]) -> None:
        super().__init__(_("Nothing was changed. Correct the rows that are marked."))
        self.errors = errors


def change_grade(
    entry: CalibrationEntry, grade: str, reason: str, *, by: User, seen: str | None = None
) -> CalibrationChange:
    """Give one subject another grade, for a reason; as `change_grades`.

    Errors: DomainError at `grade` or `reason`, and those of `change_grades`.
    """
    try:
        return change_grades(entry.session, [Change(entry.pk, grade, reason, seen)], by=by)[0]
    except ChangesError as refused:
        field, message = refused.errors[entry.pk]
        raise DomainError(message, field) from None


@transaction.atomic
def change_grades(
    session: CalibrationSession, changes: Sequence[Change], *, by: User
) -> list[CalibrationChange]:
    """Give subjects other grades, all at once or none: two may change places at the quota.

    Errors: PermissionDenied for who is no member or stands aside; ChangesError by row; QuotaFull
    when a binding quota has no place left; WrongState when somebody else was first.
    """
    hold_phase(session.appraisal_cycle_id, "calibration")
    held = held_session(session)
    require_member(held, by)
    if not held.is_open:
        raise locked_already() if held.is_locked else not_open()
    rows = held.entries.select_related("appraisal__appraisal_cycle").in_bulk(
        [change.entry for change in changes]
    )
    check_changes(held, changes, rows, by)
    before = grades_of(held)
    now = clock()
    made = [
        CalibrationChange(
            entry_id=one.entry, before=rows[one.entry].grade, after=one.grade,
            reason=one.reason.strip(), by=by, at=now,
        )
        for one in changes
    ]  # fmt: skip
    CalibrationChange.objects.bulk_create(made)
    for one in changes:
        rows[one.entry].grade = one.grade
    CalibrationEntry.objects.bulk_update(rows.values(), ["grade"], batch_size=500)
    require_places(held, before)
    held.version += 1
    held.save(update_fields=["version"])
    told = [{"entry": one.entry_id, "before": one.before, "after": one.after} for one in made]
    audit.record("appraisals.change_grades", held, by=by, details={"changes": told})
    return made


def check_changes(
    held: CalibrationSession, changes: Sequence[Change], rows: dict[int, CalibrationEntry],
    by: User,
) -> None:  # fmt: skip
    refused: dict[int, tuple[str | None, str]] = {}
    for one in changes:
        row = rows.get(one.entry)
        if row is None:
            raise WrongState(_("This subject is not in the session."))
        require_unbiased(row.appraisal, by)
        if one.seen is not None and one.seen != row.grade:
            raise overtaken()
        try:
            check_change(held, row, one)
        except DomainError as error:
            refused[one.entry] = error.field, error.message
    if refused:
        raise ChangesError(refused)


def check_change(held: CalibrationSession, row: CalibrationEntry, one: Change) -> None:
    scale = session_scale(held)
    if one.grade not in codes_of(scale) or one.grade == row.grade:
        raise DomainError(_("Choose another grade of the scale."), "grade")
    if not one.reason.strip():
        raise DomainError(_("Say why the grade changes."), "reason")
    caps = caps_of([row.appraisal]).get(row.appraisal_id, [])
    require_grade(row.appraisal, one.grade, caps, "grade")


def require_unbiased(appraisal: Appraisal, by: User) -> None:
    if appraisal.subject_user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on himself."))
    if appraisal.recusals.filter(user=by).exists():
        raise PermissionDenied(_("You stand aside for this subject."))


def require_places(held: CalibrationSession, before: list[str]) -> None:
    """Changes may not take the pool further over a binding quota than it was."""
    if held.quota_mode != QuotaMode.HARD:
        return
    now, then = quota_verdict(held, before), quota_verdict(held, grades_of(held))
    if then.blocks and then.over > now.over:
        raise QuotaFull(then)


@transaction.atomic
def lock_session(
    session: CalibrationSession, *, by: User, seen: int | None = None
) -> CalibrationSession:
    """Make the grades final: all in one transaction, with the quota counted anew.

    `seen` is the version of the session that the page showed.
    Errors: WrongState when somebody changed it since or a grade is missing; QuotaFull;
    DomainError for a grade above its cap.
    """
    hold_phase(session.appraisal_cycle_id, "calibration")
    held = held_session(session)
    require_member(held, by)
    if not held.is_open:
        raise locked_already() if held.is_locked else not_open()
    if seen is not None and seen != held.version:
        raise overtaken()
    entries = list(
        CalibrationEntry.objects.select_for_update(of=("self", "appraisal"))
        .select_related("appraisal__appraisal_cycle")
        .filter(session=held, appraisal__excluded_as="")
        .order_by("pk")
    )
    check_complete(held, entries)
    found = quota_verdict(held, [entry.grade for entry in entries])
    if found.blocks:
        raise QuotaFull(found)
    write_grades(held, entries, by=by)
    held.state, held.locked_by, held.locked_at = SessionState.LOCKED, by, clock()
    held.allowed, held.given = found.allowed, found.given
    held.version += 1
    held.save(update_fields=["state", "locked_by", "locked_at", "allowed", "given", "version"])
    details = {"subjects": len(entries), "allowed": found.allowed, "given": found.given}
    audit.record("appraisals.lock_calibration", held, by=by, details=details)
    return held


def check_complete(held: CalibrationSession, entries: list[CalibrationEntry]) -> None:
    if missing := sum(1 for entry in entries if not entry.grade):
        raise WrongState(_("%(count)s have no grade yet.") % {"count": missing})
    caps = caps_of(entry.appraisal for entry in entries)
    for entry in entries:
        require_grade(entry.appraisal, entry.grade, caps.get(entry.appraisal_id, []), "grade")


def write_grades(
    held: CalibrationSession, entries: Iterable[CalibrationEntry], *, by: User
) -> None:
    """The final grade of everybody, each superseding the initial one."""
    rows = list(entries)
    before = {
        one.appraisal_id: one
        for one in Grade.objects.in_force().filter(appraisal__calibration_entry__session=held)
    }
    changes = CalibrationChange.objects.filter(entry__session=held).order_by("pk")
    said = dict(changes.values_list("entry", "reason"))
    now = clock()
    Grade.objects.bulk_create(
        Grade(
            appraisal=entry.appraisal, stage=GradeStage.CALIBRATED, grade=entry.grade,
            score=entry.score, coverage=entry.coverage, decided_by=by, decided_at=now,
            supersedes=before.get(entry.appraisal_id), reason=reason_of(entry, said),
        )
        for entry in rows
    )  # fmt: skip


def reason_of(entry: CalibrationEntry, said: dict[int, str]) -> str:
    if entry.pk in said and entry.grade != entry.initial:
        return said[entry.pk]
    if entry.grade != entry.initial:
        return CAPPED
    return CONFIRMED
