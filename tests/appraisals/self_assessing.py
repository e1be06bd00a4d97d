"""A running cycle in the phase of self-assessment, and answers to write in it."""

import datetime

from appraisals import services
from appraisals.services import self_assessments
from appraisals.services.sections import sections_of
from tests.appraisals.cycles import appraisal_of, phase, running

IN_SELF_ASSESSMENT = datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC)
WHOLE = {"text": "Call-backs from May on; waiting fell.", "rating": "4", "is_complete": "yes"}


def begun(world, time_machine, **fields):
    """The cycle of the world's city on the fourth day of its self-assessment."""
    cycle = running(world, **fields)
    time_machine.move_to(IN_SELF_ASSESSMENT)
    for kind in ("planning", "coaching"):
        services.close_phase(services.open_phase(phase(cycle, kind), by=None), by=None)
    services.open_phase(phase(cycle, "self_assessment"), by=None)
    return cycle


def own(cycle, user):
    return appraisal_of(cycle, user)


def write_all(appraisal, by, **more):
    """Complete every section; `more` by the code of a section, what it says instead."""
    for section in sections_of(appraisal):
        said = WHOLE | more.get(section.code.replace("-", "_"), {})
        self_assessments.save_answer(appraisal, section.code, said, version=0, by=by)


def submitted(appraisal, by, **more):
    write_all(appraisal, by, **more)
    return self_assessments.submit(appraisal, by=by)
