"""Reasons for a missing value that somebody else has to approve."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.fields import known
from indicators.models.measurement import Missing
from indicators.queries.missing import MissingRequestQuerySet


class RequestCode(models.TextChoices):
    """The codes of `Missing` that need approval, in the words of somebody who asks."""

    NOT_APPLICABLE = Missing.NOT_APPLICABLE.value, _("does not apply")
    EXTERNAL = Missing.EXTERNAL.value, _("outside cause")


NEEDS_APPROVAL = tuple(RequestCode.values)


class RequestState(models.TextChoices):
    REQUESTED = "requested", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class MissingRequest(models.Model):
    """That a value is missing for a reason which takes it out of the score; decided once.

    Until it is approved nothing is recorded, so the period counts as not reported.
    """

    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="+"
    )
    period = models.ForeignKey("indicators.Period", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("why missing"), max_length=14, choices=RequestCode)
    reason = models.CharField(_("reason"), max_length=1000)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.REQUESTED)
    requested_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=1000, blank=True)

    objects = MissingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            known("missing_request_state_known", "state", RequestState),
            models.CheckConstraint(
                name="missing_request_code_needs_approval",
                condition=Q(code__in=NEEDS_APPROVAL),
            ),
            models.CheckConstraint(
                name="missing_request_says_why", condition=~Q(reason__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="missing_request_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                violation_error_message=_("Somebody else has to decide on this request."),
            ),
            models.CheckConstraint(
                name="missing_request_decided_whole",
                condition=Q(state="requested", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(state="requested")
                    & (Q(state="approved") | ~Q(decision_reason=""))
                ),
            ),
            models.UniqueConstraint(
                fields=["department", "indicator", "period"],
                condition=Q(state="requested"),
                name="missing_request_one_open",
            ),
        ]

    def __str__(self):
        return f"request {self.pk}"
