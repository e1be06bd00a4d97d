"""The preview of an XLSX workbook of 1,000 rows: from the bytes to what every row would do."""

from __future__ import annotations

import io
import statistics
from collections.abc import Iterator

import xlsxwriter
from django.db import transaction

from benchmarks.claim import Claim, seconds, spread
from departments.models import Department, RoleGrant, User
from indicators.intake.problems import COLUMNS
from indicators.models import Cycle, Indicator
from indicators.services.imports import check_import

ROWS, LIMIT, ROUNDS = 1000, 5, 5


def measure() -> Iterator[Claim]:
    with transaction.atomic():
        office = keeper()
        content = workbook()
        cycle = Cycle.objects.order_by("pk")[0].name

        def preview() -> None:
            kept = check_import(content, "values.xlsx", cycle_name=cycle, by=office)
            assert kept.report["lines"] == ROWS

        times = [seconds(preview) for _round in range(ROUNDS)]
        transaction.set_rollback(True)
    yield Claim("import_preview_1000_s", statistics.median(times), LIMIT, spread(times))


def keeper() -> User:
    """A performance office over the whole of one organisation."""
    root = Department.objects.filter(parent=None).order_by("pk")[0]
    user = User.objects.create(username="preview-bench")
    RoleGrant.objects.create(user=user, role="office", department=root, starts_on=root.starts_on)
    return user


def workbook() -> bytes:
    places = list(Department.objects.order_by("pk").values_list("code", flat=True)[: ROWS // 5])
    cards = list(Indicator.objects.order_by("pk").values_list("name", "unit", "direction")[:5])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for at in range(ROWS):
            place, card = places[at // len(cards) % len(places)], cards[at % len(cards)]
            month = f"2026-{at // (len(cards) * len(places)) % 12 + 1:02}"
            sheet.write_row(at + 1, 0, [place, *card, 100, at, month])
    return out.getvalue()
