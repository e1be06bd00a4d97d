"""Results and agreements as PDF: for whoever may read the page of the same."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from appraisals.views import agreements
from appraisals.views.commitment_words import commitment
from appraisals.views.frame import appraisal_for
from appraisals.views.print_words import registration
from appraisals.views.results import asked_for, notices_of
from appraisals.views.sheet_words import agreement_sheet
from departments.printing import printed
from indicators.views.frame import page


def answer(layout, content, name):
    """As a file to save: the policy of our pages lets no viewer run in one."""
    made = printed(f"print/{layout}.typ", content, on=timezone.localdate())
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=f"{name}.pdf"
        ),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def told(request, pk):
    """The result and its notices; before the first notice there is nothing to print."""
    row = asked_for(request.user, pk)
    notices = notices_of(request.user, row)
    if not notices:
        raise Http404
    return row, notices


@page()
def registration_pdf(request, pk):
    """The record of the appraisal."""
    row, notices = told(request, pk)
    name = f"appraisal-record-{notices[0].number}"
    return answer("registration", registration(request.user, row, notices), name)


@page()
def commitment_pdf(request, pk):
    """Commitment and review."""
    row, notices = told(request, pk)
    name = f"commitment-and-review-{notices[0].number}"
    return answer("commitment", commitment(request.user, row, notices), name)


@page()
def agreement_pdf(request, pk):
    """One version of the agreement, with both signatures and the digest."""
    appraisal = appraisal_for(request.user, pk)
    row = agreements.chosen_of(request, agreements.agreements_of(request.user, appraisal))
    if row is None:
        raise Http404
    reason = agreements.reason_of(row) if row.reason else ""
    return answer(
        "agreement", agreement_sheet(request.user, row, reason), f"agreement-{pk}-{row.number}"
    )
