"""Handing a self-assessment in, taking it back, and reading it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisals.forms.self_assessments import StepForm, SubmitForm
from appraisals.models import SectionAnswer, SelfAssessment
from appraisals.services import self_assessments as services
from appraisals.services.sections import sections_of
from appraisals.services.self_assessments import NotWholeError, is_done
from appraisals.views import self_assessment_words as words
from appraisals.views.self_assessments import own
from departments.views.frame import carried_out, sent
from indicators.views.frame import WRITE, page


@page(methods=WRITE)
def check(request, pk):
    """All answers with a way to change each; sent, it hands them in."""
    appraisal, row = own(request, pk)
    form = SubmitForm(sent(request), initial={"seen": row.version if row else 0})
    missing = []

    def deed(data):
        try:
            return services.submit(appraisal, seen=data["seen"], by=request.user)
        except NotWholeError as error:
            missing.extend(error.sections)
            raise

    if request.method == "POST" and form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The self-assessment is submitted. Thank you."))
        return redirect("appraisals:assessment", pk)
    if row is not None and not row.is_draft:
        return redirect("appraisals:assessment", pk)
    sections, answers = sections_of(appraisal), services.by_section(row)
    context = {
        "appraisal": appraisal, "row": row, "form": form, "heading": words.title_of(appraisal),
        "due": words.due_words(words.phase_of(appraisal)),
        "items": [check_item(appraisal, one, answers.get(one.code)) for one in sections],
        "missing": [missing_link(appraisal, one) for one in missing],
        "open": sum(not is_done(one, answers.get(one.code)) for one in sections),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/assessment_check.html", context, status=status)


def section_url(appraisal, section):
    url = reverse("appraisals:assessment-section", args=[appraisal.pk, section.code])
    return f"{url}?from=check"


def missing_link(appraisal, section):
    text = _("Complete “%(name)s”") % {"name": section.title}
    return {"text": text, "url": section_url(appraisal, section)}


def check_item(appraisal, section, answer):
    """One section as a summary list, each line with its way to change it."""
    url = section_url(appraisal, section)
    read = words.answer_read(section.title, section.weight, section.facts, answer)
    lines = [("id_text", pgettext("self-assessment", "Answer"), read["text"])]
    if section.is_rated:
        lines.append(("id_rating_0", _("Self-rating"), read["rating"]))
    if section.asks_for_cause:
        lines.append(("id_cause_0", _("Why the target was not met"), read["cause"]))
    return {
        "code": section.code,
        "title": section.title,
        "task": words.section_task(appraisal, section, answer),
        "rows": [
            {"key": key, "value": value, "url": f"{url}#{anchor}",
             "about": f"{section.title}: {key}"}
            for anchor, key, value in lines
        ],
    }  # fmt: skip


def visible(request, pk):
    return get_object_or_404(SelfAssessment.objects.visible_to(request.user).for_page(), pk=pk)


@page(methods=WRITE)
def read(request, pk):
    """As a superior reads it. Handed in, he opens it first: from then on nobody takes it back."""
    row = visible(request, pk)
    is_author = row.author_id == request.user.pk
    form = StepForm(sent(request))

    def deed(_data):
        return services.open_submitted(row, by=request.user)

    if request.method == "POST" and form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:assessment-read", pk)
    context = {
        "row": row, "form": form, "is_author": is_author,
        "heading": words.title_of(row.appraisal), "subject": row.appraisal.title,
        "items": items(request.user, row), "closed": not is_author and row.state != "opened",
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/assessment_read.html", context, status=status)


def items(user, row):
    """The sections to read: of what is handed in as pinned, of one's own draft as they are now."""
    answers = SectionAnswer.objects.visible_to(user).filter(self_assessment=row)
    if not row.is_draft:
        return words.pinned_read(answers.pinned())
    written = {one.section: one for one in answers.order_by("place", "pk")}
    is_mine = row.appraisal.subject_user_id == user.pk
    return words.draft_read(sections_of(row.appraisal) if is_mine else [], written)


@page(methods=WRITE)
def withdraw(request, pk):
    """Ask once, then take it back to a draft."""
    row = visible(request, pk)
    if row.author_id != request.user.pk:
        raise Http404
    form = StepForm(sent(request))

    def deed(_data):
        return services.withdraw(row, by=request.user)

    if request.method == "POST" and form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("Withdrawn. It is a draft again that only you can see."))
        return redirect("appraisals:assessment", row.appraisal_id)
    context = {"row": row, "form": form, "heading": words.title_of(row.appraisal)}
    status = getattr(form, "status", 200)
    return render(request, "appraisals/assessment_withdraw.html", context, status=status)
