"""What is held, and what somebody wants left out: supervision decides."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from feedback import services
from feedback.forms.desk import AGREE, COUNT, HeldForm, ProposalForm
from feedback.models import ExclusionProposal, ExclusionReason, HeldRating
from feedback.services.clocks import HELD, DeskClocks
from feedback.views import desk_words as words
from indicators.views.frame import WRITE, page

FORM = "feedback/desk_form.html"


def crumbs():
    return [*words.crumbs(), {"label": _("Held ratings"), "url": reverse("feedback:held")}]


@page("supervision")
def held(request):
    """What waits for a decision: proposals, then held ratings, the oldest first."""
    today, clocks = timezone.localdate(), DeskClocks()
    rows = HeldRating.objects.visible_to(request.user).unproposed()
    proposals = ExclusionProposal.objects.visible_to(request.user).waiting()
    found = page_of(request, rows.for_list())
    context = {
        "crumbs": words.crumbs(), "page_obj": found, "base": query_base(request),
        "columns": [
            {"label": pgettext("rating", "Rating of")},
            {"label": pgettext("rating", "Day"), "hide_s": True},
            {"label": pgettext("rating", "Answer"), "hide_s": True},
            {"label": _("Why it is held"), "hide_s": True},
            {"label": _("Decide by"), "num": True, "tag": _("Decide by")},
        ],
        "rows": [words.held_row(row, clocks.due(HELD, row.rated_on), today) for row in found],
        "proposal_columns": [
            {"label": pgettext("rating", "Rating of")},
            {"label": pgettext("rating", "Answer"), "hide_s": True},
            {"label": _("Reason")}, {"label": _("Proposed by"), "hide_s": True},
            {"label": _("State")},
        ],
        "proposals": [words.proposal_row(row) for row in proposals.for_list()],
    }  # fmt: skip
    return render(request, "feedback/held.html", context)


@page("supervision", methods=WRITE)
def held_rating(request, pk):
    row = get_object_or_404(HeldRating.objects.visible_to(request.user).for_list(), pk=pk)
    return held_page(request, row)


def held_page(request, row, contact=""):
    """The rating, why it is held, and the decision."""
    form = HeldForm(None if contact else sent(request))

    def deed(data):
        if data["decision"] == COUNT:
            return services.count_held(row, by=request.user, note=data["explanation"])
        return services.exclude_held(
            row, data["reason"], data["explanation"], by=request.user, check=data["check_code"],
            call=data["call"],
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:held")
    context = {
        "form": form, "row": row, "crumbs": crumbs(), "title": row.point.service.title,
        "said": words.rating_facts(row), "warning": words.warning(row.text),
        "marks": words.marks(row), "contact": contact, "contact_word": words.contact(row),
        "may_open": words.is_sealed(row),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "feedback/held_rating.html", context, status=status)


@never_cache
@page("supervision", methods=("POST",))
def held_contact(request, pk):
    """Open the contact. Each time is an entry of the ledger; nothing else changes."""
    row = get_object_or_404(HeldRating.objects.visible_to(request.user).for_list(), pk=pk)
    return held_page(request, row, contact=services.read_contact(row, by=request.user))


@page("supervision", methods=WRITE)
def proposal(request, pk):
    """Agree or refuse. Malice is decided by two."""
    rows = ExclusionProposal.objects.visible_to(request.user).for_list()
    row = get_object_or_404(rows, pk=pk)
    form = ProposalForm(sent(request), is_mistake=row.reason == ExclusionReason.MISTAKE)

    def deed(data):
        if data["decision"] == AGREE:
            return services.agree(
                row, by=request.user, note=data["note"], check=data.get("check_code", ""),
                call=data.get("call", ""),
            )  # fmt: skip
        return services.refuse(row, by=request.user, note=data["note"])

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:held")
    return form_page(
        request, form, title=_("Decide whether it counts"), template=FORM, crumbs=crumbs(),
        back=reverse("feedback:held"), submit=_("Decide"), lead=row.rating.point.service.title,
        now=proposal_facts(row),
    )  # fmt: skip


def proposal_facts(row):
    rows = [
        *words.rating_facts(row.rating),
        {"key": pgettext("rating", "In the words of the rater"), "value": row.rating.text},
        {"key": _("Reason"), "value": row.get_reason_display()},
        {"key": _("Explanation"), "value": row.explanation},
        {"key": _("Proposed by"), "value": words.named(row.proposed_by)},
        {"key": _("First agreed by"), "value": words.named(row.first_by) if row.first_by else ""},
        {"key": _("Remark"), "value": row.note},
        {"key": _("State"), "value": row.get_state_display()},
    ]
    return [one for one in rows if one["value"]]
