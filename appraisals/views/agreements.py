"""My plan: read, agree or query; its draft, its steps, its amendment, the sheet to print."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.agreements import AmendForm, PlanForm, StepForm
from appraisals.models import AgreementDeed, Appraisal
from appraisals.models.agreement import HELD, OPEN
from appraisals.services.agreement_steps import STEPS, allowed, sentence
from appraisals.services.agreements import side_of
from appraisals.services.handed_down import handed_down, is_up_to_date
from appraisals.services.policy import rules_of
from appraisals.views import agreement_words as words
from appraisals.views.frame import appraisal_for, closed_words, is_side, open_phases
from appraisals.views.left_over import left_over
from appraisals.views.signing import signing_of
from audit.forms import OnceForm
from departments.views.frame import carried_out, form_page, sent
from indicators.views.frame import WRITE, page

CONFLICT = 409
FIELDS = {"aspect": "a", "title": "t", "standard": "s", "weight": "w"}  # of a duty in the form


@page()
def my_plan(request):
    """The plan of the one running cycle; a list where there are several, or none."""
    rows = Appraisal.objects.visible_to(request.user).filter(
        subject_user=request.user, appraisal_cycle__state="running"
    )
    found = list(
        rows.with_plan().select_related("appraisal_cycle", "unit", "person").order_by("-pk")
    )
    if len(found) == 1:
        return redirect("appraisals:plan", found[0].pk)
    return render(request, "appraisals/my_plans.html", {
        "columns": [{"label": _("Plan"), "wide": True}, {"label": _("Cycle")},
                    {"label": _("State")}],
        "rows": [list_row(row) for row in found],
    })  # fmt: skip


def list_row(row):
    state = row.plan_state
    return [
        {"text": row.title, "url": reverse("appraisals:plan", args=[row.pk])},
        row.appraisal_cycle.title,
        {"state": words.WORK[state], "state_word": words.state_word(state)},
    ]


def agreements_of(user, appraisal):
    """All that `user` may read, the newest first."""
    rows = appraisal.agreements.visible_to(user).for_page()
    return list(rows.order_by("-number"))


def chosen_of(request, rows):
    """The asked-for one, else what is being agreed, else what holds."""
    asked = request.GET.get("number", "")
    if asked:
        found = next((row for row in rows if str(row.number) == asked), None)
        if found is None:
            raise Http404
        return found
    live = [row for row in rows if row.state in (*OPEN, "agreed")]
    return next(iter(live or rows), None)


@page()
def plan(request, pk):
    """What one is measured on, whether it is agreed, and what one can do about it."""
    appraisal = appraisal_for(request.user, pk)
    rows = agreements_of(request.user, appraisal)
    return shown(request, appraisal, rows, chosen_of(request, rows))


def shown(request, appraisal, rows, row, form=None):
    user = request.user
    kinds = open_phases(user, appraisal)
    mine = is_side(user, appraisal)
    before = before_of(row, rows)
    deeds = allowed(row, appraisal, user) if row else []
    writes = mine and (row is None or row.is_writable)
    context = page_facts(appraisal, rows, row) | {
        "form": form, "mine": mine, "before": before,
        "step": form or step_form(row),
        "groups": words.groups_of(row, before) if row else [],
        "gone": words.gone_of(row, before) if row else [],
        "findings": words.findings_words(row) if row and row.is_writable else [],
        "stale": bool(row and row.is_writable and mine)
        and not is_up_to_date(row.lines.all(), handed_down(appraisal)),
        "sentence": sentence(), "deeds": [deed.value for deed in deeds],
        "writes": writes, "left": left_over(appraisal) if writes else [],
        "amends": mine and row is not None and row.state == "agreed"
        and not any(one.state in OPEN for one in rows),
        "closed": closed_words("planning") if mine and not (kinds & {"planning", "coaching"})
        and (row is None or row.state in OPEN) else "",
        "renew": OnceForm(), "near": mine or appraisal.second_appraiser_id == user.pk,
    }  # fmt: skip
    return render(request, "appraisals/plan.html", context, status=getattr(form, "status", 200))


def page_facts(appraisal, rows, row):
    return {
        "appraisal": appraisal, "row": row, "heading": words.heading(appraisal),
        "lead": words.lead_of(row, appraisal),
        "reason": reason_of(row) if row and row.reason else "",
        "signatures": words.signature_rows(row) if row else [],
        "history": words.history_of(row) if row else [],
        "query": words.query_of(row) if row else "",
        "total": words.plain(sum(line.weight for line in row.lines.all())) if row else "0",
        "others": [
            {
                "label": _("Version %(number)s") % {"number": one.number},
                "url": f"?number={one.number}", "current": one == row,
                "word": words.state_word(one.state),
            }
            for one in rows
        ],
    }  # fmt: skip


def before_of(row, rows):
    if row is None or row.supersedes_id is None:
        return None
    return next((one for one in rows if one.pk == row.supersedes_id), None)


def reason_of(row):
    reason = rules_of(row.appraisal.appraisal_cycle).amendment_reasons.get(row.reason)
    if reason is None:
        return row.reason
    chinese = (get_language() or "").startswith("zh")
    return reason.names.name_zh if chinese else reason.names.name_en


def step_form(row):
    return StepForm(initial={"number": row.number, "version": row.version}) if row else None


@page(methods=("POST",))
def step(request, pk):
    """Take a step; a signature asks for a fresh sign-in first."""
    appraisal = appraisal_for(request.user, pk)
    side_of(appraisal, request.user)
    rows = agreements_of(request.user, appraisal)
    form = StepForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else None
    row = next((one for one in rows if one.number == number), None)
    if row is None:
        raise Http404
    signs = "signed" in STEPS[AgreementDeed(form.cleaned_data["deed"])].needs
    signing = signing_of(request) if signs else None

    def deed(data):
        return services.take_step(
            row, data["deed"], by=request.user, text=data["text"], signing=signing,
            seen=data["version"],
        )  # fmt: skip

    if carried_out(form, deed, by=request.user):
        messages.success(request, done_words(form.cleaned_data["deed"]))
        return redirect("appraisals:plan", pk)
    rows = agreements_of(request.user, appraisal)
    return shown(request, appraisal, rows, chosen_of(request, rows), form)


def done_words(deed):
    return {
        "propose": _("Proposed and signed. The other side is next."),
        "query": _("Your question is with the other side."),
        "agree": _("Agreed and signed by both sides."),
        "withdraw": _("Withdrawn."),
    }[deed]


@page(methods=("POST",))
def start(request, pk):
    """Begin the draft."""
    appraisal = appraisal_for(request.user, pk)
    side_of(appraisal, request.user)
    form = OnceForm(request.POST)

    def deed(_data):
        return services.draft_agreement(appraisal, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:plan-edit", pk)
    return shown(request, appraisal, agreements_of(request.user, appraisal), None, form)


def draft_for(request, pk):
    """The appraisal and its open agreement; 403 for who is no side, 404 where there is none."""
    appraisal = appraisal_for(request.user, pk)
    side_of(appraisal, request.user)
    rows = appraisal.agreements.visible_to(request.user).open()
    return appraisal, get_object_or_404(rows.for_page())


@page(methods=("POST",))
def renew(request, pk):
    """Take over the KPIs from above as they are now."""
    appraisal, row = draft_for(request, pk)
    form = OnceForm(request.POST)

    def deed(_data):
        return services.renew_kpis(row, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:plan-edit", pk)
    return shown(request, appraisal, agreements_of(request.user, appraisal), row, form)


@page(methods=WRITE)
def edit(request, pk):
    """All lines of the draft at once; a page that is out of date comes back with both texts."""
    appraisal, row = draft_for(request, pk)
    if not row.is_writable and request.method != "POST":
        return redirect("appraisals:plan", pk)
    form = PlanForm(
        sent(request), lines=row.lines.all(), aspects=row.aspects.all(),
        initial={"version": row.version},
    )  # fmt: skip

    def deed(data):
        return services.save_agreement(row, form.entries(), by=request.user, seen=data["version"])

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The plan is saved."))
        leave = request.POST.get("todo") != "stay"
        return redirect("appraisals:plan" if leave else "appraisals:plan-edit", pk)
    status = getattr(form, "status", 200)
    if status == CONFLICT:
        form = merged(request, row, form)
    context = {
        "appraisal": appraisal, "row": row, "form": form, "heading": words.heading(appraisal),
        "groups": edit_groups(row, form, theirs=status == CONFLICT),
        "cancel_url": reverse("appraisals:plan", args=[pk]), "left": left_over(appraisal),
    }  # fmt: skip
    return render(request, "appraisals/plan_edit.html", context, status=status)


def merged(request, row, refused):
    """The form over the lines as they are now, with everything that was typed."""
    lines, aspects = row.lines.all(), row.aspects.all()
    data = request.POST.copy()
    data["version"] = row.version
    known = {str(line.pk) for line in lines}
    place = len(refused.added)
    for key in [name[1:] for name in data if name[0] == "t" and name[1:].isdecimal()]:
        if key not in known and not data.get(f"d{key}"):
            for what in "atsw":
                data[f"{what}n{place}"] = data.get(f"{what}{key}", "")
            place += 1
    form = PlanForm(data, lines=lines, aspects=aspects)
    form.is_valid()
    for message in refused.non_field_errors():
        form.add_error(None, message)
    return form


def edit_groups(row, form, *, theirs):
    """The lines by aspect with their fields; `theirs` shows what the other side saved."""
    groups = words.groups_of(row)
    for one in groups:
        one["rows"] = [edit_row(found, form, theirs=theirs) for found in one["rows"]]
        one["added"] = [
            {name: form[f"{letter}{key}"] for name, letter in FIELDS.items()}
            for key, code in form.added
            if code == one["code"]
        ]
    return groups


def edit_row(found, form, *, theirs):
    line, key = found["line"], found["line"].pk
    fields = {"weight": form[f"w{key}"], "key": key, "theirs": []}
    if not line.is_kpi:
        fields |= {name: form[f"{letter}{key}"] for name, letter in FIELDS.items()}
        fields["leave"] = form[f"d{key}"]
    if theirs:
        saved = {"weight": words.plain(line.weight), "title": line.title, "standard": line.standard}
        fields["theirs"] = [
            {"label": fields[name].label, "text": text}
            for name, text in saved.items()
            if name in fields and str(fields[name].value() or "") != text
        ]
    return found | fields


@page(methods=WRITE)
def amend(request, pk):
    """Begin an amendment of the plan in force, for a reason of the policy."""
    appraisal = appraisal_for(request.user, pk)
    side_of(appraisal, request.user)
    rows = appraisal.agreements.visible_to(request.user).in_force()
    row = get_object_or_404(rows.for_page())
    chinese = (get_language() or "").startswith("zh")
    reasons = [
        (code, reason.names.name_zh if chinese else reason.names.name_en)
        for code, reason in rules_of(appraisal.appraisal_cycle).amendment_reasons.items()
    ]
    form = AmendForm(sent(request), reasons=reasons)

    def deed(data):
        return services.amend_agreement(
            row, reason=data["reason"], explanation=data["explanation"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:plan-edit", pk)
    back = reverse("appraisals:plan", args=[pk])
    return form_page(
        request, form, title=_("Amend the plan"), back=back, template="indicators/form.html",
        crumbs=[{"label": words.heading(appraisal), "url": back}], submit=_("Begin the amendment"),
        lead=_("What is agreed holds until both sides have signed the amended plan."),
    )  # fmt: skip


@page()
def sheet(request, pk):
    """One version on paper, with both signatures and the digest."""
    appraisal = appraisal_for(request.user, pk)
    rows = agreements_of(request.user, appraisal)
    row = chosen_of(request, rows)
    if row is None:
        raise Http404
    before = before_of(row, rows)
    context = page_facts(appraisal, rows, row) | {
        "groups": words.groups_of(row), "before": before, "holds": row.state in HELD,
        "name": appraisal.title, "word": words.state_word(row.state),
    }  # fmt: skip
    return render(request, "appraisals/plan_print.html", context)
