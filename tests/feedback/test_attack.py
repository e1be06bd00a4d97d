"""Whose ballot is whose: asked of the database itself. docs/adr/0013.

By chance one answer of each subject lies beside its author, whatever the order: as many hits as
there are subjects, with the spread of Poisson. CHANCE is what fewer than one in a million attacks
on ten subjects exceed; the controls show that the attacker finds everybody where there is a way.
"""

import logging
import random
import secrets

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from feedback import sealing, services
from feedback.models import BallotInvitation
from feedback.services.ballot_rounds import name_of
from tests import world as worlds
from tests.examples import cases
from tests.feedback.attacker import Attacker, best_order, dump, hits, rows_of
from tests.feedback.ballots import colleagues, drafted, in_evaluation
from tests.world import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECTS, CHANCE = 10, 30
VOTERS = cases(60) // 3  # of each subject; 200 ballots in the build
LEVELS = ("excellent", "competent", "basically-competent", "incompetent", "unknown")


@pytest.fixture
def asked(time_machine):
    """Invitations about ten subjects, in the order in which people happen to vote."""
    world = worlds.build()
    colleagues(world, max(VOTERS, SUBJECTS) + 1)
    row = drafted(in_evaluation(world, time_machine), sources=["peers"], most=max(VOTERS, 5))
    services.open_round(row, by=None)
    subjects = row.invitations.order_by("appraisal").values_list("appraisal", flat=True).distinct()
    found = list(
        row.invitations.filter(appraisal__in=list(subjects[:SUBJECTS])).select_related("voter")
    )
    random.SystemRandom().shuffle(found)
    return found


class Voting:
    """People voting with a browser each; `truth` is what the attacker is after."""

    def __init__(self, caplog):
        caplog.set_level(logging.INFO)
        self.caplog, self.truth, self.clients = caplog, {}, {}

    def vote(self, invitation):
        voter, text = invitation.voter, f"comment {secrets.token_hex(8)}"
        client = self.clients.get(voter.pk)
        if client is None:
            client = self.clients[voter.pk] = sign_in(Client(), voter)
        place = reverse("feedback:ballot", args=[invitation.pk])
        sent = client.post(place, {"q0": random.choice(LEVELS), "comment": text})
        assert (sent.status_code, sent.url) == (302, reverse("feedback:ballot-thanks"))
        self.truth[text] = voter.pk

    @property
    def lines(self):
        return [record.getMessage() for record in self.caplog.records]


def test_nobody_is_found_before_or_after_the_count(asked, caplog):
    voting, row = Voting(caplog), asked[0].round
    for place, invitation in enumerate(asked):
        voting.vote(invitation)
        if place == len(asked) // 2:
            assert services.mix(row.pk) == place + 1
    assert len(voting.lines) > len(asked)
    assert unread(voting) == 0  # half of the box mixed, half as it came in

    services.close_round(row, by=None)
    assert services.count(row.pk) == len(asked)
    attacker = Attacker(comments(), voting.lines)
    assert sum(map(len, attacker.answers.values())) == len(asked)
    assert attacker.joined() == {}
    found, how = best_order(attacker, voting.truth)
    assert found < CHANCE, how
    log = "\n".join(voting.lines)
    assert [text for text in voting.truth if text in log] == []


def unread(voting):
    """How many ballots the whole database and the logs hold in clear while the box is sealed."""
    everything = "\n".join([dump(), *voting.lines])
    return sum(text in everything for text in voting.truth)


def comments():
    groups = {row["id"]: row["appraisal_id"] for row in rows_of("feedback_ballotgroup")}
    return [
        row | {"appraisal": groups[row["group_id"]]} for row in rows_of("feedback_ballotcomment")
    ]


def test_with_the_secret_as_well_a_mixed_box_names_nobody_and_a_fresh_one_all(asked, caplog):
    """The limit of the design, as the decision says: whoever has the database *and* the secret of
    the installation reads who voted what since the last time the box was mixed."""
    voting, row = Voting(caplog), asked[0].round
    row.refresh_from_db()
    for invitation in asked:
        voting.vote(invitation)
    fresh = Attacker(broken_open(row))
    assert best_order(fresh, voting.truth)[0] == len(asked)
    services.mix(row.pk)
    mixed = Attacker(broken_open(row), voting.lines)
    assert mixed.joined() == {}
    found, how = best_order(mixed, voting.truth)
    assert found < CHANCE, how


def broken_open(row):
    key = sealing.open_key(bytes(row.private_key), [settings.SECRET_KEY], name_of(row))
    for found in rows_of("feedback_sealedballot"):
        ballot = sealing.open_ballot(found["sealed"], key, name_of(row))
        yield found | {"appraisal": ballot.appraisal, "text": ballot.comment}


@pytest.fixture
def naive():
    """A table of answers as one would write it at first: who is asked, what, and no author."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_answer (id serial, appraisal integer, text text)")
    yield "INSERT INTO naive_answer (appraisal, text) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_answer")


def test_control_an_answer_beside_its_invitation_names_everybody(asked, naive):
    truth = {}
    for invitation in asked:
        text = secrets.token_hex(8)
        with transaction.atomic(), connection.cursor() as cursor:
            BallotInvitation.objects.filter(pk=invitation.pk).update(voted=True)
            cursor.execute(naive, [invitation.appraisal_id, text])
        truth[text] = invitation.voter_id
    attacker = Attacker(rows_of("naive_answer"))
    assert hits(attacker.joined(), truth) == len(asked)


def test_control_a_transaction_of_its_own_names_everybody_by_the_order(asked, naive):
    truth = {}
    for invitation in asked:
        text = secrets.token_hex(8)
        BallotInvitation.objects.filter(pk=invitation.pk).update(voted=True)
        with connection.cursor() as cursor:
            cursor.execute(naive, [invitation.appraisal_id, text])
        truth[text] = invitation.voter_id
    attacker = Attacker(rows_of("naive_answer"))
    assert attacker.joined() == {}
    assert best_order(attacker, truth)[0] == len(asked)
