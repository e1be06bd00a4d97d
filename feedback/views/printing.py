"""Sheets to print for a place: posters, and receipts that are minted with the answer."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from departments.printing import printed
from departments.views.frame import carried_out, form_page, page_for, require_office, sent
from feedback import services
from feedback.forms.catalogue import ReceiptsForm
from feedback.print_words import poster, receipt_sheet
from feedback.queries.public import READERS
from feedback.views.catalogue import FORM, READ, crumbs
from feedback.views.places import address, place_of

PAPERS = ("a4", "a5")


def start(request):
    return request.build_absolute_uri(reverse("portal:find"))


def as_file(content, name):
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=f"{name}.pdf"
        ),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def sheet_of(request, point, found, ends):
    """The codes in print, each with its QR."""
    content = receipt_sheet(point, found, ends, lambda code: address(request, code), start(request))
    return printed("print/receipts.typ", content, on=timezone.localdate())


@page_for(*READERS, methods=READ)
def poster_pdf(request, pk, paper):
    """The question in both languages, the QR of the place, its code in print."""
    if paper not in PAPERS:
        raise Http404
    row = place_of(request.user, pk)
    content = poster(row, address(request, row.code), start(request), paper)
    made = printed("print/poster.typ", content, on=timezone.localdate())
    return as_file(made, f"poster-{row.code}-{paper}")


@page_for("office")
def receipts_pdf(request, pk):
    """Make out receipts: their codes stand in this answer and nowhere else."""
    row = place_of(request.user, pk, counted=True)
    require_office(request.user, row.service.department)
    form = ReceiptsForm(sent(request), left=max(row.cases - row.offered, 0))

    def deed(data):
        found = services.mint(row, data["number"], by=request.user)
        return sheet_of(request, row, found, services.expiry())

    if form.is_valid() and carried_out(form, deed, by=request.user):
        if hasattr(form, "outcome"):
            return as_file(form.outcome, f"receipts-{row.code}")
        form.status = 409
        form.add_error(None, _("These receipts were made out with the first click. Their codes are "
                               "kept nowhere: look for the file that came then."))  # fmt: skip
    return form_page(
        request, form, title=_("Make out receipts"), template=FORM, crumbs=crumbs(row.service),
        back=reverse("feedback:place", args=[row.pk]), submit=_("Make out and print"),
        lead=_("One for each closed case. The file is the only place where the codes stand: print "
               "it, then delete it."),
    )  # fmt: skip
