"""Whose work is appraised in a cycle, by whom, for which days. docs/appraisals.md, Y10 to Y14."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.cycle import AppraisalCycle
from appraisals.queries import AppraisalQuerySet
from appraisals.queries.rehearsals import Fenced
from departments.models import Post
from indicators.models.fields import known


class Subject(models.TextChoices):
    DEPARTMENT = "department", pgettext_lazy("who is appraised", "department")
    PERSON = "person", pgettext_lazy("who is appraised", "person")


class Appraisal(models.Model):
    """One department or one person in one cycle: everything of its year hangs on this row.

    `subject_user` answers for the subject (the person; the head of the department), `appraiser`
    is the superior, `second_appraiser` the one above. `unit` is where the work is done: the
    department itself, or that of the person's post. `excluded_as` is a reason of the policy why
    no grade is given.
    """

    appraisal_cycle = models.ForeignKey(
        AppraisalCycle, on_delete=models.PROTECT, related_name="appraisals"
    )
    subject = models.CharField(max_length=10, choices=Subject)
    unit = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="appraisals"
    )
    person = models.ForeignKey(
        "departments.Person", on_delete=models.PROTECT, null=True, related_name="appraisals"
    )
    post = models.ForeignKey(
        "departments.Post", on_delete=models.PROTECT, null=True, related_name="+"
    )
    category = models.CharField(max_length=20, choices=Post.Category, blank=True)
    subject_user = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="appraisals"
    )
    appraiser = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="appraises"
    )
    second_appraiser = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="appraises_second"
    )
    # Set by the office: the rule of the tree no longer changes them.
    appraiser_chosen = models.BooleanField(default=False)
    counts_from = models.DateField(_("counts from"))
    counts_until = models.DateField(_("counts until"))
    excluded_as = models.CharField(_("not graded because"), max_length=60, blank=True)
    excluded_note = models.CharField(_("remark"), max_length=1000, blank=True)
    left_on = models.DateField(_("left on"), null=True)

    objects = Fenced.from_queryset(AppraisalQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal_cycle", "person"],
                condition=Q(subject="person"),
                name="appraisal_person_once",
                violation_error_message=_("This person takes part in this cycle already."),
            ),
            models.UniqueConstraint(
                fields=["appraisal_cycle", "unit"],
                condition=Q(subject="department"),
                name="appraisal_department_once",
                violation_error_message=_("This department takes part in this cycle already."),
            ),
            known("appraisal_subject_known", "subject", Subject),
            known("appraisal_category_known", "category", Post.Category, blank=True),
            models.CheckConstraint(
                name="appraisal_of_a_department_or_a_person",
                condition=Q(
                    subject="department", person__isnull=True, post__isnull=True, category=""
                )
                | Q(subject="person", person__isnull=False),
            ),
            models.CheckConstraint(
                name="appraisal_not_of_oneself",
                condition=(Q(appraiser__isnull=True) | ~Q(appraiser=F("subject_user")))
                & (Q(second_appraiser__isnull=True) | ~Q(second_appraiser=F("subject_user"))),
                violation_error_message=_("Nobody appraises himself."),
            ),
            models.CheckConstraint(
                name="appraisal_second_is_another",
                condition=Q(second_appraiser__isnull=True) | ~Q(second_appraiser=F("appraiser")),
                violation_error_message=_("The second superior must be somebody else."),
            ),
            models.CheckConstraint(
                name="appraisal_days_in_order",
                condition=Q(counts_from__lte=F("counts_until")),
                violation_error_message=_("The end date must not lie before the start date."),
            ),
            models.CheckConstraint(
                name="appraisal_remark_with_reason",
                condition=Q(excluded_note="") | ~Q(excluded_as=""),
            ),
        ]
        indexes = [
            models.Index(fields=["appraisal_cycle", "unit"], name="appraisal_place"),
        ]

    def __str__(self):
        return f"appraisal {self.pk} in {self.appraisal_cycle_id}"

    @property
    def title(self):
        """The name of who is appraised, in the language of the page."""
        return (self.person if self.subject == Subject.PERSON else self.unit).title

    @property
    def is_graded(self):
        return not self.excluded_as


class Cause(models.TextChoices):
    HEAD_CHANGED = "head", pgettext_lazy("why forms changed hands", "the head changed")
    MOVED = "moved", pgettext_lazy("why forms changed hands", "moved to another department")
    LEFT = "left", pgettext_lazy("why forms changed hands", "left")
    CHOSEN = "chosen", pgettext_lazy("why forms changed hands", "set by the performance office")


class ReroutedField(models.TextChoices):
    SUBJECT_USER = "subject_user", pgettext_lazy("who acts", "answers")
    APPRAISER = "appraiser", _("appraises")
    SECOND_APPRAISER = "second_appraiser", _("second superior")


class Rerouting(models.Model):
    """Open forms went from one person to another, by which rule. Append-only."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="reroutings")
    field = models.CharField(max_length=16, choices=ReroutedField)
    cause = models.CharField(max_length=6, choices=Cause)
    before = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    after = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)

    objects = Fenced()

    class Meta:
        constraints = [
            known("rerouting_field_known", "field", ReroutedField),
            known("rerouting_cause_known", "cause", Cause),
            models.CheckConstraint(
                name="rerouting_changes_something",
                condition=Q(before__isnull=True, after__isnull=False)
                | Q(before__isnull=False, after__isnull=True)
                | ~Q(before=F("after")),
            ),
        ]

    def __str__(self):
        return f"{self.appraisal_id}: {self.field}"
