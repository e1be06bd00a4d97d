"""Services beside their peers as a funnel: share against size, with what chance alone may do.

A drawing on the server, and the same as a table. Nobody is ranked; who has fewer than 30 ratings,
or whose share is known between two values only, is named but not compared.
"""

from decimal import Decimal
from math import exp, log

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback import published, satisfaction
from feedback.satisfaction import LEAST_COMPARED
from feedback.views import published_words as words
from indicators.comparison import FAR, LOOK, WITHIN, Unit, funnel

WIDTH, HEIGHT, LEFT, BOTTOM, AIR = 640, 320, 48, 36, 12
STEPS = 24
TICKS = 5
WHOLE = 100


def compared(service, rows, told):
    """The context of the page: drawing, table, and who is not compared."""
    figures = alike(service, told)
    units, left_out = [], []
    for row in rows:
        figure = figures.get(row.pk)
        reason = why_not(figure)
        if reason:
            left_out.append({"service": row, "url": address(row), "reason": reason})
        else:
            hits, _most = satisfaction.positive(figure.parts, figure.positives)
            units.append(Unit(str(row.pk), hits, satisfaction.size(figure.parts)))
    plot = funnel(units, least=LEAST_COMPARED)
    found = {"left_out": left_out, "least": LEAST_COMPARED}
    if plot is None:
        return found
    by_pk = {str(row.pk): row for row in rows}
    lines = [line(by_pk[one.unit.name], one, figures, service) for one in plot.plotted]
    return found | {
        "lines": lines,
        "centre": words.percent(percent(plot.centre)),
        "drawing": drawing(plot, service),
    }


def alike(service, told):
    """By service its figure on the scale that `service` asks, all in one stream that counts: its
    own first one, else the first that any of them has."""
    found = {
        pk: [one for one in figures if one.stream.counts and one.scale.pk == service.scale_id]
        for pk, figures in told.items()
    }
    every = found.get(service.pk) or [one for figures in found.values() for one in figures]
    stream = min(every, key=published.rank).stream if every else None
    return {pk: next((one for one in of if one.stream == stream), None) for pk, of in found.items()}


def why_not(figure):
    if figure is None:
        return words.too_few()
    if satisfaction.size(figure.parts) < LEAST_COMPARED:
        return _("fewer than %d ratings whose answers are told") % LEAST_COMPARED
    if not satisfaction.share(figure.parts, figure.positives).is_one:
        return _("the share is known between two values only")
    return ""


def address(row):
    return reverse("feedback:public-service", args=[row.code])


def percent(share):
    return Decimal(WHOLE * share.numerator) / share.denominator


def line(row, plotted, figures, service):
    figure = figures[row.pk]
    said = {
        WITHIN: _("as far as chance alone may go"),
        LOOK: _("further than chance in 19 of 20 cases"),
        FAR: _("further than chance in 998 of 1,000 cases"),
    }
    return {
        "service": row, "url": address(row), "is_own": row.pk == service.pk,
        "n": plotted.unit.n, "share": words.percent(percent(plotted.unit.rate)),
        "sure": words.between(satisfaction.interval(figure.parts, figure.positives)),
        "verdict": said[plotted.status],
    }  # fmt: skip


def drawing(plot, service):
    """Places in a field of WIDTH × HEIGHT; sizes on a logarithmic axis."""
    sizes = [one.unit.n for one in plot.plotted]
    low_n, high_n = max(min(sizes) * 0.8, 1), max(sizes) * 1.25
    steps = [round(exp(log(low_n) + (log(high_n) - log(low_n)) * at / STEPS))
             for at in range(STEPS + 1)]  # fmt: skip
    bands = [(n, plot.band(n)) for n in steps]
    shown = [float(percent(one.unit.rate)) for one in plot.plotted]
    least = min([*shown, *(float(band.low_far) * WHOLE for _n, band in bands)])
    floor = max(0, int(least // 10) * 10 - 10 * (least < WHOLE / TICKS))

    def across(n):
        share = (log(n) - log(low_n)) / (log(high_n) - log(low_n))
        return LEFT + share * (WIDTH - LEFT - AIR)

    def up(value):
        return AIR + (WHOLE - value) / (WHOLE - floor) * (HEIGHT - BOTTOM - AIR)

    def curve(name):
        return " ".join(
            f"{across(n):.1f},{up(float(getattr(band, name)) * WHOLE):.1f}" for n, band in bands
        )

    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "bottom": HEIGHT - BOTTOM,
        "right": WIDTH - AIR,
        "inner": [curve("low"), curve("high")], "outer": [curve("low_far"), curve("high_far")],
        "centre": f"{up(float(percent(plot.centre))):.1f}",
        "dots": [
            {"x": f"{across(one.unit.n):.1f}", "y": f"{up(value):.1f}",
             "is_own": one.unit.name == str(service.pk), "is_far": one.status != WITHIN}
            for one, value in zip(plot.plotted, shown, strict=True)
        ],
        "heights": [
            {"y": f"{up(value):.1f}", "label": f"{value:.0f}%"}
            for value in (floor + (WHOLE - floor) * at / TICKS for at in range(TICKS + 1))
        ],
        "sizes": [{"x": f"{across(n):.1f}", "label": n} for n in sorted({min(sizes), max(sizes)})],
    }  # fmt: skip
