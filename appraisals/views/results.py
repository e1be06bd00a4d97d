"""A result as its subject and its superiors read it; receipt, and asking for a review."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.results import AcknowledgeForm, AppealForm, NoticeForm
from appraisals.models import Appeal, Appraisal, DevelopmentPlan, FeedbackMeeting, ResultNotice
from appraisals.services.closing import missing_in
from appraisals.services.notices import day_of, may_issue
from appraisals.views import result_words as words
from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from indicators.services.planning import clock
from indicators.views.frame import WRITE, page


def asked_for(user, pk):
    """The appraisal whose result `user` may read, with everything its pages print."""
    rows = Appraisal.objects.visible_to(user).with_result_for(user)
    return get_object_or_404(
        rows.select_related(
            "appraisal_cycle__cycle__period", "unit", "person",
            "appraisal_cycle__department", "subject_user__person", "appraiser__person",
        ),
        pk=pk,
    )  # fmt: skip


def notices_of(user, row):
    rows = ResultNotice.objects.visible_to(user).filter(appraisal=row)
    return list(
        rows.select_related("grade", "acknowledgement", "issued_by__person")
        .prefetch_related("parts__score", "rights")
        .order_by("-issued_at", "-pk")
    )


@page()
def my_results(request):
    """One's own grades over the years, as far as they were told."""
    rows = ResultNotice.objects.visible_to(request.user).history_of(request.user)
    found = page_of(request, rows)
    context = {
        "page_obj": found,
        "base": query_base(request),
        "columns": [
            {"label": _("Cycle"), "wide": True}, {"label": _("Grade")},
            {"label": _("Notice"), "hide_s": True}, {"label": _("Told on"), "num": True},
        ],
        "rows": [
            [
                {"text": row.appraisal.appraisal_cycle.title, "plain": True,
                 "url": reverse("appraisals:result", args=[row.appraisal_id]),
                 "sub": row.appraisal.title},
                words.grade_word(row.appraisal, row),
                row.number,
                {"text": row.issued_on.isoformat(), "num": True},
            ]
            for row in found
        ],
    }  # fmt: skip
    return render(request, "appraisals/my_results.html", context)


@page()
def result(request, pk):
    """Grade, why, rights, receipt; and what follows."""
    row = asked_for(request.user, pk)
    notices = notices_of(request.user, row)
    is_own = row.subject_user_id == request.user.pk
    context = {
        "row": row, "name": row.title, "is_own": is_own, "cycle": row.appraisal_cycle,
        "crumbs": words.crumbs(request, row)[:1],
    }  # fmt: skip
    held = row.grades.in_force().first()
    last = notices[0].grade_id if notices else None
    is_due = not notices or (row.is_graded and held is not None and held.pk != last)
    context["may_issue"] = is_due and may_issue(row, request.user)
    if notices:
        context |= told(request, row, notices)
    return render(request, "appraisals/result.html", context)


def told(request, row, notices):
    notice, today = notices[0], day_of(clock())
    parts, foot, finding = words.parts_of(notice)
    rights = services.rights_of(row)
    seen = Appeal.objects.visible_to(request.user).filter(appraisal=row)
    open_rights = [step for step, last in rights.items() if last >= today]
    is_own = row.subject_user_id == request.user.pk
    return {
        "notice": notice,
        "sentence": words.sentence(row, notice),
        "parts": parts, "foot": foot, "finding": finding,
        "columns": [
            {"label": _("Whose view"), "wide": True}, {"label": _("Weight"), "num": True},
            {"label": _("Mean in per cent"), "num": True}, {"label": _("Points"), "num": True},
        ],
        "rights": [words.right_words(step, last, today) for step, last in rights.items()],
        "may_ask": is_own and open_rights,
        "may_acknowledge": is_own and receipt_of(notice) is None,
        "receipt": receipt_of(notice),
        "is_contested": row.appeals.open().exists(),
        "appeals": [
            {"url": reverse("appraisals:appeal", args=[one.pk]),
             "what": one.get_step_display(), "when": one.filed_on.isoformat(),
             "note": one.get_state_display()}
            for one in seen.order_by("-pk")
        ],
        "history": [history_line(row, one) for one in notices],
        "next": next_steps(request.user, row),
        "next_columns": [{"label": _("Step"), "wide": True}, {"label": _("State")}],
    }  # fmt: skip


def receipt_of(notice):
    return getattr(notice, "acknowledgement", None)


def history_line(row, notice):
    grade = notice.grade
    decided = f" · {grade.get_stage_display()}" if grade else ""
    return {
        "when": notice.issued_on.isoformat(),
        "what": f"{words.grade_word(row, notice)}{decided}",
        "who": notice.number,
        "note": notice.comment or (grade.reason if grade and grade.supersedes_id else ""),
    }


def next_steps(user, row):
    """Meeting and development plan, and whether each is missing."""
    mine = missing_in(row.appraisal_cycle, Appraisal.objects.visible_to(user)).get(pk=row.pk)
    meeting = FeedbackMeeting.objects.visible_to(user).filter(appraisal=row).first()
    plan = DevelopmentPlan.objects.visible_to(user).filter(appraisal=row).first()
    held = meeting and meeting.is_closed
    needed = _("required after this grade") if mine.lacks_plan else _("none")
    return [
        [
            {"text": _("Meeting about the result"), "plain": True,
             "url": reverse("appraisals:meeting", args=[row.pk])},
            {"state": "done" if held else "todo",
             "state_word": _("acknowledged by both sides") if held else _("not finished")},
        ],
        [
            {"text": _("Development plan"), "plain": True,
             "url": reverse("appraisals:development", args=[row.pk])},
            {"state": "todo" if mine.lacks_plan else "done" if plan else "waiting",
             "state_word": _("there is one") if plan and not mine.lacks_plan else needed},
        ],
    ]  # fmt: skip


@page(methods=WRITE)
def issue(request, pk):
    """Tell one result, with a comment; the superior and the office do."""
    row, back = asked_for(request.user, pk), reverse("appraisals:result", args=[pk])
    if not may_issue(row, request.user):
        raise PermissionDenied(_("The superior or the performance office issues a notice."))
    form = NoticeForm(sent(request))

    def deed(data):
        return services.issue_notice(row, data["comment"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Issue the notice"), back=back, submit=_("Issue the notice"),
        crumbs=words.crumbs(request, row),
        lead=_("From this moment on the result can be read, and the days for a review begin."),
    )  # fmt: skip


@page(methods=WRITE)
def acknowledge(request, pk):
    """Say that the notice arrived; agreeing is a second matter."""
    row, back = asked_for(request.user, pk), reverse("appraisals:result", args=[pk])
    if row.subject_user_id != request.user.pk:
        raise PermissionDenied(_("Whoever was told acknowledges, nobody for him."))
    notices = notices_of(request.user, row)
    if not notices:
        raise Http404
    form = AcknowledgeForm(sent(request))

    def deed(data):
        return services.acknowledge(notices[0], data["stance"], data["opinion"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Acknowledge the notice"), back=back, submit=_("Acknowledge"),
        crumbs=words.crumbs(request, row), lead=words.sentence(row, notices[0]),
    )  # fmt: skip


@page(methods=WRITE)
def appeal_add(request, pk):
    """Ask for a review or an appeal, up to and including the last day."""
    row, back = asked_for(request.user, pk), reverse("appraisals:result", args=[pk])
    if row.subject_user_id != request.user.pk:
        raise PermissionDenied(_("Nobody contests the grade of somebody else."))
    today = day_of(clock())
    rights = [words.right_words(step, last, today) | {"step": step}
              for step, last in services.rights_of(row).items() if last >= today]  # fmt: skip
    choices = [(one["step"], f"{one['key']} ({one['value']})") for one in rights]
    if not choices and request.method != "POST":
        raise PermissionDenied(_("No right is open against this grade, or its last day is over."))
    form = AppealForm(sent(request), choices=choices)

    def deed(data):
        return services.file_appeal(
            row, data["step"], grounds=data["grounds"], evidence=data["evidence"],
            by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Ask for the grade to be looked at again"), back=back,
        submit=_("File the request"), crumbs=words.crumbs(request, row),
        lead=_("The grade stays in force meanwhile. It is decided by others than those who "
               "evaluated, and never becomes worse by it."),
    )  # fmt: skip
