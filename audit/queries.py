"""Reading the ledger."""

from typing import Any, Self

from django.db import connection, models
from django.db.models.expressions import RawSQL

READERS = ("office", "auditor", "supervision")
READ = "audit.read"
CHECK = "audit.verify"

# A distinct over one index, one step for each word: a million entries cost as much as ten.
DISTINCT = """
WITH RECURSIVE found AS (
    SELECT min({column}) AS word FROM audit_entry
    UNION ALL
    SELECT (SELECT min({column}) FROM audit_entry WHERE {column} > found.word)
    FROM found WHERE found.word IS NOT NULL
)
SELECT word FROM found WHERE word IS NOT NULL
"""
# Uses the index `audit_seal_span`; the array decides, since batches may overlap.
HOLDS = """
int8range(entry_ids[1], entry_ids[cardinality(entry_ids)], '[]') @> %s::bigint
AND entry_ids @> ARRAY[%s]::bigint[]
"""


def known_verbs() -> list[str]:
    """Every verb in the ledger, in order."""
    return distinct("verb")


def known_types() -> list[str]:
    """Every type of row the ledger tells of, in order."""
    return distinct("target_type")


def distinct(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT.format(column=column))
        return [word for (word,) in cursor.fetchall()]


def grants_to_read(user: Any) -> models.QuerySet:
    """The grants of `user`, own or lent, that open the ledger. Rule A6."""
    held = user.grants.model.objects.held_by(user)
    return held.filter(role__in=READERS, department__parent=None)


def may_read(user: Any) -> bool:
    """Whether the ledger is open to `user`, also while it is empty."""
    return grants_to_read(user).exists()


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All entries for those who keep or check the whole house, none for anybody else.

        Shape:  everything or nothing; the ledger is not cut by department.
        Source: docs/access.md, rule A6: a grant of office, auditor or supervision at a root,
                one's own or lent.
        """
        return self.filter(models.Exists(grants_to_read(user)))

    def for_list(self) -> Self:
        """Newest first, in a total order."""
        return self.order_by("-id")

    def with_rehearsed(self) -> Self:
        """Adds `is_rehearsed`: it tells of a rehearsal, and of nothing real. Rule L8."""
        rehearsed = models.Q(details__has_key="rehearsal")
        return self.annotate(
            is_rehearsed=models.ExpressionWrapper(rehearsed, output_field=models.BooleanField())
        )

    def changes(self) -> Self:
        """Without the traces of reading and checking."""
        return self.exclude(verb__in=[READ, CHECK])

    def reads(self) -> Self:
        return self.filter(verb=READ)

    def checks(self) -> Self:
        """The recorded runs of the verification, newest first."""
        return self.filter(verb=CHECK).order_by("-id")

    def about(self, target_type: str, target_id: Any) -> Self:
        """The history of one row, newest first."""
        return self.filter(target_type=target_type, target_id=str(target_id)).order_by("-id")


class SealQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All for whom the ledger is open, none for anybody else. Rule A6."""
        return self.filter(models.Exists(grants_to_read(user)))

    def holding(self, entry_id: int) -> Self:
        """The seal over one entry; none while it waits."""
        holds = RawSQL(HOLDS, [entry_id, entry_id], output_field=models.BooleanField())  # noqa: S611
        return self.filter(holds)

    def newest(self) -> Self:
        return self.order_by("-number")
