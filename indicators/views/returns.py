"""Data returns: what is due, the form that keeps what was typed, handing it in."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from departments.views.frame import carried_out, page_of
from indicators.asking import lines_of
from indicators.forms.returns import FilledForm, ReturnForm, typed
from indicators.intake import template as templates
from indicators.intake.problems import UnreadableError, say
from indicators.models import DataReturn, ReturnDraft
from indicators.services import returns
from indicators.services.returns import ReturnError, StaleDraftError
from indicators.views import return_words as words
from indicators.views.frame import REPORTERS, WRITE, page, require_place

PERIODS = 24  # offered in the filter


@page()
def return_list(request):
    """My returns, the due ones first; or all of my branches with the share that is complete."""
    everything = DataReturn.objects.visible_to(request.user)
    mine = everything.of_departments_of(request.user)
    all_of_them = request.GET.get("show") == "all" or not mine.exists()
    rows = everything if all_of_them else mine
    periods = words.periods_of(rows)[:PERIODS]
    chosen = request.GET.get("period", "")
    if chosen in periods:
        rows = rows.filter(period__label=chosen)
    today = timezone.localdate()
    shares = rows.shares(today)
    found = page_of(request, rows.with_progress().with_draft_of(request.user).for_list())
    return render(request, "indicators/returns.html", {
        "heading": words.list_heading(shares),
        "facts": words.share_facts(shares) if all_of_them else [],
        "tabs": words.tabs(all_of_them) if mine.exists() else [],
        "columns": words.columns(),
        "rows": [words.list_row(row, today) for row in found],
        "page_obj": found,
        "base": "show=all&" if all_of_them else "",
        "periods": periods,
        "chosen": chosen,
        "all_of_them": all_of_them,
    })  # fmt: skip


def one(request, pk):
    rows = DataReturn.objects.visible_to(request.user).with_progress()
    return get_object_or_404(rows.for_list(), pk=pk)


def draft_of(request, row):
    return ReturnDraft.objects.visible_to(request.user).filter(data_return=row).first()


@page(methods=WRITE)
def entry(request, pk):
    """The return: to be filled by who reports for the department, to be looked at by others."""
    row = one(request, pk)
    if row.completed_at is not None or not words.may_report(request.user, row):
        if request.method == "POST":
            require_place(request.user, row.department, REPORTERS)
            raise returns.done_already()
        return render(request, "indicators/return_read.html", words.read(row, lines_of(row)))
    if request.method == "POST":
        return keep(request, row)
    draft = draft_of(request, row)
    return show(request, row, draft.lines if draft else {}, draft)


def keep(request, row):
    """Save what was typed as it stands; then come back later, or go on to the check."""
    lines = lines_of(row)
    texts = typed(request.POST, lines)
    try:
        returns.save_draft(
            row, texts, version=words.whole(request.POST.get("version")), by=request.user
        )
    except StaleDraftError as error:
        return show(
            request, row, returns.tidy(texts), error.draft, other=error.draft.lines, status=409
        )
    if request.POST.get("deed") == "check":
        return redirect("indicators:return-check", row.pk)
    messages.success(request, _("Saved. Only you see it until you submit it."))
    return redirect("indicators:returns")


def show(request, row, texts, draft, *, form=None, other=None, status=200):
    """The grid. `other`: what another window saved, to be shown beside."""
    version = draft.version if draft else 0
    form = form or ReturnForm(lines=lines_of(row), texts=texts, version=version)
    context = words.form_context(row, form, draft, other)
    context["filled"] = FilledForm()
    return render(request, "indicators/return.html", context, status=status)


@require_POST
def draft(request, pk):
    """The autosave: stores without judging; 401, 404, 409 tell the page what to say."""
    if not request.user.is_authenticated:
        return JsonResponse(
            {"message": _("You were signed out. Your text stays here.")}, status=401
        )
    row = one(request, pk)
    try:
        saved = returns.save_draft(
            row,
            typed(request.POST, lines_of(row)),
            version=words.whole(request.POST.get("version")),
            by=request.user,
        )
    except StaleDraftError:
        message = _("This return was changed in another window. Press “Save” to see both versions.")
        return JsonResponse({"message": message}, status=409)
    at = timezone.localtime(saved.saved_at).strftime("%H:%M:%S")
    return JsonResponse(
        {"version": saved.version, "message": _("Saved at %(time)s") % {"time": at}}
    )


@page(*REPORTERS, methods=WRITE)
def check(request, pk):
    """What will be recorded, line by line, and the button that records it."""
    row = one(request, pk)
    require_place(request.user, row.department, REPORTERS)
    if row.completed_at is not None:
        return redirect("indicators:return", row.pk)
    draft = draft_of(request, row)
    form = ReturnForm(
        request.POST or None, lines=lines_of(row), texts=draft.lines if draft else {}, check=True,
        version=draft.version if draft else 0,
    )  # fmt: skip
    if not is_ready(request, row, form):
        return show(request, row, None, draft, form=form)
    if request.method == "POST" and form.is_valid():
        return hand_in(request, row, form, draft)
    return render(request, "indicators/return_check.html", words.check_context(row, form))


def is_ready(request, row, form):
    """Whether every line can be recorded as it stands; else each says what is wrong."""
    if not form.lines_are_valid():
        return False
    try:
        returns.check(row, form.said(), by=request.user)
    except ReturnError as error:
        form.refuse(error.lines)
        return False
    return True


def hand_in(request, row, form, draft):
    def deed(data):
        return returns.submit(
            row, form.said(), version=data["version"] if draft else None, by=request.user
        )

    if not carried_out(form, deed, by=request.user):
        stale = form.status == 409  # noqa: PLR2004 -- HTTP
        return show(
            request, row, None, draft_of(request, row), form=form, status=409 if stale else 200
        )
    messages.success(request, _("The return is submitted. Thank you."))
    return redirect("indicators:return", row.pk)


@page(*REPORTERS)
def template(request, pk):
    """The workbook to fill in, in the language of the page."""
    row = one(request, pk)
    require_place(request.user, row.department, REPORTERS)
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    content = templates.written(row, lines_of(row), language)
    name = slugify(f"{row.department.code}-{row.period.label}") or "return"
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


@page(*REPORTERS, methods=("POST",))
def fill(request, pk):
    """Put a filled template into the draft, which the form shows. Twice is as once."""
    row = one(request, pk)
    require_place(request.user, row.department, REPORTERS)
    form = FilledForm(request.POST, request.FILES)
    if form.is_valid():
        fill_draft(request, row, form.cleaned_data["file"])
    else:
        messages.error(request, " ".join(text for found in form.errors.values() for text in found))
    return redirect("indicators:return", row.pk)


def fill_draft(request, row, file):
    try:
        texts = templates.read(file, lines_of(row))
    except UnreadableError as error:
        messages.error(request, f"{say(error.code, error.params)}.")
        return
    draft = draft_of(request, row)
    known, version = (draft.lines, draft.version) if draft else ({}, 0)
    returns.save_draft(row, known | texts, version=version, by=request.user)
    words = ngettext(
        "%(n)s line is filled from the file. Check it and submit.",
        "%(n)s lines are filled from the file. Check them and submit.", len(texts),
    )  # fmt: skip
    messages.success(request, words % {"n": len(texts)})
