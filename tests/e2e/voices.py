"""The pages of citizens in Linhu: a counter, a tablet, what was said there."""

import uuid
from typing import Any

from feedback import services
from feedback.models import ServicePoint


def code_of(**where: Any) -> dict[str, str]:
    point = ServicePoint.objects.filter(**where).order_by("pk")[0]
    return {"code": point.code}


def counter() -> dict[str, str]:
    return code_of(service__code="RESIDENCE-01")


def tablet() -> dict[str, str]:
    return code_of(is_kiosk=True)


def opinion() -> dict[str, str]:
    given = services.give(counter()["code"], 4, page=uuid.uuid5(uuid.NAMESPACE_URL, "opinion"))
    return {"check": given.check}
