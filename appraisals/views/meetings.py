"""The meeting about a result: both sides' words, causes, acknowledgement."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.results import AnswerForm, MeetingForm, ReasonForm, SignForm
from appraisals.models import FeedbackMeeting, ResultCause
from appraisals.services.meetings import SUPERIOR, needs_causes, side_of
from appraisals.views import result_words as words
from appraisals.views.results import asked_for
from departments.services import holds_role
from departments.views.frame import carried_out, form_page, sent
from indicators.views.frame import WRITE, page


def meeting_of(user, row):
    return FeedbackMeeting.objects.visible_to(user).filter(appraisal=row).first()


def side_or_none(row, user):
    try:
        return side_of(row, user)
    except PermissionDenied:
        return None


@page()
def meeting(request, pk):
    """What was said, and who acknowledged it."""
    return shown(request, asked_for(request.user, pk), None)


def shown(request, row, form):
    held, side = meeting_of(request.user, row), side_or_none(row, request.user)
    keeps = holds_role(request.user, "office", department=row.appraisal_cycle.department)
    unsigned = held is not None and not held.is_closed and held.superior_signed_at is not None
    signed = held is not None and getattr(held, f"{side}_signed_at", None) is not None
    context = {
        "row": row, "held": held, "name": row.title,
        "crumbs": words.crumbs(request, row),
        "facts": facts(held) if held else [],
        "may_write": side is not None and not (held and held.is_closed)
        and (held is not None or side == SUPERIOR),
        "is_subject": side == "subject",
        "may_sign": side is not None and held is not None and not held.is_closed and not signed,
        "may_close": keeps and unsigned and row.subject_user_id != request.user.pk,
        "told": row.notices.exists(),
        "form": form or SignForm(initial={"seen": held.version if held else 0}),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/meeting.html", context, status=status)


def facts(held):
    causes = [ResultCause(code).label for code in held.causes]

    def signed(moment):
        return moment.date().isoformat() if moment else _("not yet")

    rows = [
        {"key": _("Held on"), "value": held.held_on.isoformat()},
        {"key": _("Who else was there"), "value": held.others},
        {"key": _("Where the result comes from"), "value": ", ".join(map(str, causes))},
        {"key": _("Acknowledged by the superior"), "value": signed(held.superior_signed_at)},
        {"key": _("Acknowledged by the other side"), "value": signed(held.subject_signed_at)},
        {"key": _("Not signed because"), "value": held.unsigned_because},
    ]
    return [one for one in rows if one["value"]]


@page(methods=WRITE)
def meeting_write(request, pk):
    """Each side writes its own words."""
    row, back = asked_for(request.user, pk), reverse("appraisals:meeting", args=[pk])
    side = side_of(row, request.user)
    held = meeting_of(request.user, row)
    initial = {"seen": held.version if held else 0}
    if side == SUPERIOR:
        if held:
            initial |= {"held_on": held.held_on, "others": held.others,
                        "words": held.superior_words, "causes": held.causes}  # fmt: skip
        form = MeetingForm(sent(request), initial=initial)
    else:
        form = AnswerForm(
            sent(request), initial=initial | {"words": held.subject_words if held else ""}
        )

    def deed(data):
        if side != SUPERIOR:
            return services.answer_meeting(row, data["words"], seen=data["seen"], by=request.user)
        return services.record_meeting(
            row, held_on=data["held_on"], words=data["words"], causes=data["causes"],
            others=data["others"], seen=data["seen"], by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    if getattr(form, "status", 200) == 409:  # noqa: PLR2004 -- overtaken: keep the text, show theirs
        form.data = form.data.copy()
        held = meeting_of(request.user, row)
        form.data["seen"] = held.version if held else 0
    asked = side == SUPERIOR and needs_causes(row)
    return form_page(
        request, form, title=_("The meeting about the result"), back=back,
        crumbs=words.crumbs(request, row), now=facts(held) if held else None,
        lead=_("A target or the grade fell short: name at least one cause.") if asked else
        _("Both sides acknowledge the text afterwards."),
    )  # fmt: skip


@page(methods=("POST",))
def meeting_sign(request, pk):
    """Acknowledge the words that the page showed."""
    row = asked_for(request.user, pk)
    side_of(row, request.user)
    form = SignForm(request.POST)

    def deed(data):
        return services.sign_meeting(row, seen=data["seen"] or 0, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:meeting", pk=pk)
    return shown(request, row, form)


@page(methods=WRITE)
def meeting_close(request, pk):
    """The office notes why the other side does not sign."""
    row, back = asked_for(request.user, pk), reverse("appraisals:meeting", args=[pk])
    if not holds_role(request.user, "office", department=row.appraisal_cycle.department):
        raise PermissionDenied(_("This needs the role of performance office."))
    form = ReasonForm(sent(request))

    def deed(data):
        return services.close_unsigned(row, data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Note why it is not signed"), back=back,
        crumbs=words.crumbs(request, row),
        lead=_("The meeting then counts as finished, and shows that one side did not sign."),
    )  # fmt: skip
