"""Casting, mixing and counting. docs/ballots.md, B4 to B11."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from appraisals.models import SourceScore
from audit.errors import DomainError, WrongState
from audit.models import Entry, Submission
from departments.models import User
from feedback import services
from feedback.models import BallotComment, BallotGroup, BallotTally, SealedBallot
from tests.appraisals.cycles import appraisal_of
from tests.feedback.ballots import (
    asked_about,
    close_evaluation,
    closed,
    colleagues,
    drafted,
    fresh,
    in_evaluation,
    opened,
    vote,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def cycle(world, time_machine):
    colleagues(world, 9)
    return in_evaluation(world, time_machine)


def about(cycle, name="bureau0"):
    return appraisal_of(cycle, User.objects.get(username=name))


def score(appraisal, source="peers"):
    row = SourceScore.objects.in_force().get(appraisal=appraisal, source=source)
    return row.percent, row.raters, row.missing


def test_a_ballot_marks_its_invitation_and_leaves_no_other_trace(cycle):
    row = opened(cycle)
    before = Entry.objects.count(), Submission.objects.count()
    first = row.invitations.first()
    assert vote(first, comment="Listens.") is True
    assert fresh(first).voted
    assert SealedBallot.objects.count() == 1
    assert (Entry.objects.count(), Submission.objects.count()) == before


def test_nobody_votes_twice(cycle):
    row = opened(cycle)
    first = row.invitations.first()
    assert [vote(first), vote(first)] == [True, False]
    assert SealedBallot.objects.count() == 1


def test_nobody_votes_for_another(world, cycle):
    first = opened(cycle).invitations.first()
    with pytest.raises(PermissionDenied):
        services.cast(fresh(first), ["competent"], by=world.office)


def test_an_answer_is_one_of_the_scale_for_every_question(cycle):
    first = fresh(opened(cycle).invitations.first())
    for levels in (["superb"], [], ["competent", "competent"]):
        with pytest.raises(DomainError):
            services.cast(first, levels, by=first.voter)
    assert not fresh(first).voted


def test_a_comment_is_of_at_most_500_characters(cycle):
    first = opened(cycle).invitations.first()
    with pytest.raises(DomainError, match="500"):
        vote(first, comment="很" * 501)
    assert vote(first, comment="很" * 500) is True


def test_no_vote_after_the_phase(cycle):
    first = opened(cycle).invitations.first()
    close_evaluation(cycle)
    with pytest.raises(WrongState, match="kept on this page"):
        vote(first)


def test_the_vector_of_the_democratic_vote(world, cycle):
    row = opened(cycle, most=30)
    asked = asked_about(row, about(cycle))
    answers = ["excellent"] * 5 + ["competent"] * 3 + ["unknown"]
    for invitation, level in zip(asked, answers, strict=True):
        vote(invitation, level)
    assert closed(row) == 9
    # From eight on the highest and the lowest are left out: (4 × 95 + 2 × 85) ÷ 6.
    assert score(about(cycle)) == (Decimal("91.666667"), 8, "")
    counts = BallotTally.objects.values_list("level", "votes").order_by("-votes")
    assert list(counts) == [("excellent", 5), ("competent", 3), ("unknown", 1)]


def test_too_few_are_destroyed_unread_and_nobody_learns_how_many(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, about(cycle))[:4]:
        vote(invitation, comment="secret")
    assert closed(row) == 0
    assert score(about(cycle)) == (None, 0, "too_few")
    assert [m.objects.count() for m in (BallotGroup, BallotComment, SealedBallot)] == [0, 0, 0]
    row.refresh_from_db()
    assert (row.state, row.counted, row.destroyed, row.private_key) == ("released", 0, 4, None)


def test_all_who_do_not_know_give_no_mean(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, about(cycle)):
        vote(invitation, "unknown")
    closed(row)
    assert score(about(cycle)) == (None, 0, "nobody_knew")
    assert BallotTally.objects.count() == 0


def test_comments_are_those_of_groups_that_count(cycle):
    row = opened(cycle)
    for place, invitation in enumerate(asked_about(row, about(cycle))[:5]):
        vote(invitation, comment=f"first {place}")
    for invitation in asked_about(row, about(cycle, "bureau1"))[:4]:
        vote(invitation, comment="second")
    closed(row)
    texts = sorted(BallotComment.objects.values_list("text", flat=True))
    assert texts == [f"first {place}" for place in range(5)]


def test_a_small_group_goes_to_the_peers_where_the_round_says_so(world, cycle):
    row, subject = drafted(cycle, small_groups="merge"), about(cycle)
    row.invitations.filter(appraisal=subject).exclude(voter__username__in=[
        "bureau1", "bureau2", "bureau3", "bureau4"]).delete()  # fmt: skip
    services.add_voter(row, subject, world.employee, "subordinates", by=None)
    services.add_voter(row, subject, world.auditor, "subordinates", by=None)
    services.open_round(row, by=None)
    for invitation in asked_about(row, subject):
        vote(invitation, "excellent")
    assert closed(row) == 6
    assert score(subject) == (Decimal(95), 6, "")
    assert score(subject, "subordinates") == (None, 0, "too_few")
    group = BallotGroup.objects.get()
    assert (group.source, group.merged, group.ballots) == ("peers", ["subordinates"], 6)


def test_the_count_is_one_ledger_entry_without_an_author(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, about(cycle))[:6]:
        vote(invitation)
    closed(row)
    entry = Entry.objects.get(verb="feedback.count_round")
    assert (entry.actor, entry.details) == (None, {"counted": 6, "destroyed": 0})
    handed = Entry.objects.filter(verb="appraisals.receive_source")
    assert set(handed.values_list("actor", flat=True)) == {None}


def test_counting_twice_changes_nothing(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, about(cycle)):
        vote(invitation)
    assert services.count(row.pk) is None  # still open
    assert closed(row) == 9
    assert services.count(row.pk) is None


def test_a_box_that_was_tampered_with_is_not_counted(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, about(cycle)):
        vote(invitation)
    row.box.first().delete()
    services.close_round(row, by=None)
    with pytest.raises(DomainError, match="does not hold"):
        services.count(row.pk)
    assert services.sweep() == {"mixed": 0, "counted": 0}
    row.refresh_from_db()
    assert row.state == "closed"
    assert SealedBallot.objects.count() == 8


def test_a_new_secret_needs_the_old_one_beside_it(cycle, settings):
    row, old = opened(cycle), settings.SECRET_KEY
    for invitation in asked_about(row, about(cycle)):
        vote(invitation)
    settings.SECRET_KEY = "another secret of the installation"
    services.close_round(row, by=None)
    with pytest.raises(DomainError, match="SECRET_KEY_FALLBACKS"):
        services.count(row.pk)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert services.count(row.pk) == 9


def test_mixing_waits_for_five_and_gives_new_numbers(cycle):
    row = opened(cycle)
    asked = asked_about(row, about(cycle))
    for invitation in asked[:4]:
        vote(invitation)
    before = contents(row)
    assert services.mix(row.pk) == 0
    vote(asked[4])
    assert services.mix(row.pk) == 5
    after = contents(row)
    assert len(after) == 5
    assert before.keys() & after.keys() == set()
    assert set(before.values()) < set(after.values())
    assert transactions(row) == 1
    for invitation in asked[5:]:
        vote(invitation)
    assert services.mix(row.pk) == 0  # four came since
    assert closed(row) == 9


def contents(row):
    return {pk: bytes(sealed) for pk, sealed in row.box.values_list("pk", "sealed")}


def transactions(row):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text) FROM feedback_sealedballot WHERE round_id = %s",
            [row.pk],
        )
        return cursor.fetchone()[0]


def test_the_sweep_closes_with_the_phase_and_counts(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, about(cycle)):
        vote(invitation)
    assert services.sweep() == {"mixed": 9, "counted": 0}
    close_evaluation(cycle)
    assert services.sweep() == {"mixed": 0, "counted": 1}
    row.refresh_from_db()
    assert (row.state, row.counted) == ("released", 9)
