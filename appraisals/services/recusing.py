"""Who stands aside, who is named, who steps in. Rules: docs/evaluation.md, V7."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, CalibrationMember, Evaluation, Recusal, Source
from appraisals.models.evaluation import FORMER, SIGNED, SINGLE
from appraisals.participation import Share
from appraisals.services.enrolment import choose_appraiser, held_appraisal
from appraisals.services.evaluating import sides_of
from appraisals.services.policy import rules_of
from appraisals.services.shares import shares_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office
from indicators.services.errors import checked
from indicators.services.planning import clock

# Why somebody else appraises; in both languages, for it is stored.
STOOD_ASIDE = "Stood aside. · 已回避。"


@transaction.atomic
def declare_conflict(
    appraisal: Appraisal, reason: str, *, by: User, user: User | None = None
) -> Recusal:
    """`user` (oneself unless the office orders it) stands aside for this subject, for good.

    Errors: PermissionDenied for somebody who has no part in it; DomainError without a reason;
    WrongState when what he handed in is to be taken back first.
    """
    held = Appraisal.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle__department"
    ).get(pk=appraisal.pk)  # fmt: skip
    who = user or by
    if who != by:
        require_office(by, held.appraisal_cycle.department)
    if held.recusals.filter(user=who).exists():
        raise DomainError(_("This person stands aside already."), "user")
    if not (sides_of(held, who) or sits(held, who)):
        raise PermissionDenied(_("You have no part in this evaluation."))
    if not reason.strip():
        raise DomainError(_("Say why."), "reason")
    mine = Evaluation.objects.filter(appraisal=held, evaluator=who)
    if mine.handed_in().exists():
        raise WrongState(_("Take back what is handed in first."))
    row = Recusal(
        appraisal=held, user=who, reason=reason.strip(), declared_by=by, declared_at=clock()
    )
    checked(row, leave=["appraisal", "user", "declared_by", "declared_at"])
    mine.update(draft={})
    row.save(force_insert=True)
    details = {"appraisal": held.pk, "user": who.pk, "ordered": who != by}
    audit.record("appraisals.declare_conflict", row, by=by, details=details)
    return row


def sits(held: Appraisal, user: User) -> bool:
    rows = CalibrationMember.objects.filter(user=user)
    return rows.filter(session__entries__appraisal=held).exists()


@transaction.atomic
def replace_evaluator(recusal: Recusal, user: User, *, by: User | None) -> Appraisal:
    """Somebody else is the superior in place of who stood aside.

    Errors: PermissionDenied; DomainError for somebody who stands aside too, or would be his own;
    WrongState when somebody was named already.
    """
    held = held_appraisal(recusal.appraisal, by)
    if held.recusals.filter(user=user).exists():
        raise DomainError(_("This person stands aside already."), "user")
    first, second = held.appraiser, held.second_appraiser
    if recusal.user_id not in {held.appraiser_id, held.second_appraiser_id}:
        raise WrongState(_("Somebody else was named already."))
    if recusal.user_id == held.appraiser_id:
        first = user
        second = None if second == user else second
    else:
        second = user
    return choose_appraiser(held, first, second, reason=STOOD_ASIDE, by=by)


@transaction.atomic
def name_evaluator(appraisal: Appraisal, source: str, user: User, *, by: User | None) -> Evaluation:
    """Name a leader or a third party who evaluates this subject. The same again changes nothing.

    Errors: PermissionDenied; DomainError for oneself, for who stands aside, for another side.
    """
    held = held_by_office(appraisal, user, by)
    if source not in SIGNED or source in SINGLE:
        raise DomainError(_("Only leaders and third parties are named."), "source")
    row, made = Evaluation.objects.get_or_create(
        appraisal=held, source=Source(source), evaluator=user, defaults={"named_by": by}
    )
    if made:
        details = {"appraisal": held.pk, "source": source, "user": user.pk}
        audit.record("appraisals.name_evaluator", row, by=by, details=details)
    return row


def held_by_office(appraisal: Appraisal, user: User, by: User | None) -> Appraisal:
    """The subject, held, when the office may name `user` to evaluate it."""
    held = Appraisal.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle__department", "appraisal_cycle__policy"
    ).get(pk=appraisal.pk)  # fmt: skip
    require_office(by, held.appraisal_cycle.department)
    if user.pk == held.subject_user_id or (by is not None and by.pk == held.subject_user_id):
        raise DomainError(_("Nobody appraises himself."), "user")
    if held.recusals.filter(user=user).exists():
        raise DomainError(_("This person stands aside already."), "user")
    return held


def former_units(appraisal: Appraisal) -> list[Share]:
    """Where somebody worked before, long enough to be rated. Rule V12."""
    least = int(rules_of(appraisal.appraisal_cycle).appraising.minimum_days.value)
    return [
        one
        for one in shares_of([appraisal]).get(appraisal.pk, ())
        if one.unit != appraisal.unit_id and one.days >= least
    ]


@transaction.atomic
def name_former_superior(
    appraisal: Appraisal, unit: int, user: User, *, by: User | None
) -> Evaluation:
    """Name who led somebody in another unit before, to evaluate that part. The same again changes
    nothing.

    Errors: PermissionDenied; DomainError for oneself, for the superior of now, for who stands
    aside, for a unit in which he worked too short, or for which another one is named.
    """
    held = held_by_office(appraisal, user, by)
    if user.pk == held.appraiser_id:
        raise DomainError(_("The superior of now speaks for the whole time already."), "user")
    if unit not in {one.unit for one in former_units(held)}:
        raise DomainError(_("Choose a unit in which he worked long enough before."), "source")
    rows = Evaluation.objects.filter(appraisal=held, source=FORMER)
    if (there := rows.filter(unit=unit, evaluator=user).first()) is not None:
        return there
    row = Evaluation(appraisal=held, source=FORMER, unit_id=unit, evaluator=user, named_by=by)
    checked(row, leave=["named_by", "draft"])
    row.save(force_insert=True)
    details = {"appraisal": held.pk, "unit": unit, "user": user.pk}
    audit.record("appraisals.name_former_superior", row, by=by, details=details)
    return row
