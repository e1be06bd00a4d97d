"""A small government that most tests can share: four departments, one user per role.

    city ── bureau ── division        office, auditor, supervision: city
       └─── other                     manager, evaluator: bureau · employee: division

`stranger` holds an account and no grant. `client(role)` signs in past the second factor.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from departments.models import Appointment, Department, Person, RoleGrant, User
from tests.factories import (
    AppointmentFactory,
    DepartmentFactory,
    PersonFactory,
    PostFactory,
    RoleGrantFactory,
    UserFactory,
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
    """Sign `user` in as if password and second factor had both been right."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session.save()
    return client


def sign_in_browser(context, live_server, user: User) -> None:
    """Give a Playwright browser context the session of `user`."""
    cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def build() -> World:
    city = DepartmentFactory(code="CITY", name="City", name_en="City", name_zh="市政府")
    bureau = DepartmentFactory(
        code="BUREAU", name="Bureau", name_en="Bureau", name_zh="住建局", parent=city
    )
    division = DepartmentFactory(
        code="DIVISION", name="Division", name_en="Division", name_zh="许可科", parent=bureau
    )
    other = DepartmentFactory(
        code="OTHER", name="Other bureau", name_en="Other bureau", name_zh="水务局", parent=city
    )
    places = {
        "office": city, "auditor": city, "supervision": city,
        "manager": bureau, "evaluator": bureau, "employee": division,
    }  # fmt: skip
    users = {role: member(role, place) for role, place in places.items()}
    return World(city, bureau, division, other, stranger=UserFactory(username="stranger"), **users)


def member(role: str, department: Department) -> User:
    """A user with a person, a post in `department` (the manager's heads it) and the role."""
    user = UserFactory(username=role)
    person = PersonFactory(user=user, name=f"The {role}", name_en=f"The {role}", name_zh=role)
    post = PostFactory(code=f"POST-{role}", department=department, is_head=role == "manager")
    AppointmentFactory(person=person, post=post)
    RoleGrantFactory(user=user, role=role, department=department)
    return user
