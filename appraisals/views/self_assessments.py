"""One's own self-assessments: the list, the sections, and the save that loses nothing."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import F, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisals.forms.self_assessments import SectionForm
from appraisals.models import Appraisal, PhaseKind, SelfAssessment
from appraisals.services import self_assessments as services
from appraisals.services.clocks import own_phase
from appraisals.services.sections import sections_of
from appraisals.services.self_assessments import NO, TYPED, YES, StaleAnswer
from appraisals.views import self_assessment_words as words
from audit.errors import WrongState
from departments.calendar_file import Event, calendar
from departments.models import Department
from departments.views.frame import page_of
from indicators.views.frame import WRITE, page
from indicators.views.return_words import whole

PARKED = "parked_section"  # in the session: what was sent after it had ended
MOST_PARKED = 20_000  # characters


@page()
def assessment_list(request):
    """My self-assessments, the newest first, and how far those are that I appraise."""
    rows = Appraisal.objects.visible_to(request.user).with_self_assessment()
    rows = rows.select_related("unit", "person", "appraisal_cycle__cycle__period", "clock")
    # What waits to be opened comes first in its year.
    newest = (
        "-appraisal_cycle__cycle__period__starts_on", F("self_state").desc(nulls_last=True),
        "subject", "unit__code", "pk",
    )  # fmt: skip
    mine = rows.filter(subject_user=request.user).order_by(*newest)
    theirs = rows.filter(Q(appraiser=request.user) | Q(second_appraiser=request.user))
    found = page_of(request, theirs.order_by(*newest))
    begun = SelfAssessment.objects.visible_to(request.user).filter(author=request.user)
    left = begun.exclude(appraisal__subject_user=request.user).for_page()
    return render(request, "appraisals/assessments.html", {
        "mine": [own_task(row) for row in mine.prefetch_related("appraisal_cycle__phases")],
        "left": [left_task(row) for row in left],
        "page_obj": found,
        "columns": [{"label": _("Whose"), "wide": True}, {"label": _("Year")},
                    {"label": _("Self-assessment")}],
        "rows": [their_row(row) for row in found],
    })  # fmt: skip


def own_task(row):
    return {
        "name": words.title_of(row),
        "url": reverse("appraisals:assessment", args=[row.pk]),
        "state": words.WORK[row.self_state],
        "word": words.state_words(row.self_state),
        "note": words.due_words(words.phase_of(row)) if row.self_state in (None, "draft") else "",
    }


def left_task(row):
    """What somebody began before another one answered for the department."""
    return {
        "name": words.title_of(row.appraisal),
        "url": reverse("appraisals:assessment-read", args=[row.pk]),
        "state": words.WORK[row.state],
        "word": row.get_state_display(),
        "note": _("Somebody else answers for this now. What you wrote stays yours."),
    }


def their_row(row):
    handed_in = row.self_state not in (None, "draft")
    name = "assessment-read" if handed_in else "assessment"
    url = reverse(f"appraisals:{name}", args=[row.self_id if handed_in else row.pk])
    return [
        {"text": row.title, "url": url, "sub": row.unit.title if row.person_id else ""},
        row.appraisal_cycle.cycle.name,
        {"state": words.WORK[row.self_state], "state_word": words.state_words(row.self_state)},
    ]


def one(request, pk):
    """The appraisal, and the self-assessment of it that `request.user` may see."""
    rows = Appraisal.objects.visible_to(request.user).select_related(
        "unit", "person", "appraiser__person", "appraisal_cycle__cycle__period", "clock"
    )  # fmt: skip
    appraisal = get_object_or_404(rows.prefetch_related("appraisal_cycle__phases"), pk=pk)
    mine = SelfAssessment.objects.visible_to(request.user).filter(appraisal=appraisal)
    if appraisal.subject_user_id == request.user.pk:
        mine = mine.filter(Q(author=request.user) | ~Q(state="draft"))
    return appraisal, mine.for_page().prefetch_related("answers").order_by("-state", "pk").first()


def own(request, pk):
    """The same for who writes it; for others there is nothing here."""
    appraisal, row = one(request, pk)
    if appraisal.subject_user_id != request.user.pk:
        raise Http404
    return appraisal, row


@page()
def assessment(request, pk):
    """Mine: its sections and how far they are, or that it is handed in. Others': how far it is."""
    appraisal, row = one(request, pk)
    phase = words.phase_of(appraisal)
    context = {
        "appraisal": appraisal, "row": row, "phase": phase, "heading": words.title_of(appraisal),
        "due": words.due_words(phase),
    }  # fmt: skip
    state = Appraisal.objects.visible_to(request.user).with_self_assessment().get(pk=pk).self_state
    by_another = row is None and state not in (None, "draft")
    if appraisal.subject_user_id != request.user.pk or by_another:
        context |= {
            "subject": appraisal.title,
            "state": words.WORK[state],
            "word": words.state_words(state),
        }
        return render(request, "appraisals/assessment_state.html", context)
    if row is not None and not row.is_draft:
        evaluation = own_phase(appraisal, PhaseKind.EVALUATION) or (
            appraisal.appraisal_cycle.phases.get(kind=PhaseKind.EVALUATION)
        )
        context |= {
            "evaluation": evaluation,
            "withdrawable": row.state == "submitted" and phase.is_open,
        }
        return render(request, "appraisals/assessment_done.html", context)
    sections, answers = sections_of(appraisal), services.by_section(row)
    context["lead"] = context["due"]
    if phase.is_open:
        context |= {
            "groups": words.groups(appraisal, sections, answers),
            "lead": words.joined(
                context["due"], words.progress_words(sections, answers),
                words.saved_words(answers),
            ),
        }  # fmt: skip
    return render(request, "appraisals/assessment.html", context)


@page()
def signed_in(request):
    """Where a second window leads that was opened to sign in again."""
    return render(request, "appraisals/signed_in.html")


@page()
def due(request, pk):
    """The last day of the phase as a file for a calendar."""
    appraisal, _row = own(request, pk)
    phase = words.phase_of(appraisal)
    url = request.build_absolute_uri(reverse("appraisals:assessment", args=[appraisal.pk]))
    title = _("%(what)s is due") % {"what": words.title_of(appraisal)}
    identity = f"self-assessment-{appraisal.pk}@{request.get_host()}"
    content = calendar([Event(identity, phase.ends_on, title, url)], stamp=timezone.now())
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="self-assessment.ics"'},
    )


def section(request, pk, code):
    """One question. What is sent after the session ended waits in the browser's next session."""
    if request.method == "POST" and not request.user.is_authenticated:
        return park(request, pk, code)
    return write(request, pk, code)


def park(request, pk, code):
    said = {name: request.POST.get(name, "")[:MOST_PARKED] for name in TYPED}
    version = whole(request.POST.get("version"))
    request.session[PARKED] = {"at": [pk, code], "said": said, "version": version}
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def unpark(request, pk, code):
    if request.session.get(PARKED, {}).get("at") == [pk, code]:
        del request.session[PARKED]


@page(methods=WRITE)
def write(request, pk, code):
    appraisal, row = own(request, pk)
    sections = sections_of(appraisal)
    place = next((n for n, found in enumerate(sections, 1) if found.code == code), None)
    if place is None:
        raise Http404
    at = {
        "appraisal": appraisal, "row": row, "sections": sections, "place": place,
        "section": sections[place - 1],
    }  # fmt: skip
    if request.method == "POST":
        return keep(request, at)
    if row is not None and not row.is_draft:
        return redirect("appraisals:assessment", pk)
    parked = request.session.get(PARKED, {})
    if parked.get("at") == [pk, code]:
        return show(request, at, parked["said"], parked["version"], parked=True)
    answer = services.by_section(row).get(code)
    return show(request, at, as_typed(answer), answer.version if answer else 0, answer=answer)


def as_typed(answer):
    """An answer as its form sends it."""
    if answer is None:
        return {}
    return {
        "text": answer.text, "cause": answer.cause,
        "rating": str(answer.rating or ""),
        "is_complete": {True: YES, False: NO}.get(answer.is_complete, ""),
    }  # fmt: skip


def keep(request, at):
    """Save what was typed as it stands; then go on, or say what is missing."""
    said = {name: request.POST.get(name, "") for name in TYPED}
    version, deed = whole(request.POST.get("version")), request.POST.get("deed")
    code = at["section"].code
    if deed == "both" and (other := services.by_section(at["row"]).get(code)):
        both = filter(None, (said["text"].strip(), other.text.strip()))
        said |= {"text": "\n\n".join(both)}
        return show(request, at, said, other.version, unsaved=True)
    try:
        answer = services.save_answer(at["appraisal"], code, said, version=version, by=request.user)
    except StaleAnswer as error:
        return clash(request, at, said, error.answer)
    except WrongState as error:
        return show(request, at, said, version, refused=error.message, unsaved=True)
    unpark(request, at["appraisal"].pk, code)
    form = SectionForm(request.POST, section=at["section"])
    if deed == "continue" and said["is_complete"] != NO and not form.is_valid():
        return show(request, at, said, answer.version, form=form, answer=answer)
    return after(request, at, deed)


def after(request, at, deed):
    appraisal = at["appraisal"]
    if deed == "mine":
        return redirect("appraisals:assessment-section", appraisal.pk, at["section"].code)
    messages.success(request, _("Saved. Only you can see your answers until you submit."))
    if deed == "continue" and request.GET.get("from") == "check":
        return redirect("appraisals:assessment-check", appraisal.pk)
    return redirect("appraisals:assessment", appraisal.pk)


def show(request, at, said, version, *, form=None, answer=None, refused="", **more):
    """The page of a section. `unsaved`: the server does not have this text yet."""
    section = at["section"]
    context = {
        **at,
        "form": form or SectionForm(initial=said, section=section),
        "version": version,
        "heading": section.title,
        "year": words.title_of(at["appraisal"]),
        "due": words.due_words(words.phase_of(at["appraisal"])),
        "panel": words.panel_of(section.facts, at["appraisal"].appraisal_cycle.cycle.name),
        "kpi_url": kpi_url(request.user, section.facts),
        "most": services.MOST,
        "saved": timezone.localtime(answer.saved_at) if answer else None,
        "refused": refused,
        "parked": more.get("parked", False),
        "unsaved": more.get("unsaved", False) or more.get("parked", False),
        "from_check": request.GET.get("from") == "check",
    }
    return render(
        request, "appraisals/assessment_section.html", context, status=409 if refused else 200
    )


def kpi_url(user, facts):
    """The page of the KPI, for who may see its department."""
    if facts is None:
        return ""
    seen = Department.objects.visible_to(user).filter(code=facts.department).exists()
    return reverse("reports:indicator", args=[facts.department, facts.indicator]) if seen else ""


def clash(request, at, said, other):
    """Both texts side by side: keep mine, keep the other, or go on with both in one."""
    mine = services.SectionAnswer(**services.as_columns(said))
    context = {
        **at, "heading": at["section"].title, "said": said, "version": other.version,
        "saved": timezone.localtime(other.saved_at),
        "mine": words.answer_read("", None, None, mine),
        "theirs": words.answer_read("", None, None, other),
    }  # fmt: skip
    return render(request, "appraisals/assessment_clash.html", context, status=409)


@require_POST
def draft(request, pk, code):
    """The autosave: stores without judging; 401, 404, 409 tell the page what to say."""
    if not request.user.is_authenticated:
        message = _("You were signed out. Your text stays here.")
        return JsonResponse({"message": message}, status=401)
    appraisal, _row = own(request, pk)
    said = {name: request.POST.get(name, "") for name in TYPED}
    version = whole(request.POST.get("version"))
    try:
        saved = services.save_answer(appraisal, code, said, version=version, by=request.user)
    except StaleAnswer:
        message = _("This section was changed in another window. Press “Save” to see both texts.")
        return JsonResponse({"message": message}, status=409)
    except WrongState as error:
        return JsonResponse({"message": error.message}, status=409)
    unpark(request, pk, code)
    at = timezone.localtime(saved.saved_at).strftime("%H:%M:%S")
    return JsonResponse(
        {"version": saved.version, "message": _("Saved at %(time)s") % {"time": at}}
    )
