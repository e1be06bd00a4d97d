"""What a subject is to reach in a cycle, agreed by both sides. docs/agreements.md, V1 to V9."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.queries import AgreementLineQuerySet, AgreementQuerySet
from appraisals.queries.rehearsals import Fenced
from departments.models import Named
from indicators.models.fields import known

FRESH = datetime.timedelta(minutes=15)  # what the database lets pass; the page asks for less


class AgreementState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("agreement", "draft")
    PROPOSED = "proposed", pgettext_lazy("agreement", "proposed")
    QUERIED = "queried", pgettext_lazy("agreement", "queried")
    AGREED = "agreed", pgettext_lazy("agreement", "agreed")
    SUPERSEDED = "superseded", pgettext_lazy("agreement", "replaced by a later one")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "withdrawn")


WRITABLE = (AgreementState.DRAFT, AgreementState.QUERIED)
OPEN = (*WRITABLE, AgreementState.PROPOSED)
HELD = (AgreementState.AGREED, AgreementState.SUPERSEDED)


class Side(models.TextChoices):
    SUBJECT = "subject", pgettext_lazy("side of an agreement", "the one appraised")
    APPRAISER = "appraiser", pgettext_lazy("side of an agreement", "superior")


class AgreementDeed(models.TextChoices):
    PROPOSE = "propose", pgettext_lazy("agreement", "Proposed and signed")
    QUERY = "query", pgettext_lazy("agreement", "Queried")
    AGREE = "agree", pgettext_lazy("agreement", "Agreed and signed")
    WITHDRAW = "withdraw", pgettext_lazy("agreement", "Withdrawn")


class Agreement(models.Model):
    """The performance agreement of one appraisal; an amendment is a new row that supersedes it.

    Triggers keep the steps, let only weights of exactly 100 (and of exactly its share in each
    aspect) be proposed, and let it be agreed only over two signatures of one content. `content` is
    the canonical text of what was proposed and `sha256` its digest; `round` counts the proposals,
    `version` every change, so that of two at once one is refused.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="successors"
    )
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    explanation = models.CharField(_("explanation"), max_length=2000, blank=True)
    content = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    proposed_as = models.CharField(max_length=9, choices=Side, blank=True)
    proposed_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = Fenced.from_queryset(AgreementQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["appraisal"], condition=Q(state__in=OPEN), name="agreement_one_open",
                violation_error_message=_("Another draft of this agreement is open already."),
            ),
            models.UniqueConstraint(
                fields=["appraisal"], condition=Q(state="agreed"), name="agreement_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["supersedes"], condition=~Q(state="withdrawn"),
                name="agreement_superseded_once",
            ),
            known("agreement_state_known", "state", AgreementState),
            known("agreement_proposed_as_known", "proposed_as", Side, blank=True),
            models.CheckConstraint(
                name="agreement_amended_with_reason_and_explanation",
                condition=Q(supersedes__isnull=True, reason="", explanation="")
                | Q(supersedes__isnull=False) & ~Q(reason="") & ~Q(explanation=""),
                violation_error_message=_("Give a reason and explain it."),
            ),
            models.CheckConstraint(
                name="agreement_not_of_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
            ),
            models.CheckConstraint(
                name="agreement_proposed_by_somebody",
                condition=~Q(state__in=["proposed", *HELD])
                | Q(proposed_by__isnull=False, proposed_at__isnull=False, round__gt=0)
                & ~Q(proposed_as="") & ~Q(content=""),
            ),
            models.CheckConstraint(
                name="agreement_agreed_by_another",
                condition=~Q(state__in=HELD)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False)
                & ~Q(agreed_by=F("proposed_by")),
                violation_error_message=_("Whoever proposed it cannot agree for the other side."),
            ),
        ]  # fmt: skip
        ordering = ["-number"]

    def __str__(self):
        return f"agreement {self.number} of {self.appraisal_id}: {self.state}"

    @property
    def is_writable(self):
        return self.state in WRITABLE


class AgreementAspect(Named):
    """A part of the plan with its share of the whole, as the frame of the policy had it then."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="aspects")
    code = models.CharField(max_length=60)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    holds_kpis = models.BooleanField()
    place = models.PositiveSmallIntegerField()

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="agreement_aspect_once"),
            models.CheckConstraint(
                name="agreement_aspect_0_to_100", condition=Q(weight__gte=0, weight__lte=100)
            ),
        ]
        ordering = ["place"]


class AgreementLine(models.Model):
    """A KPI from above, or a duty in words, with its weight. `code` stays through amendments.

    A line of a KPI points at the versions it was agreed on, which never change.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="lines")
    aspect = models.ForeignKey(
        AgreementAspect, on_delete=models.PROTECT, null=True, related_name="lines"
    )
    code = models.CharField(max_length=130)
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, null=True, related_name="+"
    )
    target = models.ForeignKey(
        "indicators.Target", on_delete=models.PROTECT, null=True, related_name="+"
    )
    contribution = models.ForeignKey(
        "indicators.Contribution", on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(_("duty"), max_length=300, blank=True)
    standard = models.CharField(_("done well when"), max_length=1000, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    place = models.PositiveSmallIntegerField()

    objects = Fenced.from_queryset(AgreementLineQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="agreement_line_once"),
            models.CheckConstraint(
                name="agreement_line_0_to_100", condition=Q(weight__gte=0, weight__lte=100),
                violation_error_message=_("A weight lies between 0 and 100."),
            ),
            models.CheckConstraint(
                name="agreement_line_kpi_or_duty",
                condition=Q(indicator__isnull=False, target__isnull=False, title="", standard="")
                | Q(indicator__isnull=True, target__isnull=True, contribution__isnull=True)
                & ~Q(title=""),
                violation_error_message=_("Say what the duty is."),
            ),
        ]  # fmt: skip
        ordering = ["place", "pk"]

    def __str__(self):
        return f"line {self.code} of {self.agreement_id}"

    @property
    def is_kpi(self):
        return self.indicator_id is not None

    @property
    def name(self):
        return self.indicator.title if self.is_kpi else self.title


class Signature(models.Model):
    """One side's yes to one content: signed in afresh, a sentence, the digest, the time.

    Append-only.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    sentence = models.CharField(max_length=500)
    language = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    signed_in_at = models.DateTimeField()
    at = models.DateTimeField()

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "round", "side"], name="signature_once_a_side"
            ),
            known("signature_side_known", "side", Side),
            models.CheckConstraint(
                name="signature_after_a_fresh_sign_in",
                condition=Q(signed_in_at__lte=F("at"), signed_in_at__gte=F("at") - FRESH),
            ),
            models.CheckConstraint(
                name="signature_of_a_sentence", condition=~Q(sentence="") & ~Q(language="")
            ),
        ]
        ordering = ["pk"]

    def __str__(self):
        return f"{self.side} signed {self.agreement_id}"


class AgreementStep(models.Model):
    """Who took which step of an agreement, when, with which words. Append-only."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=8, choices=AgreementDeed)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=2000, blank=True)

    objects = Fenced()

    class Meta:
        constraints = [
            known("agreement_step_deed_known", "deed", AgreementDeed),
            models.CheckConstraint(
                name="agreement_step_queried_in_words",
                condition=~Q(deed="query") | ~Q(text=""),
                violation_error_message=_("Say what is to be changed."),
            ),
        ]
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.agreement_id}: {self.deed}"
