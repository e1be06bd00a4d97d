"""Proposing, querying and agreeing on a plan, each yes with a signature. V3 to V5."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisals.models import (
    Agreement,
    AgreementDeed,
    AgreementState,
    AgreementStep,
    Appraisal,
    Side,
    Signature,
)
from appraisals.services.agreements import (
    appraisal_for,
    findings_of,
    hold_planning,
    side_of,
)
from appraisals.services.contents import content_of, digest
from appraisals.services.handed_down import handed_down, is_up_to_date
from appraisals.services.telling import both_sides, tell
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, settle
from indicators.services.planning import clock

S = AgreementState


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps: from where to where, who takes it, and what it needs."""

    before: tuple[str, ...]
    after: str
    actor: str  # "either" side; "other" than proposed; "proposer" once it is proposed
    needs: tuple[str, ...] = ()  # "complete" weights and KPIs in force; "signed"; a "text"


STEPS = {
    AgreementDeed.PROPOSE: Step(
        (S.DRAFT, S.QUERIED), S.PROPOSED, "either", ("complete", "current", "signed")
    ),
    AgreementDeed.QUERY: Step((S.PROPOSED,), S.QUERIED, "other", ("text",)),
    AgreementDeed.AGREE: Step((S.PROPOSED,), S.AGREED, "other", ("complete", "signed")),
    AgreementDeed.WITHDRAW: Step((S.DRAFT, S.QUERIED, S.PROPOSED), S.WITHDRAWN, "proposer"),
}

TOLD = {
    AgreementDeed.PROPOSE: Code.PLAN_PROPOSED,
    AgreementDeed.QUERY: Code.PLAN_QUERIED,
    AgreementDeed.AGREE: Code.PLAN_AGREED,
    AgreementDeed.WITHDRAW: Code.PLAN_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Signing:
    """A fresh sign-in: how long ago it was by the clock of the web server."""

    age: datetime.timedelta

    @property
    def is_fresh(self) -> bool:
        return self.age <= datetime.timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def sentence() -> str:
    """What a signature says, in the language of the one who signs."""
    return _("I have read this performance agreement and agree to it.")


@transaction.atomic
def take_step(
    agreement: Agreement, deed: str, *, by: User, text: str = "",
    signing: Signing | None = None, seen: int | None = None,
) -> Agreement:  # fmt: skip
    """Take one step of the table. Of two at once the second gets WrongState.

    `seen` is the version that the page showed.
    Errors: PermissionDenied; WrongState; DomainError for weights that are not complete, KPIs that
    changed meanwhile, a query without words, or a signature without a fresh sign-in.
    """
    step = STEPS[AgreementDeed(deed)]
    appraisal = appraisal_for(agreement.appraisal_id)
    side = side_of(appraisal, by)
    hold_planning(appraisal, amends=agreement.supersedes_id is not None)
    held = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    held.appraisal = appraisal
    if held.state not in step.before or (seen is not None and seen != held.version):
        raise too_late(held)
    require_actor(step, held, side, by)
    meet_needs(step, held, text.strip(), signing)
    before, now = held.state, clock()
    if deed == AgreementDeed.PROPOSE:
        put_forward(held, side, by, now)
    if deed == AgreementDeed.AGREE:
        held.agreed_by, held.agreed_at = by, now
    if signing is not None and "signed" in step.needs:
        sign(held, side, signing, now, by=by)
    if deed == AgreementDeed.AGREE and held.supersedes is not None:
        supersede(held.supersedes)
    held.state, held.version = step.after, held.version + 1
    held.save()
    AgreementStep.objects.create(agreement=held, deed=deed, by=by, at=now, text=text.strip())
    details = {
        "before": before, "after": step.after, "appraisal": appraisal.pk, "side": side,
        "round": held.round, "sha256": held.sha256,
    }  # fmt: skip
    audit.record(f"appraisals.{deed}_agreement", held, by=by, details=details)
    tell_sides(held, AgreementDeed(deed), before, by=by)
    return held


def tell_sides(held: Agreement, deed: AgreementDeed, before: str, *, by: User) -> None:
    """What was told before is overtaken; a draft that is put away concerns nobody else."""
    appraisal = held.appraisal
    settle(TOLD.values(), [held.pk])
    if deed == AgreementDeed.AGREE:
        settle([Code.PLAN_DUE], [appraisal.pk])
    if deed != AgreementDeed.WITHDRAW or before == S.PROPOSED:
        matter = Matter(TOLD[deed], "appraisals:plan", occasion=str(held.version))
        tell(matter, appraisal, both_sides(appraisal), about=held.pk, place=appraisal.pk, by=by)


def require_actor(step: Step, held: Agreement, side: str, by: User) -> None:
    """The other side than the one that proposed decides; only who proposed takes it back."""
    if held.state != S.PROPOSED or step.actor == "either":
        return
    own = held.proposed_as == side
    if step.actor == "other" and (own or held.proposed_by_id == by.pk):
        raise PermissionDenied(_("You proposed this plan: the other side decides."))
    if step.actor == "proposer" and not own:
        raise PermissionDenied(_("Only the side that proposed this plan takes it back."))


def meet_needs(step: Step, held: Agreement, text: str, signing: Signing | None) -> None:
    if "text" in step.needs and not text:
        raise DomainError(_("Say what is to be changed before you can agree."), "text")
    if "complete" in step.needs and findings_of(held):
        raise DomainError(
            _("The weights are not complete: they must sum to exactly 100, and in each aspect to "
              "its share. Mend what is named on the page, save, and propose it again.")
        )  # fmt: skip
    if "current" in step.needs:
        lines = held.lines.select_related("target", "contribution")
        if not is_up_to_date(lines, handed_down(held.appraisal)):
            raise DomainError(
                _("The KPIs from above have changed. Take them over again before you propose.")
            )
    if "signed" in step.needs and (signing is None or not signing.is_fresh):
        raise DomainError(_("To sign, confirm first that it is you: sign in once more."))


def put_forward(held: Agreement, side: str, by: User, now: datetime.datetime) -> None:
    """Freeze the content: from here on both sides speak of the same text."""
    held.content = content_of(held)
    held.sha256 = digest(held.content)
    held.round += 1
    held.proposed_as, held.proposed_by, held.proposed_at = side, by, now


def sign(
    held: Agreement, side: str, signing: Signing, now: datetime.datetime, *, by: User
) -> Signature:
    """The yes of one side, in the same transaction as the step and the ledger.

    Errors: WrongState when what stands here is not the content that was proposed.
    """
    if digest(content_of(held)) != held.sha256:
        raise WrongState(_("This plan is no longer what was proposed. Reload the page and look."))
    age = max(signing.age, datetime.timedelta())
    row = Signature.objects.create(
        agreement=held, round=held.round, side=side, by=by, sentence=sentence(),
        language=get_language() or settings.LANGUAGE_CODE, sha256=held.sha256,
        signed_in_at=now - age, at=now,
    )  # fmt: skip
    details: dict[str, Any] = {
        "agreement": held.pk, "side": side, "round": held.round, "sha256": held.sha256,
        "sentence": row.sentence, "language": row.language, "signed_in_at": row.signed_in_at,
    }  # fmt: skip
    audit.record("appraisals.sign_agreement", row, by=by, details=details)
    return row


def supersede(old: Agreement) -> None:
    """End the one that held until now, in the same transaction. Rule V5."""
    ended = Agreement.objects.filter(pk=old.pk, state=S.AGREED).update(
        state=S.SUPERSEDED, version=F("version") + 1
    )
    if not ended:
        raise WrongState(_("Another plan is in force by now. Reload the page and look."))


def too_late(held: Agreement) -> WrongState:
    return WrongState(
        _("This plan is “%(state)s” now: somebody else was first. Reload the page and look.")
        % {"state": S(held.state).label}
    )


def allowed(agreement: Agreement, appraisal: Appraisal, user: User) -> list[AgreementDeed]:
    """The deeds that `user` may do now; the page shows these buttons and no others."""
    try:
        side = side_of(appraisal, user)
    except PermissionDenied:
        return []
    found = []
    for deed, step in STEPS.items():
        try:
            require_actor(step, agreement, side, user)
        except PermissionDenied:
            continue
        if agreement.state in step.before:
            found.append(deed)
    return found


__all__ = ["STEPS", "Side", "Signing", "allowed", "sentence", "take_step"]
