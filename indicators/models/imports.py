"""Files of figures on their way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.planning import known
from indicators.queries import KpiImportQuerySet


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", _("Checked, not loaded")
    LOADED = "loaded", _("Loaded")
    REFUSED = "refused", _("Refused")


class KpiImport(models.Model):
    """One uploaded file: its bytes, what the check found, and whether it was loaded."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    cycle_name = models.CharField(_("cycle"), max_length=80)
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.PREVIEWED)
    report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True)

    objects = KpiImportQuerySet.as_manager()

    class Meta:
        constraints = [known("kpi_import_state_known", "state", ImportState)]

    def __str__(self):
        return self.file_name
