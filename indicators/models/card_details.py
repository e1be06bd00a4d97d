"""The long texts of a definition card, and what the card said before. Why apart: docs/adr/0009."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.cards import Indicator, in_language
from indicators.queries import CardDetailQuerySet, CardEditionQuerySet


def text(verbose_name):
    return models.TextField(verbose_name, blank=True, max_length=4000)


def line(verbose_name):
    return models.CharField(verbose_name, blank=True, max_length=300)


class CardDetail(models.Model):
    """What readers and auditors ask of a card beside its definition. No row: nothing is said yet.

    Three of the five data-quality statements stand here (verification, accuracy, compensation),
    the other two on the card itself (source, known limits).
    """

    indicator = models.OneToOneField(
        Indicator, on_delete=models.PROTECT, primary_key=True, related_name="detail"
    )
    verification = text(_("how it is verified"))
    verification_zh = text(_("how it is verified, in Chinese"))
    accuracy = text(_("accuracy required"))
    accuracy_zh = text(_("accuracy required, in Chinese"))
    compensation = text(_("how limits are made up for"))
    compensation_zh = text(_("how limits are made up for, in Chinese"))
    misleading = text(_("what would make it misleading"))
    misleading_zh = text(_("what would make it misleading, in Chinese"))
    desired = text(_("desired performance"))
    desired_zh = text(_("desired performance, in Chinese"))
    disaggregation = text(_("breakdown"))
    disaggregation_zh = text(_("breakdown, in Chinese"))
    assumptions = text(_("assumptions"))
    assumptions_zh = text(_("assumptions, in Chinese"))
    time_frame = text(_("time-frame issues"))
    time_frame_zh = text(_("time-frame issues, in Chinese"))
    collection = text(_("how it is collected"))
    control_input = text(_("controls on input"))
    control_process = text(_("controls while processing"))
    control_review = text(_("controls at review"))
    data_owner = line(_("data owner"))
    responsible = line(_("responsible"))
    legal_basis = line(_("law or strategy"))
    is_new = models.BooleanField(_("new indicator"), default=False)

    objects = CardDetailQuerySet.as_manager()

    def __str__(self):
        return f"details of indicator {self.indicator_id}"

    def in_language(self, field):
        return in_language(self, field)


class CardEdition(models.Model):
    """What a card said from a moment on. Appended at each change, never changed.

    Cards that came in with a file get their edition 0 with the first change.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="editions", db_index=False
    )
    minor = models.PositiveSmallIntegerField(_("edition"))
    words = models.JSONField()
    reason = models.CharField(_("why"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = CardEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "minor"], name="card_edition_once"),
        ]

    def __str__(self):
        return f"edition {self.minor} of indicator {self.indicator_id}"
