"""The hub of administration and the working calendar."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import services
from departments.forms.setup import CalendarDayForm
from departments.forms.tree import ConfirmForm
from departments.models import (
    CalendarDay,
    Department,
    NotificationMail,
    Person,
    PolicyPack,
    RoleGrant,
)
from departments.queries import KEEPERS
from departments.views.frame import carried_out, form_page, page_for, require_office, sent


@page_for(*KEEPERS, methods=("GET", "HEAD"))
def manage(request):
    """What can be set up, and how far it is."""
    user = request.user
    year = timezone.localdate().year
    departments = Department.objects.visible_to(user).in_force().count()
    people = Person.objects.visible_to(user).in_force().count()
    grants = RoleGrant.objects.visible_to(user).in_force().count()
    days = CalendarDay.objects.visible_to(user).filter(day__year=year).count()
    packs = PolicyPack.objects.visible_to(user).values("code").distinct().count()
    entries = [
        entry("tree", _("Departments and posts"), departments,
              ngettext("%(count)d department", "%(count)d departments", departments)),
        entry("people", _("People, accounts and appointments"), people,
              ngettext("%(count)d person", "%(count)d people", people)),
        entry("grants", _("Roles and deputies"), grants,
              ngettext("%(count)d role in force", "%(count)d roles in force", grants)),
        entry("calendar", _("Working calendar"), days,
              _("%(count)d special days in %(year)d") % {"count": days, "year": year}),
        entry("policy", _("Policy packs"), packs,
              ngettext("%(count)d pack", "%(count)d packs", packs)),
        mail_entry(user),
    ]  # fmt: skip
    keeps = services.holds_role_at_root(user, "office")
    context = {"tasks": entries, "loads": loads() if keeps else []}
    return render(request, "departments/manage.html", context)


def mail_entry(user):
    """E-mails are in order unless some are stuck."""
    stuck = NotificationMail.objects.visible_to(user).in_trouble().count()
    note = ngettext("%(count)d e-mail is stuck", "%(count)d e-mails are stuck", stuck)
    row = entry("mails", _("E-mails"), 1, note % {"count": stuck})
    return row | {"state": "failed", "word": _("Stuck")} if stuck else row


def entry(name, words, count, note):
    return {
        "name": words,
        "url": reverse(f"departments:{name}"),
        "note": note % {"count": count} if "%(count)d" in note else note,
        "state": "done" if count else "todo",
        "word": _("In place") if count else _("Empty"),
    }


def loads():
    return [
        {"label": words, "url": reverse("departments:load", args=[what])}
        for what, words in (
            ("departments", _("Load departments from a file")),
            ("people", _("Load people from a file")),
            ("calendar", _("Load the calendar from a file")),
        )
    ]


@page_for(methods=("GET", "HEAD"))
def calendar(request):
    """One year, month by month: the days that differ from the plain week."""
    if not services.holds_role(request.user, *RoleGrant.Role.values):
        raise Http404
    seen = CalendarDay.objects.visible_to(request.user)
    years = sorted({day.year for day in seen.dates("day", "year")} | {timezone.localdate().year})
    year = asked_year(request, years)
    months = {}
    for row in seen.filter(day__year=year).for_list():
        months.setdefault(row.day.replace(day=1), []).append(row)
    context = {
        "year": year,
        "tabs": [
            {"label": str(one), "url": f"?year={one}", "current": one == year} for one in years
        ],
        "months": months.items(),
        "keeps": services.holds_role_at_root(request.user, "office"),
    }
    return render(request, "departments/calendar.html", context)


def asked_year(request, years):
    text = request.GET.get("year", "")
    this = timezone.localdate().year
    return int(text) if text.isdigit() and int(text) in years else this


@page_for("office")
def set_day(request):
    require_office(request.user)
    form = CalendarDayForm(sent(request))

    def deed(data):
        values = {name: data[name] for name in ("day", "kind", "name_en", "name_zh")}
        return services.set_calendar_day(**values, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The day is in the calendar."))
        return redirect(year_url(form.cleaned_data["day"]))
    return form_page(
        request, form, title=_("Add a special day"), back=reverse("departments:calendar"),
        crumbs=[calendar_crumb()], submit=_("Add the day"),
        lead=_("A day that is there already is replaced."),
    )  # fmt: skip


def calendar_crumb():
    return {"label": _("Working calendar"), "url": reverse("departments:calendar")}


def year_url(day):
    return f"{reverse('departments:calendar')}?year={day.year}"


@page_for("office")
def remove_day(request, day):
    require_office(request.user)
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    row = CalendarDay.objects.visible_to(request.user).filter(day=date).first()
    if row is None:
        raise Http404
    form = ConfirmForm(sent(request))

    def deed(data):
        return services.remove_calendar_day(date, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The day follows its weekday again."))
        return redirect(year_url(date))
    return form_page(
        request, form, title=_("Take %(day)s out of the calendar") % {"day": date.isoformat()},
        back=year_url(date), crumbs=[calendar_crumb()], submit=_("Take it out"), kind="danger",
        lead=_("Deadlines that are counted from now on no longer know this day."),
    )  # fmt: skip
