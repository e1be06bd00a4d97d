"""Ratings that were given on another page: a provincial platform, a hotline. P15 to P17."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.ratings import Stream
from feedback.models.services import Channel, RatingScale
from feedback.queries.other_doors import OtherDoorQuerySet
from indicators.models.fields import known


class OtherDoor(models.Model):
    """A stream of its own, with the scale it speaks. Scale and direction never change: a number
    that came in would mean something else."""

    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="door")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    is_inverted = models.BooleanField(_("its lowest number is the best"), default=False)
    is_open = models.BooleanField(_("takes ratings"), default=True)

    objects = OtherDoorQuerySet.as_manager()

    class Meta:
        constraints = [known("other_door_channel", "channel", Channel)]

    def __str__(self):
        return self.stream.title
