"""Who may do what, where and how long: role grants and their lending."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import Delegation, Department, RoleGrant, User
from departments.services.errors import DepartmentError, insert
from departments.services.permission import OFFICE, Actor, holds_role, require_office

DAY = datetime.timedelta(days=1)


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    department: Department,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    *,
    by: Actor,
) -> RoleGrant:
    """Give `user` a role over the branch of `department`. Only its office may, never to itself."""
    require_office(by, department)
    if by is not None and by.pk == user.pk:
        raise DepartmentError(_("Nobody grants a role to himself. Ask another office."), "user")
    starts_on = starts_on or timezone.localdate()
    department = Department.objects.get(pk=department.pk)
    if department.ends_on is not None and (ends_on is None or ends_on > department.ends_on):
        raise DepartmentError(_("The department does not exist on all these days."), "ends_on")
    grant = insert(
        RoleGrant(user=user, role=role, department=department, starts_on=starts_on, ends_on=ends_on)
    )
    details = {
        "user": user.pk,
        "role": role,
        "department": department.code,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    record("departments.grant_role", grant, by=by, details=details)
    return grant


@transaction.atomic
def end_grant(grant: RoleGrant, *, on: datetime.date | None = None, by: Actor) -> None:
    """`on` is the last day of the role; none: it ends at once, before the next request.

    A role that began today and ends at once leaves no row; the ledger tells of it.
    """
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if by is not None and by.pk != grant.user_id:
        require_office(by, grant.department_id)
    last = on or timezone.localdate() - DAY
    if on is not None and on < timezone.localdate():
        raise DepartmentError(_("A role cannot end in the past."), "on")
    keep_an_office(RoleGrant.objects.filter(pk=grant.pk))
    details = {
        "user": grant.user_id,
        "role": grant.role,
        "before": {"ends_on": grant.ends_on},
        "after": {"ends_on": last},
    }
    if grant.starts_on > last:
        record("departments.end_grant", grant, by=by, details=details)
        grant.delegations.all().delete()
        grant.delete()
        return
    ahead = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=last), pk=grant.pk)
    if not ahead.update(ends_on=last):
        raise WrongState(_("The role ends on that day or earlier already."))
    record("departments.end_grant", grant, by=by, details=details)


def keep_an_office(ending: "QuerySet[RoleGrant]") -> None:
    """Refuse to end the last open role of performance office over a whole organisation."""
    offices = RoleGrant.objects.in_force().filter(
        role=OFFICE, department__parent=None, ends_on=None, user__is_active=True
    )
    here = offices.filter(pk__in=ending.values("pk"))
    if here.exists() and not offices.exclude(pk__in=ending.values("pk")).exists():
        raise DepartmentError(
            _("This is the last performance office. Grant the role to somebody else first.")
        )


@transaction.atomic
def delegate(
    grant: RoleGrant,
    to: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
    reason: str,
    *,
    by: Actor,
) -> Delegation:
    """Lend a role for some days: its holder may, or the office of its branch.

    What is lent cannot be lent again: a deputy is not the holder of the grant.
    """
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    own = by is not None and by.pk == grant.user_id
    if not own and by is not None and not may_arrange(by, grant):
        raise PermissionDenied
    if to.pk == grant.user_id:
        raise DepartmentError(_("The role is this user's already."), "to")
    if by is not None and to.pk == by.pk:
        raise DepartmentError(_("Nobody lends a role to himself."), "to")
    too_long = grant.ends_on is not None and ends_on > grant.ends_on
    if starts_on < grant.starts_on or too_long:
        raise DepartmentError(
            _("The role itself is not in force on all these days."),
            "ends_on" if too_long else "starts_on",
        )
    row = insert(
        Delegation(grant=grant, delegate=to, starts_on=starts_on, ends_on=ends_on, reason=reason)
    )
    details = {
        "grant": grant.pk,
        "delegate": to.pk,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    record("departments.delegate", row, by=by, details=details)
    return row


def may_arrange(by: User, grant: RoleGrant) -> bool:
    """The office of the branch, by a grant of its own: who acts as deputy lends nothing on."""
    kept = by.grants.in_force().filter(role=OFFICE)
    return Department.objects.filter(
        pk=grant.department_id, lineage__overlap=list(kept.values_list("department_id", flat=True))
    ).exists()


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Actor) -> None:
    """Take a lent role back at once. Its lender, its borrower or the office may."""
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    grant = RoleGrant.objects.get(pk=delegation.grant_id)
    concerned = by is None or by.pk in {grant.user_id, delegation.delegate_id}
    if not concerned and not holds_role(by, OFFICE, department=grant.department_id):
        raise PermissionDenied
    today = timezone.localdate()
    if delegation.ends_on < today:
        raise WrongState(_("The delegation has ended already."))
    details = {"grant": grant.pk, "before": {"ends_on": delegation.ends_on}}
    record("departments.end_delegation", delegation, by=by, details=details)
    if delegation.starts_on >= today:
        delegation.delete()
    else:
        Delegation.objects.filter(pk=delegation.pk).update(ends_on=today - DAY)
