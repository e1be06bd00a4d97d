"""A small government that most tests can share: four departments, one user per role.

    city ── bureau ── division        office, auditor, supervision: city
       └─── other                     manager, evaluator: bureau · employee: division

`stranger` holds an account and no grant. `client(role)` signs in past the second factor.
"""

import time
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Model
from django.test import Client

from departments.models import (
    Appointment,
    Department,
    DepartmentPlacement,
    Person,
    Post,
    RoleGrant,
    User,
)
from tests.factories import (
    LONG_AGO,
    PASSWORD,
    AppointmentFactory,
    PersonFactory,
    PostFactory,
    RoleGrantFactory,
)

ROLES = ("office", "manager", "employee", "evaluator", "auditor", "supervision")
EVERYBODY = ("anonymous", "stranger", *ROLES)


@dataclass(frozen=True)
class World:
    city: Department
    bureau: Department
    division: Department
    other: Department
    office: User
    manager: User
    employee: User
    evaluator: User
    auditor: User
    supervision: User
    stranger: User

    def user(self, role: str) -> User | None:
        return None if role == "anonymous" else getattr(self, role)

    def client(self, role: str) -> Client:
        """A browser signed in as `role`; not signed in for "anonymous"."""
        client = Client()
        if user := self.user(role):
            sign_in(client, user)
        return client

    def grant(self, role: str) -> RoleGrant:
        return RoleGrant.objects.get(user=self.user(role), role=role)

    def person(self, role: str) -> Person:
        return Person.objects.get(user=self.user(role))

    def appointment(self, role: str) -> Appointment:
        return Appointment.objects.get(person__user=self.user(role))


def sign_in(client: Client, user: User) -> Client:
    """Give `client` a session as if password and second factor had both been right."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        "account_authentication_methods_user": str(user.pk),
        "account_authentication_methods": [
            {"method": "password", "at": time.time()},
            {"method": "mfa", "type": "totp", "at": time.time()},
        ],
    })  # fmt: skip
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def sign_in_browser(context, live_server, user: User) -> None:
    """Give a Playwright browser context the session of `user`."""
    cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def build() -> World:
    """Everything in a dozen statements: most tests want it, and each wants it for itself."""
    ids = iter(new_ids(Department, 4))
    city = department(next(ids), "CITY", "City", "市政府")
    bureau = department(next(ids), "BUREAU", "Bureau", "住建局", city)
    division = department(next(ids), "DIVISION", "Division", "许可科", bureau)
    other = department(next(ids), "OTHER", "Other bureau", "水务局", city)
    departments = [city, bureau, division, other]
    Department.objects.bulk_create(departments)
    DepartmentPlacement.objects.bulk_create(
        DepartmentPlacement(department=place, parent=place.parent, starts_on=LONG_AGO)
        for place in departments
    )
    places = {
        "office": city, "auditor": city, "supervision": city,
        "manager": bureau, "evaluator": bureau, "employee": division,
    }  # fmt: skip
    users = members(places)
    return World(city, bureau, division, other, **users)


def new_ids(model: type[Model], count: int) -> list[int]:
    """Numbers that the database gives to nobody else: a lineage holds its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def department(
    pk: int, code: str, name: str, chinese: str, parent: Department | None = None
) -> Department:
    lineage = [*(parent.lineage if parent else []), pk]
    return Department(
        pk=pk, code=code, name=name, name_en=name, name_zh=chinese, parent=parent,
        lineage=lineage, level=len(lineage), starts_on=LONG_AGO,
    )  # fmt: skip


def members(places: dict[str, Department]) -> dict[str, User]:
    """A user per role with a person, a post (the manager's heads its department) and the role."""
    names = [*places, "stranger"]
    users = User.objects.bulk_create(
        User(username=name, email=f"{name}@example.org", password=hashed()) for name in names
    )
    accounts = dict(zip(names, users, strict=True))
    people = Person.objects.bulk_create(
        PersonFactory.build(
            user=accounts[role], name=f"The {role}", name_en=f"The {role}", name_zh=role
        )
        for role in places
    )
    posts = Post.objects.bulk_create(
        PostFactory.build(code=f"POST-{role}", department=place, is_head=role == "manager")
        for role, place in places.items()
    )
    Appointment.objects.bulk_create(
        AppointmentFactory.build(person=person, post=post)
        for person, post in zip(people, posts, strict=True)
    )
    RoleGrant.objects.bulk_create(
        RoleGrantFactory.build(user=accounts[role], role=role, department=place)
        for role, place in places.items()
    )
    return accounts


@cache
def hashed() -> str:
    return make_password(PASSWORD)
