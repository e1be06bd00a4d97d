"""Services for tests: one of the bureau, met at a counter, with receipts."""

import datetime
import uuid

from feedback import services
from feedback.models import Channel

DAY = datetime.timedelta(days=1)


def service(world, code="permits", scale="cn-five", department=None, **fields):
    return services.add_service(
        department or world.bureau, by=None, code=code, name_en="Residence permit",
        name_zh="居住证办理", scale=services.scale_named(scale), **fields,
    )  # fmt: skip


def counter(world, name="Counter 3", of=None, **fields):
    return services.add_point(
        of or service(world), by=None,
        **({"name_en": name, "name_zh": "3号窗口", "channel": Channel.COUNTER} | fields),
    )  # fmt: skip


def receipts(point, number=1, day=None, start=0):
    """Codes for so many cases that were closed on `day` (today)."""
    from django.utils import timezone

    closed = day or timezone.localdate()
    cases = [services.Case(f"N-{start + one}", closed) for one in range(number)]
    services.take_cases(point, cases, by=None)
    return services.mint(point, number, by=None)


def rate(code, value=5, page=None, **fields):
    return services.give(code, value, page=page or uuid.uuid4(), **fields)


def rated(point, values, at=None, number=0):
    """One counted rating for each value, given at `at`."""
    codes = receipts(point, len(values), start=number)
    return [rate(code, value, at=at) for code, value in zip(codes, values, strict=True)]
