"""Posts, people and appointments by the hundred; accounts, roles and loans through services."""

from collections.abc import Callable, Sequence
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils.translation import gettext as _

from audit.services import record
from departments.models import Appointment, Department, Person, Post, RoleGrant, User
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
from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.organisation import FOUNDED, NODES


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    posts = load_posts(content["posts"])
    staff = load_people(content["people"])
    load_appointments(posts, staff, content["appointments"])
    numbers = {"people": len(staff), "posts": len(posts)}
    say(_("%(people)d people in %(posts)d posts") % numbers)
    users = open_accounts(staff)
    lend(users)
    numbers = {"accounts": len(users), "sign_ins": len(ACCOUNTS)}
    say(_("%(accounts)d accounts, of which %(sign_ins)d can sign in") % numbers)


def named(text: Text) -> dict[str, str]:
    """The Chinese name is the official one."""
    return {"name": text.zh, "name_en": text.en, "name_zh": text.zh}


def load_in_bulk(kind: type[models.Model], rows: Sequence[Any], sha256: str) -> list[Any]:
    """Insert rows and tell the ledger how many and what their hash is."""
    made = kind.objects.bulk_create(rows, batch_size=1000)  # type: ignore[attr-defined]
    label = kind._meta.label  # noqa: SLF001 -- documented
    verb = f"{kind._meta.app_label}.load_demo"  # noqa: SLF001 -- documented
    record(verb, (label, "*"), by=None, details={"rows": len(made), "sha256": sha256})
    return list(made)


def load_posts(sha256: str) -> dict[str, Post]:
    at = Department.objects.in_bulk(field_name="code")
    rows = [
        Post(
            code=post.code,
            department=at[post.node.code],
            category=post.category,
            is_head=post.is_head,
            starts_on=FOUNDED,
            **named(post.name),
        )
        for post in people.posts()
    ]
    return {row.code: row for row in load_in_bulk(Post, rows, sha256)}


def load_people(sha256: str) -> dict[str, Person]:
    rows = [
        Person(staff_number=person.number, starts_on=person.since, **named(person.name))
        for person in people.people()
    ]
    return {row.staff_number: row for row in load_in_bulk(Person, rows, sha256)}


def load_appointments(posts: dict[str, Post], staff: dict[str, Person], sha256: str) -> None:
    rows = [
        Appointment(
            person=staff[held.person],
            post=posts[held.post],
            kind=held.kind,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
        )
        for held in people.holdings()
    ]
    load_in_bulk(Appointment, rows, sha256)


def open_accounts(staff: dict[str, Person]) -> dict[str, User]:
    """Accounts by post: those one can sign in with, then those of heads, without a password."""
    at = Department.objects.in_bulk(field_name="code")
    users: dict[str, User] = {}
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        user = open_account(staff, account.post, account.username)
        user.password = password
        user.save(update_fields=["password"])
        add_second_step(user, account)
        grant_role(user, account.role, at[account.department], GRANTED_ON, by=None)
        users[account.post] = user
    heads = {people.head_of(node).post: node for node in NODES}
    for post, node in heads.items():
        if post not in users:
            users[post] = open_account(staff, post, people.holder(post).number.lower())
            grant_role(users[post], RoleGrant.Role.MANAGER, at[node.code], GRANTED_ON, by=None)
    for loan in LOANS:
        if loan.to_post not in users:
            name = people.holder(loan.to_post).number.lower()
            users[loan.to_post] = open_account(staff, loan.to_post, name)
    return users


def open_account(staff: dict[str, Person], post: str, username: str) -> User:
    person = staff[people.holder(post).number]
    return create_account(person, username, f"{username}@linhu.example", by=None)


def add_second_step(user: User, account: Account) -> None:
    """Those whose role asks for it have their authenticator set up already."""
    if account.two_steps:
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": get_adapter().encrypt(TOTP_SECRET)},
        )


def lend(users: dict[str, User]) -> None:
    for loan in LOANS:
        grant = RoleGrant.objects.get(
            user=users[f"{loan.department}/1"], department__code=loan.department
        )
        reason = f"{loan.reason.en} · {loan.reason.zh}"
        delegate(grant, users[loan.to_post], loan.starts_on, loan.ends_on, reason, by=None)
