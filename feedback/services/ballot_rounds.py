"""Setting up, opening and closing the ballots of a cycle. Rules: docs/ballots.md, B1 to B5."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, AppraisalCycle, CycleState, Phase
from appraisals.services import hold_phase
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, notify_all, require_office
from feedback import sealing
from feedback.models import (
    BallotInvitation,
    BallotQuestion,
    BallotRound,
    BallotSource,
    RoundState,
    SmallGroups,
)
from feedback.services.ballot_rules import leasts_of, scales_of, weighed
from indicators.services.errors import checked, lock_key

INVITE = Path(__file__).parents[1] / "sql" / "invite.sql"
FIELDS = ("sources", "scale", "small_groups", "most", "asks_comment")
MOST_QUESTIONS = 10
REMINDED = (-7, -2)  # days from the last one
Question = tuple[str, str]  # in English, in Chinese


@cache
def statement() -> str:
    return INVITE.read_text(encoding="utf-8")


@transaction.atomic
def create_round(
    cycle: AppraisalCycle, *, questions: Sequence[Question], by: User | None, **fields: Any
) -> BallotRound:
    """The ballots of a running cycle, being set up, with everybody invited whom the rules name.

    Errors: WrongState unless the cycle runs; DomainError at its field.
    """
    require_office(by, cycle.department)
    if cycle.state != CycleState.RUNNING:
        raise WrongState(_("Ballots belong to a running cycle of appraisal."))
    lock_key("ballot round", cycle.pk)
    if BallotRound.objects.filter(appraisal_cycle=cycle).exists():
        raise DomainError(_("This cycle has its ballots already."))
    row = BallotRound(appraisal_cycle=cycle, **fields)
    check(row, questions)
    row.save(force_insert=True)
    write_questions(row, questions)
    audit.record("feedback.create_round", row, by=by, details=facts(row, questions))
    invite(row, by=by)
    return row


def check(row: BallotRound, questions: Sequence[Question]) -> None:
    checked(row, leave=["appraisal_cycle", "id"])
    if row.scale not in scales_of(row.appraisal_cycle):
        raise DomainError(_("The policy pack has no such scale."), "scale")
    if row.small_groups == SmallGroups.MERGE and BallotSource.PEERS not in row.sources:
        raise DomainError(
            _("Small groups are counted with colleagues of the same unit: ask those as well."),
            "small_groups",
        )
    if not 0 < len(questions) <= MOST_QUESTIONS:
        raise DomainError(_("Ask one to ten questions, each on a line of its own."), "questions")


def write_questions(row: BallotRound, questions: Sequence[Question]) -> None:
    BallotQuestion.objects.bulk_create(
        BallotQuestion(round=row, place=place, name_en=english, name_zh=chinese)
        for place, (english, chinese) in enumerate(questions)
    )


def facts(row: BallotRound, questions: Sequence[Question]) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in FIELDS}
    return named | {"cycle": row.appraisal_cycle_id, "questions": len(questions)}


@transaction.atomic
def change_round(
    row: BallotRound, fields: Mapping[str, Any], questions: Sequence[Question], *, by: User | None
) -> BallotRound:
    """Change ballots that are being set up, and invite anew; whoever was added by hand stays."""
    held = held_draft(row, by)
    for name in FIELDS:
        if name in fields:
            setattr(held, name, fields[name])
    check(held, questions)
    held.save(update_fields=FIELDS)
    held.questions.all().delete()
    write_questions(held, questions)
    audit.record("feedback.change_round", held, by=by, details=facts(held, questions))
    invite(held, by=by)
    return held


def held_draft(row: BallotRound, by: User | None) -> BallotRound:
    """The row, locked, while it is being set up: from the opening on nobody joins or leaves."""
    held = held_round(row, by)
    if held.state != RoundState.DRAFT:
        raise WrongState(
            _("These ballots are open already: who is asked does not change any more.")
        )
    return held


def held_round(row: BallotRound, by: User | None) -> BallotRound:
    held = BallotRound.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle__department", "appraisal_cycle__cycle__period"
    ).get(pk=row.pk)  # fmt: skip
    require_office(by, held.appraisal_cycle.department)
    return held


@transaction.atomic
def invite(row: BallotRound, *, by: User | None) -> int:
    """Ask whom the rules name, as posts and superiors stand today; returns how many pages that is.

    One statement, however many people there are. Whoever was added by hand stays; whoever was
    taken out by hand comes back.
    """
    held = held_draft(row, by)
    held.invitations.filter(by_hand=False).delete()
    cycle, leasts = held.appraisal_cycle, leasts_of(held)
    categories, weights = weighed(cycle)
    values: dict[str, Any] = {
        "cycle": cycle.pk, "round": held.pk, "year": cycle.cycle_id, "today": timezone.localdate(),
        "first": cycle.cycle.period.starts_on, "sources": list(leasts),
        "leasts": list(leasts.values()), "most": held.most, "weighed": categories,
        "weights": weights, "merge": held.small_groups == SmallGroups.MERGE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement(), values)
        asked, subjects, digest = cursor.fetchone()
    details = {"asked": asked, "subjects": subjects, "sha256": digest}
    audit.record("feedback.invite", held, by=by, details=details)
    return int(asked)


@transaction.atomic
def add_voter(
    row: BallotRound, appraisal: Appraisal, voter: User, source: str, *, by: User | None
) -> BallotInvitation:
    """Ask one more about a subject, before the ballots open.

    Errors: DomainError at `voter` for the subject himself and his superiors, and for a second time.
    """
    held = held_draft(row, by)
    superiors = (appraisal.appraiser_id, appraisal.second_appraiser_id)
    if voter.pk == appraisal.subject_user_id:
        raise DomainError(_("Nobody votes on himself."), "voter")
    if voter.pk in superiors:
        raise DomainError(_("A superior appraises by name and does not vote."), "voter")
    if source not in held.sources or appraisal.appraisal_cycle_id != held.appraisal_cycle_id:
        raise DomainError(_("Choose one of the kinds that are asked."), "source")
    new = BallotInvitation(
        round=held, appraisal=appraisal, voter=voter, source=source, by_hand=True
    )
    if held.invitations.filter(appraisal=appraisal, voter=voter).exists():
        raise DomainError(_("This person is asked about this subject already."), "voter")
    new.save(force_insert=True)
    details = {"appraisal": appraisal.pk, "voter": voter.pk, "source": source}
    audit.record("feedback.add_voter", held, by=by, details=details)
    return new


@transaction.atomic
def remove_voter(invitation: BallotInvitation, *, by: User | None) -> None:
    """Do not ask this one about this subject. A second time changes nothing."""
    held = held_draft(invitation.round, by)
    gone, _each = held.invitations.filter(pk=invitation.pk).delete()
    if gone:
        details = {
            "appraisal": invitation.appraisal_id, "voter": invitation.voter_id,
            "source": invitation.source,
        }  # fmt: skip
        audit.record("feedback.remove_voter", held, by=by, details=details)


@transaction.atomic
def open_round(row: BallotRound, *, by: User | None) -> BallotRound:
    """Make the keys of the box and let people vote, in the phase of evaluation.

    Errors: WrongState unless that phase is open; DomainError when nobody is asked.
    """
    hold_phase(row.appraisal_cycle_id, "evaluation")
    held = held_draft(row, by)
    if not held.invitations.exists():
        raise DomainError(_("Nobody is asked: no group reaches five. Add people by hand."))
    held.state = RoundState.OPEN
    held.public_key, held.private_key = sealing.new_keys(settings.SECRET_KEY, name_of(held))
    held.save(update_fields=["state", "public_key", "private_key"])
    details = {"asked": held.invitations.count()}
    audit.record("feedback.open_round", held, by=by, details=details)
    tell_voters(held, Matter(Code.BALLOT_ASKED, "feedback:ballots"), by=by)
    return held


def tell_voters(held: BallotRound, matter: Matter, *, by: User | None) -> int:
    """Everybody who is asked, once; about whom is not named. Also who has voted: a row that is not
    there would say when he did."""
    return notify_all(matter, held.invitations.all(), "voter", about="round", by=by)


def remind_voters(today: datetime.date | None = None) -> int:
    """Tell of the last day of open ballots, a week and two days before. For beat; may run again."""
    day = today or timezone.localdate(timezone=timezone.get_default_timezone())
    ends = Phase.objects.filter(kind="evaluation", state="open")
    rows = BallotRound.objects.filter(
        state=RoundState.OPEN, appraisal_cycle__phases__in=ends
    ).annotate(last_day=F("appraisal_cycle__phases__ends_on"))
    told = 0
    for row in rows.order_by("pk"):
        reached = [n for n in REMINDED if n <= (day - row.last_day).days <= 0]
        if reached:
            occasion = f"{max(reached)} {row.last_day.isoformat()}"
            matter = Matter(
                Code.BALLOT_DUE, "feedback:ballots", occasion=occasion, day=row.last_day
            )
            told += tell_voters(row, matter, by=None)
    return told


def name_of(row: BallotRound) -> bytes:
    """What keys and ballots are bound to: they open for this round and no other."""
    return f"ballots {row.pk}".encode()


@transaction.atomic
def close_round(row: BallotRound, *, by: User | None) -> BallotRound:
    """No more ballots; waits for whoever is voting at this moment. The count follows by itself.

    A second time changes nothing. Errors: WrongState before the opening.
    """
    held = held_round(row, by)
    if held.state == RoundState.DRAFT:
        raise WrongState(_("These ballots were never opened."))
    if held.state == RoundState.OPEN:
        held.state = RoundState.CLOSED
        held.save(update_fields=["state"])
        audit.record("feedback.close_round", held, by=by, details={})
    return held
