"""What the outside needs of its own: tokens, remembered calls, files made in the background."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models.fields import known
from indicators.models.scores import RunState
from reports.queries import ApiTokenQuerySet, ExportQuerySet

LONGEST_LIFE = datetime.timedelta(days=90)


class Scope(models.TextChoices):
    """What a token may be used for. It never opens more than its owner may see and do."""

    READ_ORGANISATION = "read:organisation", _("Read departments")
    READ_INDICATORS = "read:indicators", _("Read indicators, targets, cycles and periods")
    READ_MEASUREMENTS = "read:measurements", _("Read measured values")
    READ_SCORES = "read:scores", _("Read score runs and scores")
    READ_APPRAISALS = "read:appraisals", _("Read who is appraised, and grades")
    READ_RATINGS = "read:ratings", _("Read released ratings of services")
    READ_EVIDENCE = "read:evidence", _("Read evidence packs and proof of values")
    WRITE_MEASUREMENTS = "write:measurements", _("Report measured values")
    WRITE_INDICATORS = "write:indicators", _("Define indicators and set targets")
    WRITE_VERIFICATIONS = "write:verifications", _("Verify measured values")
    WRITE_CASES = "write:cases", _("Report closed cases and make out receipts")
    WRITE_RATINGS = "write:ratings", _("Send ratings that were given on another page")
    WRITE_RUNS = "write:runs", _("Request and cancel score runs")


class ApiToken(models.Model):
    """A key to the REST interface. Only its SHA-256 is kept: 256 random bits need no salt."""

    user = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="api_tokens"
    )
    name = models.CharField(_("name"), max_length=80)
    hint = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at__isnull=True),
                name="api_token_name_once_per_user",
                violation_error_message=_("You already have a token with this name."),
            ),
            models.CheckConstraint(
                name="api_token_scopes_known",
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gte=1),
            ),
            models.CheckConstraint(
                name="api_token_expires_within_90_days",
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + LONGEST_LIFE),
                violation_error_message=_("A token lives for 90 days at most."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_expired(self):
        return self.expires_at <= timezone.now()

    @property
    def scope_labels(self):
        return [Scope(scope).label for scope in self.scopes]


class RememberedCall(models.Model):
    """A write that carried an `Idempotency-Key`, and its answer: a repeat gets the same one."""

    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="remembered_call_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="remembered_call_age")]

    def __str__(self):
        return self.key


class ExportWhat(models.TextChoices):
    SCORES = "scores", _("Scores")
    EVIDENCE = "evidence", _("Evidence pack")


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    XLSX = "xlsx", "Excel"
    PARQUET = "parquet", "Parquet"
    ZIP = "zip", "ZIP"


class Export(models.Model):
    """A file made in the background; the row is the job, Celery only wakes a worker.

    `departments` are those the file tells of: who may no longer see one of them does not get it.
    """

    run = models.ForeignKey("indicators.ScoreRun", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=ExportWhat)
    format = models.CharField(max_length=7, choices=ExportFormat)
    state = models.CharField(max_length=9, choices=RunState, default=RunState.REQUESTED)
    requested_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="exports"
    )
    requested_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    departments = ArrayField(models.IntegerField(), default=list)
    path = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            known("export_what_known", "what", ExportWhat),
            known("export_format_known", "format", ExportFormat),
            known("export_state_known", "state", RunState),
            models.CheckConstraint(
                name="export_evidence_is_a_zip",
                condition=Q(what="evidence", format="zip") | (Q(what="scores") & ~Q(format="zip")),
                violation_error_message=_("An evidence pack is a ZIP; scores are not."),
            ),
            models.CheckConstraint(
                name="export_done_is_complete",
                condition=~Q(state="done")
                | (Q(finished_at__isnull=False, size__isnull=False) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="export_failed_says_why", condition=~Q(state="failed") | ~Q(failure="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="export_open",
                condition=Q(state__in=["requested", "running"]),
            ),
            models.Index(fields=["requested_by", "-id"], name="export_of_user"),
        ]

    def __str__(self):
        return f"export {self.pk} of run {self.run_id}"
