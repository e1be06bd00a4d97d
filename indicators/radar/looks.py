"""One look per pattern at the figures of one department. No Django, no clock, no database.

Where many KPIs of a department are tested the level is shared between them, so that a department
with forty KPIs is not flagged more often by chance than one with four.
Source: docs/signals.md, rules R1 to R11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import partial

from indicators import gaming
from indicators.chance import DIGITS
from indicators.gaming import Shrinking, Tested, Year
from indicators.radar.series import Edit, Entry, Found, Kind, Rules, Series, Span

CROWDED = Decimal(99)  # percent: a target so near the ceiling crowds all values above it
COUNTS_FROM = 100  # a count below it has no last digit that chance could set
DIGIT_SPREAD = Decimal(10)  # a count that moves less than a decade keeps its last digits
MONTHS_IN_YEAR = 12
FEWEST_EASY = 3
MOST = Fraction(10**7)  # an attainment beyond it is shown as this


def look(
    series: Sequence[Series], span: Span, rules: Rules, mirrors: Mapping[int, int] | None = None
) -> list[Found]:
    """Every pattern in the figures of one department.

    Shape:  at most one finding per pattern and KPI. `mirrors` says which indicator is the public's
            view of an official one.
    """
    return [
        *heaped(series, span, rules),
        *gaps(series, span, rules, mirrors or {}),
        *(found for one in series if (found := shrinking(one, span, rules))),
        *copies(series, span, rules),
        *(found for one in series if (found := ratcheting(one, span, rules))),
        *(found for one in series if (found := easy(one, span, rules))),
        *digits(series, span, rules),
    ]


def finding(
    kind: Kind, one: Series, span: Span, entries: Sequence[Entry], n: int, **more: object
) -> Found:
    return Found(
        kind, one.department, one.indicator, span.name,
        entries[0].starts_on, entries[-1].ends_on, n, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def exact(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return round(Decimal(value.numerator) / Decimal(value.denominator), 12)


def within(series: Series, span: Span) -> list[Entry]:
    return [
        e for e in series.entries if span.starts_on <= e.starts_on and e.ends_on <= span.ends_on
    ]


# --- R1, R2: just above the target


def heaped(series: Sequence[Series], span: Span, rules: Rules) -> Iterator[Found]:
    tested = [(one, *near) for one in series if (near := near_target(one, span, rules))]
    for one, entries, found in tested:
        if found.passes(int(rules.heap_least), rules.heap_level / len(tested)):
            yield finding(
                Kind.HEAPING, one, span, entries, found.n, hits=found.hits,
                p_value=found.p_value, observed=entries[-1].value, compared=entries[-1].target,
                limit=rules.heap_level,
            )  # fmt: skip


def near_target(one: Series, span: Span, rules: Rules) -> tuple[list[Entry], Tested] | None:
    """The values near their target, counted on either side; None for too few."""
    top = CROWDED if one.unit == "%" and one.direction == "higher" else None
    aimed = [
        (e, e.target)
        for e in one.entries
        if e.target and e.target > 0 and e.ends_on <= span.ends_on and not (top and e.target >= top)
    ]
    if one.direction not in {"higher", "lower"} or not within(one, span):
        return None
    own = gaming.own_spread([e.value for e, _target in aimed])
    near, above = [], 0
    for entry, target in aimed:
        distance = entry.value - target
        distance = -distance if one.direction == "lower" else distance
        width = gaming.window(rules.heap_width, max(own, chance(one, entry)), target)
        if -width <= distance < width:
            near.append(entry)
            above += distance >= 0
    if len(near) < rules.heap_least:
        return None
    return near, gaming.heaping(above, len(near) - above)


def chance(one: Series, entry: Entry) -> Decimal:
    if entry.numerator is None or entry.denominator is None:
        return Decimal(0)
    return gaming.chance_spread(entry.numerator, entry.denominator, one.per)


# --- R3: official against public


def gaps(
    series: Sequence[Series], span: Span, rules: Rules, mirrors: Mapping[int, int]
) -> Iterator[Found]:
    by_indicator = {one.indicator: one for one in series}
    for one in series:
        public = by_indicator.get(mirrors.get(one.indicator, 0))
        if public is None:
            continue
        said = {e.label: e for e in within(public, span)}
        both = [(e, said[e.label]) for e in within(one, span) if e.label in said]
        for official, heard in reversed(both):
            gap = gap_of(official, heard)
            if gap is None:
                continue
            if gap.is_wide(rules.gap_points, int(rules.gap_answers)):
                yield finding(
                    Kind.GAP, one, span, [official], gap.n,
                    hits=int(heard.numerator or 0), observed=official.value,
                    compared=round(gap.upper, 12), limit=rules.gap_points,
                )  # fmt: skip
            break


def gap_of(official: Entry, heard: Entry) -> gaming.Gap | None:
    """None where the public figure is no share of answers."""
    satisfied, asked = heard.numerator, heard.denominator
    if satisfied is None or asked is None or not 0 <= satisfied <= asked:
        return None
    if satisfied != int(satisfied) or asked != int(asked):
        return None
    return gaming.public_gap(official.value, int(satisfied), int(asked))


# --- R4: targets below what was reached


def ratcheting(one: Series, span: Span, rules: Rules) -> Found | None:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in one.entries:
        if entry.year and entry.target and entry.ends_on <= span.ends_on:
            grouped[entry.year].append(entry)
    years = list(grouped.values())
    if len(years) <= rules.ratchet_years or span.name not in grouped:
        return None
    told = [Year(entries[-1].target or Decimal(0), yearly(one, entries)) for entries in years]
    hits = gaming.ratchet(one.direction, told, rules.ratchet_margin)
    if hits < rules.ratchet_years:
        return None
    entries = [e for year in years[-1 - hits :] for e in year]
    return finding(
        Kind.RATCHET, one, span, entries, hits, hits=hits, observed=round(told[-2].actual, 12),
        compared=told[-1].target, limit=rules.ratchet_margin,
    )  # fmt: skip


def yearly(one: Series, entries: Sequence[Entry]) -> Decimal:
    """The year as one figure: rates are summed, values averaged."""
    with localcontext() as context:
        context.prec = DIGITS
        parts = [(e.numerator, e.denominator) for e in entries]
        if all(whole is not None and part is not None for part, whole in parts):
            top = sum((part or Decimal(0) for part, _whole in parts), Decimal(0))
            bottom = sum((whole or Decimal(0) for _part, whole in parts), Decimal(0))
            return top / bottom * one.per
        return sum((e.value for e in entries), Decimal(0)) / len(entries)


# --- R5: in the last hours


def edits(corrections: Iterable[Edit], span: Span, rules: Rules) -> Iterator[Found]:
    for edit in corrections:
        if not gaming.is_last_minute(edit.edited, edit.lock, int(rules.edit_hours)):
            continue
        before = gaming.oriented(edit.direction, edit.before, edit.target)
        after = gaming.oriented(edit.direction, edit.after, edit.target)
        if before is None or after is None:
            continue
        if edge := gaming.crossed(before, after, rules.edges):
            hours = int((edit.lock - edit.edited).total_seconds() // 3600)
            yield Found(
                Kind.EDIT, edit.department, edit.indicator, f"{span.name}/{edit.measurement}",
                edit.starts_on, edit.ends_on, n=hours, observed=edit.after,
                compared=edit.before, limit=exact(edge),
            )  # fmt: skip


# --- R6: cases that disappear


def shrinking(one: Series, span: Span, rules: Rules) -> Found | None:
    """The last periods of the cycle against the same periods a year before, seasons alike."""
    recent = [e for e in within(one, span) if e.denominator][-int(rules.shrink_periods) :]
    earlier = {(e.starts_on.year, e.starts_on.month, e.starts_on.day): e for e in one.entries}
    pairs = []
    for entry in recent:
        day = entry.starts_on
        before = earlier.get((day.year - 1, day.month, day.day))
        if before is not None and before.denominator:
            pairs.append((before, entry))
    if len(pairs) < rules.shrink_periods or one.direction not in {"higher", "lower"}:
        return None
    then, now = [p[0] for p in pairs], [p[1] for p in pairs]
    cases = [sum((e.denominator or Decimal(0) for e in es), Decimal(0)) for es in (then, now)]
    if cases[0] < rules.shrink_cases:
        return None
    found = Shrinking(cases[0], cases[1], yearly(one, then), yearly(one, now))
    good = one.direction == "higher"
    if not found.is_suspicious(rules.shrink_share, rules.shrink_points, rising_is_good=good):
        return None
    return finding(
        Kind.SHRINKING, one, span, now, int(cases[1]), hits=int(cases[0]),
        observed=round(found.rate_after, 12), compared=round(found.rate_before, 12),
        limit=rules.shrink_share,
    )  # fmt: skip


# --- R7: copied


def copies(series: Sequence[Series], span: Span, rules: Rules) -> Iterator[Found]:
    tested = []
    for one in series:
        since = next((i for i, e in enumerate(one.entries) if e.starts_on >= span.starts_on), None)
        if since is None:
            continue
        if run := gaming.copied([e.figure for e in one.entries], since=since):
            tested.append((one, *run))
    for one, found, start in tested:
        if found.hits < rules.copied_least:
            continue
        if found.p < Fraction(rules.copied_level) / len(tested):
            entries = one.entries[start : start + found.hits]
            yield Found(
                Kind.COPIED, one.department, one.indicator, f"{span.name}/{entries[0].label}",
                entries[0].starts_on, entries[-1].ends_on, found.n, hits=found.hits,
                p_value=found.p_value, observed=round(entries[0].value, 12),
                limit=rules.copied_level,
            )  # fmt: skip


# --- R8, R9: last digits


def digits(series: Sequence[Series], span: Span, rules: Rules) -> Iterator[Found]:
    counts, entries = free_counts(series)
    if not counts:
        return
    found = partial(
        Found, department=series[0].department, indicator=None, evidence=span.name,
        starts_on=min(e.starts_on for e in entries), ends_on=max(e.ends_on for e in entries),
    )  # fmt: skip
    rounded = gaming.round_numbers(counts)
    if rounded.passes(int(rules.round_least), rules.round_level):
        yield found(
            Kind.ROUND, n=rounded.n, hits=rounded.hits, p_value=rounded.p_value,
            observed=exact(Fraction(100 * rounded.hits, rounded.n)), compared=Decimal(20),
            limit=rules.round_level,
        )  # fmt: skip
    if len(counts) >= rules.digit_counts:
        statistic = gaming.last_digits(counts)
        if statistic > Fraction(rules.digit_limit):
            yield found(
                Kind.DIGITS, n=len(counts), p_value=gaming.chi_square_9(statistic),
                observed=exact(statistic), limit=rules.digit_limit,
            )  # fmt: skip


def free_counts(series: Sequence[Series]) -> tuple[list[int], list[Entry]]:
    """The counts whose last digit chance sets: whole, large, and moving by more than a decade."""
    counts, entries = [], []
    for one in series:
        pairs = [(number, e) for e in one.entries if (number := count_of(e)) is not None]
        found = [number for number, _entry in pairs]
        if not found or min(found) < COUNTS_FROM:
            continue
        if gaming.own_spread([Decimal(number) for number in found]) >= DIGIT_SPREAD:
            counts += found
            entries += [entry for _number, entry in pairs]
    return counts, entries


def count_of(entry: Entry) -> int | None:
    value = entry.value if entry.denominator is None else entry.numerator
    return int(value) if value is not None and value == value.to_integral_value() else None


# --- R11: too easy


def easy(one: Series, span: Span, rules: Rules) -> Found | None:
    recent = within(one, span)[-int(rules.easy_periods) :]
    reached = [a for e in recent if (a := one.attainment(e)) is not None]
    if len(reached) < len(recent) or len(recent) < min(Decimal(FEWEST_EASY), rules.easy_periods):
        return None
    found = gaming.over_easy(reached, rules.easy_limit)
    if found.hits < found.n:
        return None
    return finding(
        Kind.EASY, one, span, recent, found.n, hits=found.hits,
        observed=exact(min(*reached, MOST) * 100), compared=recent[-1].target,
        limit=rules.easy_limit,
    )  # fmt: skip
