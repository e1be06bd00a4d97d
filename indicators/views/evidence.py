"""One value with its proof: see it, add proof, open a file, take a proof back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import services as departments
from departments.views.frame import carried_out, form_page, sent
from indicators import marks, units
from indicators.forms.proofs import FileForm, LinkForm, NoteForm, WithdrawForm
from indicators.models import Evidence, Measurement, Verification
from indicators.services import proofs, verifying
from indicators.views.definitions import kpi_page
from indicators.views.frame import REPORTERS, VERIFIERS, WRITE, page, require_place
from indicators.views.kept_files import download
from indicators.views.values import value_parts, value_words

FORMS = {"file": FileForm, "link": LinkForm, "note": NoteForm}


def one_value(user, pk):
    """The value with its marks, one query."""
    rows = Measurement.objects.visible_to(user).with_marks().for_list()
    return get_object_or_404(rows.select_related("reported_by__person", "supersedes"), pk=pk)


def value_page(row):
    return reverse("indicators:value", args=[row.pk])


def crumbs(row):
    return [
        {"label": row.indicator.title, "url": kpi_page(row.department, row.indicator)},
        {"label": row.period.label, "url": value_page(row)},
    ]


def name_of(user):
    """Who it is, by the name people know."""
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return person.title if person else user.get_username()


def why(row):
    """Why a value replaced another; what a command loaded has its file for a reason."""
    if row.note or not (row.supersedes_id and row.source):
        return row.note
    return _("From %(source)s") % {"source": row.source}


@page()
def value(request, pk):
    """A value, what proves it, what those found who checked it, and what it replaced."""
    row = one_value(request.user, pk)
    reports = departments.holds_role(request.user, *REPORTERS, department=row.department_id)
    checks = departments.holds_role(request.user, *VERIFIERS, department=row.department_id)
    is_current = not row.superseded_by.exists()
    against = verifying.reason_against(row, request.user) if checks and not row.missing else ""
    return render(request, "indicators/value.html", {
        "row": row, "words": with_unit(row), "marks": marks.shown(row),
        "is_current": is_current, "kpi_url": kpi_page(row.department, row.indicator),
        "proofs": proofs_of(request.user, row),
        "verdicts": Verification.objects.visible_to(request.user).for_list().filter(
            measurement=row),
        "chain": chain(request.user, row), "reporter": name_of(row.reported_by),
        "may_prove": reports, "against": against,
        "may_verify": checks and is_current and not row.missing and not against,
    })  # fmt: skip


def with_unit(row):
    """The value in words, with its unit where it is a number."""
    return " ".join(filter(None, [figure_words(row), value_parts(row)[1]]))


def figure_words(row):
    """The figure alone, with its unit: what a narrow column has room for."""
    figure = value_parts(row)[0]
    if row.missing or not row.indicator.unit:
        return figure
    unit = units.words(row.indicator.unit)
    return f"{figure}{unit}" if unit == "%" else f"{figure} {unit}"


def proofs_of(user, row):
    return list(Evidence.objects.visible_to(user).for_list().filter(measurement=row))


def chain(user, row):
    """Every value of the chain, the newest first: what replaced what, and why."""
    rows = Measurement.objects.visible_to(user).filter(
        department=row.department_id, indicator=row.indicator_id, period=row.period_id
    )
    rows = rows.with_marks().for_list().select_related("reported_by__person", "revision")
    return [
        {"row": one, "words": value_words(one), "why": why(one), "marks": marks.shown(one),
         "by": name_of(one.reported_by), "revision": getattr(one, "revision", None)}
        for one in rows
    ]  # fmt: skip


@page(*REPORTERS, methods=WRITE)
def add(request, pk):
    """A file, a link or a note; sent twice it is kept once."""
    row = one_value(request.user, pk)
    require_place(request.user, row.department, REPORTERS)
    kind = request.GET.get("kind", "file")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](sent(request), request.FILES or None)

    def deed(data):
        title = data["title"]
        if kind == "file":
            file = data["file"]
            return proofs.add_file(row, file.chunks(), file.name, title=title, by=request.user)
        if kind == "link":
            return proofs.add_link(row, data["url"], title=title, by=request.user)
        return proofs.add_note(row, data["note"], title=title, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The proof is kept."))
        return redirect(value_page(row))
    address = reverse("indicators:evidence-add", args=[row.pk])
    kinds = [("file", _("A file")), ("link", _("A link")), ("note", _("A note"))]
    return form_page(
        request, form, title=_("Add proof"), back=value_page(row), crumbs=crumbs(row),
        template="indicators/evidence_add.html", row=row, words=with_unit(row),
        ways=[{"label": label, "url": f"{address}?kind={code}", "current": code == kind}
              for code, label in kinds],
    )  # fmt: skip


def one_proof(user, pk):
    rows = Evidence.objects.visible_to(user).for_index()
    return get_object_or_404(rows, pk=pk)


@page()
def file(request, pk):
    """The bytes, past the access check, as a download that no browser runs."""
    proof = one_proof(request.user, pk)
    if proof.kind != "file":
        raise Http404
    return download(proof)


@page(*REPORTERS, methods=WRITE)
def withdraw(request, pk):
    """Mark a proof as withdrawn; it is kept."""
    proof = one_proof(request.user, pk)
    row = proof.measurement
    require_place(request.user, row.department, REPORTERS)
    if hasattr(proof, "withdrawal") and request.method != "POST":
        raise PermissionDenied(_("This proof was withdrawn already."))
    form = WithdrawForm(sent(request))

    def deed(data):
        return proofs.withdraw(proof, data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The proof is withdrawn."))
        return redirect(value_page(row))
    return form_page(
        request, form, title=_("Withdraw this proof?"), back=value_page(row), crumbs=crumbs(row),
        template="indicators/form.html", submit=_("Withdraw the proof"), kind="danger",
        lead=proof.title or proof.file_name or proof.url or proof.note[:200],
    )  # fmt: skip
