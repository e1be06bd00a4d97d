"""The ledger: entries, the queue of those not yet sealed, the seals; and forms carried out."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Func

from audit.queries import EntryQuerySet, SealQuerySet


class ClockTimestamp(Func):
    """The wall clock of the database at this statement, not at the start of the transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class Entry(models.Model):
    """One write. Rows are appended, never changed: triggers refuse all else.

    The sealed leaf holds `digest` (a salted hash of `details`) and no other content, so that no
    personal data lies inside a seal. `actor` is the number of a user and no key: the ledger knows
    no other room and outlives its rows.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    actor = models.BigIntegerField(null=True, editable=False)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=80)
    salt = models.BinaryField(max_length=16)
    details = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="entry_target"),
            models.Index(fields=["actor", "-id"], name="entry_actor"),
            models.Index(fields=["verb", "-id"], name="entry_verb"),
            BrinIndex(fields=["at"], autosummarize=True, name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.target_type}:{self.target_id}"


class Unsealed(models.Model):
    """The queue of entries that wait for a seal; a trigger fills it, the sealer empties it."""

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name_plural = "unsealed"

    def __str__(self) -> str:
        return str(self.entry_id)


class Seal(models.Model):
    """A sealed batch: the Merkle root of its entries' leaves, chained to the seal before.

    `leaves` keeps each leaf (32 bytes, in the order of `entry_ids`), so that a check can name the
    entry that changed and a proof of inclusion reads one row.
    """

    number = models.IntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    entry_ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="seal_numbers_from_one", condition=models.Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"


class Submission(models.Model):
    """A form that was carried out. Its token works once, however often the button is pressed."""

    token = models.UUIDField(primary_key=True)
    actor = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return str(self.token)
