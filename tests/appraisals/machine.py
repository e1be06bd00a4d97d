"""A random government: everybody tries everything, on days that jump, while heads change.

What a service may answer is PermissionDenied or a DomainError; anything else is a fault. After
each step the tables are asked what must always hold (docs/appraisals.md, "What never happens").
"""

import datetime
from collections import Counter
from contextlib import suppress

import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appraisals import services
from appraisals.models import (
    Agreement,
    Appeal,
    AppraisalCycle,
    CalibrationEntry,
    CalibrationSession,
    Evaluation,
    Grade,
    Phase,
    PhaseKind,
    SelfAssessment,
)
from appraisals.services import appeals, self_assessments
from appraisals.services.agreements import Entry
from appraisals.services.sections import sections_of
from audit.errors import DomainError
from departments.models import Appointment
from tests import world as worlds
from tests.appraisals.cycles import IN_PLANNING, running
from tests.appraisals.evaluations import said, staff
from tests.appraisals.never import NEVER
from tests.appraisals.plans import NOW

GRADES = ("excellent", "competent", "basically-competent", "incompetent")
DAY = datetime.timedelta(days=1)
LONG = 20  # of the days that a jump may take at most
any_number = st.integers(0, 10_000)

BY_ITSELF = ("reroute", "add_member")  # what the house may do without anybody
PATIENCE = 8  # steps that a phase lasts at least
STRAY = 9  # every so many-th step may be one that belongs to another phase


def mostly_in(*kinds):
    return precondition(lambda self: self.kind in kinds or self.count % STRAY == 0)


def midday(day):
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)


class Government(RuleBasedStateMachine):
    """One cycle of the world's city with a staffed bureau, under the policy with a hard quota."""

    tried, done = Counter(), Counter()  # of all examples, by deed

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.traveller = time_machine.travel(IN_PLANNING, tick=True)
        self.traveller.start()
        self.today = IN_PLANNING
        self.archived = None
        self.kind, self.count, self.moved = "", 0, 0

    def teardown(self):
        self.traveller.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def launch(self):
        world = self.world = worlds.build()
        self.users = [world.user(role) for role in worlds.ROLES] + staff(world.bureau, 6)
        self.cycle = running(world, policy="cn-local")
        self.parts = list(self.cycle.appraisals.graded().of_people())
        services.open_phase(Phase.objects.get(appraisal_cycle=self.cycle, kind="planning"), by=None)
        self.kind = "planning"

    def attempt(self, deed, *args, **kwargs):
        """What the service gives, or None where it refuses; both are counted."""
        if kwargs["by"] is None and deed.__name__ not in BY_ITSELF:
            return None  # the post that would act is vacant
        name = f"{deed.__module__.rpartition('.')[2]}.{deed.__name__}"
        Government.tried[name] += 1
        with suppress(PermissionDenied, DomainError), transaction.atomic():
            found = deed(*args, **kwargs)
            Government.done[name] += 1
            return found
        return None

    def user(self, number):
        return self.users[number % len(self.users)]

    def part(self, number):
        row = self.parts[number % len(self.parts)]
        return self.cycle.appraisals.select_related("appraisal_cycle").get(pk=row.pk)

    def side(self, row, number):
        """Mostly one who may act on this subject, sometimes anybody."""
        near = [row.subject_user, row.appraiser, row.second_appraiser, self.world.office]
        return (
            near[number % 5] if number % 5 < len(near) and near[number % 5] else self.user(number)
        )

    def any_of(self, rows, number):
        found = list(rows.order_by("pk")[:50])
        return found[number % len(found)] if found else None

    @rule(days=st.integers(0, LONG))
    def time_goes_by(self, days):
        self.today += days * DAY
        self.traveller.stop()
        self.traveller = time_machine.travel(self.today, tick=True)
        self.traveller.start()

    @precondition(lambda self: self.count - self.moved >= PATIENCE)
    @rule(number=any_number, skip=st.booleans())
    def phase_goes_on(self, number, skip):
        self.moved = self.count
        rows = Phase.objects.filter(appraisal_cycle=self.cycle).in_order()
        one = rows.filter(state="open").first() or rows.filter(state="waiting").first()
        if one is None:
            return
        by = self.world.office if number % 4 else self.user(number)
        if one.is_open:
            self.attempt(services.close_phase, one, by=by)
            one = rows.filter(state="waiting").first()
            if one is None or not skip:
                self.kind = ""
                return
            self.today = max(self.today, midday(one.starts_on))
            self.time_goes_by(0)
        self.attempt(services.open_phase, one, by=by)
        self.kind = rows.filter(state="open").values_list("kind", flat=True).last() or ""

    @rule(number=any_number, kind=st.sampled_from(PhaseKind.values), agree=st.booleans())
    def phase_opens_again(self, number, kind, agree):
        one = Phase.objects.get(appraisal_cycle=self.cycle, kind=kind)
        by = self.user(number)
        if one.asked_by_id is None:
            self.attempt(services.ask_to_reopen, one, "late", by=by)
        else:
            self.attempt(services.answer_reopening, one, "late", agree=agree, by=by)

    @mostly_in("planning", "coaching")
    @rule(number=any_number, who=any_number)
    def plan_is_begun(self, number, who):
        row = self.part(number)
        self.attempt(services.draft_agreement, row, by=self.side(row, who))

    @mostly_in("planning", "coaching")
    @rule(number=any_number, who=any_number, weight=st.integers(0, 100))
    def plan_is_weighed(self, number, who, weight):
        plan = self.any_of(Agreement.objects.filter(appraisal=self.part(number)), who)
        if plan is None:
            return
        lines = [
            Entry(
                line.code, weight if place == 0 else line.weight,
                line.aspect.code if line.aspect else "", line.title, line.standard,
            )
            for place, line in enumerate(plan.lines.select_related("aspect"))
        ]  # fmt: skip
        self.attempt(services.save_agreement, plan, lines, by=self.side(plan.appraisal, who))

    @mostly_in("planning", "coaching")
    @rule(
        number=any_number, who=any_number,
        deed=st.sampled_from(["propose", "agree", "query", "withdraw"]),
    )  # fmt: skip
    def plan_takes_a_step(self, number, who, deed):
        plan = self.any_of(Agreement.objects.filter(appraisal=self.part(number)), who)
        if plan is not None:
            by = self.side(plan.appraisal, who)
            self.attempt(services.take_step, plan, deed, by=by, text="why so?", signing=NOW)

    @mostly_in("coaching")
    @rule(number=any_number, who=any_number)
    def somebody_is_warned(self, number, who):
        row = self.part(number)
        self.attempt(services.warn, row, "It will not do.", by=self.side(row, who))

    @mostly_in("self_assessment")
    @rule(number=any_number, who=any_number, hand_in=st.booleans())
    def self_is_assessed(self, number, who, hand_in):
        row = self.part(number)
        by = self.side(row, who) or self.user(who)
        for section in sections_of(row)[: 9 if hand_in else 1]:
            said = {"text": "Done.", "rating": str(1 + who % 5), "is_complete": "yes"}
            self.attempt(self_assessments.save_answer, row, section.code, said, version=0, by=by)
        if hand_in:
            self.attempt(self_assessments.submit, row, by=by)

    @mostly_in("self_assessment")
    @rule(number=any_number, who=any_number, back=st.booleans())
    def self_assessment_is_opened_or_withdrawn(self, number, who, back):
        row = self.any_of(SelfAssessment.objects.filter(appraisal=self.part(number)), who)
        if row is not None:
            take = self_assessments.withdraw if back else self_assessments.open_submitted
            self.attempt(take, row, by=self.side(row.appraisal, who))

    @mostly_in("evaluation")
    @rule(
        number=any_number, who=any_number, rating=st.integers(1, 5),
        grade=st.sampled_from(GRADES), source=st.sampled_from(["superior", "second_superior"]),
    )  # fmt: skip
    def subject_is_evaluated(self, number, who, rating, grade, source):
        row = self.part(number)
        text = said(row, rating, grade if source == "superior" else "")
        self.attempt(services.hand_in, row, source, text, version=None, by=self.side(row, who))

    @rule(number=any_number, who=any_number)
    def somebody_stands_aside(self, number, who):
        row = self.part(number)
        self.attempt(services.declare_conflict, row, "cousins", by=self.side(row, who))

    @mostly_in("calibration")
    @rule(number=any_number, who=any_number)
    def session_goes_on(self, number, who):
        office = self.world.office if who % 4 else self.user(who)
        if not CalibrationSession.objects.exists():
            self.attempt(services.prepare_sessions, self.cycle, "person", by=office)
            return
        session = self.any_of(CalibrationSession.objects.all(), number)
        self.attempt(services.add_member, session, self.user(who), by=office)
        if session.state == "prepared":
            self.attempt(services.open_session, session, by=office)
        else:
            self.attempt(services.lock_session, session, by=self.user(who))

    @mostly_in("calibration")
    @rule(number=any_number, who=any_number, grade=st.sampled_from(GRADES))
    def grade_is_changed(self, number, who, grade):
        entry = self.any_of(CalibrationEntry.objects.all(), number)
        if entry is not None:
            self.attempt(services.change_grade, entry, grade, "compared", by=self.user(who))

    @mostly_in("results")
    @rule(number=any_number, who=any_number)
    def results_are_told(self, number, who):
        self.attempt(services.issue_notices, self.cycle, by=self.world.office)
        row = self.part(number)
        if notice := row.notices.order_by("-pk").first():
            by = self.side(row, who)
            self.attempt(services.acknowledge, notice, "disagreed", "not so", by=by)

    @mostly_in("results")
    @rule(number=any_number, who=any_number)
    def they_talk(self, number, who):
        row = self.part(number)
        made = self.attempt(
            services.record_meeting, row, held_on=self.today.date(), words="We talked.",
            causes=["skill"], by=self.side(row, who),
        )  # fmt: skip
        if made is not None:
            for by in (row.appraiser, row.subject_user):
                self.attempt(services.sign_meeting, row, seen=made.version, by=by)

    @mostly_in("results", "appeals")
    @rule(number=any_number, who=any_number)
    def result_is_appealed(self, number, who):
        row = self.part(number)
        steps = list(appeals.rights_of(row)) or ["review"]
        self.attempt(
            services.file_appeal, row, steps[who % len(steps)], grounds="unfair",
            by=self.side(row, who),
        )  # fmt: skip

    @mostly_in("results", "appeals")
    @rule(
        number=any_number, who=any_number, grade=st.sampled_from(GRADES),
        deed=st.sampled_from(list(appeals.STEPS)),
    )  # fmt: skip
    def appeal_takes_a_step(self, number, who, grade, deed):
        appeal = self.any_of(Appeal.objects.all(), number)
        if appeal is not None:
            members = [self.user(who + 1), self.user(who + 2), self.user(who + 3)]
            self.attempt(
                appeals.take_step, appeal, deed, by=self.user(who), reason="as shown",
                grade=grade, body="Committee", members=members,
            )  # fmt: skip

    @rule(number=any_number, grade=st.sampled_from(GRADES))
    def everybody_does_his_work(self, number, grade):
        """What the phase is for, by those whose work it is; with grades around one."""
        for place, row in enumerate(self.parts):
            self.work(self.part(self.parts.index(row)), (place + number) % 4, grade)
        if self.kind == "calibration":
            self.attempt(services.prepare_sessions, self.cycle, "person", by=self.world.office)
            for session in CalibrationSession.objects.all():
                self.attempt(services.add_member, session, self.user(number), by=None)
                self.attempt(services.open_session, session, by=self.world.office)
        if self.kind == "results":
            self.attempt(services.issue_notices, self.cycle, by=self.world.office)

    def work(self, row, place, grade):
        if self.kind == "planning":
            plan = self.attempt(services.draft_agreement, row, by=row.subject_user)
            if plan is not None:
                for deed, by in (("propose", row.subject_user), ("agree", row.appraiser)):
                    self.attempt(services.take_step, plan, deed, by=by, signing=NOW)
        if self.kind == "evaluation":
            chosen = grade if place else GRADES[place]
            text = said(row, 1 + place, chosen)
            self.attempt(services.hand_in, row, "superior", text, version=None, by=row.appraiser)
        if self.kind == "results":
            self.attempt(
                services.record_meeting, row, held_on=self.today.date(), words="We talked.",
                causes=["skill"], by=row.appraiser,
            )  # fmt: skip

    @rule(number=any_number)
    def head_changes(self, number):
        """Another person of the bureau takes the post of its head from today on."""
        held = Appointment.objects.select_related("post").filter(post__is_head=True, ends_on=None)
        head = held.first()
        others = Appointment.objects.filter(
            post__department=self.world.bureau, post__is_head=False, ends_on=None
        )
        other = self.any_of(others, number)
        if head is None or other is None or head.starts_on >= self.today.date():
            return
        yesterday = self.today.date() - DAY
        if other.starts_on > yesterday:
            return
        Appointment.objects.filter(pk__in=[head.pk, other.pk]).update(ends_on=yesterday)
        Appointment.objects.create(
            person=other.person, post=head.post, kind="substantive", starts_on=self.today.date()
        )
        self.attempt(services.reroute, self.cycle, by=None)

    @rule(number=any_number, who=any_number, back=st.booleans())
    def somebody_is_taken_out(self, number, who, back):
        row = self.part(number)
        if back:
            self.attempt(services.include, row, by=self.user(who))
        else:
            self.attempt(services.exclude, row, "leave", "", by=self.user(who))

    @precondition(lambda self: self.kind in ("", "appeals"))
    @rule(number=any_number)
    def cycle_is_put_away(self, number):
        self.attempt(services.archive_cycle, self.cycle, by=self.world.office)

    @invariant()
    def what_never_happens(self):
        self.count += 1
        if not hasattr(self, "cycle"):
            return
        with connection.cursor() as cursor:
            for rule_, query in NEVER.items():
                cursor.execute(query)
                assert cursor.fetchall() == [], rule_

    @invariant()
    def an_appeal_never_makes_it_worse(self):
        if not hasattr(self, "cycle"):
            return
        for row in Grade.objects.filter(stage="appeal").select_related("supersedes"):
            assert GRADES.index(row.grade) < GRADES.index(row.supersedes.grade)

    @invariant()
    def closed_results_never_change(self):
        if not hasattr(self, "cycle"):
            return
        if AppraisalCycle.objects.get(pk=self.cycle.pk).state != "archived":
            assert self.archived is None
            return
        now = [
            sorted(model.objects.filter(**{f"{path}appraisal_cycle": self.cycle}).values_list())
            for model, path in ((Grade, "appraisal__"), (Evaluation, "appraisal__"), (Phase, ""))
        ]
        if self.archived is None:
            self.archived = now
        assert now == self.archived
