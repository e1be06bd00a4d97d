"""Surveys: whoever is asked was drawn. Never added to what came by itself. P18, P19."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Named, ends_after_start
from feedback.models.ratings import Stream
from feedback.models.services import PublicService, Receipt, ServicePoint
from feedback.queries.surveys import SurveyStratumQuerySet, SurveyWaveQuerySet


class SurveyWave(Named):
    """One survey about one service, in a stream and at a place of its own."""

    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="waves")
    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, related_name="wave")
    point = models.OneToOneField(ServicePoint, on_delete=models.PROTECT, related_name="wave")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    objects = SurveyWaveQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("survey_wave_ends_after_start"),
            models.CheckConstraint(
                name="survey_wave_named", condition=~Q(name_en="") & ~Q(name_zh="")
            ),
        ]


class SurveyStratum(models.Model):
    """People who are alike, by what the survey calls channel, group of services and age band."""

    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="strata")
    channel = models.CharField(_("channel"), max_length=60)
    service_group = models.CharField(_("group of services"), max_length=60, blank=True)
    age_band = models.CharField(_("age band"), max_length=60, blank=True)
    population = models.PositiveIntegerField(_("people in it"))

    objects = SurveyStratumQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "channel", "service_group", "age_band"],
                name="survey_stratum_once",
                violation_error_message=_("The survey has this group already."),
            ),
            models.CheckConstraint(
                name="survey_stratum_of_somebody", condition=Q(population__gt=0),
                violation_error_message=_("A group needs at least one person."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return " × ".join(filter(None, (self.channel, self.service_group, self.age_band)))


class SurveyInvitation(models.Model):
    """A receipt that was sent to somebody of a stratum. It knows the stratum, not the person."""

    receipt = models.OneToOneField(
        Receipt, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    stratum = models.ForeignKey(SurveyStratum, on_delete=models.PROTECT, related_name="invitations")

    def __str__(self):
        return f"invitation to {self.stratum_id}"
