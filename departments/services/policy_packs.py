"""Publishing policy packs: checked, hashed, and never changed afterwards."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from departments.models import PolicyPack
from departments.policy import pack as rules
from departments.policy.reading import PolicyError
from departments.services.errors import DepartmentError, insert
from departments.services.permission import Actor, require_office

SHIPPED = Path(__file__).parents[1] / "policy"
PACK_LOCK = 7_030_002


class PackError(DepartmentError):
    """The content is no usable pack; `problems` names every place."""

    def __init__(self, error: PolicyError) -> None:
        super().__init__(
            _("The pack has %(count)d problems.") % {"count": len(error.problems)}, "content"
        )
        self.problems = error.problems


@transaction.atomic
def publish_policy_pack(
    code: str, version: int | None, names: Mapping[str, str], content: Any, *, by: Actor
) -> PolicyPack:
    """Publish the next version of a pack. The same content again is the version that is there.

    Errors: PackError with every problem; DepartmentError for a version that is not the next.
    """
    require_office(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PACK_LOCK])
    try:
        rules.parse(content)
    except PolicyError as error:
        raise PackError(error) from None
    digest = rules.sha256(content)
    latest = PolicyPack.objects.filter(code=code).order_by("-version").first()
    same = PolicyPack.objects.filter(code=code, sha256=digest).order_by("-version").first()
    if same is not None and version in {None, same.version}:
        return same
    expected = latest.version + 1 if latest else 1
    if version is not None and version != expected:
        raise DepartmentError(
            _("The next version of this pack is %(version)d.") % {"version": expected}, "version"
        )
    row = insert(
        PolicyPack(
            code=code,
            version=expected,
            content=content,
            sha256=digest,
            published_at=timezone.now(),
            **{key: names.get(key, "") for key in ("name", "name_en", "name_zh")},
        )
    )
    details = {"code": code, "version": expected, "sha256": digest}
    record("departments.publish_policy_pack", row, by=by, details=details)
    return row


def publish_shipped_packs(*, by: Actor) -> list[PolicyPack]:
    """Publish the packs that come with the software, where they are not there yet."""
    return [
        publish_policy_pack(shipped["code"], shipped["version"], shipped, shipped["content"], by=by)
        for shipped in map(read_json, sorted(SHIPPED.glob("*.json")))
    ]


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
