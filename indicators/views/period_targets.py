"""The targets of all periods of one KPI, in one grid."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.services import holds_role
from departments.views.frame import carried_out
from indicators import spread as spreads
from indicators.forms.plans import PeriodTargetsForm
from indicators.models import Indicator, Period
from indicators.models.targets import Spread
from indicators.services.period_targets import offered_periods, set_period_targets
from indicators.services.plans import targets_seen
from indicators.services.versions import RowsRefused
from indicators.views.definitions import aim_of
from indicators.views.frame import PLANNERS, READ, WRITE, page, require_place
from indicators.views.plan_words import plain
from indicators.views.plans import asked_for, crumbs, plan_url


@page(methods=WRITE)
def period_targets(request, cycle, department, indicator):
    """All periods in one form; a refusal names its period and nothing is lost."""
    found, place, row, targets = asked_for(request.user, cycle, department)
    card = Indicator.objects.visible_to(request.user).filter(pk=indicator).first()
    if card is None:
        raise Http404
    if request.method not in READ:
        require_place(request.user, place, PLANNERS)
    mine = [target for target in targets if target.indicator_id == card.pk]
    whole = next((target for target in mine if target.period_id is None), None)
    parts = {target.period.label: target for target in mine if target.period_id is not None}
    labels = in_order(found, card, mine)
    form = PeriodTargetsForm(
        request.POST if request.method == "POST" else None, indicator=card, labels=labels,
        known=parts, initial={"seen": targets_seen(mine), "spread": whole.spread if whole else ""},
    )  # fmt: skip

    def deed(data):
        try:
            set_period_targets(
                found, place, card, form.aims(), spread=data["spread"], by=request.user,
                seen=data["seen"] or None,
            )  # fmt: skip
        except RowsRefused as error:
            form.refuse(error.errors, numbered(request.user, labels))
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The targets are saved."))
        return redirect(request.path)
    return shown(request, form, (found, place, row), card, (whole, parts))


def shown(request, form, at, card, targets):
    """The grid with its form, as it was sent or afresh."""
    (found, place, row), (whole, parts) = at, targets
    frozen = bool(row and row.is_frozen)
    editable = holds_role(request.user, *PLANNERS, department=place) and not frozen
    context = {
        "card": card, "cycle": found, "form": form, "crumbs": crumbs(found, place),
        "lead": place.title, "whole": aim_of(whole) if whole else "", "frozen": frozen,
        "whole_url": target_url(card, whole) if editable and whole else "",
        "rows": [
            {"label": label, "field": form[f"p{at}"],
             "text": aim_of(parts[label]) if label in parts else ""}
            for at, label in enumerate(form.labels)
        ],
        "warning": warning(whole, [parts.get(label) for label in form.labels]),
        "editable": editable, "cancel_url": plan_url(found, place),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "indicators/period_targets.html", context, status=status)


def in_order(cycle, card, mine):
    """The labels of the periods offered and of those that have a target, oldest first."""
    days = {part.label: (part.starts_on, part.ends_on)
            for part in offered_periods(cycle, card.frequency)}  # fmt: skip
    days |= {
        row.period.label: (row.period.starts_on, row.period.ends_on)
        for row in mine
        if row.period_id
    }
    return sorted(days, key=lambda label: (days[label][1], days[label][0], label))


def numbered(user, labels):
    return dict(Period.objects.visible_to(user).filter(label__in=labels).values_list("pk", "label"))


def target_url(card, whole):
    return f"{reverse('indicators:target', args=[card.pk])}?target={whole.pk}"


def warning(whole, parts):
    """Where the periods do not fit the cycle's target as they are said to; blank where they do."""
    if whole is None or not whole.spread:
        return ""
    fit = spreads.fit(whole.spread, whole.value, [part and part.value for part in parts])
    if fit is None or fit.is_exact:
        return ""
    facts = {"made": plain(fit.made), "whole": plain(whole.value), "off": plain(abs(fit.off))}
    if whole.spread == Spread.SUM:
        text = _("The periods add up to %(made)s; the target of the cycle is %(whole)s.") % facts
    elif whole.spread == Spread.LAST:
        text = _("The last period aims at %(made)s; the target of the cycle is %(whole)s.") % facts
    else:
        text = _("A period aims at %(made)s; the target of the cycle is %(whole)s.") % facts
    if fit.missing and whole.spread == Spread.SUM:
        text += " " + ngettext(
            "%(n)s period has no target.", "%(n)s periods have no target.", fit.missing
        ) % {"n": fit.missing}
    return text
