"""Score runs and what they store."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models.fields import known
from indicators.queries import ScoreCardQuerySet, ScoreQuerySet, ScoreRunQuerySet


def percent():
    """A score in percent, 12 decimals."""
    return models.DecimalField(max_digits=16, decimal_places=12, null=True)


def fraction():
    """A share from 0 to 1, 12 decimals."""
    return models.DecimalField(max_digits=14, decimal_places=12, null=True)


def weighed():
    """A sum of weights, or of weights times numbers of 12 decimals."""
    return models.DecimalField(max_digits=34, decimal_places=16, null=True)


class RunState(models.TextChoices):
    REQUESTED = "requested", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class RunKind(models.TextChoices):
    FULL = "full", _("full run")
    LIVE = "live", _("live board")


class ScoreRun(models.Model):
    """A scoring job and its result; the row is the job, Celery only wakes a worker.

    A full run that is done never changes. The live run of a cycle holds only the cards that
    changed since its `base`, so one new value re-scores its own chain and nothing else. Its id is
    the cycle's with a minus: cards tell by it whether they may change (docs/adr/0011).
    """

    cycle = models.ForeignKey("indicators.Cycle", on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=4, choices=RunKind, default=RunKind.FULL)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=RunState, default=RunState.REQUESTED)
    requested_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    as_of = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    methods = models.JSONField(default=dict)
    pins = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    failure = models.JSONField(null=True)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    results_sha256 = models.CharField(max_length=64, blank=True)

    objects = ScoreRunQuerySet.as_manager()

    class Meta:
        constraints = [
            known("score_run_state_known", "state", RunState),
            known("score_run_kind_known", "kind", RunKind),
            models.CheckConstraint(
                name="score_run_live_id_is_minus_cycle",
                condition=Q(kind="full", id__gt=0) | Q(kind="live", id=-F("cycle_id")),
            ),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(kind="live"), name="score_run_one_live_per_cycle"
            ),
            models.CheckConstraint(
                name="score_run_done_is_complete",
                condition=~Q(state="done", kind="full")
                | (Q(finished_at__isnull=False) & ~Q(inputs_sha256="") & ~Q(results_sha256="")),
            ),
            models.CheckConstraint(
                name="score_run_failed_says_why",
                condition=~Q(state="failed") | Q(failure__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="score_run_open",
                condition=Q(state__in=["requested", "running"]),
            ),
            models.Index(fields=["cycle", "-id"], name="score_run_latest"),
        ]

    def __str__(self):
        return f"run {self.pk}"


class ScoreShard(models.Model):
    """Some branches of the tree inside a run: a unit of work that is done once, whoever does it.

    `branches` holds the ids of their top departments; the last shard of a run may have none: it
    scores the roots above all branches.

    `digests` holds, for each department in order of its id, the id (8 bytes) and the SHA-256 of its
    inputs and of its results: what the run's two hashes are made of.
    """

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="shards")
    branches = ArrayField(models.IntegerField(), default=list)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=RunState, default=RunState.REQUESTED)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    digests = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="score_shard_position_once"),
            known("score_shard_state_known", "state", RunState),
        ]

    def __str__(self):
        return f"shard {self.position} of run {self.run_id}"


class ScoreCard(models.Model):
    """The scores of one department in one period, and of each of its targets.

    Arrays are aligned: element i belongs to `target_ids[i]`. `attainments` and `points` are whole
    numbers of 10^-12 and mean something where the state says `SCORED`; `measurement_ids` holds 0
    where nothing was reported; `states` are the bits of `indicators.scoring.State`.
    `own`, `below`, `score` are percent: of the department's own KPIs, of the departments below,
    and of both by its roll-up. Each has a coverage, the share of weight with a value, 0 to 1.
    A card is derived and written by the engine alone, from pinned ids that others protect: it
    carries no foreign key in the database, which would cost more than scoring (docs/adr/0004).
    The `child_` sums are those of rule 17 (Σ v×s, Σ v with a score, Σ v×coverage, Σ v with a card):
    one changed child travels up by their difference. Null where nothing is below.
    """

    pk = models.CompositePrimaryKey("run", "department", "period")
    run = models.ForeignKey(
        ScoreRun,
        on_delete=models.PROTECT,
        related_name="cards",
        db_index=False,
        db_constraint=False,
    )
    department = models.ForeignKey(
        "departments.Department",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    period = models.ForeignKey(
        "indicators.Period",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    own = percent()
    own_coverage = fraction()
    below = percent()
    below_coverage = fraction()
    score = percent()
    coverage = fraction()
    child_points = weighed()
    child_weight = weighed()
    child_covered = weighed()
    child_mass = weighed()
    met = models.IntegerField(default=0)
    not_met = models.IntegerField(default=0)
    weight = models.BigIntegerField(default=0)
    target_ids = ArrayField(models.IntegerField(), default=list)
    measurement_ids = ArrayField(models.BigIntegerField(), default=list)
    attainments = ArrayField(models.BigIntegerField(), default=list)
    points = ArrayField(models.BigIntegerField(), default=list)
    states = ArrayField(models.IntegerField(), default=list)

    objects = ScoreCardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("run"),
                F("period"),
                F("score").desc(nulls_last=True),
                name="score_card_league",
                condition=Q(run__gt=0),
            ),
        ]

    def __str__(self):
        return f"card of {self.department_id} in {self.period_id}, run {self.run_id}"


class Score(models.Model):
    """One target in one period of a run: a view that opens the arrays of the cards."""

    pk = models.CompositePrimaryKey("run", "target", "period")
    run = models.ForeignKey(ScoreRun, on_delete=models.DO_NOTHING, related_name="scores")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.DO_NOTHING, related_name="+"
    )
    period = models.ForeignKey("indicators.Period", on_delete=models.DO_NOTHING, related_name="+")
    target = models.ForeignKey(
        "indicators.Target", on_delete=models.DO_NOTHING, related_name="scores"
    )
    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    attainment = models.DecimalField(max_digits=18, decimal_places=12, null=True)
    points = models.DecimalField(max_digits=18, decimal_places=12, null=True)
    weight_share = models.DecimalField(max_digits=14, decimal_places=12, null=True)
    coverage = models.DecimalField(max_digits=14, decimal_places=12, null=True)
    state = models.IntegerField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "indicators_score"

    def __str__(self):
        return f"score of {self.target_id} in run {self.run_id}"
