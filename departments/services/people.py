"""People, their accounts and their appointments. The ledger keeps numbers, no names of people."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import Appointment, Delegation, Person, Post, RoleGrant, User
from departments.services.errors import DepartmentError, change, insert
from departments.services.permission import Actor, holds_role_at_root, require_office
from departments.services.roles import keep_an_office

ACTING = Appointment.Kind.ACTING
SUBSTANTIVE = Appointment.Kind.SUBSTANTIVE


@transaction.atomic
def create_person(
    staff_number: str,
    name: str = "",
    name_en: str = "",
    name_zh: str = "",
    starts_on: datetime.date | None = None,
    *,
    user: User | None = None,
    by: Actor,
) -> Person:
    """Somebody who works here from `starts_on` (default: today)."""
    require_office(by)
    if not (name or name_en or name_zh):
        raise DepartmentError(_("Give the person a name."), "name")
    person = insert(
        Person(
            staff_number=staff_number,
            name=name,
            name_en=name_en,
            name_zh=name_zh,
            user=user,
            starts_on=starts_on or timezone.localdate(),
        )
    )
    details = {"staff_number": staff_number, "user": user and user.pk}
    record("departments.create_person", person, by=by, details=details)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, seen: str | None = None, **values: Any) -> Person:
    """Change the names. The ledger says which, not what they were."""
    require_office(by)
    if unknown := values.keys() - {"name", "name_en", "name_zh"}:
        raise TypeError(f"change_person cannot change {', '.join(sorted(unknown))}")
    if not any(values.get(key, getattr(person, key)) for key in ("name", "name_en", "name_zh")):
        raise DepartmentError(_("Give the person a name."), "name")
    return change(person, values, verb="departments.change_person", by=by, seen=seen, private=True)


@transaction.atomic
def create_account(person: Person, username: str, email: str = "", *, by: Actor) -> User:
    """An account for `person`, without a password: he sets it with the link he is given."""
    require_office(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id:
        raise WrongState(_("This person has an account already."))
    user = User(username=username, email=email)
    user.set_unusable_password()
    insert(user)
    Person.objects.filter(pk=person.pk).update(user=user)
    record("departments.create_account", user, by=by, details={"person": person.pk})
    return user


@transaction.atomic
def link_account(person: Person, user: User | None, *, by: Actor) -> Person:
    """Say which account is the person's; None takes the link away."""
    require_office(by)
    if user is not None and Person.objects.filter(user=user).exclude(pk=person.pk).exists():
        raise DepartmentError(_("This account belongs to somebody else."), "user")
    return change(person, {"user": user}, verb="departments.link_account", by=by)


@transaction.atomic
def appoint(
    person: Person,
    post: Post,
    kind: str = SUBSTANTIVE,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    *,
    by: Actor,
) -> Appointment:
    """Put `person` into `post`. Acting is for posts that head a department, and ends."""
    post = Post.objects.select_for_update().select_related("department").get(pk=post.pk)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require_office(by, post.department)
    starts_on = starts_on or timezone.localdate()
    if kind == ACTING and not post.is_head:
        raise DepartmentError(_("Only a post that heads a department is acted in."), "kind")
    check_within(post, starts_on, ends_on, _("The post does not exist on all these days."))
    check_within(person, starts_on, ends_on, _("The person is not employed on all these days."))
    appointment = insert(
        Appointment(person=person, post=post, kind=kind, starts_on=starts_on, ends_on=ends_on)
    )
    details = {
        "person": person.pk,
        "post": post.code,
        "kind": kind,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    record("departments.appoint", appointment, by=by, details=details)
    return appointment


def check_within(
    row: Person | Post, starts_on: datetime.date, ends_on: datetime.date | None, message: str
) -> None:
    if starts_on < row.starts_on:
        raise DepartmentError(message, "starts_on")
    if row.ends_on is not None and (ends_on is None or ends_on > row.ends_on):
        raise DepartmentError(message, "ends_on")


@transaction.atomic
def end_appointment(appointment: Appointment, *, on: datetime.date, by: Actor) -> Appointment:
    """`on` is the last day in the post; it may be moved while it lies ahead, never lengthened."""
    appointment = Appointment.objects.select_related("post", "person").get(pk=appointment.pk)
    require_office(by, appointment.post.department_id)
    if on < appointment.starts_on:
        raise DepartmentError(_("The end date must not lie before the start date."), "on")
    ahead = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), pk=appointment.pk)
    if not ahead.update(ends_on=on):
        raise WrongState(_("The appointment ends on that day or earlier already."))
    details = {"before": {"ends_on": appointment.ends_on}, "after": {"ends_on": on}}
    record("departments.end_appointment", appointment, by=by, details=details)
    return Appointment.objects.get(pk=appointment.pk)


@transaction.atomic
def end_employment(person: Person, *, on: datetime.date, by: Actor) -> Person:
    """`on` is the last day: appointments, roles and delegations end with it, and the account."""
    require_office(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if on < person.starts_on:
        raise DepartmentError(_("The end date must not lie before the start date."), "on")
    if person.ends_on is not None and person.ends_on <= on:
        raise WrongState(_("The employment ends on that day or earlier already."))
    later = Q(ends_on=None) | Q(ends_on__gt=on)
    rows: dict[str, Any] = {"appointments": person.appointments.filter(later)}
    if person.user_id:
        rows["grants"] = RoleGrant.objects.filter(later, user=person.user_id)
        rows["delegations"] = Delegation.objects.filter(later, delegate=person.user_id)
        keep_an_office(rows["grants"])
    ahead = [name for name, found in rows.items() if found.filter(starts_on__gt=on).exists()]
    if ahead:
        raise DepartmentError(
            _("Something of this person begins after that day. End it first."), "on"
        )
    ended = {name: found.update(ends_on=on) for name, found in rows.items()}
    Person.objects.filter(pk=person.pk).update(ends_on=on)
    if person.user_id and on < timezone.localdate():
        User.objects.filter(pk=person.user_id).update(is_active=False)
    record("departments.end_employment", person, by=by, details={"on": on, "ended": ended})
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def issue_sign_in_link(user: User, *, by: Actor) -> None:
    """Put on record that somebody was given a link to set the password of `user`.

    Refused for whoever keeps or checks the whole unless the house itself asks: such an account
    is set up again on the machine, so that one office cannot become another.
    """
    require_office(by)
    if by is not None and by.pk == user.pk:
        raise DepartmentError(_("A link is for the account of somebody else."))
    if user.has_usable_password() and holds_role_at_root(user, "office", "auditor", "supervision"):
        raise DepartmentError(
            _("This account keeps or checks the whole. Only the machine's keeper may reset it.")
        )
    record("departments.issue_sign_in_link", user, by=by, details={})
