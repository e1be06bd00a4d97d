"""How far two markers agree, working papers, the report and its signature."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisals.views.signing import signing_of
from audit.errors import WrongState
from audit.forms import OnceForm
from departments.views.frame import carried_out, page_of, query_base, sent
from feedback import services
from feedback.forms.engagements import PaperForm
from feedback.models import ReplyEffect, Seat, WorkingPaper
from feedback.services.settling import unsettled
from feedback.services.signed_reports import effect_of, mark_of, sentence
from feedback.views import third_party_words as words
from feedback.views.engagements import is_kept, one, seat_of
from indicators.views.frame import WRITE


@login_required
@require_safe
def engagement_agreement(request, pk):
    """Exact agreement, kappa, alpha and mean difference, by criterion and over all."""
    row = one(request.user, pk)
    found = services.agreed(row)
    return render(request, "feedback/listing.html", {
        "heading": _("How far the markers agree"), "crumbs": words.crumbs(row), "lead": row.title,
        "columns": [
            {"label": _("Criterion"), "wide": True}, {"label": _("Marks compared"), "num": True},
            {"label": _("The same level, %"), "num": True}, {"label": _("Kappa"), "num": True},
            {"label": _("Alpha"), "num": True}, {"label": _("First milder by, %"), "num": True},
        ],
        "rows": [figures(each.title, one) for each, one in found.by_criterion] if found else [],
        "foot": figures(_("All criteria"), found.overall) if found else None,
        "none": _("Both markers first hand in every unit."),
        "note": _("Kappa: Cohen's, weighted by the distance of levels. Alpha: Krippendorff's, of "
                  "the shares of the points. 1 is full agreement, 0 is chance; – means that "
                  "nothing could have differed, or that the criteria have different numbers of "
                  "levels."),
    })  # fmt: skip


def figures(name, found):
    shown = (found.exact, found.kappa, found.alpha, found.difference)
    return [name, {"text": found.pairs, "num": True}] + [
        {"text": words.plain(number), "num": True} for number in shown
    ]


@login_required
@require_http_methods(WRITE)
def engagement_papers(request, pk):
    """What was looked at and noted; whoever has a seat adds to it."""
    row = one(request.user, pk)
    seat = seat_of(request.user, row)
    form = PaperForm(sent(request), units=row.units.all())
    if request.method == "POST" and seat is None:
        raise PermissionDenied(_("Only whoever has a seat in this engagement does this."))

    def deed(data):
        return services.add_paper(
            row, note=data["note"], reference=data["reference"], unit=data["unit"],
            by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:engagement-papers", pk)
    papers = WorkingPaper.objects.visible_to(request.user).filter(engagement=row).for_list()
    found = page_of(request, papers)
    open_now = seat and row.state in ("commissioned", "marking", "reply", "adjudication")
    return render(request, "feedback/papers.html", {
        "row": row, "crumbs": words.crumbs(row), "form": form if open_now else None,
        "items": [paper_item(paper) for paper in found],
        "page_obj": found, "base": query_base(request),
    }, status=getattr(form, "status", 200))  # fmt: skip


def paper_item(paper):
    about = _("Unit %(letter)s") % {"letter": paper.unit.letter} if paper.unit else ""
    return {
        "what": paper.note, "who": paper.author.username,
        "when": timezone.localtime(paper.at).strftime("%Y-%m-%d %H:%M"),
        "iso": paper.at.isoformat(),
        "note": " · ".join(filter(None, (about, paper.reference))),
    }  # fmt: skip


@login_required
@require_safe
def engagement_report(request, pk):
    """The report on paper: before the signature what would be signed, afterwards what was."""
    row = one(request.user, pk)
    if row.state not in ("adjudication", "final"):
        raise WrongState(_("There is no report before the departments have replied."))
    return report_page(request, row)


def report_page(request, row, form=None):
    signs = seat_of(request.user, row) == Seat.RESPONSIBLE and row.state == "adjudication"
    named = is_kept(request.user, row) or not row.is_blind
    units = list(row.units.select_related("key__department"))
    found = services.standings(units, row)
    return render(request, "feedback/report.html", {
        "row": row, "crumbs": words.crumbs(row), "form": form or OnceForm(), "signs": signs,
        "sentence": sentence(), "left": [unit.letter for unit in unsettled(units, found)],
        "facts": [
            {"key": _("Organisation"), "value": row.organisation.title},
            {"key": _("Registration number"), "value": row.organisation.registration_number},
            {"key": _("Scope"), "value": row.scope}, {"key": _("Period"), "value": str(row.period)},
            {"key": _("Marked by"), "value": _("two markers, each for himself")},
        ],
        "units": [unit_part(unit, found[unit.pk], named=named) for unit in units],
        "columns": report_columns(),
        "reports": [
            {"number": each.number, "sha256": each.sha256, "at": each.at, "lang": each.language,
             "sentence": each.sentence, "who": each.signed_by.username}
            for each in row.reports.select_related("signed_by")
        ],
    }, status=getattr(form, "status", 200))  # fmt: skip


def report_columns():
    marks = (
        pgettext("third-party evaluation", "First"),
        pgettext("third-party evaluation", "Second"),
        pgettext("third-party evaluation", "Stands"),
    )
    return [
        {"label": _("Criterion")},
        *({"label": label, "num": True} for label in (_("Weight"), *marks)),
        {"label": _("Reply")},
    ]


def unit_part(unit, lines, *, named):
    settled = all(line.points is not None for line in lines)
    return {
        "letter": unit.letter, "title": words.unit_title(unit, named=named),
        "mark": mark_of(lines) if settled else None,
        "rows": [report_row(line) for line in lines],
    }  # fmt: skip


def report_row(line):
    points = (line.criterion.weight, line.first.level.points, line.second.level.points, line.points)
    effect = ReplyEffect(effect_of(line)).label
    reason = line.settled.reason if line.settled else ""
    return [
        {"text": line.criterion.title, "sub": reason},
        *({"text": words.plain(number), "num": True} for number in points),
        effect,
    ]


@login_required
@require_POST
def engagement_sign(request, pk):
    """Sign the report; a signature asks for a fresh sign-in first."""
    row = one(request.user, pk)
    if seat_of(request.user, row) != Seat.RESPONSIBLE:
        raise PermissionDenied(_("Only the responsible evaluator of this engagement signs."))
    if row.state not in ("adjudication", "final"):
        raise Http404
    form = OnceForm(request.POST)
    signing = signing_of(request)

    def deed(_data):
        return services.sign_report(row, signing=signing, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("Signed. The marks are final."))
        return redirect(reverse("feedback:engagement-report", args=[pk]))
    return report_page(request, one(request.user, pk), form)
