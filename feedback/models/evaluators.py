"""Organisations that mark departments, and what they declare. Rules: docs/third-parties.md."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from departments.models import Named
from feedback.queries.engagements import EvaluatorOrganisationQuerySet


class EvaluatorOrganisation(Named):
    """A body that marks departments, belonging to none of them. Rules T1 to T4."""

    registration_number = models.CharField(
        _("registration number"), max_length=40, unique=True,
        error_messages={"unique": _("Another organisation has this registration number.")},
    )  # fmt: skip
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    suspended_because = models.CharField(_("why it is suspended"), max_length=500, blank=True)

    objects = EvaluatorOrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evaluator_named", condition=~Q(name_en="") & ~Q(name_zh=""),
                violation_error_message=_("Give the name in English and in Chinese."),
            ),
            models.CheckConstraint(
                name="evaluator_registration_number",
                condition=Q(registration_number__regex=r"^[0-9A-Za-z][0-9A-Za-z-]*$"),
                violation_error_message=_("Letters, digits and hyphens only."),
            ),
            models.CheckConstraint(
                name="evaluator_suspended_with_a_reason",
                condition=Q(suspended_until__isnull=True, suspended_because="")
                | Q(suspended_until__isnull=False) & ~Q(suspended_because=""),
                violation_error_message=_("Give both: until when, and why."),
            ),
        ]  # fmt: skip


class IndependenceDeclaration(models.Model):
    """What an organisation signed: with which departments it holds no contract, and its record of
    three years. The newest one counts; none changes."""

    organisation = models.ForeignKey(
        EvaluatorOrganisation, on_delete=models.PROTECT, related_name="declarations"
    )
    signed_by = models.CharField(_("signed by"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    has_violation = models.BooleanField(_("a violation in the last three years"))
    violation_note = models.CharField(_("which violation"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="declaration_signed", condition=~Q(signed_by="")),
            models.CheckConstraint(
                name="declaration_says_which_violation",
                condition=Q(has_violation=False, violation_note="")
                | Q(has_violation=True) & ~Q(violation_note=""),
                violation_error_message=_("Say which violation, or that there was none."),
            ),
        ]  # fmt: skip
        ordering = ["-signed_on", "-pk"]

    def __str__(self):
        return f"declaration of {self.organisation_id} on {self.signed_on}"


class DeclaredDepartment(models.Model):
    """A department, with all beneath it, that a declaration holds no contract with."""

    declaration = models.ForeignKey(
        IndependenceDeclaration, on_delete=models.PROTECT, related_name="departments"
    )
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "department"], name="declared_department_once"
            ),
        ]

    def __str__(self):
        return f"{self.department_id} in {self.declaration_id}"
