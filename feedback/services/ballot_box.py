"""Casting a ballot, and mixing the box. docs/adr/0013 says what this keeps from whom.

Nothing here writes the ledger, a form's claim or a message: each would keep who voted when.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from appraisals.services import hold_phase
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.texts import with_short_ends
from feedback import sealing
from feedback.counting import LEAST
from feedback.models import BallotInvitation, BallotRound, SealedBallot
from feedback.services.ballot_rounds import name_of
from feedback.services.ballot_rules import scale_of
from indicators.services.errors import lock_key

# Many hold a round at once; who closes it waits for all of them, and who comes later is refused.
HELD = "SELECT state FROM feedback_ballotround WHERE id = %s FOR SHARE"
# New numbers, one transaction, the order of chance: nothing is left of when a ballot came.
MIX = """
WITH taken AS (
    DELETE FROM feedback_sealedballot WHERE round_id = %s RETURNING round_id, sealed)
INSERT INTO feedback_sealedballot (id, round_id, sealed, is_mixed)
SELECT gen_random_uuid(), round_id, sealed, true FROM taken ORDER BY gen_random_uuid()
"""


@transaction.atomic
def cast(
    invitation: BallotInvitation, levels: Sequence[str], comment: str = "", *, by: User
) -> bool:
    """Put a ballot into the box and mark the invitation, both or neither. False: voted before.

    Of two at once one wins. Errors: WrongState once the round or the phase is closed; DomainError
    for an answer that the scale does not have; PermissionDenied for somebody else's invitation.
    """
    if invitation.voter_id != by.pk:
        raise PermissionDenied
    row = invitation.round
    hold_phase(row.appraisal_cycle_id, "evaluation")
    hold_open(row)
    ballot = filled(invitation, levels, comment)
    burnt = BallotInvitation.objects.filter(pk=invitation.pk, voter=by, voted=False)
    if not burnt.update(voted=True):
        return False
    sealed = sealing.seal(ballot, bytes(row.public_key or b""), name_of(row))
    SealedBallot.objects.create(round=row, sealed=sealed)
    return True


def hold_open(row: BallotRound) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HELD, [row.pk])
        (state,) = cursor.fetchone()
    if state != "open":
        raise WrongState(
            _("These ballots are closed. What you wrote is kept on this page and was not sent.")
        )


def filled(invitation: BallotInvitation, levels: Sequence[str], comment: str) -> sealing.Ballot:
    row = invitation.round
    codes = [level.names.code for level in scale_of(row).levels]
    try:
        places = sealing.places_of(codes, levels)
    except ValueError:
        raise DomainError(_("Choose one of the answers.")) from None
    if len(places) != row.questions.count():
        raise DomainError(_("Answer every question."))
    words = with_short_ends(comment.strip()) if row.asks_comment else ""
    if len(words) > sealing.LONGEST_COMMENT:
        raise DomainError(_("At most 500 characters."), "comment")
    return sealing.Ballot(invitation.appraisal_id, invitation.source, places, words)


@transaction.atomic
def mix(round_id: int) -> int:
    """Write the whole box anew in the order of chance, once five ballots came since the last time.

    Returns how many ballots were moved. Safe to run twice or twice at once.
    """
    lock_key("ballot box", round_id)
    fresh = SealedBallot.objects.filter(round=round_id, round__state="open", is_mixed=False)
    if fresh[:LEAST].count() < LEAST:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(MIX, [round_id])
        return cursor.rowcount
