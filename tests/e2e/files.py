"""Files of values as somebody would make them in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

COLUMNS = ("department", "indicator", "unit", "direction", "target", "actual", "period")


def file_of(lines: Iterable[Sequence[str]]) -> bytes:
    """A CSV file with the seven columns and `lines`."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return out.getvalue().encode()
