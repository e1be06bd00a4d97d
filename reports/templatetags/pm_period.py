"""Periods, shares and durations in templates: {{ period|period_words }}, {{ coverage|share }}."""

import datetime
from decimal import Decimal
from typing import Any

from django import template

from reports import scorecard, timewords

register = template.Library()


@register.filter
def period_words(period: timewords.Span) -> str:
    """September 2026"""
    return timewords.long(period)


@register.filter
def day(at: datetime.date | datetime.datetime | None) -> str:
    """24 November 2026"""
    return "" if at is None else timewords.day(at)


@register.filter
def moment(at: datetime.datetime | None) -> str:
    """24 November 2026, 02:01"""
    return "" if at is None else timewords.moment(at)


@register.filter
def share(value: Decimal | None) -> str:
    """0.95 is 95%."""
    return "–" if value is None else scorecard.share(value)


@register.filter
def seconds(run: Any) -> Decimal | None:
    """How long a run took: {{ run|seconds }}."""
    if run.started_at is None or run.finished_at is None:
        return None
    return Decimal(str((run.finished_at - run.started_at).total_seconds()))
