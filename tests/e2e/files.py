"""Files of values as somebody would make them in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

COLUMNS = ("department", "indicator", "unit", "direction", "target", "actual", "period")


def file_of(lines: Iterable[Sequence[str]], note: str = "") -> bytes:
    """A CSV file with the seven columns and `lines`, and with a note in each where one is given."""
    out = io.StringIO()
    writer = csv.writer(out)
    said = [note] if note else []
    writer.writerow([*COLUMNS, *(["note"] if note else [])])
    writer.writerows([*line, *said] for line in lines)
    return out.getvalue().encode()
