"""Who is asked for ballots hears of it, but nothing about whom, and nothing says who has voted."""

import datetime

import pytest

from appraisals.models import Phase
from departments.models import Notification
from feedback import services
from tests.appraisals.cycles import phase
from tests.feedback.ballots import colleagues, drafted, in_evaluation, opened, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def cycle(world, time_machine):
    colleagues(world, 6)
    return in_evaluation(world, time_machine)


def told(code):
    return Notification.objects.filter(code=code)


def test_each_voter_is_asked_once_however_many_pages_he_has(cycle):
    row = drafted(cycle)
    assert told("ballot_asked").count() == 0
    services.open_round(row, by=None)
    voters = set(row.invitations.values_list("voter", flat=True))
    assert row.invitations.count() > len(voters)
    found = told("ballot_asked").values_list("recipient", "about", "person", "department")
    assert sorted(found) == sorted((voter, row.pk, None, None) for voter in voters)


def test_the_last_days_are_told_to_all_also_to_who_has_voted(cycle):
    row = opened(cycle)
    first = row.invitations.select_related("voter").order_by("pk").first()
    for page in row.invitations.filter(voter=first.voter):
        vote(page)
    ends = phase(cycle, "evaluation").ends_on
    voters = row.invitations.values("voter").distinct().count()
    counts = [services.remind_voters(ends + n * DAY) for n in (-8, -7, -6, -2, -1, 0, 1)]
    assert counts == [0, voters, 0, voters, 0, 0, 0]
    assert told("ballot_due").filter(recipient=first.voter).count() == 2


def test_nobody_is_reminded_of_ballots_that_are_not_open(cycle):
    drafted(cycle)
    assert services.remind_voters(Phase.objects.get(
        appraisal_cycle=cycle, kind="evaluation").ends_on) == 0  # fmt: skip
