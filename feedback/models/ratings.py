"""Ratings of the public, and the batches that release them. Rules: docs/public-voice.md."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.models import Named
from feedback.models.services import PublicService, RatingScale, ServicePoint
from feedback.queries import ExclusionQuerySet, RatingQuerySet, ReleaseQuerySet
from indicators.models.fields import known

LONGEST_TEXT = 500  # characters
MOST_CHANGES = 20


class StreamKind(models.TextChoices):
    RECEIPT = "receipt", pgettext_lazy("stream of ratings", "with a receipt")
    OPEN = "open", pgettext_lazy("stream of ratings", "without a receipt")
    OTHER_DOOR = "other_door", pgettext_lazy("stream of ratings", "through another page")
    SURVEY = "survey", pgettext_lazy("stream of ratings", "sampled")


class Stream(Named):
    """How ratings come in. Two streams are never added up; an open one weighs nothing."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=StreamKind)

    class Meta:
        constraints = [
            known("stream_kind", "kind", StreamKind),
            models.UniqueConstraint(
                fields=["kind"], name="stream_of_our_own_once",
                condition=Q(kind__in=["receipt", "open"]),
            ),
        ]  # fmt: skip

    @property
    def counts(self):
        return self.kind != StreamKind.OPEN


class RatingState(models.TextChoices):
    KEPT = "kept", pgettext_lazy("rating", "waiting for its release")
    HELD = "held", pgettext_lazy("rating", "held back until somebody has decided")
    RELEASED = "released", pgettext_lazy("rating", "counted")
    EXCLUDED = "excluded", pgettext_lazy("rating", "not counted, with a reason")


class Half(models.TextChoices):
    MORNING = "am", pgettext_lazy("half of a day", "morning")
    AFTERNOON = "pm", pgettext_lazy("half of a day", "afternoon")


class Outcome(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("what came of a case", "I got what I asked for")
    DENIED = "denied", pgettext_lazy("what came of a case", "I did not get it")


class Release(models.Model):
    """A batch of ratings of one service that units and the public see from one day on.

    `root` is the root of a Merkle tree over its ratings in the order of their places: whoever holds
    a check code can prove that his is among them. The ledger keeps the root too.
    """

    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    released_on = models.DateField()
    size = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="release_number"),
            models.CheckConstraint(name="release_root", condition=Exact(Length("root"), 32)),
            models.CheckConstraint(name="release_of_something", condition=Q(size__gt=0)),
        ]

    def __str__(self):
        return f"release {self.number} of service {self.service_id}"


class Rating(models.Model):
    """What one citizen said of one service. Nobody can be found by it: no address, no device, no
    precise time; the number is one that the page made up.

    It is never deleted (a trigger). Until its release the citizen may change it; afterwards it can
    only be excluded, with a reason and a name (Exclusion).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="ratings")
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="+")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    receipt = models.BinaryField(max_length=32, null=True)
    external = models.CharField(max_length=80, blank=True)  # its number behind another door
    check_code = models.BinaryField(max_length=32, null=True)
    value = models.SmallIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_default = models.BooleanField(default=False)  # set by a door where silence counts as consent
    rated_on = models.DateField()
    half = models.CharField(max_length=2, choices=Half, blank=True)  # blank: no door told it
    changes = models.PositiveSmallIntegerField(default=0)
    marks = ArrayField(models.CharField(max_length=20), default=list)
    state = models.CharField(max_length=8, choices=RatingState, default=RatingState.KEPT)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, related_name="ratings"
    )
    place = models.PositiveIntegerField(null=True)  # in the release, from 0

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            known("rating_state", "state", RatingState),
            known("rating_half", "half", Half, blank=True),
            known("rating_outcome", "outcome", Outcome, blank=True),
            models.UniqueConstraint(fields=["receipt"], name="rating_one_per_receipt"),
            models.UniqueConstraint(fields=["check_code"], name="rating_check_code"),
            models.UniqueConstraint(
                fields=["stream", "external"], name="rating_external_once",
                condition=~Q(external=""),
            ),
            models.UniqueConstraint(fields=["release", "place"], name="rating_place_in_release"),
            models.CheckConstraint(name="rating_value", condition=Q(value__range=(0, 10))),
            models.CheckConstraint(
                name="rating_changes", condition=Q(changes__lte=MOST_CHANGES)
            ),
            models.CheckConstraint(
                name="rating_released_has_its_place",
                condition=Q(release=None, place=None, state__in=["kept", "held", "excluded"])
                | Q(release__isnull=False, place__isnull=False, state__in=["released", "excluded"]),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["point", "rated_on"], name="rating_waiting",
                condition=Q(state__in=["kept", "held"]),
            ),
            models.Index(fields=["point", "rated_on", "stream"], name="rating_counted",
                         condition=Q(state="released")),
        ]  # fmt: skip

    def __str__(self):
        return f"rating {self.pk}"

    @property
    def may_change(self):
        return self.state in (RatingState.KEPT, RatingState.HELD)


class ExclusionReason(models.TextChoices):
    MISTAKE = "mistake", _("the rater says it was a mistake")
    MALICIOUS = "malicious", _("malicious, decided by two people")
    FORGED = "forged", _("forged or bought")
    DUPLICATE = "duplicate", _("the same opinion again")
    OFF_TOPIC = "off_topic", _("about another service")


class Exclusion(models.Model):
    """Why a rating does not count, and who decided so. Published as a number, never deleted."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="exclusion")
    reason = models.CharField(_("reason"), max_length=10, choices=ExclusionReason)
    explanation = models.CharField(_("explanation"), max_length=500)
    decided_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField()

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            known("exclusion_reason", "reason", ExclusionReason),
            models.CheckConstraint(name="exclusion_explained", condition=~Q(explanation="")),
            models.CheckConstraint(
                name="exclusion_malice_needs_two",
                condition=~Q(reason="malicious") | Q(seconded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_two_are_two",
                condition=Q(seconded_by=None) | ~Q(seconded_by=models.F("decided_by")),
            ),
        ]

    def __str__(self):
        return f"exclusion of {self.rating_id}"
