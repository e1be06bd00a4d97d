"""Which cycle a page of the plan looks at."""

from django.utils import timezone

from indicators.models import Cycle


def chosen_cycle(user, asked):
    """The cycle that is asked for, else the one of today, else the latest; None without any."""
    if asked is not None:
        return asked
    return of_today(list(Cycle.objects.visible_to(user).for_list()))


def of_today(cycles):
    """Of these, the latest first, the one of today, else the latest; None of none."""
    today = timezone.localdate()
    now = (c for c in cycles if c.period.starts_on <= today <= c.period.ends_on)
    return next(now, next(iter(cycles), None))
