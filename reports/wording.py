"""The words of drawings in the reader's language, and the figure dict the component prints."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from reports.drawing import Trend, Words


def words() -> Words:
    """In the language of this request."""
    return Words(
        target=gettext("Target"),
        threshold=gettext("Threshold"),
        stretch=gettext("Stretch"),
        mean=pgettext("line on a chart", "Average"),
        low=pgettext("limit on a chart", "Lower"),
        high=pgettext("limit on a chart", "Upper"),
        period=gettext("Period"),
        value=gettext("Value"),
        signal=gettext("Signal"),
        note=gettext("Note"),
        nothing=gettext("no value"),
        band=gettext("Expected range"),
        missing=gettext("No value reported"),
        normal=gettext("No change"),
        improve=gettext("Improvement"),
        concern=gettext("Concern"),
        changed=gettext("Changed"),
        other=gettext("Other ({count})"),
        chinese=(get_language() or "").startswith("zh"),
    )


def trend_figure(
    trend: Trend,
    *,
    id: str,  # noqa: A002 -- the id of the element
    title: str,
    sentence: str,
    name: str = "",
    source: str = "",
    files: Sequence[dict[str, str]] = (),
    level: int = 2,
) -> dict[str, Any]:
    """What components/figure.html prints: finding, drawings, Plotly spec, table twin, source.

    `name` is what is drawn ("Permits decided within 10 days"); `title` is the finding.
    """
    trend = replace(trend, words=words())
    return {
        "id": id,
        "kind": "trend",
        "title": title,
        "sentence": sentence,
        "level": level,
        "key": trend.key(),
        "drawings": trend.drawings(
            id, name or title, f"{sentence} {gettext('All values are in the table.')}"
        ),
        "spec": trend.spec(),
        "table": trend.table(caption=name or title),
        "source": source,
        "files": files,
    }
