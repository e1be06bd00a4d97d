"""Marking, replying, settling: one criterion after the other, without a script."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import WrongState
from departments.views.frame import carried_out
from feedback import services
from feedback.forms.judging import DecisionLine, JudgingForm, MarkLine, ReplyLine, typed
from feedback.models import EngagementUnit, MarkSheet, Seat
from feedback.models.engagements import MARKERS
from feedback.services.mark_sheets import MOST
from feedback.services.settling import version_of
from feedback.views import third_party_words as words
from feedback.views.engagements import is_kept, seat_of, unit_for
from indicators.views.frame import WRITE
from indicators.views.return_words import whole


def show(request, unit, form, lines, *, status=200, **context):
    row = unit.engagement
    named = context.pop("named", False)
    return render(request, "feedback/judging.html", {
        "unit": unit, "row": row, "form": form, "lines": lines,
        "heading": words.unit_title(unit, named=named), "lead": row.title,
        "errors": form.problems() if form and form.is_bound else [],
        "material": words.material_rows(unit),
        "crumbs": context.pop("crumbs", words.crumbs(row)), **context,
    }, status=status)  # fmt: skip


def line_of(form, fields, *, notes=(), theirs=None):
    """A criterion on the page: its fields, what is known of it, what another window saved."""
    said = theirs or {}
    return {
        "form": form, "name": form.criterion.title, "weight": words.plain(form.criterion.weight),
        "notes": notes, "radios": [form[n] for n in fields if is_radio(form, n)],
        "areas": [form[n] for n in fields if not is_radio(form, n)],
        "theirs": [
            {"label": form.fields[name].label, "text": text}
            for name, text in said.items()
            if name in form.fields and text and str(form[name].value() or "") != text
        ],
    }  # fmt: skip


def is_radio(form, name):
    return hasattr(form.fields[name], "choices")


@login_required
@require_http_methods(WRITE)
def unit_marks(request, pk):
    """A marker's own sheet for one unit: a draft until it is handed in."""
    unit = unit_for(request.user, pk)
    row = unit.engagement
    if seat_of(request.user, row) not in MARKERS:
        raise PermissionDenied(_("Only the markers of this engagement mark."))
    if row.state == "commissioned":
        raise WrongState(_("Marking is not open."))
    sheet = MarkSheet.objects.visible_to(request.user).filter(
        unit=unit, member__user=request.user
    ).first()  # fmt: skip
    criteria = list(row.criteria.prefetch_related("levels"))
    if request.method == "POST":
        return keep_marks(request, unit, criteria)
    draft, version = (sheet.draft, sheet.version) if sheet else ({}, 0)
    form = marks_form(criteria, draft, version)
    return marks_page(request, unit, form, sheet=sheet)


def marks_form(criteria, draft, version, data=None):
    lines = [MarkLine(one, data, initial=draft.get(str(one.pk), {})) for one in criteria]
    return JudgingForm(data, lines=lines, initial={"version": version})


def marks_page(request, unit, form, *, sheet=None, theirs=None, refused="", status=200):
    lines = [
        line_of(line, ("level", "note", "evidence"),
                theirs=other_words(line, (theirs or {}).get(str(line.criterion.pk))))
        for line in form.lines
    ]  # fmt: skip
    done = sheet is not None and sheet.handed_in_at is not None
    return show(
        request, unit, form, lines, status=status, named=not unit.engagement.is_blind,
        stale=theirs is not None, refused=refused, done=done,
        saved=timezone.localtime(sheet.saved_at) if sheet and sheet.saved_at else None,
        ready=_("Hand in these marks"),
        audience=_("Only you see these marks until both of you have handed in every unit. Handed "
                   "in, they do not change any more."),
    )  # fmt: skip


def other_words(line, said):
    """What the other window saved, its level by name."""
    if not said:
        return None
    levels = {str(level.pk): level.title for level in line.criterion.levels.all()}
    mine = levels.get(str(line["level"].value() or ""), "")
    theirs = levels.get(said.get("level", ""), "")
    return dict(said) | {"level": theirs if theirs != mine else ""}


def keep_marks(request, unit, criteria):
    """Save what was typed as it stands; then hand it in where that was asked."""
    texts = {str(pk): said for pk, said in typed(request.POST, criteria, MOST).items()}
    version = whole(request.POST.get("version"))
    try:
        sheet = services.save_sheet(unit, texts, version=version, by=request.user)
    except services.StaleSheetError as error:
        form = marks_form(criteria, texts, error.sheet.version)
        return marks_page(
            request, unit, form, theirs=error.sheet.draft, sheet=error.sheet, status=409
        )
    except WrongState as error:
        form = marks_form(criteria, texts, version)
        return marks_page(request, unit, form, refused=error.message, status=409)
    if request.POST.get("deed") != "ready":
        messages.success(request, _("Saved. Only you see it until you hand it in."))
        return redirect("feedback:unit-marks", unit.pk)
    return hand_in_marks(request, unit, criteria, sheet)


def hand_in_marks(request, unit, criteria, sheet):
    form = marks_form(criteria, sheet.draft, sheet.version, request.POST)

    def deed(_data):
        try:
            return services.hand_in_sheet(unit, version=sheet.version, by=request.user)
        except services.MarksError as error:
            form.refuse(error.errors)
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("Handed in: %(name)s.") % {
            "name": words.unit_title(unit, named=not unit.engagement.is_blind)
        })  # fmt: skip
        return redirect("feedback:engagement", unit.engagement_id)
    form.data = form.data.copy()
    form.data["version"] = str(sheet.version)
    return marks_page(request, unit, form, sheet=sheet, status=getattr(form, "status", 200))


@login_required
@require_http_methods(WRITE)
def unit_reply(request, pk):
    """What the department reads of its marks and says to them; read by who commissioned."""
    unit = unit_for(request.user, pk)
    row = unit.engagement
    own = EngagementUnit.objects.visible_to(request.user).replied_by(request.user)
    mine = own.filter(pk=pk).exists()
    if not mine and not is_kept(request.user, row):
        raise PermissionDenied(_("The head of the department replies."))
    if not row.is_marked:
        raise Http404
    standings = services.standings([unit], row)[unit.pk]
    open_now = mine and row.state == "reply" and timezone.localdate() <= row.reply_until
    if request.method == "POST":
        return keep_reply(request, unit, standings, mine=mine)
    start = {one.criterion.pk: {"text": one.reply.text if one.reply else ""} for one in standings}
    return reply_page(request, unit, standings, start, mine=mine, open_now=open_now)


def reply_form(unit, standings, start, data=None):
    lines = [ReplyLine(one.criterion, data, initial=start[one.criterion.pk]) for one in standings]
    return JudgingForm(data, lines=lines, initial={"version": unit.reply_version})


def reply_page(request, unit, standings, start, *, mine, open_now, form=None, theirs=None,
               status=200):  # fmt: skip
    row = unit.engagement
    final = row.state == "final"
    form = form or reply_form(unit, standings, start)
    lines = [
        line_of(line, ("text",) if open_now else (), notes=words.notes_of(one, final=final),
                theirs=(theirs or {}).get(one.criterion.pk))
        for line, one in zip(form.lines, standings, strict=True)
    ]  # fmt: skip
    result = unit.results.order_by("-report__number").first() if final else None
    until = {"day": words.day(row.reply_until)}
    return show(
        request, unit, form, lines, status=status, named=True, stale=theirs is not None,
        done=not open_now, result=result, save=_("Save the reply"),
        crumbs=words.crumbs(row) if is_kept(request.user, row) else words.crumbs(),
        explained=_("You may reply to each criterion until %(day)s, that day included. Blank: "
                    "you have nothing to say to it.") % until if open_now else "",
        audience=_("Read by whoever commissioned this and by the responsible evaluator, who "
                   "answers every reply.") if mine else "",
    )  # fmt: skip


def keep_reply(request, unit, standings, *, mine):
    texts = typed(request.POST, [one.criterion for one in standings], ("text",))
    form = reply_form(unit, standings, texts, request.POST)
    stale = False

    def deed(data):
        nonlocal stale
        said = {line.criterion.pk: line.cleaned_data["text"] for line in form.lines}
        try:
            return services.reply(unit, said, version=data["version"], by=request.user)
        except services.StaleReplyError:
            stale = True
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The reply is saved."))
        return redirect("feedback:unit-reply", unit.pk)
    theirs = None
    if stale:
        unit.refresh_from_db()
        form.data = form.data.copy()
        form.data["version"] = str(unit.reply_version)
        theirs = {pk: {"text": text} for pk, text in unit.replies.values_list("criterion", "text")}
    return reply_page(
        request, unit, standings, texts, mine=mine, open_now=True, form=form, theirs=theirs,
        status=getattr(form, "status", 200),
    )  # fmt: skip


@login_required
@require_http_methods(WRITE)
def unit_settle(request, pk):
    """What lies apart and what was replied to, for the responsible evaluator."""
    unit = unit_for(request.user, pk)
    row = unit.engagement
    if seat_of(request.user, row) != Seat.RESPONSIBLE:
        raise PermissionDenied(_("Only the responsible evaluator of this engagement settles."))
    if row.state not in ("adjudication", "final"):
        raise WrongState(_("Nothing is settled now."))
    standings = services.standings([unit], row)[unit.pk]
    due = [one for one in standings if one.is_due and row.state == "adjudication"]
    form = settle_form(unit, due, request.POST if request.method == "POST" else None)

    def deed(data):
        decisions = {line.criterion.pk: line.decision() for line in form.lines}
        try:
            return services.adjudicate(unit, decisions, seen=data["version"], by=request.user)
        except services.DecisionsError as error:
            form.refuse(error.errors)
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("Settled: unit %(letter)s.") % {"letter": unit.letter})
        return redirect("feedback:engagement", row.pk)
    return settle_page(request, unit, form, standings)


def settle_form(unit, due, data=None):
    lines = [DecisionLine(one, data, initial=settled_words(one.settled)) for one in due]
    return JudgingForm(data, lines=lines, initial={"version": version_of(unit)})


def settled_words(row):
    if row is None:
        return {}
    changed = {True: "yes", False: "no", None: ""}[row.reply_changed]
    return {"level": str(row.level_id or ""), "reason": row.reason, "reply_changed": changed}


def settle_page(request, unit, form, standings):
    status = getattr(form, "status", 200)
    stale = status == 409  # noqa: PLR2004 -- somebody else was first
    if stale:
        form.data = form.data.copy()
        form.data["version"] = str(version_of(unit))
    at = {line.criterion.pk: line for line in form.lines}
    final = unit.engagement.state == "final"
    lines = []
    for one in standings:
        notes = words.notes_of(one, final=final)
        if one.criterion.pk in at:
            line = at[one.criterion.pk]
            names = [n for n in ("level", "reply_changed", "reason") if n in line.fields]
            said = {"reason": one.settled.reason} if stale and one.settled else None
            lines.append(line_of(line, names, notes=notes, theirs=said))
        else:
            lines.append({"name": one.criterion.title, "notes": notes,
                          "weight": words.plain(one.criterion.weight)})  # fmt: skip
    return show(
        request, unit, form, lines, status=status, named=not unit.engagement.is_blind,
        stale=stale, done=not form.lines, save=_("Save the decisions"),
    )  # fmt: skip
