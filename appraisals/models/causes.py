"""Why a target was missed: the closed list that self-assessments and talks use."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MissedBecause(models.TextChoices):
    SKILL = "skill", pgettext_lazy("why a target was missed", "Knowledge or skill was lacking")
    RESOURCE = (
        "resource",
        pgettext_lazy("why a target was missed", "People, money or time was short"),
    )
    PROCESS = "process", pgettext_lazy("why a target was missed", "The way of working held it up")
    EXTERNAL = "external", pgettext_lazy("why a target was missed", "Something outside our reach")
    DATA = "data", pgettext_lazy("why a target was missed", "The data are wrong or incomplete")
    GOAL = "goal", pgettext_lazy("why a target was missed", "The target does not fit any more")
