"""Who signs in, through the services; heads and all others, in bulk and without a password."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from departments.models import Appointment, Department, Person, RoleGrant, User
from departments.services.people import create_account
from departments.services.roles import delegate, grant_role
from perfmgmt.demo_city import people
from perfmgmt.demo_city.accounts import (
    ACCOUNTS,
    GRANTED_ON,
    LOANS,
    PASSWORD,
    TOTP_SECRET,
    Account,
)
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.organisation import NODES


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    at = Department.objects.in_bulk(field_name="code")
    users = open_sign_ins(at)
    users |= open_heads(at, [account.post for account in ACCOUNTS], content["accounts"])
    lend(users)
    open_staff(content["people"])
    numbers = {"accounts": User.objects.count(), "sign_ins": len(ACCOUNTS)}
    say(_("%(accounts)d accounts, of which %(sign_ins)d can sign in") % numbers)


def open_sign_ins(at: dict[str, Department]) -> dict[str, User]:
    """The accounts that have a password, by the post of their holder."""
    users = {}
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        user = open_account(account.post, account.username)
        User.objects.filter(pk=user.pk).update(password=password)
        add_second_step(user, account)
        grant_role(user, account.role, at[account.department], GRANTED_ON, by=None)
        users[account.post] = user
    return users


def open_account(post: str, username: str) -> User:
    person = Person.objects.get(staff_number=people.holder(post).number)
    return create_account(person, username, address(username), by=None)


def address(username: str) -> str:
    return f"{username}@linhu.example"


def add_second_step(user: User, account: Account) -> None:
    """Those whose role asks for it have their authenticator set up already."""
    if account.two_steps:
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": get_adapter().encrypt(TOTP_SECRET)},
        )


def open_heads(at: dict[str, Department], there: list[str], sha256: str) -> dict[str, User]:
    """Accounts and the role of manager for whoever answers for a department."""
    heads = {people.head_of(node).post: node for node in NODES}
    heads = {post: node for post, node in heads.items() if post not in there}
    numbers = {post: people.holder(post).number for post in heads}
    nobody = make_password(None)  # a password that nothing matches
    users = {
        post: User(username=number.lower(), email=address(number.lower()), password=nobody)
        for post, number in numbers.items()
    }
    load_in_bulk(User, list(users.values()), sha256)
    staff = Person.objects.in_bulk(numbers.values(), field_name="staff_number")
    for post, user in users.items():
        staff[numbers[post]].user = user
    Person.objects.bulk_update(staff.values(), ["user"])
    grants = [
        RoleGrant(
            user=users[post],
            role="manager",
            department=at[node.code],
            starts_on=people.ACTS_FROM if post == people.ACTING else GRANTED_ON,
            ends_on=people.ACTS_UNTIL if post == people.ACTING else None,
        )
        for post, node in heads.items()
    ]
    load_in_bulk(RoleGrant, grants, sha256)
    return users


def open_staff(sha256: str) -> None:
    """An account and the role of employee for everybody who holds a post today and had none."""
    held = Appointment.objects.in_force().filter(
        kind="substantive", person__user=None, person__ends_on=None
    )
    rows = list(held.select_related("person", "post").order_by("person__staff_number"))
    nobody = make_password(None)
    users = [
        User(username=name, email=address(name), password=nobody)
        for name in (row.person.staff_number.lower() for row in rows)
    ]
    load_in_bulk(User, users, sha256)
    for row, user in zip(rows, users, strict=True):
        row.person.user = user
    Person.objects.bulk_update([row.person for row in rows], ["user"])
    grants = [
        RoleGrant(
            user=user, role="employee", department_id=row.post.department_id, starts_on=GRANTED_ON
        )
        for row, user in zip(rows, users, strict=True)
    ]
    load_in_bulk(RoleGrant, grants, sha256)


def lend(users: dict[str, User]) -> None:
    """Roles lent by heads of departments."""
    for loan in LOANS:
        deputy = users.get(loan.to_post)
        if deputy is None:
            deputy = open_account(loan.to_post, people.holder(loan.to_post).number.lower())
        grant = RoleGrant.objects.get(user=users[f"{loan.department}/1"], role="manager")
        reason = both(loan.reason)
        delegate(grant, deputy, loan.starts_on, loan.ends_on, reason, by=None)
