"""Calibration: who sat over which grades, every change, and the lock. docs/calibration.md."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal, Subject
from appraisals.models.cycle import AppraisalCycle
from appraisals.queries.calibrations import (
    CalibrationChangeQuerySet,
    CalibrationEntryQuerySet,
    CalibrationSessionQuerySet,
    GradeCapQuerySet,
)
from appraisals.queries.rehearsals import Fenced
from departments.models import Named
from indicators.models.fields import known, share


class SessionState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("calibration", "prepared")
    OPEN = "open", pgettext_lazy("calibration", "open")
    LOCKED = "locked", pgettext_lazy("calibration", "locked")


class QuotaMode(models.TextChoices):
    OFF = "off", pgettext_lazy("quota", "none")
    GUIDE = "guide", pgettext_lazy("quota", "a guide")
    HARD = "hard", pgettext_lazy("quota", "binding")


class CalibrationSession(Named):
    """One pool of peers whose grades are settled together. Its row is the lock of the pool.

    `allowed` and `given` are what the lock counted under the quota (`allowed` blank: there is
    none). A raised share names who approved it and by which document.
    """

    appraisal_cycle = models.ForeignKey(
        AppraisalCycle, on_delete=models.PROTECT, related_name="calibrations"
    )
    subject = models.CharField(max_length=10, choices=Subject)
    scale = models.CharField(max_length=60)
    state = models.CharField(
        max_length=8, choices=SessionState, default=SessionState.PREPARED, editable=False
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    quota_mode = models.CharField(max_length=5, choices=QuotaMode, editable=False)
    quota_grade = models.CharField(max_length=60, blank=True, editable=False)
    raised_share = share(_("raised share"), null=True, editable=False)
    raised_by = models.CharField(_("approved by"), max_length=200, blank=True)
    raised_document = models.CharField(_("document"), max_length=300, blank=True)
    allowed = models.PositiveIntegerField(null=True, editable=False)
    given = models.PositiveIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    opened_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, editable=False)
    locked_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, editable=False)

    objects = Fenced.from_queryset(CalibrationSessionQuerySet)()

    class Meta:
        constraints = [
            known("calibration_subject_known", "subject", Subject),
            known("calibration_state_known", "state", SessionState),
            known("calibration_quota_mode_known", "quota_mode", QuotaMode),
            models.CheckConstraint(
                name="calibration_quota_names_its_grade",
                condition=Q(quota_mode="off", quota_grade="")
                | ~Q(quota_mode="off") & ~Q(quota_grade=""),
            ),
            models.CheckConstraint(
                name="calibration_raised_with_approval",
                condition=Q(raised_share__isnull=True, raised_by="", raised_document="")
                | Q(raised_share__isnull=False) & ~Q(raised_by="") & ~Q(raised_document=""),
                violation_error_message=_("Name who approved the raised share, and the document."),
            ),
            models.CheckConstraint(
                name="calibration_opened_and_locked",
                condition=Q(state="prepared", opened_at__isnull=True, locked_at__isnull=True)
                | Q(state="open", opened_at__isnull=False, locked_at__isnull=True)
                | Q(state="locked", opened_at__isnull=False, locked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="calibration_quota_never_exceeded",
                condition=~Q(state="locked", quota_mode="hard")
                | Q(given__isnull=False, allowed__isnull=False, given__lte=F("allowed")),
                violation_error_message=_("More of the highest grade than the quota allows."),
            ),
        ]

    @property
    def is_open(self):
        return self.state == SessionState.OPEN

    @property
    def is_locked(self):
        return self.state == SessionState.LOCKED


class CalibrationMember(models.Model):
    """Who sits in a session and may change grades in it."""

    session = models.ForeignKey(
        CalibrationSession, on_delete=models.PROTECT, related_name="members"
    )
    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="calibration_member_once"),
        ]

    def __str__(self):
        return f"{self.user_id} in {self.session_id}"


class CalibrationEntry(models.Model):
    """One subject in a session: the grade it came with and the one it has now.

    A subject sits in one session only, so it counts in one quota only. `initial` is blank while
    nobody has evaluated; `grade` is what the lock turns into the grade.
    """

    session = models.ForeignKey(
        CalibrationSession, on_delete=models.PROTECT, related_name="entries"
    )
    appraisal = models.OneToOneField(
        Appraisal, on_delete=models.PROTECT, related_name="calibration_entry"
    )
    initial = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=60, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    coverage = models.DecimalField(max_digits=5, decimal_places=4, null=True)

    objects = Fenced.from_queryset(CalibrationEntryQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="calibration_entry_coverage_0_to_1",
                condition=Q(coverage__isnull=True) | Q(coverage__gte=0, coverage__lte=1),
            ),
        ]
        indexes = [models.Index(fields=["session", "grade"], name="calibration_grades")]

    def __str__(self):
        return f"entry {self.pk} of {self.session_id}"


class CalibrationChange(models.Model):
    """A grade was changed in a session: from, to, by whom, why. Append-only."""

    entry = models.ForeignKey(CalibrationEntry, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=2000)
    by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    objects = Fenced.from_queryset(CalibrationChangeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="calibration_change_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Say why the grade changes."),
            ),
            models.CheckConstraint(
                name="calibration_change_changes", condition=~Q(before=F("after"))
            ),
        ]
        ordering = ["-id"]

    def __str__(self):
        return f"{self.before} to {self.after}, entry {self.entry_id}"


class CapKind(models.TextChoices):
    VETO = "veto", pgettext_lazy("cap of a grade", "veto")
    CRITICAL = "critical", pgettext_lazy("cap of a grade", "critical element not met")
    SANCTION = "sanction", pgettext_lazy("cap of a grade", "disciplinary sanction")


class GradeCap(models.Model):
    """A grade goes no higher than this, whatever the score, which stays visible. Append-only.

    It names the legal basis, the body that approved it and the record of what happened.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="caps")
    kind = models.CharField(_("kind"), max_length=8, choices=CapKind)
    at_most = models.CharField(_("at most"), max_length=60)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    authority = models.CharField(_("approving authority"), max_length=200)
    incident = models.CharField(_("what happened"), max_length=2000)
    recorded_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = Fenced.from_queryset(GradeCapQuerySet)()

    class Meta:
        constraints = [
            known("grade_cap_kind_known", "kind", CapKind),
            models.CheckConstraint(
                name="grade_cap_has_legal_basis",
                condition=~Q(legal_basis="") & ~Q(authority="") & ~Q(incident=""),
                violation_error_message=_(
                    "Name the legal basis, the approving authority and what happened."
                ),
            ),
        ]

    def __str__(self):
        return f"cap {self.kind} of {self.appraisal_id}"
