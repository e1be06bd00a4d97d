"""Files of figures on their way in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.models.fields import known
from indicators.queries import ImportRowQuerySet, KpiImportQuerySet


class ImportState(models.TextChoices):
    MATCHING = "matching", _("Columns to be matched")
    PREVIEWED = "previewed", _("Checked, not loaded")
    LOADED = "loaded", _("Loaded")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Undone")


class KpiImport(models.Model):
    """One uploaded file: its bytes, what the check found, and whether it was loaded.

    `report` holds what belongs to the file as a whole; each of its rows is an ImportRow.
    """

    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    cycle_name = models.CharField(_("cycle"), max_length=80)
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.PREVIEWED)
    report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True)
    # Where the columns stand, when a person said so: {"department": 0, …}; blank: by their names.
    columns = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = KpiImportQuerySet.as_manager()

    class Meta:
        constraints = [
            known("kpi_import_state_known", "state", ImportState),
            models.CheckConstraint(
                name="kpi_import_undone_by_somebody",
                condition=Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state="undone") & Q(undone_at=None, undone_by=None)),
            ),
        ]

    def __str__(self):
        return self.file_name


class ImportEffect(models.Model):
    """One thing that loading an import wrote: what undoing it has to take back."""

    id = models.BigAutoField(primary_key=True)
    kpi_import = models.ForeignKey(KpiImport, on_delete=models.PROTECT, related_name="effects")
    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    opened_target = models.ForeignKey(
        "indicators.Target", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_target = models.ForeignKey(
        "indicators.Target", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_effect_is_one_thing",
                condition=Q(measurement__isnull=False, opened_target=None, closed_target=None)
                | Q(measurement=None, opened_target__isnull=False, closed_target=None)
                | Q(measurement=None, opened_target=None, closed_target__isnull=False),
            ),
        ]

    def __str__(self):
        return f"effect {self.pk} of import {self.kpi_import_id}"


class ColumnMatch(models.Model):
    """How a person matched the columns of files with one header: offered again the next time."""

    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the header, case and blanks aside
    columns = models.JSONField()
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "fingerprint"], name="column_match_once"),
        ]

    def __str__(self):
        return self.fingerprint


class RowState(models.TextChoices):
    NEW = "new", pgettext_lazy("row of a file", "New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    ERROR = "error", _("Error")


class ImportRow(models.Model):
    """What the check says of one line of an import: what it would do, or what is wrong with it.

    `problems` is a list of [column, code, parameters], `findings` one of [rule, parameters] of the
    SMART rules; the words are found when it is shown.
    """

    kpi_import = models.ForeignKey(
        KpiImport, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField(_("line"))
    state = models.CharField(max_length=9, choices=RowState)
    is_history = models.BooleanField()
    department = models.CharField(_("department"), max_length=300, blank=True)
    indicator = models.CharField(_("indicator"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=110, blank=True)
    direction = models.CharField(_("direction"), max_length=110, blank=True)
    period = models.CharField(_("period"), max_length=110, blank=True)
    target = models.CharField(_("target"), max_length=110, blank=True)
    actual = models.CharField(_("actual"), max_length=110, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True, default="")
    old_target = models.CharField(max_length=80, blank=True)
    old_actual = models.CharField(max_length=300, blank=True)
    changes_target = models.BooleanField()
    changes_actual = models.BooleanField()
    problems = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kpi_import", "line"], name="import_row_once"),
            known("import_row_state_known", "state", RowState),
        ]

    def __str__(self):
        return f"line {self.line} of import {self.kpi_import_id}"
