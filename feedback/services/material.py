"""Evidence before the markers: words, a value, a file. Rules T6, T7, T19."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_role
from feedback.models import Criterion, Engagement, EngagementUnit, UnitMaterial
from feedback.services.evaluators import COMMISSIONERS
from indicators.models import Measurement
from indicators.services.errors import checked
from indicators.services.kept_files import kept

OPEN = ("drafted", "commissioned", "marking")
OF_FILE = ("file_name", "media_type", "size", "sha256", "scan")


def add_material(
    unit: EngagementUnit, *, title: str, text: str, criterion: Criterion | None,
    measurement: Measurement | None, by: User, content: Iterable[bytes] | None = None,
    name: str = "",
) -> UnitMaterial:  # fmt: skip
    """Put evidence before the markers, until marking is over; with `content`, a file called `name`.

    The bytes lie under a random name before the row is there, and are removed when it does not
    come about.
    Errors: WrongState afterwards; DomainError for a value of another department, and at `file` for
    what is not kept.
    """
    require_role(by, unit.engagement.department_id, *COMMISSIONERS)
    said = {
        "title": title.strip(), "text": text.strip(), "criterion": criterion,
        "measurement": measurement,
    }  # fmt: skip
    if content is None:
        return keep(unit, said, by=by)
    with kept(content, name) as file:
        return keep(unit, said | file, by=by)


@transaction.atomic
def keep(unit: EngagementUnit, said: dict[str, Any], *, by: User) -> UnitMaterial:
    held = Engagement.objects.select_for_update(of=("self",)).get(pk=unit.engagement_id)
    if held.state not in OPEN:
        raise WrongState(_("Marking is over: no evidence is added any more."))
    value = said["measurement"]
    if value is not None and value.department_id != unit.key.department_id:
        raise DomainError(_("This value belongs to another department."), "measurement")
    row = UnitMaterial(unit=unit, added_by=by, **said)
    checked(row, leave=["unit", "added_by", "added_at"])
    row.save(force_insert=True)
    details = {
        "unit": unit.pk, "title": row.title, "measurement": row.measurement_id,
        "criterion": row.criterion_id, **{key: said[key] for key in OF_FILE if key in said},
    }  # fmt: skip
    audit.record("feedback.add_material", held, by=by, details=details)
    return row
