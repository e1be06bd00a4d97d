"""What proves a measured value: files, links, notes. Appended; taken back, never deleted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.fields import known
from indicators.queries.evidence import EvidenceQuerySet


class EvidenceKind(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")
    NOTE = "note", _("Note")


class Scan(models.TextChoices):
    """What the virus scanner of the house said; without one a file stays unscanned."""

    CLEAN = "clean", _("scanned, nothing found")
    UNSCANNED = "unscanned", _("not scanned: no scanner is set up")


# A size that is null is named: null > 0 is null, which a check lets pass.
WHOLE_FILE = (
    Q(size__isnull=False, size__gt=0, sha256__regex=r"^[0-9a-f]{64}$")
    & ~Q(path="")
    & ~Q(file_name="")
    & ~Q(media_type="")
    & ~Q(scan="")
)


class KeptFile(models.Model):
    """A file that lies outside the web root under a random name (`path`); blank: there is none."""

    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    path = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    scan = models.CharField(max_length=9, choices=Scan, blank=True)

    class Meta:
        abstract = True


class Evidence(KeptFile):
    """One proof of one value.

    Whoever verified the value adds no proof to it: a trigger refuses that, as it refuses change.
    """

    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=4, choices=EvidenceKind)
    title = models.CharField(_("what it shows"), max_length=200, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    note = models.CharField(_("note"), max_length=4000, blank=True)
    uploaded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    keep_until = models.DateField(_("kept at least until"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            known("evidence_kind_known", "kind", EvidenceKind),
            known("evidence_scan_known", "scan", Scan, blank=True),
            models.CheckConstraint(
                name="evidence_is_one_thing",
                condition=(Q(kind="file", url="", note="") & WHOLE_FILE)
                | (Q(kind="link", file_name="", path="", sha256="", note="") & ~Q(url=""))
                | (Q(kind="note", file_name="", path="", sha256="", url="") & ~Q(note="")),
            ),
            models.CheckConstraint(
                name="evidence_link_is_http",
                condition=Q(url="") | Q(url__regex=r"^https?://[^\s]+$"),
                violation_error_message=_("A link begins with https:// or http://."),
            ),
            models.UniqueConstraint(
                fields=["path"], condition=~Q(path=""), name="evidence_path_once"
            ),
        ]

    def __str__(self):
        return f"evidence {self.pk}"


class EvidenceWithdrawal(models.Model):
    """That a proof no longer stands, and why. The proof and its file are kept."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=1000)
    withdrawn_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_withdrawal_says_why", condition=~Q(reason__regex=r"^\s*$")
            ),
        ]

    def __str__(self):
        return f"withdrawal of evidence {self.evidence_id}"
