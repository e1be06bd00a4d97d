"""Tables as files that a spreadsheet opens without running anything in them."""

import csv
import io
from decimal import Decimal

from django.http import HttpResponse

RISKY = tuple("=+-@\t\r\n'＝＋－＠")


def csv_file(name, columns, rows):
    """CSV with the mark at its start that spreadsheets need to read Chinese.

    A text that a spreadsheet would run as a formula gets an apostrophe; a number stays a number.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[cell(value) for value in row] for row in rows])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(RISKY) else text
