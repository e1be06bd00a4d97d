"""Reporting a value."""

import datetime

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department
from departments.views.frame import carried_out, form_page
from indicators import units
from indicators.forms.values import RATE, VALUE, ValueForm
from indicators.models import Indicator, Measurement, Target
from indicators.models.measurement import Missing
from indicators.models.missing import NEEDS_APPROVAL
from indicators.models.planning import PeriodKind
from indicators.models.targets import Method
from indicators.services import reporting
from indicators.services.missing import request_missing
from indicators.views.definitions import aim_of, crumbs, kpi_page
from indicators.views.frame import READ, REPORTERS, WRITE, page, require_place

SHOWN = 12  # values before this one
OFFERED = 6  # periods suggested


def place_of(user, code):
    return get_object_or_404(Department.objects.visible_to(user), code=code)


def card_of(user, department, code):
    """The version the department is measured by now, else the newest."""
    cards = Indicator.objects.visible_to(user).filter(code=code)
    target = (
        Target.objects.visible_to(user)
        .in_force()
        .filter(department=department, indicator__code=code)
        .order_by(F("cycle__period__ends_on").desc(), "-indicator__version")
        .values_list("indicator", flat=True)
        .first()
    )
    card = cards.filter(pk=target).first() or cards.order_by("-version").first()
    if card is None:
        raise Http404
    return card


@page(*REPORTERS, methods=WRITE)
def report(request, department, indicator):
    """One value of one KPI; afterwards its page shows what the value means."""
    place = place_of(request.user, department)
    card = card_of(request.user, place, indicator)
    require_place(request.user, place, REPORTERS)
    known = latest(request.user, place, card)
    form = ValueForm(
        request.POST or None, unit=card.unit, offered=offered(card, known),
        initial=initial_of(request, card, known),
        replaces={row.period.label for row in known if not row.missing},
    )  # fmt: skip

    def deed(data):
        said = form.said()
        if said.get("missing") in NEEDS_APPROVAL:
            return request_missing(place, card, data["period"], said["missing"],
                                   reason=said["note"], by=request.user)  # fmt: skip
        return reporting.report(place, card, data["period"], by=request.user, **said)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return recorded(request, form, place, card)
    if request.htmx and request.method in READ:
        return render(request, "indicators/report.html#fields", {"form": form})
    return form_page(
        request, form, title=_("Report a value"), back=kpi_page(place, card),
        template="indicators/report.html", crumbs=[*crumbs(card)], place=place, card=card,
        facts=facts(request.user, place, card), parts=parts_of(request.user, place, card),
        values=[value_row(row) for row in known],
        kinds=ValueForm.base_fields["kind"].choices,
        value_columns=[{"label": _("Period")}, {"label": _("Value"), "num": True},
                       {"label": _("Recorded"), "hide_s": True}],
    )  # fmt: skip


def recorded(request, form, place, card):
    """On to the KPI; a reason that needs approval waits in its own list."""
    if form.cleaned_data.get("missing") in NEEDS_APPROVAL:
        messages.success(
            request, _("Somebody else decides on this; until then the value is not reported.")
        )
        return redirect("indicators:missing")
    messages.success(request, _("The value is recorded."))
    return redirect(kpi_page(place, card))


def initial_of(request, card, known):
    """The period that is due and the kind of the value before; what was typed goes before both."""
    before = RATE if known and known[0].denominator is not None else VALUE
    typed = {name: request.GET[name] for name in request.GET if name in ValueForm.base_fields}
    return {"period": next_period(card, known), "kind": before} | typed


def latest(user, department, card):
    rows = Measurement.objects.visible_to(user).current()
    rows = rows.filter(department=department, indicator=card).select_related("period", "indicator")
    return list(rows.order_by("-period__ends_on", "-period__starts_on", "period__label")[:SHOWN])


def value_row(row):
    return [
        row.period.label,
        {"text": value_words(row), "num": True},
        timezone.localtime(row.recorded_at).date().isoformat(),
    ]


def value_words(row):
    """A value as it was reported: a number, a rate with its parts, a text, or why there is none."""
    return " ".join(filter(None, value_parts(row)))


def value_parts(row):
    """The figure, and of a rate what it was made of."""
    if row.text:
        return row.text, ""
    if row.missing:
        return str(Missing(row.missing).label), ""
    if row.value is not None:
        return f"{row.value.normalize():,f}", ""
    rate = row.numerator * row.indicator.per / row.denominator
    parts = {"part": f"{row.numerator.normalize():,f}", "all": f"{row.denominator.normalize():,f}"}
    return f"{rate:,.{row.indicator.decimals}f}", _("(%(part)s of %(all)s)") % parts


def facts(user, department, card):
    """What is to be reached, beside the form."""
    target = (
        Target.objects.visible_to(user)
        .in_force()
        .filter(department=department, indicator=card)
        .for_list()
        .order_by(F("cycle__period__ends_on").desc(), F("period").asc(nulls_first=True))
        .first()
    )
    rows = [
        (_("Department"), department.title),
        (_("Unit"), units.words(card.unit)),
        (_("Target"), aim_of(target) if target else ""),
        (_("Cycle"), target.cycle.name if target else ""),
        (_("Definition"), card.in_language("definition")),
        (_("Formula"), card.in_language("formula")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def parts_of(user, department, card):
    """The page where a figure is made of stages or levels; nothing where it is one number."""
    rows = Target.objects.visible_to(user).in_force().filter(department=department, indicator=card)
    pages = {Method.MILESTONE: "indicators:stages", Method.RUBRIC: "indicators:levels"}
    target = rows.filter(method__in=pages).order_by(F("cycle__period__ends_on").desc()).first()
    return target and reverse(pages[target.method], args=[target.pk])


def offered(card, known):
    """Periods to choose from: the last ones of its frequency, and those that have a value."""
    labels = dict.fromkeys([*recent(card.frequency), *(row.period.label for row in known)])
    values = {row.period.label: value_words(row) for row in known}
    return [(label, values.get(label, _("no value"))) for label in labels]


def next_period(card, known):
    """The last period that has ended and has no value yet, when the frequency is known."""
    have = {row.period.label for row in known}
    return next((label for label in recent(card.frequency) if label not in have), "")


def recent(frequency):
    """Labels of the last periods of a kind that have ended, the latest first."""
    day = timezone.localdate()
    months = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
    if frequency == PeriodKind.DAY:
        return [f"{day - datetime.timedelta(days=n)}" for n in range(1, OFFERED + 1)]
    if frequency == PeriodKind.WEEK:
        weeks = (day - datetime.timedelta(weeks=n) for n in range(1, OFFERED + 1))
        return ["{}-W{:02d}".format(*week.isocalendar()[:2]) for week in weeks]
    if frequency not in months:
        return []
    length = months[frequency]
    now = (day.year * 12 + day.month - 1) // length
    return [label_of(frequency, n * length) for n in range(now - 1, now - 1 - OFFERED, -1)]


def label_of(frequency, month):
    """The period of a kind that begins in a month counted from year 0."""
    year, at = divmod(month, 12)
    return {
        PeriodKind.MONTH: f"{year}-{at + 1:02d}",
        PeriodKind.QUARTER: f"{year}-Q{at // 3 + 1}",
        PeriodKind.HALF: f"{year}-H{at // 6 + 1}",
        PeriodKind.YEAR: f"{year}",
    }[PeriodKind(frequency)]
