"""Signals of the gaming radar: requests to look, who looks, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import ClockTimestamp
from indicators.models.cards import Indicator
from indicators.models.fields import known, number
from indicators.models.planning import Cycle
from indicators.models.scores import ScoreRun
from indicators.queries.radar import (
    PublicMirrorQuerySet,
    RadarScanQuerySet,
    SignalQuerySet,
    SignalStepQuerySet,
)


class SignalKind(models.TextChoices):
    """The patterns. What is tested: docs/signals.md, rules R1 to R11."""

    HEAPING = "heaping", _("Just above the target")
    GAP = "gap", _("Official and public figures apart")
    EDIT = "edit", _("Changed at the last minute")
    SHRINKING = "shrinking", _("Cases disappear while the rate rises")
    COPIED = "copied", _("The same value again and again")
    RATCHET = "ratchet", _("Targets kept below what was reached")
    EASY = "easy", _("Target too easy")
    ROUND = "round", _("Many round numbers")
    DIGITS = "digits", _("Unusual last digits")


class SignalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("signal", "Open")
    IN_REVIEW = "in_review", pgettext_lazy("signal", "In review")
    EXPLAINED = "explained", pgettext_lazy("signal", "Explained")
    CONFIRMED = "confirmed", pgettext_lazy("signal", "Confirmed")
    DISMISSED = "dismissed", pgettext_lazy("signal", "Dismissed")


CLOSED = [SignalState.EXPLAINED, SignalState.CONFIRMED, SignalState.DISMISSED]


class RadarScan(models.Model):
    """That the figures of a finished run were looked at, once."""

    run = models.OneToOneField(ScoreRun, on_delete=models.PROTECT, related_name="radar_scan")
    scanned_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    series = models.PositiveIntegerField()
    found = models.PositiveIntegerField()

    objects = RadarScanQuerySet.as_manager()

    def __str__(self):
        return f"radar scan of run {self.run_id}"


class PublicMirror(models.Model):
    """Which indicator tells what the public says of an official one."""

    official = models.OneToOneField(Indicator, on_delete=models.PROTECT, related_name="mirror")
    public = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    set_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = PublicMirrorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mirror_not_itself",
                condition=~Q(official=F("public")),
                violation_error_message=_("Choose two different indicators."),
            )
        ]

    def __str__(self):
        return f"{self.official_id} mirrored by {self.public_id}"


class Signal(models.Model):
    """A pattern in reported figures that is worth a question. It changes no score and no grade.

    What `n`, `hits`, `observed`, `compared` and `limit` mean depends on the kind; the sentences are
    built from them when they are shown. `evidence` names the window of figures, so that a second
    scan of the same figures adds nothing.
    """

    kind = models.CharField(_("signal"), max_length=9, choices=SignalKind)
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="signals")
    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="signals")
    evidence = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    n = models.PositiveBigIntegerField()
    hits = models.PositiveBigIntegerField(null=True)
    p_value = models.DecimalField(max_digits=13, decimal_places=12, null=True)
    observed = number(_("observed"))
    compared = number(_("compared with"))
    limit = number(_("limit"))
    state = models.CharField(
        _("state"), max_length=9, choices=SignalState, default=SignalState.OPEN
    )
    owner = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reply_due_on = models.DateField(null=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    found_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            known("signal_kind_known", "kind", SignalKind),
            known("signal_state_known", "state", SignalState),
            models.UniqueConstraint(
                fields=["kind", "department", "indicator", "evidence"],
                nulls_distinct=False,
                name="signal_once_per_evidence",
            ),
            models.CheckConstraint(
                name="signal_p_value_0_to_1",
                condition=Q(p_value__isnull=True) | Q(p_value__gte=0, p_value__lte=1),
            ),
            models.CheckConstraint(
                name="signal_ends_after_start", condition=Q(starts_on__lte=F("ends_on"))
            ),
            models.CheckConstraint(
                name="signal_in_review_has_owner",
                condition=Q(state="open", owner__isnull=True, reply_due_on__isnull=True)
                | ~Q(state="open") & Q(owner__isnull=False, reply_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="signal_closed_says_why",
                condition=Q(state__in=["open", "in_review"], reason="", closed_at__isnull=True)
                | Q(state__in=CLOSED, closed_at__isnull=False) & ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["department"],
                name="signal_unfinished",
                condition=Q(state__in=["open", "in_review"]),
            )
        ]

    def __str__(self):
        return f"signal {self.pk}: {self.kind}"


class SignalDeed(models.TextChoices):
    TAKE = "take", _("Took into review")
    HAND = "hand", _("Handed over")
    REPLY = "reply", _("Replied")
    EXPLAIN = "explain", _("Closed as explained")
    CONFIRM = "confirm", _("Confirmed")
    DISMISS = "dismiss", _("Dismissed")


class SignalStep(models.Model):
    """One thing somebody did or said about a signal. Appended, never changed (a trigger)."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=7, choices=SignalDeed)
    text = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = SignalStepQuerySet.as_manager()

    class Meta:
        constraints = [
            known("signal_step_deed_known", "deed", SignalDeed),
            models.CheckConstraint(
                name="signal_step_says_something",
                condition=Q(deed__in=["take", "hand"]) | ~Q(text=""),
            ),
        ]

    def __str__(self):
        return f"{self.deed} of {self.signal_id}"
