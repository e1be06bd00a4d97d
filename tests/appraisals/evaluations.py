"""Evaluations and sessions for tests: a cycle in its phase, and what is said in it."""

import datetime

from appraisals import services
from appraisals.models import Appraisal, EarlyWarning, Phase, PhaseKind
from appraisals.services.evaluating import Said
from appraisals.services.lines import lines_of
from indicators.services.planning import clock
from tests.appraisals.cycles import phase, running
from tests.factories import AppointmentFactory, PersonFactory, PostFactory, UserFactory
from tests.kept import kept

EXCELLENT, COMPETENT = "excellent", "competent"


def opened(cycle, kind):
    """The phases up to `kind` are over, and it is open: as the office would, without the days."""
    rows = Phase.objects.filter(appraisal_cycle=cycle)
    for one in PhaseKind.values[: PhaseKind.values.index(kind)]:
        rows.filter(kind=one, state="waiting").update(state="open")
        rows.filter(kind=one, state="open").update(state="closed")
    rows.filter(kind=kind).update(state="open")
    return phase(cycle, kind)


@kept
def in_evaluation(world, **fields):
    cycle = running(world, **fields)
    opened(cycle, "evaluation")
    return cycle


def said(appraisal, rating=4, grade="", **more):
    """The same rating for every section, with a comment."""
    lines = {one.code: (rating, "as shown") for one in lines_of(appraisal)}
    fields = {"strengths": "Clear letters", "improvement": "Answer sooner"} | more
    return Said(lines=lines, proposed_grade=grade, **fields)


def hand_in(appraisal, rating=4, grade="", source="superior", **more):
    by = appraisal.appraiser if source == "superior" else appraisal.second_appraiser
    return services.hand_in(
        appraisal, source, said(appraisal, rating, grade, **more), version=None, by=by
    )


@kept
def staff(place, count, prefix="staff"):
    """So many more people with posts in a department."""
    users = []
    for n in range(count):
        user = UserFactory(username=f"{prefix}{n}")
        person = PersonFactory(user=user)
        post = PostFactory(code=f"POST-{prefix}{n}", department=place, is_head=False)
        AppointmentFactory(person=person, post=post, starts_on=datetime.date(2020, 1, 1))
        users.append(user)
    return users


@kept
def pool(world, count, grades=(), *, policy="cn-local", **fields):
    """A cycle in calibration over the bureau: `count` people whose superior is its manager."""
    users = staff(world.bureau, count)
    cycle = in_evaluation(world, policy=policy, **fields)
    rows = [cycle.appraisals.get(subject="person", subject_user=user) for user in users]
    for row, grade in zip(rows, grades, strict=False):
        hand_in(row, 4, grade)
    opened(cycle, "calibration")
    return cycle, rows


@kept
def session_of(cycle, row, *members):
    """The opened session in which this appraisal sits."""
    services.prepare_sessions(cycle, row.subject, by=None)
    row = Appraisal.objects.get(pk=row.pk)
    session = row.calibration_entry.session
    for user in members:
        services.add_member(session, user, by=None)
    return services.open_session(session, by=None)


def entry_of(row):
    return Appraisal.objects.get(pk=row.pk).calibration_entry


def fill(session, by):
    """A grade for everybody who came without one."""
    for entry in session.entries.filter(grade=""):
        services.change_grade(entry, COMPETENT, "Heard the head", by=by)


def warned(row, text="It will not do."):
    """Told in time that the lowest grade is near, as in the phase of coaching."""
    return EarlyWarning.objects.create(
        appraisal=row, text=text, issued_by=row.appraiser, issued_at=clock()
    )
