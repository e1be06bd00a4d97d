"""Telling people that something waits for them. Rules: docs/notifications.md, N1 to N5.

A notification belongs to the deed that it tells of, which stands in the ledger; it is no entry of
its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    DateField,
    Expression,
    F,
    Field,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Now

from audit.rehearsing import stage
from departments.models import Notification, User
from departments.notification_words import CODES

# Whoever is muted gets it as read; told before: nothing. One statement for however many.
INSERT = """
INSERT INTO departments_notification (recipient_id, kind, code, about, occasion, person_id,
       department_id, day, detail, route, place, created_at, read_at)
SELECT told.recipient, %s, %s, told.about, %s, told.person, told.department,
       coalesce(%s::date, told.day), %s, %s, told.place, clock.now,
       CASE WHEN muted.id IS NOT NULL THEN clock.now END
  FROM (SELECT clock_timestamp() AS now) clock, ({rows}) told(recipient, about, place, person,
       department, day)
  JOIN departments_user account ON account.id = told.recipient AND account.is_active
  LEFT JOIN departments_mutedkind muted ON muted.user_id = told.recipient AND muted.kind = %s
 WHERE told.recipient IS DISTINCT FROM %s
 ORDER BY told.recipient, told.about
ON CONFLICT DO NOTHING
"""
NAMED = (
    "SELECT DISTINCT to_whom, %s::bigint, %s::bigint, %s::int, %s::int, NULL::date"
    " FROM unnest(%s::int[]) to_whom"
)
COLUMNS = ("told_to", "told_about", "told_place", "told_person", "told_department", "told_day")
Column = str | Expression | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What is told: which sentence, where the next step is, which time this is.

    `route` is the name of an address, `occasion` tells two tellings about one thing apart.
    """

    code: str
    route: str
    occasion: str = ""
    day: datetime.date | None = None
    detail: str = ""


@transaction.atomic
def notify(
    matter: Matter, to: Iterable[User | int | None], *, about: int, place: int | None = None,
    person: int | None = None, department: int | None = None, by: User | None,
) -> int:  # fmt: skip
    """Tell these people of one thing, each once, but not `by`, who did it. Returns how many heard.

    `place` is the number in the address of `route`, for one that has a number.
    """
    ids = [getattr(one, "pk", one) for one in to if one is not None]
    if not ids or stage() is not None:  # of a rehearsal nobody is told (Y31)
        return 0
    return insert(matter, NAMED, [about, place, person, department, ids], by=by)


@transaction.atomic
def notify_all(
    matter: Matter, rows: QuerySet, recipient: str, *, about: Column, place: Column = None,
    person: Column = None, department: Column = None, day: Column = None, by: User | None,
) -> int:  # fmt: skip
    """The same for the rows of a query, in one statement, however many there are.

    Each argument names a column of the rows, or is an expression over them.
    """
    if stage() is not None:
        return 0
    told = rows.order_by().filter(**{f"{recipient}__isnull": False}).annotate(
        told_to=F(recipient),
        told_about=column(about, BigIntegerField()),
        told_place=column(place, BigIntegerField()),
        told_person=column(person, IntegerField()),
        told_department=column(department, IntegerField()),
        told_day=column(day, DateField()),
    )  # fmt: skip
    sql, values = told.values_list(*COLUMNS).distinct().query.sql_with_params()
    return insert(matter, sql, list(values), by=by)


def column(named: Column, kind: Field) -> Expression | F:
    if named is None:
        return Cast(Value(None), kind)
    return F(named) if isinstance(named, str) else named


def settle(codes: Iterable[str], about: Iterable[int], *, of: User | None = None) -> int:
    """What they asked for is done: nobody (or not `of`) need hear of it any more."""
    if stage() is not None:
        return 0
    rows = Notification.objects.unread().filter(code__in=list(codes), about__in=list(about))
    return (rows.filter(recipient=of) if of else rows).update(read_at=Now())


def insert(matter: Matter, rows: str, values: list[Any], *, by: User | None) -> int:
    kind = CODES[matter.code]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format(rows=rows),
            [
                kind, matter.code, matter.occasion, matter.day, matter.detail, matter.route,
                *values, kind, by.pk if by else None,
            ],
        )  # fmt: skip
        return int(cursor.rowcount)
