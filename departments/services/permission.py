"""Deeds: who may do what, asked by every service before it writes. Rule A8."""

from typing import Any

from django.core.exceptions import PermissionDenied

from departments.models import Department, RoleGrant, User
from departments.queries import kept_grants

OFFICE = RoleGrant.Role.OFFICE
# The house itself acts: a command on the machine, whose user may change the database anyway.
Actor = User | None


def held_roles(user: Any) -> frozenset[str]:
    """The roles `user` holds today somewhere, his own or lent to him (rule A2).

    Asked once for a user who came with a request; any other user is asked about each time.
    """
    if not user.is_authenticated:
        return frozenset()
    kept = kept_grants(user)
    if kept is None:
        return frozenset(RoleGrant.objects.held_by(user).values_list("role", flat=True))
    return frozenset(grant.role for grant in kept)


def holds_role(user: Any, *roles: str, department: Department | int | None = None) -> bool:
    """Whether `user` holds one of `roles` today, over `department` when one is named.

    A grant over a branch counts for every department in it; a lent grant counts (rule A2).
    """
    if not user.is_authenticated:
        return False
    if department is None:
        return not held_roles(user).isdisjoint(roles)
    return (
        Department.objects.led_by(user, *roles)
        .filter(pk=getattr(department, "pk", department))
        .exists()
    )


def holds_role_at_root(user: Any, *roles: str) -> bool:
    """Whether `user` holds one of `roles` over a whole organisation today."""
    if not user.is_authenticated:
        return False
    return RoleGrant.objects.held_by(user).filter(role__in=roles, department__parent=None).exists()


def require_role(by: Actor, department: Department | int, *roles: str) -> None:
    """Raise PermissionDenied unless `by` holds one of `roles` over `department` today."""
    if by is not None and not holds_role(by, *roles, department=department):
        raise PermissionDenied


def require_office(by: Actor, department: Department | int | None = None) -> None:
    """Raise PermissionDenied unless `by` is the performance office of `department`.

    Without a department: of a whole organisation, for what belongs to no branch.
    """
    if department is not None:
        require_role(by, department, OFFICE)
    elif by is not None and not holds_role_at_root(by, OFFICE):
        raise PermissionDenied
