"""`load_people`: people, their accounts, posts, appointments and roles from a file."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import Appointment, Department, Person, Post, RoleGrant, User
from departments.services.errors import DepartmentError
from departments.services.loading import merge_people as merge
from departments.services.loading.plan import Plan, start
from departments.services.loading.read_people import COLUMNS, REQUIRED, PersonLine, read_lines
from departments.services.loading.spells import Book, stored
from departments.services.loading.write_people import write
from departments.services.permission import Actor, require_office
from departments.services.tree import lock_tree
from departments.tables import Table

__all__ = ["COLUMNS", "REQUIRED", "PeoplePlan", "load_people", "plan_people"]


@dataclass
class PeoplePlan(Plan):
    """The rows as they would stand; those without a primary key are new."""

    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by staff number
    users: dict[str, User] = field(default_factory=dict)  # by user name
    posts: dict[str, Post] = field(default_factory=dict)  # by code
    appointments: Book = field(default_factory=Book)  # who: staff number, what: post code
    grants: Book = field(default_factory=Book)  # who: user name, what: department code
    dirty: set[Person | User | Post] = field(default_factory=set)
    accounts: dict[str, str] = field(default_factory=dict)  # staff number: user name to link
    owners: dict[str, str] = field(default_factory=dict)  # user name: staff number to link
    actor: str = ""


def plan_people(table: Table, *, on: datetime.date | None = None, by: Actor = None) -> PeoplePlan:
    """What the file would change. Rows without a first day begin on `on` (default: today)."""
    plan = PeoplePlan(**vars(start(table, on or timezone.localdate())))
    plan.actor = by.username if by is not None else ""
    lines = read_lines(plan, table)
    load_stored(plan, lines)
    merge.merge(plan, lines)
    plan.sort()
    return plan


def load_stored(plan: PeoplePlan, lines: list[PersonLine]) -> None:
    """Everything that the lines may touch, in a fixed number of queries."""
    numbers = {line.staff_number for line in lines}
    names = {line.username for line in lines} - {""}
    plan.departments = {row.code: row for row in Department.objects.all()}
    people = Person.objects.filter(staff_number__in=numbers).select_related("user")
    plan.people = {row.staff_number: row for row in people}
    plan.users = {
        row.username: row
        for row in User.objects.filter(username__in=names).select_related("person")
    }
    codes = {line.post_code for line in lines} - {""}
    places = {line.department for line in lines} - {""}
    posts = Post.objects.filter(code__in=codes).union(
        Post.objects.filter(department__code__in=places, is_head=True, ends_on=None)
    )
    plan.posts = {row.code: row for row in posts}
    spells = Appointment.objects.filter(
        pk__in=Appointment.objects.filter(person__staff_number__in=numbers)
        .values("pk")
        .union(Appointment.objects.filter(post__code__in=codes).values("pk"))
    )
    plan.appointments = Book(
        stored(*row)
        for row in spells.values_list(
            "pk", "person__staff_number", "post__code", "kind", "starts_on", "ends_on"
        ).order_by("pk")
    )
    grants = RoleGrant.objects.filter(user__username__in=names)
    plan.grants = Book(
        stored(*row)
        for row in grants.values_list(
            "pk", "user__username", "department__code", "role", "starts_on", "ends_on"
        ).order_by("pk")
    )


@transaction.atomic
def load_people(
    table: Table,
    *,
    by: Actor,
    on: datetime.date | None = None,
    fingerprint: str | None = None,
) -> Mapping[str, int | str]:
    """Write what `plan_people` shows, all of it or nothing. Returns the counts.

    Errors: DepartmentError when the file has faults; WrongState when `fingerprint` (of the plan
    that somebody has read) is no longer what the file would change.
    """
    require_office(by)
    lock_tree()
    plan = plan_people(table, on=on, by=by)
    if plan.faults:
        raise DepartmentError(
            _("The file has %(count)d errors; nothing was loaded.") % {"count": len(plan.faults)}
        )
    if fingerprint is not None and fingerprint != plan.fingerprint:
        raise WrongState(_("Meanwhile somebody else changed these people. Look again."))
    write(plan)
    if plan.new or plan.changed:
        target = ("departments.Person", plan.sha256)
        record("departments.load_people", target, by=by, details=plan.summary())
    return plan.summary()
