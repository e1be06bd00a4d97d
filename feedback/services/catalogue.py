"""The catalogue: services and where they are met. Rules: docs/public-voice.md, P1, P2."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError
from departments.models import Department, User
from departments.services import require_office
from feedback import codes
from feedback.models import PublicService, RatingScale, ServicePoint, Stream
from indicators.services.errors import checked

SERVICE_FIELDS = ("code", "name", "name_en", "name_zh", "scale", "is_open")
POINT_FIELDS = ("name", "name_en", "name_zh", "channel", "stage", "is_kiosk", "is_open")
ATTEMPTS = 5  # at a code that nobody has: one in a billion is taken


@transaction.atomic
def add_service(department: Department, *, by: User | None, **fields: Any) -> PublicService:
    """A service that the public may rate. Errors: DomainError at its field."""
    require_office(by, department)
    row = PublicService(department=department, **fields)
    checked(row, leave=["department", "id"])
    refuse_taken_code(row)
    row.save(force_insert=True)
    audit.record("feedback.add_service", row, by=by, details=facts(row, SERVICE_FIELDS))
    return row


def refuse_taken_code(row: PublicService) -> None:
    if PublicService.objects.filter(code=row.code).exclude(pk=row.pk).exists():
        raise DomainError(_("Another service has this code."), "code")


def refuse_known_stream(code: str) -> None:
    if Stream.objects.filter(code=code).exists():
        raise DomainError(_("Another stream has this code."), "code")


@transaction.atomic
def change_service(row: PublicService, *, by: User | None, **fields: Any) -> PublicService:
    """Change what is given. Ratings keep the scale and the wording that they were given on."""
    require_office(by, row.department)
    if fields.get("code", row.code) != row.code:
        refuse_taken_code(PublicService(pk=row.pk, code=fields["code"]))
        refuse_code_of_proofs(row)
    return changed(
        PublicService.objects.select_for_update().get(pk=row.pk),
        fields, SERVICE_FIELDS, verb="feedback.change_service", by=by,
    )  # fmt: skip


def refuse_code_of_proofs(row: PublicService) -> None:
    """What citizens hold as proof names the code (P12): under another one it proves nothing."""
    if row.releases.exists():
        raise DomainError(_("Ratings were released under this code: it stays."), "code")


@transaction.atomic
def add_point(service: PublicService, *, by: User | None, **fields: Any) -> ServicePoint:
    """A counter, a website, a tablet of the service, with a new code for its QR."""
    require_office(by, service.department)
    row = ServicePoint(service=service, code=codes.new(codes.POINT), **fields)
    checked(row, leave=["service", "id", "code"])
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
            row.code = codes.new(codes.POINT)
        else:
            break
    audit.record("feedback.add_point", row, by=by, details=facts(row, POINT_FIELDS))
    return row


@transaction.atomic
def change_point(row: ServicePoint, *, by: User | None, **fields: Any) -> ServicePoint:
    """Change what is given; the code stays, for it is printed."""
    require_office(by, row.service.department)
    return changed(
        ServicePoint.objects.select_for_update().get(pk=row.pk),
        fields, POINT_FIELDS, verb="feedback.change_point", by=by,
    )  # fmt: skip


def changed(row: Any, fields: dict[str, Any], known: tuple[str, ...], *, verb: str, by: Any) -> Any:
    if unknown := fields.keys() - set(known):
        raise TypeError(f"nobody may change {sorted(unknown)}")
    before = facts(row, known)
    for name, value in fields.items():
        setattr(row, name, value)
    after = facts(row, known)
    if before == after:
        return row
    checked(row, leave=["id"])
    row.save(update_fields=list(fields))
    audit.record(verb, row, by=by, details={"before": before, "after": after})
    return row


def facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, RatingScale) else value


def newest_scales() -> list[RatingScale]:
    """The newest version of each scale, for a service to choose from."""
    return list(RatingScale.objects.order_by("code", "-version").distinct("code"))


def scale_named(code: str) -> RatingScale:
    """The newest version of a scale. Errors: DomainError when there is none of this name."""
    found = RatingScale.objects.filter(code=code).order_by("-version").first()
    if found is None:
        known = ", ".join(sorted(RatingScale.objects.values_list("code", flat=True).distinct()))
        raise DomainError(_("There is no such scale. Use one of: %s.") % known, "scale")
    return found
