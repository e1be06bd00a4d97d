"""A running cycle in the phase of self-assessment, and answers to write in it."""

import datetime

from django.utils import timezone

from appraisals import services
from appraisals.models import AppraisalCycle, PhaseKind
from appraisals.services import self_assessments
from appraisals.services.sections import sections_of
from tests.appraisals.cycles import draft, phase, running
from tests.kept import kept

IN_SELF_ASSESSMENT = datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC)
WHOLE = {"text": "Call-backs from May on; waiting fell.", "rating": "4", "is_complete": "yes"}


@kept
def begun(world, time_machine, **fields):
    """The cycle of the world's city on the fourth day of its self-assessment."""
    cycle = running(world, **fields)
    time_machine.move_to(IN_SELF_ASSESSMENT)
    for kind in ("planning", "coaching"):
        services.close_phase(services.open_phase(phase(cycle, kind), by=None), by=None)
    services.open_phase(phase(cycle, "self_assessment"), by=None)
    return cycle


def write_all(appraisal, by, **more):
    """Complete every section; `more` by the code of a section, what it says instead."""
    for section in sections_of(appraisal):
        said = WHOLE | more.get(section.code.replace("-", "_"), {})
        self_assessments.save_answer(appraisal, section.code, said, version=0, by=by)


@kept
def submitted(appraisal, by, **more):
    write_all(appraisal, by, **more)
    return self_assessments.submit(appraisal, by=by)


@kept
def standing(world, *, code="2026-annual"):
    """The same without a journey through the year: for pages, which have the clock of today."""
    return begin(draft(world, code=code))


def begin(cycle):
    """A cycle that was being set up, with the phase of self-assessment open since yesterday."""
    services.enrol(cycle, by=None)
    days = dict(zip(PhaseKind.values, days_around(timezone.localdate()), strict=True))
    services.set_phases(cycle, days, by=None)
    AppraisalCycle.objects.filter(pk=cycle.pk).update(state="running", launched_at=timezone.now())
    cycle.phases.filter(kind="self_assessment").update(state="open")
    cycle.refresh_from_db()
    return cycle


def days_around(today):
    """Ten days a phase; the third one began yesterday."""
    for place in range(len(PhaseKind.values)):
        first = today + datetime.timedelta(days=10 * (place - 2) - 1)
        yield first, first + datetime.timedelta(days=9)
