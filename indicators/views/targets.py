"""Setting what a department is to reach."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.views.frame import carried_out, form_page
from indicators.forms.targets import TargetForm
from indicators.models import Cycle, Target
from indicators.services import planning
from indicators.views.definitions import aim_of, crumbs, one
from indicators.views.frame import PLANNERS, WRITE, page, require_place


@page(*PLANNERS, methods=WRITE)
def target(request, pk):
    """Set the target of a department; what it was before stays as a version."""
    card = one(request.user, pk)
    old = asked_target(request, card)
    form = TargetForm(
        request.POST or None, user=request.user, indicator=card, initial=initial_of(request, old),
        shown_method=request.GET.get("method", ""),
    )  # fmt: skip

    def deed(data):
        require_place(request.user, data["department"], PLANNERS)
        return planning.set_target(
            data["department"], card, data["cycle"], period=data["period"], by=request.user,
            seen=data["seen"] or None, **form.aimed(),
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("indicators:detail", pk=card.pk)
    context = {
        "title": _("Change the target") if old else _("Set a target"),
        "back": reverse("indicators:detail", args=[card.pk]),
        "crumbs": crumbs(card),
        "card": card,
        "old": old,
    }
    if request.htmx and request.method in {"GET", "HEAD"}:
        return render(request, "indicators/target.html#fields", {"form": form})
    return form_page(request, form, template="indicators/target.html", **context)


def asked_target(request, card):
    """The target in force that the address names, when it names one."""
    number = request.GET.get("target", "")
    if not number.isdecimal():
        return None
    rows = Target.objects.visible_to(request.user).in_force().filter(indicator=card)
    return rows.for_list().select_related("objective").filter(pk=int(number)).first()


def initial_of(request, old):
    if old is None:
        cycles = Cycle.objects.visible_to(request.user).for_list()
        found = {"cycle": cycles.first(), "department": request.GET.get("department", "")}
    else:
        names = [name.removesuffix("_id") for name in planning.AIMED]
        found = {name: getattr(old, name) for name in (*names, "cycle", "department", "period")}
        found["seen"] = planning.target_seen(old)
    return found | {
        name: request.GET[name] for name in request.GET if name in TargetForm.base_fields
    }


@page(*PLANNERS, methods=WRITE)
def target_end(request, pk):
    """Ask first, then end a target without a successor."""
    rows = Target.objects.visible_to(request.user).for_list()
    row = get_object_or_404(rows, pk=pk)
    require_place(request.user, row.department, PLANNERS)
    back = reverse("indicators:detail", args=[row.indicator_id])
    if request.method == "POST":
        if row.replaced_at is None:
            planning.withdraw_target(row, by=request.user)
        return redirect(back)
    facts = [
        {"key": _("Department"), "value": row.department.title},
        {"key": _("Cycle"), "value": row.cycle.name},
        {"key": _("Period"), "value": row.period.label if row.period_id else ""},
        {"key": _("Target"), "value": aim_of(row)},
    ]
    context = {"target": row, "back": back, "facts": [fact for fact in facts if fact["value"]]}
    return render(request, "indicators/target_end.html", context)
