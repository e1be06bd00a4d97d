"""One's deadlines for one's calendar, under a secret address. Rule: docs/notifications.md, N30.

No sign-in: calendars have none. What it gives is little: days and links, no name and no grade.
"""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appraisals.models import Appraisal, DevelopmentAction, Phase, ResultNotice, UrgingNotice
from appraisals.services.telling import PHASES
from departments.calendar_file import Event, calendar
from departments.services import owner_of_calendar
from indicators.models import DataReturn

MOST = 200  # days of one kind
EVERY = "PT6H"


@never_cache
@require_safe
def feed(request, secret):
    """The calendar of whoever made this address, in his language; a wrong one says nothing."""
    user = owner_of_calendar(secret)
    if user is None:
        raise Http404
    here = request.build_absolute_uri
    with translation.override(user.language or translation.get_language()):
        events = [
            Event(f"{kind}-{number}@{request.get_host()}", day, title, here(path))
            for kind, number, day, title, path in due_days(user)
        ]
        content = calendar(
            sorted(events, key=lambda event: (event.day, event.identity)),
            stamp=timezone.now(), name=_("My deadlines"), every=EVERY,
        )  # fmt: skip
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Referrer-Policy": "no-referrer"},
    )


def due_days(user) -> Iterator[tuple]:
    """(kind, number, day, title, path) of all that this person has before him."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    yield from phases(user)
    yield from rights(user, today)
    yield from urgings(user)
    yield from actions(user)
    yield from returns(user)


def phases(user):
    """The last day of each phase in which he has something to do."""
    mine = Appraisal.objects.visible_to(user).near(user).filter(appraisal_cycle__state="running")
    sides = {
        side: set(mine.filter(**{side: user}).values_list("appraisal_cycle", flat=True))
        for side in ("subject_user", "appraiser")
    }
    cycles = set().union(*sides.values())
    rows = Phase.objects.visible_to(user).filter(appraisal_cycle__in=cycles)
    for row in rows.exclude(state="closed").order_by("ends_on")[:MOST]:
        route, concerned = PHASES[row.kind]
        if any(row.appraisal_cycle_id in sides[side] for side in concerned):
            title = _("Last day: %(phase)s") % {"phase": row.get_kind_display()}
            yield "phase", row.pk, row.ends_on, title, reverse(route)


def rights(user, today):
    """The last day of what may still be asked for against one's own result."""
    rows = ResultNotice.objects.visible_to(user).in_force().filter(appraisal__subject_user=user)
    for notice in rows.filter(rights__due_on__gte=today).distinct().prefetch_related("rights"):
        for right in notice.rights.all():
            if right.due_on >= today:
                title = _("Last day: %(phase)s") % {"phase": right.get_step_display()}
                path = reverse("appraisals:result", args=[notice.appraisal_id])
                yield "right", right.pk, right.due_on, title, path


def urgings(user):
    rows = UrgingNotice.objects.visible_to(user).waiting()
    rows = rows.filter(appraisal__subject_user=user, appraisal__appraisal_cycle__state="running")
    for row in rows.order_by("reply_due_on")[:MOST]:
        title = _("An urging notice is to be answered")
        yield "urging", row.pk, row.reply_due_on, title, reverse("appraisals:urging", args=[row.pk])


def actions(user):
    rows = DevelopmentAction.objects.visible_to(user).open().filter(owner=user)
    for row in rows.order_by("due_on")[:MOST]:
        title = _("A development action is due")
        path = reverse("appraisals:action-settle", args=[row.pk])
        yield "action", row.pk, row.due_on, title, path


def returns(user):
    rows = DataReturn.objects.visible_to(user).of_departments_of(user).open()
    for row in rows.select_related("period").order_by("due_on")[:MOST]:
        title = _("Values for %(period)s are due") % {"period": row.period.label}
        path = reverse("indicators:return", args=[row.pk])
        yield "return", row.pk, row.due_on, title, path
