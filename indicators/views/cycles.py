"""Which cycle a page of the plan looks at."""

from django.utils import timezone

from indicators.models import Cycle


def chosen_cycle(user, asked):
    """The cycle that is asked for, else the one of today, else the latest; None without any."""
    if asked is not None:
        return asked
    cycles = list(Cycle.objects.visible_to(user).for_list())
    today = timezone.localdate()
    now = (c for c in cycles if c.period.starts_on <= today <= c.period.ends_on)
    return next(now, next(iter(cycles), None))
