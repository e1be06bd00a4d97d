"""Lines beside the score of a department: bonus, deduction, veto. They never change a KPI score."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.fields import known, share
from indicators.queries import AdjustmentQuerySet


class AdjustmentKind(models.TextChoices):
    BONUS = "bonus", _("Bonus")
    DEDUCTION = "deduction", _("Deduction")
    VETO = "veto", _("Veto")


class VetoEffect(models.TextChoices):
    CAP = "cap", _("The score counts up to a cap")
    FAIL = "fail", _("The department fails")


class AdjustmentState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Adjustment(models.Model):
    """One line of a department in a cycle: by which rule, on which evidence, decided by whom.

    Who proposes does not decide. A veto names its legal basis and the body that approved it, and
    the department may reply before it is decided. What is decided never changes (a trigger
    refuses it); another line puts a mistake right.
    """

    cycle = models.ForeignKey(
        "indicators.Cycle", on_delete=models.PROTECT, related_name="adjustments"
    )
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="adjustments"
    )
    kind = models.CharField(_("kind"), max_length=9, choices=AdjustmentKind)
    points = share(_("points"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=4, choices=VetoEffect, blank=True)
    cap_at = share(_("counts up to"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=300)
    evidence = models.TextField(_("evidence"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    authority = models.CharField(_("approving authority"), max_length=200, blank=True)
    state = models.CharField(
        max_length=9, choices=AdjustmentState, default=AdjustmentState.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    reply_until = models.DateField(null=True, editable=False)
    reply = models.TextField(_("reply of the department"), blank=True)
    replied_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_note = models.CharField(_("reason"), max_length=1000, blank=True)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        constraints = [
            known("adjustment_kind_known", "kind", AdjustmentKind),
            known("adjustment_effect_known", "effect", VetoEffect, blank=True),
            known("adjustment_state_known", "state", AdjustmentState),
            models.CheckConstraint(
                name="adjustment_says_one_thing",
                condition=Q(
                    kind__in=["bonus", "deduction"],
                    points__isnull=False,
                    points__gt=0,
                    effect="",
                    cap_at__isnull=True,
                )
                | Q(
                    kind="veto",
                    points__isnull=True,
                    effect="cap",
                    cap_at__isnull=False,
                    cap_at__range=(0, 100),
                )
                | Q(kind="veto", points__isnull=True, effect="fail", cap_at__isnull=True),
                violation_error_message=_(
                    "A bonus or deduction needs points above zero; a veto a cap from 0 to 100,"
                    " or that the department fails."
                ),
            ),
            models.CheckConstraint(
                name="adjustment_points_at_most_100",
                condition=Q(points__isnull=True) | Q(points__lte=100),
                violation_error_message=_("At most 100 points."),
            ),
            models.CheckConstraint(
                name="adjustment_has_rule_and_evidence",
                condition=~Q(rule="") & ~Q(evidence=""),
                violation_error_message=_("Name the rule and the evidence."),
            ),
            models.CheckConstraint(
                name="adjustment_veto_has_legal_basis",
                condition=~Q(kind="veto") | (~Q(legal_basis="") & ~Q(authority="")),
                violation_error_message=_(
                    "A veto without a legal basis and an approving authority is refused."
                ),
            ),
            models.CheckConstraint(
                name="adjustment_not_decided_by_its_proposer",
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | Q(state="withdrawn")
                | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who proposed it does not decide on it."),
            ),
            models.CheckConstraint(
                name="adjustment_decided_or_open",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="adjustment_refusal_says_why",
                condition=~Q(state="refused") | ~Q(decision_note=""),
                violation_error_message=_("Say why it is refused."),
            ),
            models.CheckConstraint(
                name="adjustment_reply_is_dated",
                condition=Q(reply="", replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["cycle", "department"], name="adjustment_place"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"
