"""A cycle of probation for tests, in which the employee began so many days ago."""

import datetime

from django.utils import timezone

from appraisals.models import ProbationClock
from tests.appraisals.cycles import appraisal_of, running
from tests.kept import kept

DAY = datetime.timedelta(days=1)


@kept
def begun(world, days_ago, role="employee"):
    """He came on that day; returns it."""
    first = timezone.localdate() - days_ago * DAY
    person, spell = world.person(role), world.appointment(role)
    type(spell).objects.filter(pk=spell.pk).update(starts_on=first)
    type(person).objects.filter(pk=person.pk).update(starts_on=first)
    return first


@kept
def on_probation(world, days_ago):
    """The appraisal of the employee in a cycle of those who began in that year."""
    first = begun(world, days_ago)
    cycle = running(
        world, kind="probation", code="probation", year=str(first.year), covers_departments=False
    )
    return appraisal_of(cycle, world.employee)


def clock_of(row):
    return ProbationClock.objects.get(appraisal=row)
