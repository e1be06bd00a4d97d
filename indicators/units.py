"""Units in the reader's language. Files bring words; a unit nobody knows stays as written."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KNOWN: dict[str, Any] = {
    "%": "%",
    "percent": "%",
    "percentage": "%",
    "pct": "%",
    "‰": "‰",
    "count": "",
    "number": "",
    "index": "",
    "ratio": "",
    "score": _("points"),
    "points": _("points"),
    "pp": _("pp"),
    "day": _("days"),
    "days": _("days"),
    "working days": _("working days"),
    "hour": _("hours"),
    "hours": _("hours"),
    "h": _("hours"),
    "minute": _("minutes"),
    "minutes": _("minutes"),
    "min": _("minutes"),
    "second": _("seconds"),
    "seconds": _("seconds"),
    "week": _("weeks"),
    "weeks": _("weeks"),
    "month": _("months"),
    "months": _("months"),
    "year": _("years"),
    "years": _("years"),
    "people": _("people"),
    "persons": _("people"),
    "cases": _("cases"),
    "items": _("items"),
    "visits": _("visits"),
    "km": _("km"),
    "tonnes": _("tonnes"),
    "tons": _("tonnes"),
    "households": _("households"),
    "accidents": _("accidents"),
    "complaints": _("complaints"),
    "pupils": _("pupils"),
    "places": _("places"),
    "meals": _("meals"),
    "cars a day": _("cars a day"),
    "10,000 yuan": _("× 10,000 yuan"),
    "10,000 trips": _("× 10,000 trips"),
    "10,000 visits": _("× 10,000 visits"),
    "10,000 people": _("× 10,000 people"),
}


def words(unit: str) -> str:
    """`%` for percent, nothing for plain counts, the translated word where there is one."""
    return str(KNOWN.get(unit.strip().lower(), unit))
