"""Which KPIs take their values from ratings, and how."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.services import holds_role_at_root
from departments.views.frame import (
    carried_out,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
)
from feedback import services
from feedback.forms.rating_rules import CardForm, RatingRuleForm
from feedback.models import RatingRule
from indicators.models import Indicator

READ = ("GET", "HEAD")


def crumbs():
    return [{"label": _("KPIs made of ratings"), "url": reverse("feedback:rating-rules")}]


@page_for("office", "manager", "auditor", "supervision", methods=READ)
def rules(request):
    choose = CardForm(request.GET if "code" in request.GET else None)
    if choose.is_valid():
        card = newest(request.user, choose.cleaned_data["code"])
        if card is not None:
            return redirect("feedback:rating-rule", card.code, card.version)
        choose.add_error("code", _("No KPI has this code."))
    found = page_of(request, RatingRule.objects.visible_to(request.user).for_list())
    context = {
        "columns": [
            {"label": _("KPI"), "wide": True},
            {"label": _("What is taken")},
            {"label": _("Stream and scale")},
            {"label": _("Fewest ratings"), "num": True},
            {"label": _("State")},
        ],
        "rows": [rule_row(row) for row in found],
        "page_obj": found,
        "base": query_base(request),
        "choose": choose if holds_role_at_root(request.user, "office") else None,
    }
    return render(request, "feedback/rating_rules.html", context)


def newest(user, code):
    return Indicator.objects.visible_to(user).filter(code=code).order_by("-version").first()


def rule_row(row):
    url = reverse("feedback:rating-rule", args=[row.indicator.code, row.indicator.version])
    return [
        {"text": row.indicator.title, "sub": row.indicator.code, "url": url},
        row.get_measure_display(),
        {"text": row.stream.title, "sub": row.scale.title},
        {"text": row.minimum_n, "num": True},
        _("in force") if row.is_active else _("out of force"),
    ]


def card_of(user, code, version):
    card = Indicator.objects.visible_to(user).filter(code=code, version=version).first()
    if card is None:
        raise Http404
    return card


@page_for("office")
def rule(request, code, version):
    """Set or change the rule of one card."""
    card = card_of(request.user, code, version)
    require_office(request.user)
    row = RatingRule.objects.visible_to(request.user).filter(indicator=card).for_list().first()
    form = RatingRuleForm(
        sent(request), streams=services.streams_that_count(), scales=services.scales(),
        initial=initial(row),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in services.RULE_FIELDS}
        if carried_out(
            form, lambda _data: services.set_rule(card, by=request.user, **fields), by=request.user
        ):
            messages.success(request, _("Saved. The values follow within six hours."))
            return redirect("feedback:rating-rules")
    title = _("Ratings as values: %s") % card.title
    return form_page(
        request, form, title=title, back=reverse("feedback:rating-rules"), crumbs=crumbs(),
        submit=_("Save"),
    )  # fmt: skip


def initial(row):
    if row is None:
        return {}
    return {
        "stream": row.stream.code, "scale": str(row.scale), "measure": row.measure,
        "minimum_n": row.minimum_n, "prior": row.prior, "is_active": row.is_active,
    }  # fmt: skip
