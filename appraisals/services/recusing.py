"""Who stands aside, who is named, who steps in. Rules: docs/evaluation.md, V7."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, CalibrationMember, Evaluation, Recusal, Source
from appraisals.models.evaluation import SIGNED, SINGLE
from appraisals.services.enrolment import choose_appraiser
from appraisals.services.evaluating import sides_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office
from indicators.services.errors import checked
from indicators.services.planning import clock


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
    held = recusal.appraisal
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
    return choose_appraiser(held, first, second, reason=_("Stood aside."), by=by)


@transaction.atomic
def name_evaluator(appraisal: Appraisal, source: str, user: User, *, by: User | None) -> Evaluation:
    """Name a leader or a third party who evaluates this subject. The same again changes nothing.

    Errors: PermissionDenied; DomainError for oneself, for who stands aside, for another side.
    """
    held = Appraisal.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle__department"
    ).get(pk=appraisal.pk)  # fmt: skip
    require_office(by, held.appraisal_cycle.department)
    if source not in SIGNED or source in SINGLE:
        raise DomainError(_("Only leaders and third parties are named."), "source")
    if user.pk == held.subject_user_id or (by is not None and by.pk == held.subject_user_id):
        raise DomainError(_("Nobody appraises himself."), "user")
    if held.recusals.filter(user=user).exists():
        raise DomainError(_("This person stands aside already."), "user")
    row, made = Evaluation.objects.get_or_create(
        appraisal=held, source=Source(source), evaluator=user, defaults={"named_by": by}
    )
    if made:
        details = {"appraisal": held.pk, "source": source, "user": user.pk}
        audit.record("appraisals.name_evaluator", row, by=by, details=details)
    return row
