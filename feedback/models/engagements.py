"""What an organisation is asked to mark, by which criteria, and who marks it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from departments.models import Named
from feedback.models.evaluators import EvaluatorOrganisation
from feedback.queries.engagements import (
    MARKED,
    EngagementQuerySet,
    EngagementUnitQuerySet,
    UnitMaterialQuerySet,
)
from indicators.models.evidence import WHOLE_FILE, KeptFile, Scan
from indicators.models.fields import known


class EngagementState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("engagement", "being drafted")
    COMMISSIONED = "commissioned", pgettext_lazy("engagement", "commissioned")
    MARKING = "marking", pgettext_lazy("engagement", "being marked")
    REPLY = "reply", pgettext_lazy("engagement", "departments reply")
    ADJUDICATION = "adjudication", pgettext_lazy("engagement", "being adjudicated")
    FINAL = "final", pgettext_lazy("engagement", "final")
    WITHDRAWN = "withdrawn", pgettext_lazy("engagement", "withdrawn")


class Seat(models.TextChoices):
    FIRST = "first", pgettext_lazy("seat in an engagement", "first marker")
    SECOND = "second", pgettext_lazy("seat in an engagement", "second marker")
    RESPONSIBLE = "responsible", pgettext_lazy("seat in an engagement", "responsible evaluator")


MARKERS = (Seat.FIRST, Seat.SECOND)


class Engagement(Named):
    """An organisation marks departments by criteria; the numbers it is held to are pinned here."""

    organisation = models.ForeignKey(
        EvaluatorOrganisation, on_delete=models.PROTECT, related_name="engagements"
    )
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="engagements"
    )
    period = models.ForeignKey("indicators.Period", on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="engagements"
    )
    scope_en = models.CharField(_("scope in English"), max_length=2000)
    scope_zh = models.CharField(_("scope in Chinese"), max_length=2000)
    is_blind = models.BooleanField(_("markers see no names"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    report_due_on = models.DateField(_("report due on"))
    reply_working_days = models.PositiveSmallIntegerField(_("working days for a reply"))
    levels_apart_most = models.PositiveSmallIntegerField(_("levels that markers may lie apart"))
    consecutive_most = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(
        max_length=12, choices=EngagementState, default=EngagementState.DRAFTED, editable=False
    )
    reply_until = models.DateField(null=True, editable=False)
    drafted_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    commissioned_on = models.DateField(null=True, editable=False)
    reported_on = models.DateField(null=True, editable=False)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        constraints = [
            known("engagement_state", "state", EngagementState),
            models.CheckConstraint(
                name="engagement_named",
                condition=~Q(name_en="") & ~Q(name_zh="") & ~Q(scope_en="") & ~Q(scope_zh=""),
                violation_error_message=_("Give name and scope in English and in Chinese."),
            ),
            models.CheckConstraint(
                name="engagement_dates",
                condition=Q(ends_on__gte=F("starts_on"), report_due_on__gte=F("starts_on"),
                            report_due_on__lte=F("ends_on")),
                violation_error_message=_("The report is due between the first and the last day."),
            ),
            models.CheckConstraint(
                name="engagement_numbers",
                condition=Q(reply_working_days__range=(1, 90), levels_apart_most__range=(0, 9),
                            consecutive_most__range=(1, 20)),
                violation_error_message=_("1 to 90 working days; 0 to 9 levels."),
            ),
            models.CheckConstraint(
                name="engagement_commissioned_on_a_day",
                condition=Q(state__in=["drafted", "withdrawn"]) | Q(commissioned_on__isnull=False),
            ),
            models.CheckConstraint(
                name="engagement_reply_has_an_end",
                condition=~Q(state__in=MARKED) | Q(reply_until__isnull=False),
            ),
            models.CheckConstraint(
                name="engagement_final_is_reported",
                condition=~Q(state="final") | Q(reported_on__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "commissioned_on"], name="engagement_rotation"),
        ]

    @property
    def scope(self):
        chinese = (get_language() or "").startswith("zh")
        return self.scope_zh if chinese else self.scope_en

    @property
    def is_marked(self):
        return self.state in MARKED


class EngagementUnit(models.Model):
    """What is marked, by its letter alone. Which department it is, the key says (`UnitKey`)."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="units")
    letter = models.CharField(max_length=3)
    reply_version = models.PositiveIntegerField(default=0, editable=False)

    objects = EngagementUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "letter"], name="unit_letter_once"),
            models.CheckConstraint(
                name="unit_letter", condition=Q(letter__regex=r"^[A-Z]{1,3}$")
            ),
        ]  # fmt: skip
        ordering = ["engagement", "letter"]

    def __str__(self):
        return f"unit {self.letter}"


class UnitKey(models.Model):
    """Which department stands behind a letter. Markers of a blind engagement never reach it."""

    unit = models.OneToOneField(
        EngagementUnit, on_delete=models.PROTECT, primary_key=True, related_name="key"
    )
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="keys")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "department"], name="unit_department_once"
            ),
        ]
        indexes = [models.Index(fields=["department"], name="unit_of_department")]

    def __str__(self):
        return f"key of unit {self.unit_id}"


class Criterion(Named):
    """What is judged, with its share of 100."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "place"], name="criterion_place_once"),
            models.CheckConstraint(
                name="criterion_named", condition=~Q(name_en="") & ~Q(name_zh=""),
                violation_error_message=_("Give the name in English and in Chinese."),
            ),
            models.CheckConstraint(
                name="criterion_weight", condition=Q(weight__gt=0, weight__lte=100),
                violation_error_message=_("A weight lies above 0 and is 100 at most."),
            ),
        ]  # fmt: skip
        ordering = ["place"]


class RubricLevel(Named):
    """A level of a criterion: its points, its name, and what is found where it is given."""

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="levels")
    place = models.PositiveSmallIntegerField()
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    description_en = models.CharField(max_length=500)
    description_zh = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["criterion", "place"], name="level_place_once"),
            models.UniqueConstraint(fields=["criterion", "points"], name="level_points_once"),
            models.CheckConstraint(
                name="level_said",
                condition=~Q(name_en="") & ~Q(name_zh="") & ~Q(description_en="")
                & ~Q(description_zh=""),
            ),
            models.CheckConstraint(
                name="level_points", condition=Q(points__gte=0, points__lte=100)
            ),
        ]  # fmt: skip
        ordering = ["place"]

    @property
    def description(self):
        chinese = (get_language() or "").startswith("zh")
        return self.description_zh if chinese else self.description_en


class EngagementMember(models.Model):
    """An account of the organisation, for this engagement and these days only."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="engagement_seats"
    )
    seat = models.CharField(_("seat"), max_length=11, choices=Seat)

    class Meta:
        constraints = [
            known("member_seat", "seat", Seat),
            models.UniqueConstraint(fields=["engagement", "seat"], name="member_one_per_seat"),
            models.UniqueConstraint(
                fields=["engagement", "user"], name="member_one_seat_each",
                violation_error_message=_("Two seats need two people."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.seat} of {self.engagement_id}"


class UnitMaterial(KeptFile):
    """Evidence about a unit, in words, as a file or as a value that names no department.

    Append-only.
    """

    unit = models.ForeignKey(EngagementUnit, on_delete=models.PROTECT, related_name="material")
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("what it shows"), max_length=200)
    text = models.CharField(_("evidence"), max_length=4000, blank=True)
    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = UnitMaterialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="material_says_something",
                condition=~Q(title="")
                & (~Q(text="") | Q(measurement__isnull=False) | ~Q(path="")),
                violation_error_message=_("Write the evidence, attach a file or choose a value."),
            ),
            known("material_scan_known", "scan", Scan, blank=True),
            models.CheckConstraint(
                name="material_file_is_whole",
                condition=Q(path="", file_name="", media_type="", sha256="", scan="",
                            size__isnull=True)
                | WHOLE_FILE,
            ),
            models.UniqueConstraint(
                fields=["path"], condition=~Q(path=""), name="material_path_once"
            ),
        ]  # fmt: skip
        ordering = ["pk"]

    def __str__(self):
        return f"material {self.pk}"
