"""Measured values, appended and never changed."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.fields import known, number
from indicators.queries import MeasurementQuerySet


class Missing(models.TextChoices):
    """Why there is no value. What each code does to a score: docs/scoring.md, rule 7."""

    NOT_DUE = "not_due", _("not due yet")
    PENDING = "pending", _("due, still in time")
    NOT_REPORTED = "not_reported", _("not reported")
    LATE = "late", _("late")
    REFUSED = "refused", _("refused")
    NOT_APPLICABLE = "not_applicable", _("does not apply")
    NO_ACTIVITY = "no_activity", _("no cases")
    NOT_OFFERED = "not_offered", _("not asked")
    SUPPRESSED = "suppressed", _("too few cases")
    NO_EVIDENCE = "no_evidence", _("no proof")
    EXTERNAL = "external", _("outside cause, approved")
    TEXT = "text", _("a text, not a number")


class Quality(models.TextChoices):
    """How sure a present value is. Blank: final, as reported."""

    PROVISIONAL = "provisional", _("Provisional")
    ESTIMATED = "estimated", _("Estimated")


class Micros(Func):
    """The value in millionths, where that is exact and fits 64 bits; null elsewhere."""

    template = (
        "CASE WHEN %(expressions)s = trunc(%(expressions)s, 6) AND abs(%(expressions)s) < 1e12"
        " THEN (%(expressions)s * 1000000)::bigint END"
    )


class Measurement(models.Model):
    """One reported figure: a value, or numerator and denominator, or why there is none.

    Facts are appended: a correction is a row that supersedes the one before it, so each
    (department, indicator, period) is one chain with one first row and one end.
    `micros` lets the engine read most values as plain integers.
    """

    id = models.BigAutoField(primary_key=True)
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    indicator = models.ForeignKey(
        "indicators.Indicator",
        on_delete=models.PROTECT,
        related_name="measurements",
        db_index=False,
    )
    period = models.ForeignKey(
        "indicators.Period", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    value = number(_("value"))
    micros = models.GeneratedField(
        expression=Micros(F("value")), output_field=models.BigIntegerField(), db_persist=True
    )
    numerator = number(_("numerator"))
    denominator = number(_("denominator"))
    missing = models.CharField(_("why missing"), max_length=14, choices=Missing, blank=True)
    quality = models.CharField(
        _("how sure it is"), max_length=11, choices=Quality, blank=True, default="", db_default=""
    )
    text = models.CharField(_("as written"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    reported_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    exception = models.ForeignKey(
        "indicators.LockException",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="values",
        db_index=False,
    )
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        db_index=False,
    )

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "indicator", "period"],
                condition=Q(supersedes__isnull=True),
                name="measurement_one_first_row",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="measurement_superseded_once",
            ),
            known("measurement_missing_known", "missing", Missing, blank=True),
            known("measurement_quality_known", "quality", Quality, blank=True),
            models.CheckConstraint(
                name="measurement_says_one_thing",
                condition=Q(value__isnull=False, denominator__isnull=True, missing="")
                | Q(
                    value__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    missing="",
                )
                | (Q(value__isnull=True, denominator__isnull=True) & ~Q(missing="")),
                violation_error_message=_(
                    "Give a value, or numerator and denominator, or why there is no value."
                ),
            ),
            models.CheckConstraint(
                name="measurement_numerator_with_denominator",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
            ),
            models.CheckConstraint(
                name="measurement_denominator_positive",
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                violation_error_message=_(
                    "The denominator must be above zero. Without cases, choose “no cases”."
                ),
            ),
        ]

        indexes = [
            models.Index(
                fields=["period"],
                name="measurement_not_plain",
                condition=Q(micros__isnull=True) | Q(supersedes__isnull=False),
            ),
            models.Index(fields=["indicator", "department"], name="measurement_series"),
            models.Index(
                fields=["exception"],
                name="measurement_under_exception",
                condition=Q(exception__isnull=False),
            ),
            models.Index(
                fields=["-id"],
                name="measurement_revisions",
                condition=Q(supersedes__isnull=False),
            ),
            # Rows lie in the order they were recorded: a page or two tell what is newer than a run.
            BrinIndex(fields=["recorded_at"], name="measurement_recorded", autosummarize=True),
        ]

    def __str__(self):
        return f"measurement {self.pk}"
