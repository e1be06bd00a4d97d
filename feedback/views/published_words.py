"""How published numbers are said."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.policy_words import is_chinese
from feedback import satisfaction
from feedback.disclosure import LEAST
from feedback.published import positives_of

WHOLE = Decimal(1)
LEFT, EDGE, STEP, HEIGHT, AIR = 48, 20, 56, 100, 10  # of the strip over time, in its units


def percent(value):
    return f"{value.quantize(WHOLE, ROUND_HALF_UP)}%"


def between(span):
    low, high = percent(span.low), percent(span.high)
    return low if low == high else f"{low.rstrip('%')}–{high}"


def points(span):
    """As percent, without its sign: a place between the worst and the best answer."""
    return between(span).replace("%", "")


def month(day):
    return f"{day:%Y-%m}"


def months(first, last):
    """A line breaks between two months, never inside one."""
    one = format_html('<span class="one">{}</span>', month(first))
    if first == last:
        return one
    return format_html('{} – <span class="one">{}</span>', one, month(last))


def names(scale, values):
    """One level, or those that are told together."""
    chinese = is_chinese()
    said = {level.value: level.name(chinese=chinese) for level in scale.answers}
    return ("、" if chinese else ", ").join(said[value] for value in values)


def scale(row):
    return row.name_zh if is_chinese() else row.name_en


def too_few():
    return _("Not enough ratings yet (fewer than %d)") % LEAST


def summary(figures):
    """One line of a list: how many, and how content."""
    counted = [one for one in figures if one.stream.counts]
    if not counted:
        return {"text": too_few()}
    figure = counted[0]
    if not figure.parts:
        return {"n": figure.n, "text": _("how they are spread is told later")}
    share = satisfaction.share(figure.parts, figure.positives)
    return {"n": figure.n, "share": between(share), "bar": float(share.low)}


def details(figure):
    """All that is said of one stream of one service."""
    found = {
        "heading": figure.stream.title,
        "scale": scale(figure.scale),
        "is_open": not figure.stream.counts,
        "months": months(figure.from_month, figure.month),
        "facts": facts(figure),
    }
    if figure.parts:
        found |= {"levels": levels(figure), "trend": trend(figure)}
        found["told"] = satisfaction.size(figure.parts)
        found["positive"] = between(satisfaction.share(figure.parts, figure.positives))
    return found


def facts(figure):
    rows = [(pgettext("rating", "Ratings"), figure.n, "")]
    if figure.stream.kind == "receipt":
        rows += [
            (_("Receipts offered"), figure.offered or not_told(), ""),
            (_("Closed cases"), figure.cases or not_told(), ""),
            (_("Response rate"), response(figure), _("ratings in 100 receipts")),
        ]
    if figure.parts:
        share = satisfaction.share(figure.parts, figure.positives)
        sure = satisfaction.interval(figure.parts, figure.positives)
        between_ends = satisfaction.satisfaction_of(figure.parts, figure.scale.values)
        rows += [
            (pgettext("rating", "Positive"), between(share), positive_names(figure)),
            (_("Likely range"), between(sure),
             _("holds the share of all users 95 of 100 times")),
            (pgettext("rating", "Satisfaction"), points(between_ends),
             _("0: all chose the worst, 100: all chose the best answer")),
        ]  # fmt: skip
    return rows


def not_told():
    return _("not told (too few)")


def response(figure):
    """A rating may come a month after its receipt, so few months can show more than all."""
    if not figure.offered or figure.n > figure.offered:
        return _("not known yet")
    return percent(Decimal(100 * figure.n) / figure.offered)


def positive_names(figure):
    return names(figure.scale, [one.value for one in figure.scale.answers if one.is_positive])


def levels(figure):
    """The distribution, best first. `bar` is the length of the drawing."""
    return [
        {
            "name": names(figure.scale, part.values),
            "is_positive": set(part.values) <= figure.positives,
            "count": part.count,
            "share": percent(share),
            "bar": f"{share:.1f}",
        }
        for part, share in satisfaction.shares(figure.parts)
    ]


def trend(figure):
    """One row for each breakdown, and its place in a strip whose axis ends below the lowest."""
    found = [
        (spell, satisfaction.share(spell.parts, figure.positives),
         satisfaction.interval(spell.parts, figure.positives))
        for spell in figure.spells
    ]  # fmt: skip
    floor = max(0, int(min(sure.low for *_one, sure in found) // 10 - 1) * 10)

    def up(value):
        return f"{AIR + (100 - float(value)) / (100 - floor) * HEIGHT:.1f}"

    return {
        "width": LEFT + EDGE + STEP * max(len(found), 8), "height": HEIGHT + 2 * AIR, "left": LEFT,
        "lines": [
            {"y": up(value), "label": f"{value:.0f}%"} for value in (100, (100 + floor) / 2, floor)
        ],
        "rows": [
            {
                "months": months(spell.from_month, spell.month),
                "n": satisfaction.size(spell.parts), "share": between(share),
                "sure": between(sure), "x": LEFT + EDGE + STEP * at,
                "y": up((share.low + share.high) / 2), "top": up(sure.high), "bottom": up(sure.low),
            }
            for at, (spell, share, sure) in enumerate(found)
        ],
    }  # fmt: skip


def sums(totals):
    """Of the services of a department, by stream and scale."""
    return [
        {
            "stream": row.stream.title, "scale": scale(row.scale),
            "is_open": not row.stream.counts, "services": row.services, "n": row.n,
            "share": between(satisfaction.share(row.parts, positives_of(row.scale)))
            if row.parts else "",
        }
        for row in totals
    ]  # fmt: skip
