"""What the public may rate: scales, services, the places where a service is met, closed cases.

Rules: docs/public-voice.md.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.models import Named
from departments.policy_words import is_chinese
from feedback import codes
from feedback.queries import PublicServiceQuerySet, ServicePointQuerySet
from feedback.scaling import levels_of, reasons_of
from indicators.models.fields import known


class Channel(models.TextChoices):
    COUNTER = "counter", pgettext_lazy("where a service is met", "counter")
    ONLINE = "online", pgettext_lazy("where a service is met", "website or app")
    TERMINAL = "terminal", pgettext_lazy("where a service is met", "self-service terminal")
    PHONE = "phone", pgettext_lazy("where a service is met", "telephone")
    POST = "post", pgettext_lazy("where a service is met", "post")


class Stage(models.TextChoices):
    ACCEPT = "accept", pgettext_lazy("stage of a case", "taking the case in")
    FINISH = "finish", pgettext_lazy("stage of a case", "finishing the case")


class RatingScale(models.Model):
    """One version of what is asked and answered. It never changes (a trigger); new words are a new
    version, and every rating keeps the version it was given on."""

    code = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    question_en = models.CharField(max_length=200)
    question_zh = models.CharField(max_length=200)
    levels = models.JSONField()
    values = ArrayField(models.SmallIntegerField())
    negatives = ArrayField(models.SmallIntegerField())
    reasons = models.JSONField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rating_scale_version"),
        ]

    def __str__(self):
        return f"{self.code} {self.version}"

    @property
    def title(self):
        name = self.name_zh if is_chinese() else self.name_en
        return f"{name} ({self.version})"

    @property
    def answers(self):
        return levels_of(self.levels)

    @property
    def drivers(self):
        return reasons_of(self.reasons)


class PublicService(Named):
    """What a department does for the public, under the code of its catalogue."""

    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="public_services"
    )
    code = models.CharField(
        _("code"), max_length=40, unique=True,
        error_messages={"unique": _("Another service has this code.")},
    )  # fmt: skip
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(_("can be rated"), default=True)

    objects = PublicServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="public_service_code",
                condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9._-]*$"),
                violation_error_message=_("Letters, digits, dots and hyphens only."),
            ),
            models.CheckConstraint(
                name="public_service_named", condition=~Q(name_en="") & ~Q(name_zh="")
            ),
        ]  # fmt: skip


class ServicePoint(Named):
    """Where and when a service is rated: a counter, a website, a stage. The QR holds its code."""

    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="points")
    code = models.CharField(max_length=codes.POINT, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.FINISH)
    is_kiosk = models.BooleanField(_("a tablet that everybody uses"), default=False)
    is_open = models.BooleanField(_("in use"), default=True)

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        constraints = [
            known("service_point_channel", "channel", Channel),
            known("service_point_stage", "stage", Stage),
            models.CheckConstraint(
                name="service_point_code", condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{6}$")
            ),
            models.CheckConstraint(
                name="service_point_named", condition=~Q(name_en="") & ~Q(name_zh="")
            ),
            models.UniqueConstraint(
                fields=["service", "name_en", "stage"], name="service_point_once",
                violation_error_message=_("The service has a place of this name for this stage."),
            ),
        ]  # fmt: skip


class ClosedCase(models.Model):
    """One case that is over, without its number: a keyed digest makes a second import harmless.

    No key leads from here to a receipt: that is what makes a rating unlinkable to its case.
    """

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="closed_cases")
    digest = models.BinaryField(max_length=32)
    closed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="closed_case_once"),
            models.CheckConstraint(
                name="closed_case_digest", condition=Exact(Length("digest"), 32)
            ),
        ]
        indexes = [models.Index(fields=["point", "closed_on"], name="closed_case_place")]

    def __str__(self):
        return f"case of {self.closed_on}"


class Receipt(models.Model):
    """The right to one rating: the keyed digest of a code that only the citizen holds.

    It knows the place and the week of issue, not the case. Whether it was used, the ratings say.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="receipts")
    week = models.DateField()  # its Monday
    expires_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="receipt_digest", condition=Exact(Length("digest"), 32)),
            models.CheckConstraint(
                name="receipt_week_is_a_monday", condition=Q(week__iso_week_day=1)
            ),
            models.CheckConstraint(
                name="receipt_outlives_its_week", condition=Q(expires_on__gt=models.F("week"))
            ),
        ]
        indexes = [models.Index(fields=["point", "week"], name="receipt_place")]

    def __str__(self):
        return f"receipt of {self.week}"
