"""Who is reached: a measurement cut by sex, age, district or channel."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from departments.models import Named
from indicators.models.fields import number
from indicators.queries import BreakdownQuerySet, DimensionQuerySet


class Dimension(Named):
    """A list of groups by which values are cut. It never changes: another list is a new version."""

    code = models.CharField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DimensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="dimension_version_once"),
        ]


class DimensionMember(Named):
    """One group of a list, at its place."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="members")
    code = models.CharField(_("code"), max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="dimension_member_once"),
            models.UniqueConstraint(
                fields=["dimension", "position"], name="dimension_member_place_once"
            ),
        ]


class Breakdown(models.Model):
    """One measurement cut along one list. Complete and adding up exactly, or it says why not.

    At the end of its transaction a trigger counts its parts and adds them up. A correction is a
    row that supersedes the one before it. docs/cascade.md, rules L13 to L16.
    """

    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.PROTECT, related_name="breakdowns"
    )
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="+")
    is_complete = models.BooleanField()
    reason = models.CharField(_("why it does not add up"), max_length=500, blank=True)
    part_count = models.PositiveSmallIntegerField()
    reported_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = BreakdownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measurement", "dimension"],
                condition=Q(supersedes__isnull=True),
                name="breakdown_one_first_row",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="breakdown_superseded_once",
            ),
            models.CheckConstraint(
                name="breakdown_complete_or_says_why",
                condition=Q(is_complete=True, reason="") | (Q(is_complete=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="breakdown_has_parts", condition=Q(part_count__gte=1)),
        ]

    def __str__(self):
        return f"breakdown {self.pk} of {self.measurement_id}"


class BreakdownPart(models.Model):
    """What falls to one group: a count, or numerator and denominator, or nothing that is known."""

    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="parts")
    member = models.ForeignKey(DimensionMember, on_delete=models.PROTECT, related_name="+")
    value = number(_("value"))
    numerator = number(_("numerator"))
    denominator = number(_("denominator"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breakdown", "member"], name="breakdown_part_once"),
            models.CheckConstraint(
                name="breakdown_part_says_one_thing",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(
                    value__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    denominator__gte=0,
                ),
            ),
        ]

    def __str__(self):
        return f"part {self.member_id} of {self.breakdown_id}"
