"""Conversations, evidence and the review in the middle of the year, for one appraisal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.coaching import CheckInForm, EvidenceForm, ReplyForm, ReviewForm
from appraisals.models import (
    AgreementLine,
    CheckIn,
    EarlyWarning,
    EvidenceEntry,
    GoalReview,
    MidwayNotice,
    Side,
    UrgingNotice,
)
from appraisals.services.agreements import side_of
from appraisals.services.check_ins import FIELDS
from appraisals.services.phases import today
from appraisals.views import coaching_words as words
from appraisals.views.clock_words import days_of, midway_task, reminder
from appraisals.views.frame import appraisal_for, closed_words, is_side, open_phases
from departments.views.frame import carried_out, form_page, sent
from indicators.views.frame import WRITE, page

FORM = "indicators/form.html"
SHOWN = 20  # entries of each kind on the page
SHARE = "share"


def lines_for(user, appraisal):
    rows = AgreementLine.objects.visible_to(user).in_force()
    return rows.filter(agreement__appraisal=appraisal).for_list()


def by_side(request, pk, side=""):
    """The appraisal for one who writes: 404 for others, 403 for the second superior."""
    appraisal = appraisal_for(request.user, pk, near=True)
    if side_of(appraisal, request.user) != (side or side_of(appraisal, request.user)):
        raise PermissionDenied(_("Only the superior writes this."))
    return appraisal


def back_to(pk):
    return reverse("appraisals:coaching", args=[pk])


@page()
def coaching(request, pk):
    """All that both sides said in the year: what waits first, then conversations and evidence."""
    user = request.user
    appraisal = appraisal_for(user, pk, near=True)
    is_open = "coaching" in open_phases(user, appraisal)
    talks = CheckIn.objects.visible_to(user).filter(appraisal=appraisal).for_list()[:SHOWN]
    entries = EvidenceEntry.objects.visible_to(user).filter(appraisal=appraisal).for_list()[:SHOWN]
    urgings = UrgingNotice.objects.visible_to(user).filter(appraisal=appraisal).for_list()
    midway = MidwayNotice.objects.visible_to(user).filter(appraisal=appraisal)
    clock = getattr(appraisal, "clock", None)
    leads = is_open and appraisal.appraiser_id == user.pk
    warnings = EarlyWarning.objects.visible_to(user).filter(appraisal=appraisal).for_list()
    return render(request, "appraisals/coaching.html", {
        "appraisal": appraisal, "heading": words.heading(appraisal),
        "crumbs": words.crumbs(user, appraisal), "cycle": appraisal.appraisal_cycle.title,
        "closed": "" if is_open else closed_words("coaching"),
        "writes": is_open and is_side(user, appraisal),
        "leads": leads, "days": days_of(clock) if clock else [],
        "notes_midway": leads and bool(reminder(appraisal, today())),
        "talks": [words.check_in_item(row, user) for row in talks],
        "entries": [words.evidence_item(row) for row in entries],
        "notices": [
            *(midway_task(row) for row in midway),
            *(words.urging_task(row) for row in urgings),
            *(words.warning_task(row) for row in warnings),
        ],
    })  # fmt: skip


@page(methods=WRITE)
def check_in_add(request, pk):
    """Write a check-in; keep it as a note of one's own, or share it."""
    appraisal = by_side(request, pk)
    form = CheckInForm(sent(request))
    share = request.POST.get("todo") == SHARE

    def deed(data):
        return services.write_check_in(appraisal, fields_of(data), share=share, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return told(request, share, pk)
    return check_in_form(request, appraisal, form)


def fields_of(data):
    return {name: data[name] for name in FIELDS}


def told(request, share, pk):
    messages.success(request, _("Shared.") if share else _("Kept as a note that only you see."))
    return redirect(back_to(pk))


def check_in_form(request, appraisal, form, title=None):
    context = {
        "form": form, "page_title": title or _("Add a check-in"), "appraisal": appraisal,
        "crumbs": words.crumbs(request.user, appraisal, deep=True),
        "cancel_url": back_to(appraisal.pk),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/check_in_form.html", context, status=status)


def one_check_in(user, pk):
    rows = (
        CheckIn.objects.visible_to(user)
        .for_list()
        .select_related(
            "author__person", "appraisal__appraisal_cycle", "appraisal__unit", "appraisal__person"
        )
    )
    return get_object_or_404(rows, pk=pk)


@page(methods=WRITE)
def check_in(request, pk):
    """One check-in with its replies; sent, it adds a reply."""
    user = request.user
    row = one_check_in(user, pk)
    appraisal = row.appraisal
    form = ReplyForm(sent(request))
    if request.method == "POST":
        side_of(appraisal, user)

    def deed(data):
        return services.reply_to_check_in(row, data["text"], by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        return redirect("appraisals:check-in", pk)
    is_open = "coaching" in open_phases(user, appraisal)
    mine = row.author_id == user.pk
    context = {
        "row": row, "form": form, "page_title": _("Check-in of %(day)s") % {
            "day": row.held_on.isoformat()},
        "crumbs": words.crumbs(user, appraisal, deep=True),
        "facts": words.check_in_facts(row),
        "replies": [words.reply_item(one) for one in row.replies.select_related("by__person")],
        "edits": is_open and mine and row.shared_at is None,
        "replies_to": is_open and row.shared_at is not None and is_side(user, appraisal),
    }  # fmt: skip
    return render(request, "appraisals/check_in.html", context, status=getattr(form, "status", 200))


@page(methods=WRITE)
def check_in_edit(request, pk):
    """Change one's own note while it is not shared."""
    row = one_check_in(request.user, pk)
    if row.author_id != request.user.pk:
        raise PermissionDenied(_("Only its author changes a note."))
    if row.shared_at is not None and request.method != "POST":
        return redirect("appraisals:check-in", pk)
    known = {name: getattr(row, name) for name in (*FIELDS, "version")}
    form = CheckInForm(sent(request), initial=known)
    share = request.POST.get("todo") == SHARE

    def deed(data):
        return services.change_check_in(
            row, fields_of(data), share=share, by=request.user, seen=data["version"]
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return told(request, share, row.appraisal_id)
    return check_in_form(request, row.appraisal, form, _("Change the check-in"))


@page(methods=WRITE)
def evidence_add(request, pk):
    """The log: two fields, and what is in it."""
    user = request.user
    appraisal = by_side(request, pk)
    form = EvidenceForm(sent(request), lines=lines_for(user, appraisal))

    def deed(data):
        return services.log_evidence(appraisal, data["what"], data["line"], by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        messages.success(request, _("It is in the log."))
        return redirect("appraisals:evidence-add", pk)
    rows = EvidenceEntry.objects.visible_to(user).filter(appraisal=appraisal).for_list()[:SHOWN]
    context = {
        "form": form, "appraisal": appraisal, "crumbs": words.crumbs(user, appraisal, deep=True),
        "planned": form.fields["line"].queryset.exists(),
        "closed": "" if "coaching" in open_phases(user, appraisal)
        else closed_words("coaching"),
        "entries": [words.evidence_item(row) for row in rows],
    }  # fmt: skip
    return render(request, "appraisals/log.html", context, status=getattr(form, "status", 200))


@page()
def review(request, pk):
    """The review of all goals on one sheet, in the order of the law."""
    user = request.user
    appraisal = appraisal_for(user, pk, near=True)
    reviews = GoalReview.objects.visible_to(user).filter(appraisal=appraisal)
    # By code: a line keeps it through amendments.
    newest = {row.line.code: row for row in reviews.select_related("line").order_by("pk")}
    writes = appraisal.appraiser_id == user.pk and "coaching" in open_phases(user, appraisal)
    return render(request, "appraisals/reviews.html", {
        "appraisal": appraisal, "crumbs": words.crumbs(user, appraisal, deep=True),
        "page_title": _("Mid-cycle review"), "writes": writes,
        "rows": [
            words.review_row(line, newest.get(line.code))
            for line in lines_for(user, appraisal)
        ],
    })  # fmt: skip


@page(methods=WRITE)
def review_goal(request, pk, line):
    """Review one goal; what was said last stands in the fields."""
    user = request.user
    appraisal = by_side(request, pk, Side.APPRAISER)
    goal = get_object_or_404(lines_for(user, appraisal), pk=line)
    reviews = GoalReview.objects.visible_to(user).filter(appraisal=appraisal)
    last = reviews.filter(line__code=goal.code).order_by("-pk").first()
    known = {name: getattr(last, name) for name in words.REVIEW_COLUMNS} if last else {}
    form = ReviewForm(sent(request), initial=known)

    def deed(data):
        return services.review_goal(appraisal, goal, data, by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        return redirect("appraisals:goal-reviews", pk)
    back = reverse("appraisals:goal-reviews", args=[pk])
    crumbs = [*words.crumbs(user, appraisal, deep=True),
              {"label": _("Mid-cycle review"), "url": back}]  # fmt: skip
    return form_page(
        request, form, title=_("Review: %(goal)s") % {"goal": goal.name}, back=back,
        template=FORM, crumbs=crumbs, submit=_("Save the review"),
        lead=_("The one appraised reads it at once."),
    )  # fmt: skip
