"""Evaluating one's people in one sitting: the list, one subject with its evidence, handing in."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisals.forms.evaluations import EvaluationForm, StepForm, typed
from appraisals.models import Appraisal, Evaluation, Phase, Recusal, Source
from appraisals.models.evaluation import SIDES, SINGLE
from appraisals.services import evaluating
from appraisals.services.clocks import rule_of
from appraisals.services.evaluating import EvaluationError, StaleDraftError
from appraisals.services.lines import lines_of
from appraisals.services.policy import scale_of
from appraisals.views import evaluation_words as words
from audit.errors import WrongState
from departments.services import holds_role
from departments.views.frame import carried_out, page_of, query_base
from indicators.views.frame import WRITE, page
from indicators.views.return_words import whole


def mine(user):
    return Appraisal.objects.visible_to(user).evaluated_by(user)


@page()
def sitting(request):
    """My people, those I have not evaluated first, each with its state."""
    rows = mine(request.user).select_related("appraisal_cycle__cycle").for_list()
    found = page_of(request, rows)
    lines = lines_for(request.user, found.object_list)
    left = [line for line in lines if not line[2] or not line[2].is_handed_in]
    done = [line for line in lines if line not in left]
    kept = holds_role(request.user, "office")
    return render(request, "appraisals/sitting.html", {
        "heading": words.sitting_heading(len([one for one in left if not one[3]]), len(lines)),
        "columns": words.sitting_columns(),
        "rows": [words.sitting_row(*line) for line in [*left, *done]],
        "page_obj": found,
        "base": query_base(request),
        "phases": phases_of(request.user, found.object_list),
        "aside": Recusal.objects.visible_to(request.user).open().count() if kept else 0,
        "kept": kept,
    })  # fmt: skip


def lines_for(user, rows):
    """(subject, side, my evaluation or None, whether I stand aside), one for each side."""
    known = {
        (one.appraisal_id, one.source): one
        for one in Evaluation.objects.visible_to(user).filter(evaluator=user, appraisal__in=rows)
    }
    stood = Recusal.objects.visible_to(user).filter(user=user, appraisal__in=rows)
    aside = set(stood.values_list("appraisal", flat=True))
    found = []
    for row in rows:
        holders = ((Source.SUPERIOR, row.appraiser_id),
                   (Source.SECOND_SUPERIOR, row.second_appraiser_id))  # fmt: skip
        sides = [side for side, who in holders if who == user.pk]
        sides += [side for pk, side in known if pk == row.pk and side not in sides
                  and side not in SINGLE]  # fmt: skip
        found += [(row, str(side), known.get((row.pk, side)), row.pk in aside) for side in sides]
    return found


def phases_of(user, rows):
    """When the evaluation of each cycle is open, in a sentence."""
    cycles = {row.appraisal_cycle_id for row in rows}
    found = Phase.objects.visible_to(user).filter(appraisal_cycle__in=cycles, kind="evaluation")
    return [
        {
            "name": phase.appraisal_cycle.title,
            "text": _("Evaluation by the days of each probation.")
            if rule_of(phase.appraisal_cycle) else
            _("Evaluation from %(first)s to %(last)s: %(state)s.")
            % {
                "first": phase.starts_on.isoformat(), "last": phase.ends_on.isoformat(),
                "state": phase.get_state_display(),
            },
        }
        for phase in found.select_related("appraisal_cycle").in_order()
    ]  # fmt: skip


def one(request, pk, side):
    """The subject, when this side of it is the visitor's; whoever only sees it gets 403."""
    rows = Appraisal.objects.visible_to(request.user).exclude(subject_user=request.user)
    row = get_object_or_404(
        rows.select_related(
            "appraisal_cycle__cycle__published_run", "unit", "person", "post", "appraiser__person"
        ),
        pk=pk,
    )
    if side not in dict(SIDES):
        raise Http404
    if side not in evaluating.sides_of(row, request.user):
        raise PermissionDenied(_("You do not evaluate this subject for this side."))
    return row


def own(request, row, side):
    rows = Evaluation.objects.visible_to(request.user)
    return rows.filter(appraisal=row, source=side, evaluator=request.user).first()


@page(methods=WRITE)
def evaluation(request, pk, side):
    """One subject: what is known on the left, the form on the right."""
    row = one(request, pk, side)
    written = own(request, row, side)
    sections = lines_of(row)
    if written is not None and written.is_handed_in:
        return done_already(request, row, side, sections, written)
    if request.method == "POST":
        return keep(request, row, side, sections)
    texts, version = (written.draft, written.version) if written else ({}, 0)
    form = form_of(row, side, sections, texts, version)
    return show(request, row, side, form, texts, saved=written.saved_at if written else None)


def done_already(request, row, side, sections, written):
    """The second click on what is handed in ends where the first did; another text is refused."""
    if request.method != "POST":
        return redirect("appraisals:evaluation-read", written.pk)
    if evaluating.tidy(typed(request.POST, sections)) != written.draft:
        raise WrongState(_("This evaluation is handed in. Take it back to change it."))
    return redirect(next_of(request.user, row, side))


def form_of(row, side, sections, texts, version, data=None):
    grades = None
    if evaluating.proposes(row, side):
        grades = list(words.grades_of(scale_of(row)).items())
    return EvaluationForm(
        data, sections=sections, texts=texts, grades=grades, check=data is not None,
        version=version,
    )  # fmt: skip


def keep(request, row, side, sections):
    """Save what was typed as it stands; then hand it in, go on to the next, or come back later."""
    texts = typed(request.POST, sections)
    version = whole(request.POST.get("version"))
    try:
        saved = evaluating.save_draft(
            row, side, texts, version=version, window=window_of(request), last=True,
            by=request.user,
        )  # fmt: skip
    except StaleDraftError as error:
        form = form_of(row, side, sections, evaluating.tidy(texts), error.evaluation.version)
        return show(request, row, side, form, texts, other=error.evaluation.draft, status=409)
    except WrongState as error:
        form = form_of(row, side, sections, evaluating.tidy(texts), version)
        return show(request, row, side, form, texts, refused=error.message, status=409)
    if request.POST.get("deed") == "ready":
        return ready(request, row, side, sections, texts, saved)
    messages.success(request, _("Saved. Only you see it until you hand it in."))
    if request.POST.get("deed") == "next":
        return redirect(next_of(request.user, row, side))
    return redirect("appraisals:sitting")


def window_of(request):
    """The page that sends this: its form has a token of its own."""
    try:
        return UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None


def ready(request, row, side, sections, texts, saved):
    """Hand it in, or show the form again with everything that is missing."""
    form = form_of(row, side, sections, texts, saved.version, data=request.POST)
    if not (form.sections_are_valid() and form.is_valid()):
        return show(request, row, side, form, texts)

    def deed(_data):
        try:
            return evaluating.hand_in(
                row, side, form.said(), version=saved.version, by=request.user
            )
        except EvaluationError as error:
            form.refuse(error.errors)
            raise

    if not carried_out(form, deed, by=request.user):
        form.data = form.data.copy()
        form.data["version"] = str(saved.version)
        return show(request, row, side, form, texts, status=form.status)
    messages.success(request, _("Handed in: %(name)s.") % {"name": row.title})
    return redirect(next_of(request.user, row, side))


def next_of(user, row, side):
    """The next subject of the sitting that is not handed in, after this one; else the list."""
    rows = mine(user).filter(appraisal_cycle=row.appraisal_cycle_id).for_list()
    open_ones = [
        (line[0].pk, line[1]) for line in lines_for(user, list(rows))
        if not line[3] and (not line[2] or not line[2].is_handed_in or line[0].pk == row.pk)
    ]  # fmt: skip
    here = open_ones.index((row.pk, side)) if (row.pk, side) in open_ones else -1
    later = [*open_ones[here + 1 :], *open_ones[: max(here, 0)]]
    if not later:
        return reverse("appraisals:sitting")
    return reverse("appraisals:evaluation", args=later[0])


def show(request, row, side, form, texts, *, other=None, refused="", saved=None, status=200):
    """The page. `other`: what another window saved, beside each field that differs."""
    sections = [part.section for part in form.sections]
    evidence = words.evidence_of(row, sections)
    return render(request, "appraisals/evaluation.html", {
        "row": row,
        "side": side,
        "subject": row.title,
        "side_word": words.side_word(side),
        "form": form,
        "evidence": evidence,
        "lines": [words.section_line(part, evidence["own"], other) for part in form.sections],
        "sentences": words.sentences(form, other),
        "levels": words.level_key(),
        "warnings": words.warnings_of(row, texts),
        "errors": list(words.problems(form)) if form.is_bound else [],
        "stale": other is not None,
        "refused": refused,
        "saved": timezone.localtime(saved) if saved else None,
    }, status=status)  # fmt: skip


@require_POST
def draft(request, pk, side):
    """The autosave: stores without judging; 401, 404, 409 tell the page what to say."""
    if not request.user.is_authenticated:
        return JsonResponse(
            {"message": _("You were signed out. Your text stays here.")}, status=401
        )
    row = one(request, pk, side)
    texts = typed(request.POST, lines_of(row))
    try:
        saved = evaluating.save_draft(
            row, side, texts, version=whole(request.POST.get("version")),
            window=window_of(request), by=request.user,
        )  # fmt: skip
    except StaleDraftError:
        message = _("This evaluation was changed in another window. Press “Save” to see both.")
        return JsonResponse({"message": message}, status=409)
    except WrongState as error:
        return JsonResponse({"message": error.message}, status=409)
    at = timezone.localtime(saved.saved_at).strftime("%H:%M:%S")
    return JsonResponse(
        {"version": saved.version, "message": _("Saved at %(time)s") % {"time": at}}
    )


@page()
def read(request, pk):
    """An evaluation that is handed in."""
    rows = Evaluation.objects.visible_to(request.user).handed_in()
    written = get_object_or_404(
        rows.select_related(
            "evaluator__person", "appraisal__appraisal_cycle__cycle__published_run",
            "appraisal__unit", "appraisal__person", "appraisal__post",
        ).prefetch_related("lines"),
        pk=pk,
    )  # fmt: skip
    row = written.appraisal
    is_mine = written.evaluator_id == request.user.pk
    return render(request, "appraisals/evaluation_read.html", {
        "row": row,
        "written": written,
        "subject": row.title,
        "said": words.read_of(row, written),
        "suggestion": words.suggestion_of(row),
        "is_mine": is_mine,
        "may_take_back": is_mine and not evaluating.is_calibrated(row),
        "step": StepForm(),
    })  # fmt: skip


@page(methods=("POST",))
def back(request, pk, side):
    """Take back what one handed in."""
    row = one(request, pk, side)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404
    if not carried_out(
        form, lambda _data: evaluating.take_back(row, side, by=request.user), by=request.user
    ):
        raise WrongState(form.non_field_errors()[0])
    return redirect("appraisals:evaluation", row.pk, side)
