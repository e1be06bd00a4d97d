"""Write a plan of people with a handful of statements, however long the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from departments.models import Appointment, Person, Post, RoleGrant, User
from departments.services.loading.spells import FOREVER, Book, Spell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models

    from departments.services.loading.people import PeoplePlan

BATCH = 1000  # rows of one statement
FIELDS: dict[type, list[str]] = {
    Person: ["name", "name_en", "name_zh", "starts_on"],
    User: ["email"],
    Post: ["name", "name_zh", "category", "is_head", "starts_on"],
}


def write(plan: PeoplePlan) -> None:
    """Rows first, then the links between them, then the spells of time."""
    for model, rows in (
        (User, plan.users.values()),
        (Person, plan.people.values()),
        (Post, plan.posts.values()),
    ):
        create_new(model, rows)
        dirty: list[Any] = [row for row in plan.dirty if type(row) is model]
        if dirty:
            model._default_manager.bulk_update(dirty, FIELDS[model], batch_size=BATCH)  # noqa: SLF001
    linked = []
    for number, username in plan.accounts.items():
        plan.people[number].user = plan.users[username]
        linked.append(plan.people[number])
    Person.objects.bulk_update(linked, ["user"], batch_size=BATCH)
    write_spells(Appointment, plan.appointments, lambda spell: as_appointment(plan, spell))
    write_spells(RoleGrant, plan.grants, lambda spell: as_grant(plan, spell))


def create_new(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    model._default_manager.bulk_create(  # noqa: SLF001 -- documented
        [row for row in rows if row.pk is None], batch_size=BATCH
    )


def as_appointment(plan: PeoplePlan, spell: Spell) -> Appointment:
    return Appointment(
        person=plan.people[spell.who],
        post=plan.posts[spell.what],
        kind=spell.kind,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
    )


def as_grant(plan: PeoplePlan, spell: Spell) -> RoleGrant:
    return RoleGrant(
        user=plan.users[spell.who],
        department=plan.departments[spell.what],
        role=spell.kind,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
    )


def write_spells(
    model: type[models.Model], spells: Book, make: Callable[[Spell], models.Model]
) -> None:
    """Shorten, then lengthen, then add: no state in between has an overlap the end has not."""
    manager = model._default_manager  # noqa: SLF001 -- documented
    changed = [spell for spell in spells if spell.has_changed]
    shorter, final = [], []
    for spell in changed:
        starts_on, ends_on = spell.was or (spell.starts_on, spell.ends_on)
        least = min(ends_on or FOREVER, spell.last)
        shorter.append(
            model(
                pk=spell.pk,
                starts_on=max(starts_on, spell.starts_on),
                ends_on=None if least == FOREVER else least,
            )
        )
        final.append(model(pk=spell.pk, starts_on=spell.starts_on, ends_on=spell.ends_on))
    for rows in (shorter, final):
        manager.bulk_update(rows, ["starts_on", "ends_on"], batch_size=BATCH)
    manager.bulk_create([make(spell) for spell in spells if spell.pk is None], batch_size=BATCH)
