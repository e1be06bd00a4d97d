"""Two at once: a double click, a vote against the close, a vote against the mixing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from audit.errors import WrongState
from feedback import services
from tests import world as worlds
from tests.examples import cases
from tests.feedback.ballots import colleagues, fresh, in_evaluation, opened, vote

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = cases(30)


@pytest.fixture
def box(time_machine):
    world = worlds.build()
    colleagues(world, 7)
    return opened(in_evaluation(world, time_machine), sources=["peers"])


def at_once(*deeds):
    """What each deed gave, or the refusal, when all begin at the same moment."""
    line = Barrier(len(deeds))

    def take(deed):
        try:
            line.wait()
            return deed()
        except WrongState:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(take, deeds))


def test_two_clicks_at_once_are_one_ballot(box):
    for invitation in box.invitations.select_related("voter")[:ROUNDS]:
        both = at_once(lambda i=invitation: vote(i), lambda i=invitation: vote(i))
        assert sorted(both) == [False, True]
    assert box.box.count() == box.invitations.filter(voted=True).count() == ROUNDS


def test_a_vote_and_a_mixing_at_once_lose_nothing(box):
    for invitation in box.invitations.select_related("voter")[:ROUNDS]:
        at_once(lambda i=invitation: vote(i), lambda: services.mix(box.pk))
    assert box.box.count() == ROUNDS
    services.close_round(box, by=None)
    assert services.count(box.pk) is not None


def test_a_vote_at_the_close_is_counted_or_refused(box):
    asked = list(box.invitations.select_related("voter")[:8])
    found = at_once(
        *(lambda i=i: vote(i) for i in asked), lambda: services.close_round(box, by=None)
    )
    accepted = sum(one is True for one in found)
    assert accepted == box.box.count() == box.invitations.filter(voted=True).count()
    assert [fresh(i).voted for i in asked] == [one is True for one in found[:8]]
    assert services.count(box.pk) is not None
    box.refresh_from_db()
    assert box.counted + box.destroyed == accepted
