"""Urging notices with their clock, and early warnings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.coaching import AnswerForm, UrgeForm, WarnForm
from appraisals.models import EarlyWarning, Side, UrgingNotice
from appraisals.services.coaching import reply_day
from appraisals.views import coaching_words as words
from appraisals.views.coaching import FORM, back_to, by_side, lines_for
from appraisals.views.frame import open_phases
from audit.forms import OnceForm
from departments.views.frame import carried_out, form_page, sent
from indicators.views.frame import WRITE, page
from indicators.views.plan_words import day_of


@page(methods=WRITE)
def urge(request, pk):
    """Issue an urging notice; the page says by when it is to be answered."""
    appraisal = by_side(request, pk, Side.APPRAISER)
    form = UrgeForm(sent(request), lines=lines_for(request.user, appraisal))

    def deed(data):
        return services.urge(
            appraisal, data["line"], data["problem"], data["evidence"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The notice is issued."))
        return redirect(back_to(pk))
    due = reply_day(appraisal.appraisal_cycle, timezone.localdate())
    return form_page(
        request, form, title=_("Issue an urging notice"), back=back_to(pk), template=FORM,
        crumbs=words.crumbs(request.user, appraisal, deep=True), submit=_("Issue the notice"),
        lead=_("To be answered by %(day)s, with explanation, remedy and result.")
        % {"day": due.isoformat()},
    )  # fmt: skip


@page(methods=WRITE)
def urging(request, pk):
    """A notice, its clock and its answers; sent, it adds an answer."""
    user = request.user
    rows = UrgingNotice.objects.visible_to(user).for_list().select_related(
        "issued_by__person", "line__indicator", "appraisal__appraisal_cycle", "appraisal__unit",
        "appraisal__person",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    answers = row.appraisal.subject_user_id == user.pk
    if request.method == "POST" and not answers:
        raise PermissionDenied(_("Only the one urged answers."))
    form = AnswerForm(sent(request))

    def deed(data):
        return services.answer_urging(
            row, data["explanation"], data["remedy"], data["result"], by=user
        )

    if form.is_valid() and carried_out(form, deed, by=user):
        messages.success(request, _("Your answer is in."))
        return redirect("appraisals:urging", pk)
    state, word = words.urging_state(row)
    context = {
        "row": row, "form": form, "state": state, "word": word,
        "crumbs": words.crumbs(user, row.appraisal, deep=True),
        "facts": [
            {"key": _("Line of the plan"), "value": row.line.name},
            {"key": _("Problem"), "value": row.problem},
            {"key": _("Evidence"), "value": row.evidence},
            {"key": _("Issued"), "value": words.stamp(row.issued_at, row.issued_by)},
            {"key": _("Answer by"), "value": row.reply_due_on.isoformat()},
        ],
        "replies": [reply_facts(one) for one in row.replies.all()],
        "answers": answers and "coaching" in open_phases(user, row.appraisal),
    }  # fmt: skip
    return render(request, "appraisals/urging.html", context, status=getattr(form, "status", 200))


def reply_facts(one):
    return [
        {
            "key": _("Answered late") if one.is_late else _("Answered"),
            "value": words.stamp(one.at, one.by),
        },
        {"key": _("Explanation"), "value": one.explanation},
        {"key": _("Remedy"), "value": one.remedy},
        {"key": _("Result"), "value": one.result},
    ]


@page(methods=WRITE)
def warn(request, pk):
    """Tell somebody in time that the lowest grade is near."""
    appraisal = by_side(request, pk, Side.APPRAISER)
    form = WarnForm(sent(request))

    def deed(data):
        return services.warn(appraisal, data["text"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The warning is issued."))
        return redirect(back_to(pk))
    return form_page(
        request, form, title=_("Issue an early warning"), back=back_to(pk), template=FORM,
        crumbs=words.crumbs(request.user, appraisal, deep=True), submit=_("Issue the warning"),
        lead=_("Told before anybody may be graded at the bottom. It stays with the appraisal."),
    )  # fmt: skip


@page(methods=WRITE)
def warning(request, pk):
    """A warning; the one warned acknowledges that he received it."""
    user = request.user
    rows = (
        EarlyWarning.objects.visible_to(user)
        .for_list()
        .select_related(
            "issued_by__person", "acknowledged_by__person", "appraisal__unit", "appraisal__person"
        )
    )
    row = get_object_or_404(rows, pk=pk)
    warned = row.appraisal.subject_user_id == user.pk
    if request.method == "POST" and not warned:
        raise PermissionDenied(_("Only the one warned acknowledges this."))
    form = OnceForm(sent(request))

    def deed(_data):
        return services.acknowledge_warning(row, by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        return redirect("appraisals:early-warning", pk)
    context = {
        "row": row, "form": form, "page_title": _("Early warning"),
        "crumbs": words.crumbs(user, row.appraisal, deep=True),
        "facts": [
            {"key": _("What must improve, and until when"), "value": row.text},
            {"key": _("Issued"), "value": words.stamp(row.issued_at, row.issued_by)},
            {"key": _("Acknowledged"), "value": day_of(row.acknowledged_at)},
        ],
        "acknowledges": warned and row.acknowledged_at is None,
        "back": reverse("appraisals:coaching", args=[row.appraisal_id]),
    }  # fmt: skip
    return render(request, "appraisals/warning.html", context, status=getattr(form, "status", 200))
