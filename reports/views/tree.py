"""The departments around one: those above as breadcrumbs, those below as an indented table."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext, pgettext

from departments.models import Department
from indicators.models import ScoreCard
from reports import drawing, scorecard
from reports.views.links import department_url
from reports.views.scope import Scope

DEPTH = 2  # levels below the one that is shown
MOST = 150  # departments that are read; with more, only the nearest
BROAD = 40  # rows; a broader branch shows the departments directly beneath
TOP = 120  # end of the bars, the usual cap


def around(unit: Department) -> Q:
    """The department and what lies beneath it, DEPTH levels deep."""
    return Q(lineage__contains=[unit.pk], level__lte=unit.level + DEPTH)


def ancestors(unit: Department, places: Sequence[Department], view: Scope) -> list[dict]:
    """Breadcrumbs: the departments above that the reader may see, the top one first."""
    above = [place for place in places if place.level < unit.level]
    return [
        {"label": place.title, "url": department_url(view, place.code)}
        for place in sorted(above, key=lambda p: p.level)
    ]


def rows(
    unit: Department, places: Sequence[Department], cards: Sequence[ScoreCard], view: Scope
) -> list[dict]:
    """Rows of components/tree_table.html, each department under its parent."""
    found = {card.department_id: card for card in cards}
    children: dict[int | None, list[Department]] = {}
    for place in nearest(unit, places):
        children.setdefault(place.parent_id, []).append(place)
    listed: list[dict] = []
    add(unit, 1, children, found, view, listed)
    if len(listed) == 1:
        return []
    listed[0]["current"] = True
    return listed


def nearest(unit: Department, places: Sequence[Department]) -> list[Department]:
    """What lies beneath, as many levels as can be read at a glance."""
    below = [place for place in places if place.level > unit.level]
    if len(below) <= BROAD:
        return below
    return [place for place in below if place.parent_id == unit.pk]


def columns() -> list[dict]:
    """Of the cells of a row; the name comes before them."""
    return [
        {"label": pgettext("of a department", "Score"), "num": True},
        {"label": gettext("0 to 120"), "hide_s": True},
        {"label": gettext("Targets met"), "num": True},
        {"label": gettext("Coverage"), "num": True, "hide_s": True},
    ]


def add(place, level, children, found, view, listed) -> None:
    listed.append(row(place, level, found.get(place.pk), view))
    for child in children.get(place.pk, []):
        add(child, level + 1, children, found, view, listed)


def row(place: Department, level: int, card: ScoreCard | None, view: Scope) -> dict:
    if card is None:
        cells = [nothing(), "", "", ""]
    else:
        judged = card.met + card.not_met
        met = gettext("%(met)s of %(judged)s") % {"met": card.met, "judged": judged}
        cells = [
            scorecard.points(card.score) or nothing(),
            {"html": drawing.bar(card.score, TOP)} if card.score is not None else "",
            met if judged else "–",
            "–" if card.coverage is None else scorecard.share(card.coverage),
        ]
    return {
        "name": place.title,
        "url": department_url(view, place.code),
        "level": level,
        "cells": cells,
    }


def nothing() -> str:
    return gettext("no value")
