"""Published ratings as tables for programs: columns, rows, checksums.

A row holds published numbers only. What is not told stands as `[c]` in CSV (null in JSON), what
cannot be as `[z]`; neither is zero, and no cell is left empty. docs/published-ratings.md, Q12.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from feedback.models import PublishedCount, PublishedExclusion, PublishedPart
from feedback.published import services
from indicators.intake.keeping import harmless

HIDDEN, NONE = "[c]", "[z]"
CHUNK = 1000

# Sums over services to departments (the branch with all below it), over months to quarters and
# years; of what is published only, so they tell nothing new.
TOTALS = """
SELECT d.code AS department, t.code AS stream, c.code || ' ' || c.version AS scale,
       p.period, count(DISTINCT x.service_id) AS services, sum(x.n) AS n
  FROM feedback_publishedcount x
  JOIN feedback_edition e ON e.id = x.edition_id
  JOIN feedback_publicservice s ON s.id = x.service_id
  JOIN departments_department own ON own.id = s.department_id
  JOIN departments_department d ON d.id = ANY (own.lineage)
  JOIN feedback_stream t ON t.id = x.stream_id
  JOIN feedback_ratingscale c ON c.id = x.scale_id
 CROSS JOIN LATERAL (VALUES (to_char(e.month, 'YYYY-MM')), (to_char(e.month, 'YYYY"-Q"Q')),
                            (to_char(e.month, 'YYYY'))) AS p (period)
 GROUP BY d.code, t.code, c.code, c.version, p.period
 ORDER BY d.code, t.code, c.code, c.version, p.period
"""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str  # of the Table Schema: string, integer, array
    says_en: str
    says_zh: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title_en: str
    title_zh: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[tuple[Any, ...]]]
    key: tuple[str, ...]


SERVICE = Column("service", "string", "Code of the service", "服务事项编码")
STREAM = Column(
    "stream", "string", "How the ratings came in; streams are never added up. open weighs nothing",
    "评价来源；不同来源不得相加，无评价码的来源不计分",
)  # fmt: skip
SCALE = Column(
    "scale", "string", "Scale and version of its wording; scales are never averaged",
    "评价标尺及措辞版本；不同标尺不得平均",
)  # fmt: skip
FROM = Column("from_month", "string", "First month, YYYY-MM", "起始月份，YYYY-MM")
MONTH = Column(
    "month", "string", "Month of the edition that tells it, YYYY-MM", "发布所属月份，YYYY-MM"
)
COUNT = Column("count", "integer", "Ratings, rounded to 5", "评价数，取整到5")


def service_rows() -> Iterator[tuple[Any, ...]]:
    for row in services().iterator(CHUNK):
        yield (row.code, row.name_en, row.name_zh, row.department.code, row.department.name_en,
               row.department.name_zh, str(row.scale))  # fmt: skip


def count_rows() -> Iterator[tuple[Any, ...]]:
    for row in PublishedCount.objects.visible_to(None).in_order().iterator(CHUNK):
        without = NONE if row.stream.kind != "receipt" else HIDDEN
        yield (row.service.code, row.stream.code, str(row.scale), month(row.from_month),
               month(row.edition.month), row.n, row.offered or without,
               row.cases or without)  # fmt: skip


def part_rows() -> Iterator[tuple[Any, ...]]:
    for row in PublishedPart.objects.visible_to(None).in_order().iterator(CHUNK):
        levels = " ".join(map(str, row.values))
        yield (row.service.code, row.stream.code, str(row.scale), month(row.from_month),
               month(row.edition.month), levels, row.count)  # fmt: skip


def exclusion_rows() -> Iterator[tuple[Any, ...]]:
    for row in PublishedExclusion.objects.visible_to(None).in_order().iterator(CHUNK):
        yield row.service.code, row.reason, month(row.edition.month), row.count


def total_rows() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        return list(cursor.fetchall())


def month(day: Any) -> str:
    return f"{day:%Y-%m}"


TABLES = (
    Table("services", "Services", "服务事项", (
        SERVICE, Column("name_en", "string", "Name in English", "英文名称"),
        Column("name_zh", "string", "Name in Chinese", "中文名称"),
        Column("department", "string", "Code of the department", "部门编码"),
        Column("department_en", "string", "Department in English", "部门英文名称"),
        Column("department_zh", "string", "Department in Chinese", "部门中文名称"),
        Column("scale", "string", "Scale that is asked now", "当前使用的标尺"),
    ), service_rows, ("service",)),
    Table("counts", "Ratings by service", "各服务事项的评价数", (
        SERVICE, STREAM, SCALE, FROM, MONTH, Column("n", "integer", COUNT.says_en, COUNT.says_zh),
        Column("offered", "integer", "Receipts made out in these months, rounded to 5",
               "同期发出的评价码数，取整到5"),
        Column("cases", "integer", "Cases closed in these months, rounded to 5",
               "同期办结的办件数，取整到5"),
    ), count_rows, ("service", "stream", "scale", "month")),
    Table("answers", "Ratings by answer", "各评价等级的评价数", (
        SERVICE, STREAM, SCALE, FROM, MONTH,
        Column("levels", "string", "The answer, or those that are told together, highest first",
               "评价等级；人数过少的等级合并，由高到低"),
        COUNT,
    ), part_rows, ("service", "stream", "scale", "month", "levels")),
    Table("totals", "Sums by department and period", "按部门和时期汇总", (
        Column("department", "string", "Code; with all departments below it",
               "部门编码，含下级部门"),
        STREAM, SCALE,
        Column("period", "string", "YYYY-MM, YYYY-Qn or YYYY, by the month of the edition",
               "YYYY-MM、YYYY-Qn或YYYY，按发布所属月份"),
        Column("services", "integer", "Services with published ratings",
               "有已发布评价的服务事项数"),
        Column("n", "integer", "Sum of published ratings", "已发布评价数之和"),
    ), total_rows, ("department", "stream", "scale", "period")),
    Table("exclusions", "Ratings that do not count", "不计入的评价", (
        SERVICE, Column("reason", "string", "Why they were taken out", "剔除原因"), MONTH, COUNT,
    ), exclusion_rows, ("service", "reason", "month")),
)  # fmt: skip


def table_named(name: str) -> Table | None:
    return next((table for table in TABLES if table.name == name), None)


def as_csv(table: Table) -> Iterator[bytes]:
    """UTF-8 with a mark for spreadsheets; no cell that one of them would run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    yield b"\xef\xbb\xbf" + taken(buffer)
    for row in table.rows():
        writer.writerow([harmless(one) if isinstance(one, str) else one for one in row])
        yield taken(buffer)


def taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return text


def as_json(table: Table) -> Iterator[bytes]:
    """A list of objects; null: not told. A key that cannot have a value is left out."""
    lead = b"["
    for row in table.rows():
        told = {
            column.name: None if value == HIDDEN else value
            for column, value in zip(table.columns, row, strict=True)
            if value != NONE
        }
        yield lead + b"\n" + json.dumps(told, ensure_ascii=False, default=str).encode()
        lead = b","
    yield b"\n]\n" if lead == b"," else b"[]\n"


KINDS: dict[str, tuple[str, Callable[[Table], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
}


def sums_of(chunks: Iterable[bytes]) -> tuple[int, str]:
    """Bytes and SHA-256."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def descriptor(
    edition: Any, licence: dict[str, str], address: Callable[[str, str], str], methods: str
) -> dict[str, Any]:
    """The Frictionless data package: each CSV with its columns, size and checksum."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "public-service-ratings",
        "title": "Ratings of public services · 政务服务评价",
        "description": methods,
        "version": month(edition.month) if edition else "0",
        **({"created": f"{edition.published_on.isoformat()}T00:00:00Z"} if edition else {}),
        "licenses": [licence],
        "resources": [resource(table, address) for table in TABLES],
    }


def resource(table: Table, address: Callable[[str, str], str]) -> dict[str, Any]:
    size, digest = sums_of(as_csv(table))
    return {
        "name": table.name,
        "title": f"{table.title_en} · {table.title_zh}",
        "path": address(table.name, "csv"),
        "type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": size, "hash": f"sha256:{digest}",
        "schema": {
            "fields": [
                {"name": one.name, "type": one.kind,
                 "description": f"{one.says_en} · {one.says_zh}"}
                for one in table.columns
            ],
            "primaryKey": list(table.key),
            "missingValues": [
                {"value": HIDDEN, "label": "not told, too few · 人数过少，不公布"},
                {"value": NONE, "label": "not applicable · 不适用"},
            ],
        },
    }  # fmt: skip
