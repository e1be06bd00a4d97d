"""Posts, people and appointments, by the hundred."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from audit.services import record
from departments.models import Appointment, Department, Person, Post
from perfmgmt.demo_city import people
from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.organisation import FOUNDED


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    posts = load_posts(content["posts"])
    staff = load_people(content["people"])
    load_appointments(posts, staff, content["appointments"])
    numbers = {"people": len(staff), "posts": len(posts)}
    say(_("%(people)d people in %(posts)d posts") % numbers)


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
