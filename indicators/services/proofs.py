"""Proofs of a value: files, links and notes are added, and taken back with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_role
from indicators.models import Evidence, EvidenceWithdrawal, Measurement, Verification
from indicators.models.evidence import EvidenceKind
from indicators.services.errors import checked, lock_key
from indicators.services.kept_files import kept
from indicators.services.reporting import REPORTERS
from indicators.services.rules import rules_around, years_after


def add_link(measurement: Measurement, url: str, *, title: str = "", by: User) -> Evidence:
    """Keep an address where the proof can be seen; only http and https."""
    url = url.strip()
    if not url:
        raise DomainError(_("Write the address of the proof."), "url")
    return keep(measurement, {"kind": EvidenceKind.LINK, "url": url, "title": title}, by=by)


def add_note(measurement: Measurement, note: str, *, title: str = "", by: User) -> Evidence:
    """Keep a remark: where the papers lie, who can show them."""
    said = {"kind": EvidenceKind.NOTE, "note": note.strip(), "title": title}
    if not said["note"]:
        raise DomainError(_("Write the note."), "note")
    return keep(measurement, said, by=by)


def add_file(
    measurement: Measurement, content: Iterable[bytes], name: str, *, title: str = "", by: User
) -> Evidence:
    """Keep a file, once its size, its content and the virus scanner allow it.

    The bytes lie under a random name before the row is there, and are removed when it does not
    come about. The same file again is the one that is there.
    Errors: DomainError at `file`; PermissionDenied for who does not report for the department.
    """
    may_prove(measurement, by)
    with kept(content, name) as file:
        proof = keep(measurement, {"kind": EvidenceKind.FILE, "title": title, **file}, by=by)
    if proof.path != file["path"]:
        (Path(settings.MEDIA_ROOT) / file["path"]).unlink(missing_ok=True)
    return proof


SAME = {
    EvidenceKind.FILE: ("sha256", "file_name"),
    EvidenceKind.LINK: ("url",),
    EvidenceKind.NOTE: ("note",),
}


@transaction.atomic
def keep(measurement: Measurement, said: dict[str, Any], *, by: User) -> Evidence:
    """Append one proof with its entry, or find the same one standing already."""
    may_prove(measurement, by)
    hold_chain(measurement)
    same = {name: said[name] for name in ("kind", *SAME[said["kind"]])}
    standing = Evidence.objects.standing().filter(measurement=measurement, **same).first()
    if standing is not None:
        return standing
    if Verification.objects.filter(measurement=measurement, verified_by=by).exists():
        raise PermissionDenied(_("You verified this value: somebody else has to add its proof."))
    years = rules_around(measurement.period).whole("retention_years")
    proof = Evidence(
        measurement=measurement,
        uploaded_by=by,
        keep_until=years_after(timezone.localdate(), years),
        **said,
    )
    checked(proof, leave=["measurement", "uploaded_by", "uploaded_at"])
    proof.save(force_insert=True)
    names = ("kind", "title", "file_name", "media_type", "size", "sha256", "scan", "url", "note")
    facts = {name: said[name] for name in names if said.get(name)}
    details = {"measurement": measurement.pk, "keep_until": proof.keep_until, **facts}
    audit.record("indicators.add_evidence", proof, by=by, details=details)
    return proof


@transaction.atomic
def withdraw(proof: Evidence, reason: str, *, by: User) -> EvidenceWithdrawal:
    """Mark that a proof no longer stands. The row and the file stay; twice is once."""
    require_role(by, proof.measurement.department_id, *REPORTERS)
    hold_chain(proof.measurement)
    before = EvidenceWithdrawal.objects.filter(evidence=proof).first()
    if before is not None:
        if before.withdrawn_by_id == by.pk and before.reason == reason.strip():
            return before
        raise WrongState(_("This proof was withdrawn already."))
    row = EvidenceWithdrawal(evidence=proof, reason=reason.strip(), withdrawn_by=by)
    if not row.reason:
        raise DomainError(_("Say why the proof no longer stands."), "reason")
    checked(row, leave=["evidence", "withdrawn_by", "withdrawn_at"]).save(force_insert=True)
    details = {"measurement": proof.measurement_id, "reason": row.reason, "sha256": proof.sha256}
    audit.record("indicators.withdraw_evidence", proof, by=by, details=details)
    return row


def may_prove(measurement: Measurement, by: User) -> None:
    require_role(by, measurement.department_id, *REPORTERS)


def hold_chain(row: Measurement) -> None:
    """Values, proofs and verdicts of one chain are written one after the other."""
    lock_key("measurement", row.department_id, row.indicator_id, row.period_id)
