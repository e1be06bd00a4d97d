"""Whether a value is true, found by somebody else than its reporter; and samples of values."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.fields import known, number
from indicators.queries.verification import (
    SampleItemQuerySet,
    SampleQuerySet,
    VerificationQuerySet,
)


class Verdict(models.TextChoices):
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")
    CANNOT_VERIFY = "cannot_verify", _("Cannot be verified")


class Controls(models.TextChoices):
    """How well the department guards its figures: the size of the sample follows from it."""

    STRONG = "strong", _("Strong")
    MODERATE = "moderate", _("Moderate")
    WEAK = "weak", _("Weak")


class VerificationSample(models.Model):
    """Values drawn by a seed out of all current values of a cycle, a period or a branch.

    Who has the seed and the frame draws the same values again: docs/verification.md, rule 6.
    """

    cycle = models.ForeignKey("indicators.Cycle", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(
        "indicators.Period", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    controls = models.CharField(_("controls"), max_length=8, choices=Controls)
    size = models.PositiveIntegerField(_("size"))
    seed = models.CharField(_("seed"), max_length=64)
    tolerance = models.DecimalField(max_digits=5, decimal_places=2)
    as_of = models.DateTimeField()
    frame_count = models.PositiveIntegerField()
    frame_sha256 = models.CharField(max_length=64)
    drawn_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = SampleQuerySet.as_manager()

    class Meta:
        constraints = [
            known("verification_sample_controls_known", "controls", Controls),
            models.CheckConstraint(
                name="verification_sample_has_a_frame",
                condition=Q(size__gte=1, frame_count__gte=1) & ~Q(seed=""),
            ),
            models.CheckConstraint(
                name="verification_sample_tolerance_0_to_100",
                condition=Q(tolerance__gte=0, tolerance__lte=100),
            ),
        ]

    def __str__(self):
        return f"sample {self.pk}"


class SampleItem(models.Model):
    """One drawn value, in the order in which the seed drew it."""

    sample = models.ForeignKey(
        VerificationSample, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    position = models.PositiveIntegerField()
    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.PROTECT, related_name="+"
    )

    objects = SampleItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="sample_position_once"),
            models.UniqueConstraint(fields=["sample", "measurement"], name="sample_value_once"),
        ]

    def __str__(self):
        return f"{self.position} of sample {self.sample_id}"


class Verification(models.Model):
    """What somebody found who is not in the chain of the value: neither reported it nor proved it.

    A trigger holds that against every way of writing. Appended: the last of a value counts, and in
    a sample the last one made for that sample. `found` is the figure he reached himself.
    """

    measurement = models.ForeignKey(
        "indicators.Measurement",
        on_delete=models.PROTECT,
        related_name="verifications",
        db_index=False,
    )
    sample = models.ForeignKey(
        VerificationSample,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="verifications",
    )
    verdict = models.CharField(_("verdict"), max_length=13, choices=Verdict)
    found = number(_("the figure you reach yourself"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    verified_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        constraints = [
            known("verification_verdict_known", "verdict", Verdict),
            models.CheckConstraint(
                name="verification_says_why",
                condition=Q(verdict="verified") | ~Q(reason__regex=r"^\s*$"),
                violation_error_message=_("Say why: the department has to be able to answer."),
            ),
        ]
        indexes = [models.Index(fields=["measurement", "-id"], name="verification_latest")]

    def __str__(self):
        return f"verification {self.pk}"
