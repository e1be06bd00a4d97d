"""Proof of some figures, a sample that an auditor has begun, a request that waits."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from departments.models import Department, User
from indicators.models import Cycle, Measurement
from indicators.services import (
    add_file,
    add_link,
    add_note,
    draw_sample,
    request_missing,
    verify,
)
from indicators.services.verifying import figure

SEED = "linhu-2026"
SIZE = 12
MONTH = "2026-10"
CHECKED = 7  # of them; the last one of these cannot be verified
LIST = "route,trips,on_time\n2,4211,3604\n6,3980,3391\n11,4436,3702\n21,3127,2688\n"
NOTE = (
    "Signed list of the dispatch centre, folder 2026-09, room 312."
    " · 公交调度中心签字确认的月报表，2026-09卷，312室。"
)
REQUEST = (
    "The provincial welfare system was down from 12 to 30 October; letter of the province attached."
    " · 省民政业务系统10月12日至30日停机，附省厅通知。"
)


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    """Through the services, so that whoever signs in finds it as if people had done it."""
    prove()
    sample = draw_sample(
        Cycle.objects.get(name="2026"), Department.objects.get(code="LH-TR"),
        controls="moderate", size=SIZE, seed=SEED, by=User.objects.get(username="auditor"),
    )  # fmt: skip
    items = sample.items.select_related("measurement__indicator").order_by("position")
    for item in items[:CHECKED]:
        last = item.position == CHECKED
        verify(
            item.measurement,
            "cannot_verify" if last else "verified",
            found=None if last else figure(item.measurement),
            reason="The source system has overwritten the month. · 原始系统已覆盖当月数据。"
            if last
            else "",
            sample=sample,
            by=sample.drawn_by,
        )
    ask()
    say(_("a sample of %(size)d values, %(checked)d of them checked")
        % {"size": SIZE, "checked": CHECKED})  # fmt: skip


def prove() -> None:
    """Proof of the bus trips of September 2026."""
    value = Measurement.objects.current().get(
        department__code="LH-TR-01", indicator__code="TR-PUNCT", period__label="2026-09"
    )
    by = value.reported_by
    if by is None:
        return
    title = "Trips by route · 分线路班次"
    add_file(value, [LIST.encode()], "trips-2026-09.csv", title=title, by=by)
    add_link(value, "https://dispatch.linhu.example/2026-09", title="Dispatch · 调度系统", by=by)
    add_note(value, NOTE, by=by)


def ask() -> None:
    """A unit of Civil Affairs asks to leave October out; the office has not decided."""
    october = Measurement.objects.filter(
        period__label=MONTH, department=OuterRef("department"), indicator=OuterRef("indicator")
    )
    value = (
        Measurement.objects.filter(~Exists(october), department__code__startswith="LH-CA-")
        .filter(indicator__frequency="month", reported_by__isnull=False)
        .select_related("department", "indicator", "reported_by")
        .order_by("department__code", "indicator__code", "-period__ends_on")
        .first()
    )
    if value is not None and value.reported_by is not None:
        request_missing(
            value.department, value.indicator, MONTH, "external", reason=REQUEST,
            by=value.reported_by,
        )  # fmt: skip
