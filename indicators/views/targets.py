"""Setting what a department is to reach."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.views.frame import carried_out, form_page
from indicators.forms.score_table import typed_table
from indicators.forms.targets import TargetForm
from indicators.models import Cycle, Target
from indicators.services import planning
from indicators.services.rules import limits_of
from indicators.views.definitions import aim_of, crumbs, one
from indicators.views.frame import PLANNERS, READ, WRITE, page, require_place
from indicators.views.smart import target_panel


@page(*PLANNERS, methods=WRITE)
def target(request, pk):
    """Set the target of a department; what it was before stays as a version."""
    card = one(request.user, pk)
    old = asked_target(request, card)
    if old:
        require_place(request.user, old.department, PLANNERS)
    form = TargetForm(
        request.POST or None, user=request.user, indicator=card, old=old,
        initial=initial_of(request, old), shown_method=request.GET.get("method", ""),
    )  # fmt: skip

    def deed(data):
        where = form.where()
        require_place(request.user, where["department"], PLANNERS)
        return planning.set_target(
            where["department"], card, where["cycle"], period=where["period"], by=request.user,
            seen=data["seen"] or None, **form.aimed(),
        )  # fmt: skip

    if is_sent(request) and form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("indicators:detail", pk=card.pk)
    if request.htmx and request.method in READ:
        return render(request, "indicators/target.html#fields", {"form": form})
    return form_page(
        request, form, template="indicators/target.html", card=card, old=old, crumbs=crumbs(card),
        title=_("Change the target") if old else _("Set a target"),
        back=reverse("indicators:detail", args=[card.pk]), now=place_facts(old) if old else [],
        panel=panel_of(form, card, old), panel_url=panel_url(card, old),
    )  # fmt: skip


def panel_of(form, card, old):
    """What the rules say of what stands in the form; of the target before it is touched."""
    form.is_valid()
    return target_panel(form, card, stored=None if form.is_bound else old)


def panel_url(card, old):
    asked = f"?target={old.pk}" if old else ""
    return reverse("indicators:smart-target", args=[card.pk]) + asked


def is_sent(request):
    """Whether the form is to be carried out, and not only checked."""
    return request.method == "POST" and "check" not in request.POST


def asked_target(request, card):
    """The target that the address names; of one that was changed since, the version in force."""
    number = request.GET.get("target", "")
    if not number.isdecimal():
        return None
    rows = Target.objects.visible_to(request.user).filter(indicator=card).for_list()
    rows = rows.select_related("department", "cycle", "period", "objective", "owner")
    named = get_object_or_404(rows, pk=int(number))
    if named.replaced_at is None:
        return named
    return (
        rows.in_force()
        .filter(cycle=named.cycle, department=named.department, period=named.period)
        .first()
    )


def initial_of(request, old):
    if old is None:
        cycle = Cycle.objects.visible_to(request.user).for_list().first()
        found = {"cycle": cycle, "department": request.GET.get("department", "")}
        found |= limits_of(cycle)
    else:
        found = {name: getattr(old, name.removesuffix("_id")) for name in planning.AIMED}
        found = {name.removesuffix("_id"): value for name, value in found.items()}
        found["seen"] = planning.target_seen(old)
    return found | {
        name: request.GET[name] for name in request.GET if name in TargetForm.base_fields
    } | typed_table(request.GET)  # fmt: skip


def place_facts(row):
    """Where a target holds."""
    facts = [
        {"key": _("Department"), "value": row.department.title},
        {"key": _("Cycle"), "value": row.cycle.name},
        {"key": _("Period"), "value": row.period.label if row.period_id else ""},
    ]
    return [fact for fact in facts if fact["value"]]


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
    facts = [*place_facts(row), {"key": _("Target"), "value": aim_of(row)}]
    context = {"target": row, "back": back, "facts": facts}
    return render(request, "indicators/target_end.html", context)
