"""Sessions of calibration: pools, the quota, changes, caps, the lock, and the race for a place."""

import threading
from copy import deepcopy
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from appraisals import services
from appraisals.models import (
    CalibrationChange,
    CalibrationEntry,
    CalibrationSession,
    Grade,
)
from appraisals.services import calibrating, sessions
from appraisals.services.calibrating import (
    Change,
    ChangesError,
    QuotaFull,
    grades_of,
    quota_verdict,
)
from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.services import publish_policy_pack
from tests import world as worlds
from tests.appraisals.cycles import IN_PLANNING, pack
from tests.appraisals.evaluations import (
    COMPETENT,
    EXCELLENT,
    entry_of,
    fill,
    pool,
    session_of,
    warned,
)
from tests.examples import cases

D = Decimal
database = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


class TestGrades:
    pytestmark = database

    def test_opening_takes_in_what_was_proposed(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT])
        services.receive_source(rows[0], "peers", D(90), 4, by=None)
        session = session_of(cycle, rows[0], world.supervision)
        entry = entry_of(rows[0])
        assert (entry.initial, entry.grade, entry.score, entry.coverage) == (
            EXCELLENT, EXCELLENT, D("83.33"), D("0.9"),
        )  # fmt: skip
        grade = Grade.objects.get(appraisal=rows[0])
        assert (grade.stage, grade.grade, grade.decided_by) == ("initial", EXCELLENT, world.manager)
        assert entry_of(rows[1]).initial == ""
        assert session.state == "open"
        with pytest.raises(WrongState, match="Evaluation"):
            services.take_back(rows[0], "superior", by=world.manager)

    def test_where_bands_decide_the_score_is_the_initial_grade(self, world):
        cycle, rows = pool(world, 2, ["", ""], policy="generic")
        services.receive_source(rows[0], "peers", D(95), 4, by=None)
        services.receive_source(rows[1], "peers", None, 2, missing="too_few", by=None)
        session_of(cycle, rows[0], world.supervision)
        first, second = entry_of(rows[0]), entry_of(rows[1])
        assert (first.score, first.initial) == (D("85.00"), "very-good")
        assert (second.score, second.coverage, second.initial) == (D("80.00"), D("0.6"), "")
        assert Grade.objects.get().decided_by is None

    def test_a_change_needs_a_reason_and_is_kept(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        entry, by = entry_of(rows[0]), world.supervision
        for grade, reason, match in (
            (COMPETENT, "why", "another grade"), ("best", "why", "another grade"),
            ("basically-competent", " ", "Say why"),
        ):  # fmt: skip
            with pytest.raises(DomainError, match=match):
                services.change_grade(entry, grade, reason, by=by)
        services.change_grade(entry, "basically-competent", "Late reports", by=by, seen=COMPETENT)
        with pytest.raises(WrongState, match="Somebody else"):
            services.change_grade(entry, EXCELLENT, "No", by=by, seen=COMPETENT)
        change = CalibrationChange.objects.get()
        assert (change.before, change.after, change.reason) == (
            COMPETENT, "basically-competent", "Late reports",
        )  # fmt: skip
        entry = entry_of(rows[0])
        assert (entry.initial, entry.grade) == (COMPETENT, "basically-competent")
        session.refresh_from_db()
        assert session.version == 2

    @pytest.mark.parametrize("role", ["manager", "employee", "office", "auditor"])
    def test_only_members_change_and_lock(self, world, role):
        cycle, rows = pool(world, 2, [COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        for deed in (
            lambda: services.change_grade(entry_of(rows[0]), EXCELLENT, "x", by=world.user(role)),
            lambda: services.lock_session(session, by=world.user(role)),
            lambda: services.write_minutes(session, "x", by=world.user(role)),
        ):
            with pytest.raises(PermissionDenied):
                deed()

    def test_who_stands_aside_changes_nothing_of_this_one(self, world):
        cycle, rows = pool(world, 2, [COMPETENT, COMPETENT])
        session_of(cycle, rows[0], world.supervision)
        services.declare_conflict(rows[0], "Neighbour", by=world.supervision)
        with pytest.raises(PermissionDenied, match="stand aside"):
            services.change_grade(entry_of(rows[0]), EXCELLENT, "x", by=world.supervision)
        with pytest.raises(DatabaseError, match="stands aside"), transaction.atomic():
            CalibrationChange.objects.create(
                entry=entry_of(rows[0]), before=COMPETENT, after=EXCELLENT, reason="x",
                by=world.supervision, at=entry_of(rows[0]).session.opened_at,
            )  # fmt: skip
        services.change_grade(entry_of(rows[1]), EXCELLENT, "x", by=world.supervision)

    def test_minutes_do_not_eat_each_other(self, world):
        cycle, rows = pool(world, 2)
        session = session_of(cycle, rows[0], world.supervision)
        seen = sessions.minutes_seen(session)
        services.write_minutes(session, "Met at nine", seen=seen, by=world.supervision)
        with pytest.raises(WrongState, match="Somebody else"):
            services.write_minutes(session, "Met at ten", seen=seen, by=world.supervision)


class TestQuota:
    pytestmark = database

    def test_over_the_quota_nothing_is_locked_and_nothing_is_added(self, world):
        cycle, rows = pool(world, 7, [EXCELLENT] * 3 + [COMPETENT] * 4)  # 10 people, 2 places
        session = session_of(cycle, rows[0], world.supervision)
        by = world.supervision
        fill(session, by)
        assert quota_verdict(session, grades_of(session)).over == 1
        with pytest.raises(QuotaFull, match="allows 2 of the highest grade, and 3"):
            services.lock_session(session, by=by)
        with pytest.raises(QuotaFull):
            services.change_grade(entry_of(rows[3]), EXCELLENT, "x", by=by)
        services.change_grade(entry_of(rows[0]), COMPETENT, "Two targets missed", by=by)
        with pytest.raises(QuotaFull):
            services.change_grade(entry_of(rows[3]), EXCELLENT, "x", by=by)
        locked = services.lock_session(session, by=by)
        assert (locked.state, locked.allowed, locked.given) == ("locked", 2, 2)

    def test_two_change_places_at_the_quota_in_one_go_or_not_at_all(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT, COMPETENT])  # one place
        session = session_of(cycle, rows[0], world.supervision)
        up, down = entry_of(rows[1]), entry_of(rows[0])
        swap = [Change(up.pk, EXCELLENT, "More done"), Change(down.pk, COMPETENT, " ")]
        with pytest.raises(ChangesError) as refused:
            services.change_grades(session, swap, by=world.supervision)
        assert refused.value.errors == {down.pk: ("reason", "Say why the grade changes.")}
        swap[1] = Change(down.pk, COMPETENT, "Less done")
        services.change_grades(session, swap, by=world.supervision)
        assert (entry_of(rows[0]).grade, entry_of(rows[1]).grade) == (COMPETENT, EXCELLENT)

    def test_the_lock_writes_the_grades_and_both_are_kept(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT, COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        services.change_grade(entry_of(rows[0]), COMPETENT, "Late", by=world.supervision)
        session.refresh_from_db()
        with pytest.raises(WrongState, match="Somebody else"):
            services.lock_session(session, by=world.supervision, seen=session.version - 1)
        services.lock_session(session, by=world.supervision, seen=session.version)
        grades = Grade.objects.filter(appraisal=rows[0]).order_by("pk")
        assert [(g.stage, g.grade, g.reason) for g in grades] == [
            ("initial", EXCELLENT, ""), ("calibrated", COMPETENT, "Late"),
        ]  # fmt: skip
        other = Grade.objects.in_force().get(appraisal=rows[1])
        assert (other.grade, other.reason) == (COMPETENT, calibrating.CONFIRMED)
        assert Grade.objects.in_force().count() == 5
        details = Entry.objects.get(verb="appraisals.lock_calibration").details
        assert details == {"subjects": 5, "allowed": 1, "given": 0}

    def test_what_is_locked_never_changes(self, world):
        cycle, rows = pool(world, 2, [COMPETENT, COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        services.lock_session(session, by=world.supervision)
        entry = entry_of(rows[0])
        for deed in (
            lambda: services.change_grade(entry, EXCELLENT, "x", by=world.supervision),
            lambda: services.lock_session(session, by=world.supervision),
            lambda: services.write_minutes(session, "x", by=world.supervision),
            lambda: services.raise_share(session, "Bureau", "No. 7", by=None),
        ):
            with pytest.raises(WrongState, match="locked"):
                deed()
        for spoil in (
            lambda: CalibrationEntry.objects.filter(pk=entry.pk).update(grade=EXCELLENT),
            lambda: CalibrationSession.objects.update(minutes="x"),
            lambda: CalibrationSession.objects.update(state="open"),
            lambda: Grade.objects.update(grade=EXCELLENT),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                spoil()

    def test_the_database_counts_for_itself(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT, EXCELLENT])  # one place
        session = session_of(cycle, rows[0], world.supervision)
        stamp = {"state": "locked", "locked_at": session.opened_at, "allowed": 1}
        with pytest.raises(DatabaseError, match="there are 2"), transaction.atomic():
            CalibrationSession.objects.filter(pk=session.pk).update(**stamp, given=1)
        with pytest.raises(IntegrityError, match="quota_never_exceeded"), transaction.atomic():
            CalibrationSession.objects.filter(pk=session.pk).update(**stamp, given=2)

    def test_it_is_raised_with_a_recorded_approval_only(self, world):
        cycle, rows = pool(world, 5, [EXCELLENT] * 2 + [COMPETENT] * 3)  # 8 people: 1, raised 2
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        with pytest.raises(QuotaFull):
            services.lock_session(session, by=world.supervision)
        with pytest.raises(DomainError, match="document"):
            services.raise_share(session, "Civil service bureau", " ", by=world.office)
        services.raise_share(session, "Civil service bureau", "No. 7 of 2027", by=world.office)
        assert services.lock_session(session, by=world.supervision).allowed == 2

    @pytest.mark.parametrize(("mode", "allowed"), [("guide", 1), ("off", None)])
    def test_a_guide_is_told_and_not_held_and_off_is_nothing(self, world, mode, allowed):
        cycle, rows = pool(world, 2, [EXCELLENT, EXCELLENT], policy=changed(mode=mode))
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        assert quota_verdict(session, grades_of(session)).allowed == allowed
        locked = services.lock_session(session, by=world.supervision)
        assert (locked.allowed, locked.quota_grade) == (allowed, EXCELLENT if allowed else "")
        if not allowed:
            with pytest.raises(WrongState):
                services.raise_share(session, "a", "b", by=None)

    def test_who_is_taken_out_leaves_the_base(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT])  # 5 people: one place
        session = session_of(cycle, rows[0], world.supervision)
        assert quota_verdict(session, grades_of(session)).allowed == 1
        services.exclude(rows[1], "other", "", by=None)
        assert quota_verdict(session, grades_of(session)).allowed == 0


class TestCaps:
    pytestmark = database
    WHY = {"legal_basis": "Article 12", "authority": "Discipline body", "incident": "Case 3"}

    def test_a_cap_holds_and_the_score_stays_visible(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT, COMPETENT])
        for row, at_most in ((rows[0], COMPETENT), (rows[1], "incompetent")):
            services.record_cap(row, kind="veto", at_most=at_most, by=world.office, **self.WHY)
        session_of(cycle, rows[0], world.supervision)
        first, second = entry_of(rows[0]), entry_of(rows[1])
        assert (first.initial, first.grade, first.score) == (EXCELLENT, COMPETENT, D(80))
        assert (second.initial, second.grade) == (COMPETENT, "incompetent")
        with pytest.raises(DomainError, match="capped: Article 12"):
            services.change_grade(first, EXCELLENT, "x", by=world.supervision)

    def test_without_a_legal_basis_it_is_refused(self, world):
        _cycle, rows = pool(world, 2)
        for name in self.WHY:
            with pytest.raises(DomainError, match="legal basis") as refused:
                services.record_cap(rows[0], kind="veto", at_most=COMPETENT, by=world.office,
                                    **(self.WHY | {name: " "}))  # fmt: skip
            assert refused.value.field == name

    def test_a_cap_recorded_later_stops_the_lock(self, world):
        cycle, rows = pool(world, 2, [EXCELLENT, COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        services.record_cap(
            rows[0], kind="critical", at_most="incompetent", by=world.office, **self.WHY
        )
        with pytest.raises(DomainError, match="capped"):
            services.lock_session(session, by=world.supervision)

    def test_the_lowest_grade_needs_a_warning(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        session_of(cycle, rows[0], world.supervision)
        with pytest.raises(DomainError, match="early warning"):
            services.change_grade(entry_of(rows[0]), "incompetent", "x", by=world.supervision)
        warned(rows[0])
        services.change_grade(entry_of(rows[0]), "incompetent", "x", by=world.supervision)

    def test_a_cap_that_leaves_only_the_lowest_grade_needs_no_warning(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        services.record_cap(
            rows[0], kind="veto", at_most="incompetent", by=world.office, **self.WHY
        )
        services.change_grade(entry_of(rows[0]), "incompetent", "x", by=world.supervision)
        services.lock_session(session, by=world.supervision)
        assert entry_of(rows[0]).grade == "incompetent"


class TestReading:
    pytestmark = database

    def test_members_and_who_keeps_the_branch_read_and_never_their_own(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        session = session_of(cycle, rows[0], world.stranger)
        seen = {
            role: CalibrationEntry.objects.visible_to(world.user(role)).count()
            for role in ("office", "auditor", "supervision", "manager", "employee", "stranger")
        }
        assert seen == {"office": 7, "auditor": 7, "supervision": 7, "manager": 0, "employee": 0,
                        "stranger": 5}  # fmt: skip
        assert CalibrationSession.objects.visible_to(world.stranger).get() == session


def changed(**more):
    """A version of the local pack with another quota."""
    content = deepcopy(pack("cn-local").content)
    content["quotas"][0] |= more
    names = {"name": "", "name_en": "Changed", "name_zh": "改"}
    return publish_policy_pack("cn-local", 2, names, content, by=None)


@pytest.mark.django_db(transaction=True)
def test_two_calibrators_at_the_last_place(time_machine):
    """One gets it, the other hears that it is taken. Without the lock of the session both would."""
    world = worlds.build()
    cycle, rows = pool(world, 7, [EXCELLENT] + [COMPETENT] * 6)  # 10 people, 2 places: one left
    session = session_of(cycle, rows[0], world.supervision, world.office)
    for place in range(cases(20)):
        first, second = entry_of(rows[1]), entry_of(rows[2])
        outcomes = at_once(
            lambda entry=first: services.change_grade(entry, EXCELLENT, "x", by=world.supervision),
            lambda entry=second: services.change_grade(entry, EXCELLENT, "x", by=world.office),
        )
        assert sorted(outcomes) == ["CalibrationChange", "QuotaFull"], place
        given = session.entries.filter(grade=EXCELLENT)
        assert given.count() == 2
        back = given.exclude(appraisal=rows[0]).get()
        services.change_grade(back, COMPETENT, "back", by=world.supervision)


def at_once(*calls):
    """The names of what each call gave or raised, all begun at the same moment."""
    barrier, outcomes = threading.Barrier(len(calls)), []

    def work(call):
        try:
            barrier.wait()
            outcomes.append(type(call()).__name__)
        except (DomainError, PermissionDenied) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
