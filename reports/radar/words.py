"""A signal in complete sentences of the reader's language, built from its figures when shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy, ngettext

from indicators.models import Signal
from reports import findings, numerals, timewords

SMALLEST = Decimal("0.0001")

# What could explain it without anybody having done wrong. Shown beside every signal.
INNOCENT = {
    "heaping": (
        gettext_lazy("People stop working on a case list once the target is safe."),
        gettext_lazy("The target was set where the process always was."),
        gettext_lazy("Cases may be closed just before their deadline, as the rule allows."),
    ),
    "gap": (
        gettext_lazy("The two figures may not ask the same: deadline kept, or problem solved."),
        gettext_lazy("People who are displeased may answer more often."),
        gettext_lazy("An application that was rightly refused may be rated badly."),
    ),
    "edit": (
        gettext_lazy("A check before closing finds mistakes: that is what it is for."),
        gettext_lazy("Late cases may have arrived after the first report."),
    ),
    "shrinking": (
        gettext_lazy("Tasks may have moved to another department."),
        gettext_lazy("A change of law may have taken simple or hard cases away."),
        gettext_lazy("The definition of a case may have changed: then a new version is due."),
    ),
    "copied": (
        gettext_lazy("The figure may really be counted once a quarter or year."),
        gettext_lazy("The source may have stood still: a register that was not updated."),
    ),
    "ratchet": (
        gettext_lazy("The results of those years may have been luck or a one-off."),
        gettext_lazy("A law may fix the target, whatever is reached."),
    ),
    "easy": (
        gettext_lazy("A new tool or process may have made an old target easy."),
        gettext_lazy("A law may fix the target, whatever is reached."),
    ),
    "round": (
        gettext_lazy("Cases may come in bundles of five or ten."),
        gettext_lazy("Figures may be rounded at the source, and said to be."),
    ),
    "digits": (
        gettext_lazy("Cases may come in bundles, or be limited by a quota."),
        gettext_lazy("Chance: of a thousand honest departments one or more shows this."),
    ),
}


def chance(p: Decimal | None) -> str:
    """How likely by chance alone: p = 0.0022, or p < 0.0001."""
    if p is None:
        return ""
    if p < SMALLEST:
        return "p < 0.0001"
    return f"p = {numerals.plain(p, 4)}"


def whole(value: Decimal | int | None) -> str:
    return "" if value is None else numerals.plain(value, 0)


def share(value: Decimal | None, places: int = 0) -> str:
    """A share from 0 to 1 as a percentage."""
    return "" if value is None else f"{numerals.plain(value * 100, places)}%"


def amount(signal: Signal, value: Decimal | None) -> str:
    if value is None or signal.indicator is None:
        return ""
    return findings.amount(value, signal.indicator)


def heaping(signal: Signal) -> list[str]:
    short = signal.n - (signal.hits or 0)
    below = (
        gettext("none lies just short of it")
        if not short
        else ngettext(
            "%(n)s lies just short of it", "%(n)s lie just short of it", short
        ) % {"n": short}
    )  # fmt: skip
    return [
        gettext("Of %(n)s values near the target %(hits)s lie just on its good side; %(below)s.")
        % {"n": signal.n, "hits": signal.hits, "below": below},
        gettext("A process that does not know its target puts about as many on either side."),
        gettext("By chance alone: %(p)s (exact one-sided binomial test, p must lie below %(limit)s"
                ", shared between the KPIs of the department).")
        % {"p": chance(signal.p_value), "limit": trimmed(signal.limit)},
    ]  # fmt: skip


def gap(signal: Signal) -> list[str]:
    official, public = signal.observed or Decimal(0), signal.compared or Decimal(0)
    return [
        gettext("The department reports %(own)s, the public says at most %(public)s%%: "
                "%(points)s points apart.")
        % {"own": amount(signal, official), "public": numerals.plain(public, 1),
           "points": numerals.plain(official - public, 1)},
        gettext("Of %(n)s answers of the public %(hits)s are positive. That is counted in the "
                "department's favour, by the upper end of the 95%% interval.")
        % {"n": whole(signal.n), "hits": whole(signal.hits)},
        gettext("From %(limit)s points on it is asked about.") % {"limit": trimmed(signal.limit)},
    ]  # fmt: skip


def edit(signal: Signal) -> list[str]:
    before, after = amount(signal, signal.compared), amount(signal, signal.observed)
    return [
        ngettext(
            "%(n)s hour before the figures were frozen the value was changed from %(before)s to "
            "%(after)s.",
            "%(n)s hours before the figures were frozen the value was changed from %(before)s to "
            "%(after)s.",
            signal.n,
        ) % {"n": signal.n, "before": before, "after": after},
        gettext("With it the value passes an edge: %(edge)s of its target.")
        % {"edge": share(signal.limit)},
    ]  # fmt: skip


def shrinking(signal: Signal) -> list[str]:
    before, after = signal.hits or 0, signal.n
    fall = Decimal(before - after) / before if before else Decimal(0)
    return [
        gettext("Cases fell from %(before)s to %(after)s against the same periods of the year "
                "before (%(fall)s fewer).")
        % {"before": whole(before), "after": whole(after), "fall": share(fall)},
        gettext("Over the same time the rate went from %(then)s to %(now)s.")
        % {"then": amount(signal, signal.compared), "now": amount(signal, signal.observed)},
        gettext("It is asked about where more than %(limit)s of the cases are gone.")
        % {"limit": share(signal.limit)},
    ]  # fmt: skip


def copied(signal: Signal) -> list[str]:
    return [
        gettext("The same figure, %(value)s, stands %(hits)s times in a row.")
        % {"value": amount(signal, signal.observed), "hits": signal.hits},
        gettext("Judging by how seldom the other values repeat each other, chance makes such a "
                "row among %(n)s values: %(p)s.")
        % {"n": signal.n, "p": chance(signal.p_value)},
    ]  # fmt: skip


def ratchet(signal: Signal) -> list[str]:
    return [
        ngettext(
            "%(n)s year the target was beaten by more than %(margin)s.",
            "%(n)s years in a row the target was beaten by more than %(margin)s.",
            signal.n,
        ) % {"n": signal.n, "margin": share(signal.limit)},
        gettext("Each time the next target asked for less than had just been reached; lastly "
                "%(reached)s were reached, then the target was %(target)s.")
        % {"reached": amount(signal, signal.observed), "target": amount(signal, signal.compared)},
    ]  # fmt: skip


def easy(signal: Signal) -> list[str]:
    return [
        gettext("In each of the last %(n)s periods more than %(limit)s of the target was reached, "
                "at least %(least)s%%.")
        % {"n": signal.n, "limit": share(signal.limit),
           "least": numerals.plain(signal.observed or 0, 0)},
        gettext("The target is %(target)s.") % {"target": amount(signal, signal.compared)},
    ]  # fmt: skip


def round_numbers(signal: Signal) -> list[str]:
    return [
        gettext("%(hits)s of %(n)s counts of the department end in 0 or 5: %(share)s%%. Chance "
                "makes it 20%%.")
        % {"hits": signal.hits, "n": signal.n, "share": numerals.plain(signal.observed or 0, 0)},
        gettext("By chance alone: %(p)s (exact one-sided binomial test).")
        % {"p": chance(signal.p_value)},
        gettext("Advisory: a reason to ask how the counts are made, no more."),
    ]  # fmt: skip


def digits(signal: Signal) -> list[str]:
    return [
        gettext("The last digits of %(n)s counts are spread unevenly: chi-square %(value)s, from "
                "%(limit)s on it is asked about (9 degrees of freedom, %(p)s).")
        % {"n": signal.n, "value": numerals.plain(signal.observed or 0, 1),
           "limit": trimmed(signal.limit), "p": chance(signal.p_value)},
        gettext("Advisory: a reason to ask how the counts are made, no more."),
    ]  # fmt: skip


def trimmed(value: Decimal | None) -> str:
    return "" if value is None else numerals.plain(numerals.trimmed(value))


TOLD: dict[str, Callable[[Signal], list[str]]] = {
    "heaping": heaping,
    "gap": gap,
    "edit": edit,
    "shrinking": shrinking,
    "copied": copied,
    "ratchet": ratchet,
    "easy": easy,
    "round": round_numbers,
    "digits": digits,
}


def sentences(signal: Signal) -> list[str]:
    """The test and what it found."""
    return TOLD[signal.kind](signal)


def summary(signal: Signal) -> str:
    """The first sentence: what the list shows."""
    return sentences(signal)[0]


def innocent(signal: Signal) -> list[str]:
    return [str(text) for text in INNOCENT[signal.kind]]


def place(signal: Signal) -> str:
    """Department and indicator."""
    names = [signal.department.title]
    if signal.indicator is not None:
        names.append(signal.indicator.title)
    return ("·" if findings.chinese() else " · ").join(names)


def window(signal: Signal) -> str:
    text = gettext("%(first)s to %(last)s")
    first, last = timewords.day(signal.starts_on), timewords.day(signal.ends_on)
    return text % {"first": first, "last": last}
