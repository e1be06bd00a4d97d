"""Checking values: samples, the next value to look at, a verdict."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department
from departments.views.frame import carried_out, form_page, page_of, sent
from indicators.forms.verification import DrawForm, VerdictForm
from indicators.models import Cycle, SampleItem, Target, VerificationSample
from indicators.services import verifying
from indicators.views import wording
from indicators.views.definitions import aim_of
from indicators.views.download import csv_file
from indicators.views.evidence import crumbs, one_value, proofs_of, value_page, with_unit
from indicators.views.frame import VERIFIERS, WRITE, page, require_place

COLUMNS = (
    "position", "department_code", "department", "indicator_code", "indicator", "period", "value",
    "unit", "measurement_id", "verdict", "found", "reason",
)  # fmt: skip


def verified_by(user):
    """The departments whose values `user` may verify."""
    return Department.objects.visible_to(user).led_by(user, *VERIFIERS).in_force()


@page()
def samples(request):
    """The samples that were drawn, and how far each is."""
    rows = page_of(request, VerificationSample.objects.visible_to(request.user).for_list())
    return render(request, "indicators/samples.html", {
        "page_obj": rows, "rows": [wording.sample_row(row) for row in rows],
        "may_draw": verified_by(request.user).exists(),
    })  # fmt: skip


@page(*VERIFIERS, methods=WRITE)
def draw(request):
    """Choose what can be drawn; the seed draws."""
    initial = {"cycle": request.GET.get("cycle") or current_cycle(request.user)}
    places = verified_by(request.user)
    form = DrawForm(sent(request), user=request.user, places=places, initial=initial)

    def deed(data):
        return verifying.draw_sample(
            data["cycle"], data["department"], period=data["period"], controls=data["controls"],
            size=data["size"], seed=data["seed"], by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        drawn = getattr(form, "outcome", None)
        return redirect("indicators:sample", drawn.pk) if drawn else redirect("indicators:samples")
    return form_page(
        request, form, title=_("Draw a sample of values"), back=reverse("indicators:samples"),
        template="indicators/form.html", submit=_("Draw the sample"),
        crumbs=[{"label": _("Verification"), "url": reverse("indicators:samples")}],
        lead=_("Somebody outside the chain of a value looks whether it is true."),
    )  # fmt: skip


def current_cycle(user):
    begun = Cycle.objects.visible_to(user).filter(period__starts_on__lte=timezone.localdate())
    return begun.order_by("-period__ends_on", "name").values_list("pk", flat=True).first()


def one_sample(user, pk):
    return get_object_or_404(VerificationSample.objects.visible_to(user).for_list(), pk=pk)


def items_of(user, sample):
    return SampleItem.objects.visible_to(user).filter(sample=sample)


@page()
def sample(request, pk):
    """What the sample says so far, value by value, and how to draw it again."""
    row = one_sample(request.user, pk)
    items = list(items_of(request.user, row).for_list())
    checks = verified_by(request.user).filter(pk=row.department_id).exists()
    mine = items_of(request.user, row).open_to(request.user).count() if checks else 0
    counts = wording.counts_of(row)
    return render(request, "indicators/sample.html", {
        "sample": row, "counts": counts, "sentence": wording.result_sentence(row),
        "lead": wording.sample_lead(row), "items": [item_row(row, item) for item in items],
        "may_verify": bool(mine), "others": counts.open - mine if checks else 0,
        "facts": wording.sample_facts(row), "redraw": wording.redraw(row),
    })  # fmt: skip


def item_row(row, item):
    value = item.measurement
    return {
        "item": item, "value": value, "words": with_unit(value), "url": value_page(value),
        "verdict": wording.verdict_words(item.verdict),
        "state": {"verified": "done", "rejected": "failed"}.get(item.verdict, "todo")
        if item.verdict else "waiting",
    }  # fmt: skip


@page(*VERIFIERS)
def next_value(request, pk):
    """Leads on to the next value of the sample that the reader may judge."""
    row = one_sample(request.user, pk)
    require_place(request.user, row.department, VERIFIERS)
    item = items_of(request.user, row).open_to(request.user).order_by("position").first()
    if item is None:
        messages.success(request, _("There is nothing left here for you to verify."))
        return redirect("indicators:sample", pk=row.pk)
    address = reverse("indicators:value-verify", args=[item.measurement_id])
    return redirect(f"{address}?sample={row.pk}")


@page(*VERIFIERS, methods=WRITE)
def verify(request, pk):
    """A verdict on one value, with its proof and its definition beside it."""
    row = one_value(request.user, pk)
    require_place(request.user, row.department, VERIFIERS)
    if why := verifying.reason_against(row, request.user):
        raise PermissionDenied(why)
    chosen = request.GET.get("sample", "")
    within = one_sample(request.user, chosen) if chosen.isdecimal() else None
    form = VerdictForm(sent(request), unit=row.indicator.unit)

    def deed(data):
        return verifying.verify(
            row, data["verdict"], found=data["found"], reason=data["reason"], sample=within,
            by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The verdict is recorded."))
        if within is not None:
            return redirect("indicators:sample-next", pk=within.pk)
        return redirect(value_page(row))
    place = _("Value %(n)s of %(all)s in the sample")
    item = within and items_of(request.user, within).filter(measurement=row).first()
    return form_page(
        request, form, title=_("Is this value true?"), crumbs=crumbs(row),
        back=reverse("indicators:sample", args=[within.pk]) if within else value_page(row),
        template="indicators/verify.html", row=row, words=with_unit(row), within=within,
        place=place % {"n": item.position, "all": within.drawn} if item else "",
        proofs=proofs_of(request.user, row), facts=facts(request.user, row),
    )  # fmt: skip


def facts(user, row):
    """The definition card and the target, beside the value."""
    card = row.indicator
    target = (
        Target.objects.visible_to(user)
        .in_force()
        .filter(department=row.department_id, indicator=card)
        .order_by(F("cycle__period__ends_on").desc(), F("period").asc(nulls_first=True))
        .first()
    )
    rows = [
        (_("Definition"), card.in_language("definition")),
        (_("Formula"), card.in_language("formula")),
        (_("Source"), card.in_language("source")),
        (_("Known limits"), card.in_language("limitations")),
        (_("Target"), aim_of(target) if target else ""),
        (_("Reported from"), row.source),
        (_("Note"), row.note),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


@page()
def sample_csv(request, pk):
    """The sample as a table: an auditor's working paper."""
    row = one_sample(request.user, pk)
    items = items_of(request.user, row).for_list()
    return csv_file(f"sample-{row.pk}", COLUMNS, [csv_row(item) for item in items])


def csv_row(item):
    value = item.measurement
    return [
        item.position, value.department.code, value.department.name, value.indicator.code,
        value.indicator.name, value.period.label, verifying.figure(value), value.indicator.unit,
        value.pk, item.verdict, item.found, item.reason,
    ]  # fmt: skip
