"""How a rater can be reached, sealed; ratings that are held; proposals to leave one out.

Rules: docs/rectification.md, D1 to D3 and D20 to D24.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models.ratings import ExclusionReason, Rating
from feedback.queries import ExclusionProposalQuerySet, HeldRatingQuerySet
from feedback.sealing import SEALED_TEXT_SIZE
from indicators.models.fields import known


class ContactKey(models.Model):
    """The pair of keys for contacts, one for the house. Everybody may seal; `private_key` opens,
    and is itself sealed with the secret of the installation."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    public_key = models.BinaryField(max_length=32)
    private_key = models.BinaryField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(name="contact_key_one", condition=Q(id=1))]

    def __str__(self):
        return "key of contacts"


class Contact(models.Model):
    """How one rater wants to be reached. Supervision may open it; each time is in the ledger.

    Erased when the ticket is closed and 90 days after the rating at the latest; that there was one
    stays known.
    """

    rating = models.OneToOneField(
        Rating, on_delete=models.PROTECT, primary_key=True, related_name="contact"
    )
    sealed = models.BinaryField(max_length=SEALED_TEXT_SIZE, null=True)
    erased_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_sealed_until_erased",
                condition=Q(sealed=None, erased_on__isnull=False)
                | Q(sealed__isnull=False, erased_on=None),
            ),
            models.CheckConstraint(
                name="contact_of_one_size",
                condition=Q(sealed=None) | Exact(Length("sealed"), SEALED_TEXT_SIZE),
            ),
        ]

    def __str__(self):
        return f"contact of {self.rating_id}"


class HeldRating(Rating):
    """A rating that waits for a decision: for supervision only, never for the rated department."""

    objects = HeldRatingQuerySet.as_manager()

    class Meta:
        proxy = True


class ProposalState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("exclusion", "waits for supervision")
    SECOND = "second", pgettext_lazy("exclusion", "waits for a second person")
    AGREED = "agreed", pgettext_lazy("exclusion", "left out")
    REFUSED = "refused", pgettext_lazy("exclusion", "refused")


class Confirmed(models.TextChoices):
    """How it is known that the rater himself says it was a mistake."""

    CODE = "code", pgettext_lazy("mistake", "by his check code")
    CALL = "call", pgettext_lazy("mistake", "when he was called")


class ExclusionProposal(models.Model):
    """Somebody wants a rating not to count: the department (of a released one) or supervision.

    Supervision decides; malice needs two of it (`first_by` and `decided_by`). Nothing is deleted.
    """

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="proposals")
    reason = models.CharField(_("reason"), max_length=10, choices=ExclusionReason)
    explanation = models.CharField(_("explanation"), max_length=500)
    confirmed = models.CharField(max_length=4, choices=Confirmed, blank=True)
    proposed_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    state = models.CharField(max_length=7, choices=ProposalState, default=ProposalState.WAITING)
    first_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)

    objects = ExclusionProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            known("exclusion_proposal_reason", "reason", ExclusionReason),
            known("exclusion_proposal_state", "state", ProposalState),
            known("exclusion_proposal_confirmed", "confirmed", Confirmed, blank=True),
            models.CheckConstraint(
                name="exclusion_proposal_explained", condition=~Q(explanation=""),
                violation_error_message=_("Say why."),
            ),
            models.UniqueConstraint(
                fields=["rating"], name="exclusion_proposal_one_open",
                condition=Q(state__in=["waiting", "second"]),
                violation_error_message=_("A proposal about this rating waits already."),
            ),
            models.CheckConstraint(
                name="exclusion_proposal_decided",
                condition=Q(state__in=["waiting", "second"], decided_by=None, decided_on=None)
                | Q(state__in=["agreed", "refused"], decided_by__isnull=False,
                    decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_proposal_second_has_a_first",
                condition=~Q(state="second") | Q(first_by__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_proposal_malice_by_two",
                condition=~Q(state="agreed", reason="malicious")
                | Q(first_by__isnull=False) & ~Q(first_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="exclusion_proposal_mistake_confirmed",
                condition=~Q(state="agreed", reason="mistake") | ~Q(confirmed=""),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"proposal about {self.rating_id}: {self.state}"
