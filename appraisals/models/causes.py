"""Why a target was missed: the closed list that self-assessments and talks use."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MissedBecause(models.TextChoices):
    SKILL = "skill", pgettext_lazy("why a target was missed", "knowledge or skill was lacking")
    RESOURCE = (
        "resource",
        pgettext_lazy("why a target was missed", "people, money or time was short"),
    )
    PROCESS = "process", pgettext_lazy("why a target was missed", "the way of working held it up")
    EXTERNAL = "external", pgettext_lazy("why a target was missed", "something outside our reach")
    DATA = "data", pgettext_lazy("why a target was missed", "the data are wrong or incomplete")
    GOAL = "goal", pgettext_lazy("why a target was missed", "the target does not fit any more")
