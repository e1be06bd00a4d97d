"""What is said of a value that replaces another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.fields import known


class RevisionKind(models.TextChoices):
    """Statistics offices keep the two apart: the one was announced, the other is a mistake."""

    SCHEDULED = "scheduled", _("Scheduled revision: newer data or method")
    CORRECTION = "correction", _("Correction of an error")


class Revision(models.Model):
    """Kind and effect of one revision; why it was made stands in the note of the new value."""

    measurement = models.OneToOneField(
        "indicators.Measurement",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="revision",
    )
    kind = models.CharField(_("kind of revision"), max_length=10, choices=RevisionKind)
    effect = models.CharField(_("effect on what was said before"), max_length=1000, blank=True)

    class Meta:
        constraints = [known("revision_kind_known", "kind", RevisionKind)]

    def __str__(self):
        return f"revision {self.pk}"
