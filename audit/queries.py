"""Reading the ledger."""

from typing import Any, Self

from django.db import connection, models
from django.db.models.expressions import RawSQL

READERS = ("office", "auditor", "supervision")
READ = "audit.read"
CHECK = "audit.verify"

# A distinct over one index, one step for each verb: a million entries cost as much as ten.
VERBS = """
WITH RECURSIVE found AS (
    SELECT min(verb) AS verb FROM audit_entry
    UNION ALL
    SELECT (SELECT min(verb) FROM audit_entry WHERE verb > found.verb)
    FROM found WHERE found.verb IS NOT NULL
)
SELECT verb FROM found WHERE verb IS NOT NULL
"""
# Uses the index `audit_seal_span`; the array decides, since batches may overlap.
HOLDS = """
int8range(entry_ids[1], entry_ids[cardinality(entry_ids)], '[]') @> %s::bigint
AND entry_ids @> ARRAY[%s]::bigint[]
"""


def known_verbs() -> list[str]:
    """Every verb in the ledger, in order."""
    with connection.cursor() as cursor:
        cursor.execute(VERBS)
        return [verb for (verb,) in cursor.fetchall()]


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All entries for those who keep or check the whole house, none for anybody else.

        Shape:  everything or nothing; the ledger is not cut by department.
        Source: docs/access.md, rule A6: a grant of office, auditor or supervision at a root,
                one's own or lent.
        """
        held = user.grants.model.objects.held_by(user)
        grants = held.filter(role__in=READERS, department__parent=None)
        return self.filter(models.Exists(grants))

    def for_list(self) -> Self:
        """Newest first, in a total order."""
        return self.order_by("-id")

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
    def holding(self, entry_id: int) -> Self:
        """The seal over one entry; none while it waits."""
        holds = RawSQL(HOLDS, [entry_id, entry_id], output_field=models.BooleanField())  # noqa: S611
        return self.filter(holds)

    def newest(self) -> Self:
        return self.order_by("-number")
