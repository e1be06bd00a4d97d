"""What surrounds a figure: outside causes that were accepted, and circumstances of a place."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from departments.models import Named
from indicators.models.fields import known
from indicators.models.measurement import Measurement
from indicators.queries.context import (
    ContextNoteQuerySet,
    ContextValueQuerySet,
    ContextVariableQuerySet,
)


class Cause(models.TextChoices):
    """The closed list of outside causes."""

    WEATHER = "weather", _("Weather or natural disaster")
    HEALTH = "health", _("Epidemic")
    ACCIDENT = "accident", _("Accident or breakdown outside the department")
    LAW = "law", _("Change of law or policy")
    REORGANISATION = "reorganisation", _("Reorganisation ordered from above")
    DEMAND = "demand", _("Demand that nobody could foresee")


class NoteVerdict(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class ContextNote(models.Model):
    """An outside cause that a department gives for a value. Appended, never changed (a trigger).

    It changes no score: it stands beside the value and on its chart once the office approved it.
    """

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="notes")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField(_("cause"), max_length=14, choices=Cause)
    text = models.CharField(_("what happened"), max_length=1000)
    proposed_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = ContextNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            known("context_note_cause_known", "cause", Cause),
            models.CheckConstraint(name="context_note_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return f"context note {self.pk}"


class ContextDecision(models.Model):
    """What the office decided about a note, once. Appended, never changed (a trigger)."""

    note = models.OneToOneField(ContextNote, on_delete=models.PROTECT, related_name="decision")
    verdict = models.CharField(_("decision"), max_length=8, choices=NoteVerdict)
    reason = models.CharField(_("reason"), max_length=1000)
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [
            known("context_decision_known", "verdict", NoteVerdict),
            models.CheckConstraint(
                name="context_decision_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"{self.verdict}: note {self.note_id}"


class ContextVariable(Named):
    """A circumstance outside a department's control: population, density, need."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = ContextVariableQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="context_named", condition=~Q(name=""))]


class ContextValue(models.Model):
    """The circumstance of a department in a year. Rows are versions: one is in force."""

    variable = models.ForeignKey(ContextVariable, on_delete=models.PROTECT, related_name="values")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=30, decimal_places=15)
    source = models.CharField(_("source"), max_length=200)
    loaded_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    loaded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)

    objects = ContextValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variable", "department", "year"],
                condition=Q(replaced_at__isnull=True),
                name="context_value_one_in_force",
            ),
            models.CheckConstraint(
                name="context_value_year", condition=Q(year__gte=1900, year__lte=2200)
            ),
            models.CheckConstraint(
                name="context_value_has_source",
                condition=~Q(source=""),
                violation_error_message=_("Name the source."),
            ),
        ]

    def __str__(self):
        return f"{self.variable_id} of {self.department_id} in {self.year}"
