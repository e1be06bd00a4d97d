"""The way of a file: upload, preview of every line, load or put aside."""

from decimal import ROUND_HALF_UP, Decimal

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from departments.views.frame import carried_out, form_page, page_of
from indicators.figures import COMMON
from indicators.forms.import_template import TemplateForm
from indicators.forms.imports import ColumnsForm, SheetForm, UploadForm
from indicators.intake.keeping import error_file
from indicators.intake.problems import COLUMNS, NOTICE, say
from indicators.models import Cycle, ImportRow, KpiImport
from indicators.models.imports import RowState
from indicators.models.measurement import Missing
from indicators.services import imports, smart_import
from indicators.services import undo as undoing
from indicators.smart_texts import QUESTIONS
from indicators.views.frame import REPORTERS, WRITE, page

HISTORY = "history"
REMARK_COLUMNS = [
    {"label": gettext_lazy("What the rules say")},
    {"label": gettext_lazy("Question")},
    {"label": gettext_lazy("Row count"), "tag": gettext_lazy("Row count"), "num": True},
    {"label": gettext_lazy("First lines"), "tag": gettext_lazy("First lines")},
]
RECENT = 10
READABLE = 4  # decimals of an old value


@page(*REPORTERS, methods=WRITE)
def upload(request):
    """Choose a file or paste a table; the next page says what it would do."""
    paste = request.GET.get("by") == "paste"
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, paste=paste
    )  # fmt: skip

    def check(data):
        content, name = form.content()
        return imports.check_import(
            content, name, cycle_name=data["cycle"], by=request.user,
            add_departments=data.get("add_departments", False),
        )  # fmt: skip

    if form.is_valid() and carried_out(form, check, by=request.user):
        found = getattr(form, "outcome", None)
        return redirect("indicators:import-preview", found.pk) if found else again(request)
    return upload_page(request, form, template=TemplateForm(user=request.user), paste=paste)


def upload_page(request, form, *, template, title=None, paste=False):
    """The page of both forms: of the file that comes in, and of the template that goes out."""
    recent = KpiImport.objects.visible_to(request.user).for_list()[:RECENT]
    return form_page(
        request, form, title=title or _("Import values"), back=reverse("indicators:list"),
        template="indicators/import.html", columns=COLUMNS, recent=list(recent), ways=ways(paste),
        template_form=template,
    )  # fmt: skip


def ways(paste):
    """A file or a table copied from a spreadsheet."""
    url = reverse("indicators:import")
    return [
        {"label": _("A file"), "url": url, "current": not paste},
        {"label": _("Paste a table"), "url": f"{url}?by=paste", "current": paste},
    ]


def again(request):
    """Where a second click on the same form ends: at what the first one made."""
    last = KpiImport.objects.visible_to(request.user).filter(uploaded_by=request.user)
    newest = last.order_by("-pk").values_list("pk", flat=True).first()
    return (
        redirect("indicators:import-preview", newest) if newest else redirect("indicators:import")
    )


def one(request, pk):
    return get_object_or_404(KpiImport.objects.visible_to(request.user).for_list(), pk=pk)


@page(*REPORTERS)
def preview(request, pk):
    """Every line of the file with what it would do or did, and the way on."""
    kpi_import = one(request, pk)
    if kpi_import.state == "matching":
        return redirect("indicators:import-columns", pk)
    rows = ImportRow.objects.visible_to(request.user).filter(kpi_import=kpi_import).for_list()
    shown = request.GET.get("show", "")
    if shown in RowState.values:
        rows = rows.filter(state=shown)
    elif shown == HISTORY:
        rows = rows.filter(is_history=True).exclude(state=RowState.ERROR)
    found = page_of(request, rows)
    report = kpi_import.report
    context = {
        "kpi_import": kpi_import,
        "report": report,
        "counts": report["counts"],
        "good": report["lines"] - report["counts"]["errors"],
        "heading": heading(kpi_import),
        "page_obj": found,
        "base": f"show={shown}&" if shown else "",
        "tabs": tabs(kpi_import, shown),
        "rows": [line(row) for row in found],
        "remarks": remarks(kpi_import),
        "remark_columns": REMARK_COLUMNS,
        "about": about(kpi_import),
        "sheets": sheet_form(request, kpi_import),
        "undo": undo_words(kpi_import),
        "cycle": Cycle.objects.visible_to(request.user).filter(name=kpi_import.cycle_name).first(),
    }
    return render(request, "indicators/import_preview.html", context)


def remarks(kpi_import):
    """What the SMART rules say of new cards and targets: a row a rule, with its first lines."""
    return [remark(found) for found in kpi_import.report.get("remarks", ())]


def remark(found):
    said = smart_import.words_of(found["rule"], found["params"])
    title, _question = QUESTIONS[said.letter]
    lines = ", ".join(map(str, found["lines"]))
    more = " …" if found["count"] > len(found["lines"]) else ""
    return [
        {"text": said.reason, "sub": said.repair},
        _(title),
        f"{found['count']:,}",
        f"{lines}{more}",
    ]


def undo_words(kpi_import):
    """Until when the whole file can be taken back, or what stands in the way."""
    found = undoing.standing(kpi_import)
    if found is None:
        return None
    until = timezone.localtime(found.until).strftime("%Y-%m-%d %H:%M")
    return {"is_open": found.is_open, "blocked": found.blocked, "until": until}


@page(*REPORTERS, methods=WRITE)
def match(request, pk):
    """Say which column is which. The next file with this first line is understood by itself."""
    kpi_import = one(request, pk)
    if kpi_import.state != "matching":
        return redirect("indicators:import-preview", pk)
    form = ColumnsForm(request.POST or None, header=kpi_import.report["header"])

    def deed(_data):
        return imports.match_columns(kpi_import, form.columns(), by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("indicators:import-preview", pk)
    crumb = {"url": reverse("indicators:import"), "label": _("Import values")}
    return form_page(
        request, form, title=_("Which column is which?"), back=reverse("indicators:import"),
        template="indicators/import_columns.html", crumbs=[crumb], file_name=kpi_import.file_name,
    )  # fmt: skip


def heading(kpi_import):
    counts, lines = kpi_import.report["counts"], kpi_import.report["lines"]
    good = lines - counts["errors"]
    if kpi_import.state == "loaded":
        return ngettext("%(n)s row loaded", "%(n)s rows loaded", good) % {"n": f"{good:,}"}
    if kpi_import.state == "undone":
        return _("Undone: what counted before counts again")
    if kpi_import.state == "refused":
        return _("Put aside: nothing was loaded")
    ready = ngettext("%(n)s row ready", "%(n)s rows ready", good) % {"n": f"{good:,}"}
    if not counts["errors"]:
        return ready
    wrong = ngettext("%(n)s error", "%(n)s errors", counts["errors"])
    return _("%(ready)s, %(wrong)s") % {
        "ready": ready, "wrong": wrong % {"n": f"{counts['errors']:,}"},
    }  # fmt: skip


def tabs(kpi_import, shown):
    counts = kpi_import.report["counts"]
    url = reverse("indicators:import-preview", args=[kpi_import.pk])
    views = [
        ("", _("All"), kpi_import.report["lines"]),
        ("error", _("Errors"), counts["errors"]),
        ("changed", _("Changed"), counts["changed"]),
        ("new", RowState.NEW.label, counts["new"]),
        ("unchanged", _("Unchanged"), counts["unchanged"]),
        (HISTORY, _("History"), counts["history"]),
    ]
    return [
        {
            "label": label,
            "url": f"{url}?show={name}" if name else url,
            "current": name == shown,
            "count": f"{count:,}",
        }
        for name, label, count in views
        if count or not name or name == shown
    ]


def line(row):
    """One line of the table: the cells as written and what happens, in words."""
    known = {code for _column, code, _params in row.problems}  # a zero target is told as it is read
    return {
        "row": row,
        "state": {"new": "todo", "changed": "doing", "unchanged": "waiting", "error": "failed"}[
            row.state
        ],
        "word": row.get_state_display(),
        "changes": changes(row) if row.state == RowState.CHANGED else [],
        "problems": [
            {"column": column, "text": say(code, params), "is_error": code not in NOTICE}
            for column, code, params in row.problems
        ]
        + [
            {"column": "", "text": said.reason, "is_error": False}
            for said in smart_import.words_of_row(row.findings)
            if said.rule not in known
        ],
    }


def changes(row):
    """Old → new of what a changed line changes."""
    pairs = []
    if row.changes_actual:
        pairs.append((_("Actual"), old_words(row.old_actual), row.actual))
    if row.changes_target:
        pairs.append((_("Target"), row.old_target, row.target))
    none = _("none")
    return [{"what": what, "old": old or none, "new": new or none} for what, old, new in pairs]


def old_words(value):
    """A stored value as words: a reason is said, not coded; a long number is cut to read it."""
    if value in Missing.values:
        return Missing(value).label
    if COMMON.fullmatch(value) and len(value.partition(".")[2]) > READABLE:
        return f"{Decimal(value).quantize(Decimal(1).scaleb(-READABLE), ROUND_HALF_UP)}…"
    return value


def about(kpi_import):
    """What belongs to the file as a whole."""
    report = kpi_import.report
    places = report["departments"]
    named = ", ".join(place["name"] or place["code"] for place in places)
    if report["new_departments"] > len(places):
        named = f"{named} …"
    reading = f"{report['encoding']} · {report['sheet']}" if report["sheet"] else report["encoding"]
    rows = [
        (_("File"), kpi_import.file_name),
        (_("Read as"), reading),
        (_("Cycle"), cycle_words(kpi_import)),
        (_("New departments"), named),
        (_("New indicators"), report["indicators"] or ""),
        (_("Columns left aside"), ", ".join(report["extra"])),
        ("SHA-256", kpi_import.sha256),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def cycle_words(kpi_import):
    report = kpi_import.report
    words = {"cycle": kpi_import.cycle_name, "period": report["period"]}
    if not report["opens_cycle"]:
        return _("%(cycle)s (%(period)s)") % words
    if report["period_from_rows"]:
        return _("%(cycle)s, new, for %(period)s: the latest period of the rows") % words
    return _("%(cycle)s, new, for %(period)s") % words


def sheet_form(request, kpi_import):
    sheets = kpi_import.report["sheets"]
    if len(sheets) < 2 or kpi_import.state != "previewed":  # noqa: PLR2004 -- nothing to choose
        return None
    return SheetForm(sheets=sheets, initial={"sheet": kpi_import.sheet})


@page(*REPORTERS, methods=("POST",))
def other_sheet(request, pk):
    """Check another sheet of the same file: an import of its own."""
    kpi_import = one(request, pk)
    form = SheetForm(request.POST, sheets=kpi_import.report["sheets"])

    def check(data):
        return imports.check_import(
            bytes(kpi_import.content), kpi_import.file_name, cycle_name=kpi_import.cycle_name,
            add_departments=kpi_import.report["missing"] == "create", sheet=data["sheet"],
            by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, check, by=request.user):
        found = getattr(form, "outcome", None)
        return redirect("indicators:import-preview", found.pk) if found else again(request)
    for found in form.errors.values():
        messages.error(request, " ".join(found))
    return redirect("indicators:import-preview", pk)


@page(*REPORTERS, methods=("POST",))
def load(request, pk):
    """Load the good rows. The second click ends at the result of the first."""
    kpi_import = one(request, pk)
    if kpi_import.state != "loaded":
        imports.load_import(kpi_import, by=request.user)
    return redirect("indicators:import-preview", pk)


@page(*REPORTERS, methods=("POST",))
def discard(request, pk):
    """Import nothing."""
    kpi_import = one(request, pk)
    if kpi_import.state != "refused":
        imports.discard_import(kpi_import, by=request.user)
    return redirect("indicators:import-preview", pk)


@page(*REPORTERS, methods=("POST",))
def undo(request, pk):
    """Take the whole file back. The second click ends at the result of the first."""
    kpi_import = one(request, pk)
    if kpi_import.state != "undone":
        undoing.undo_import(kpi_import, by=request.user)
        messages.success(request, _("The import is undone."))
    return redirect("indicators:import-preview", pk)


@page(*REPORTERS)
def errors(request, pk):
    """The bad rows as a file, with what is wrong, to mend and send again."""
    kpi_import = one(request, pk)
    if kpi_import.state == "matching":
        return redirect("indicators:import-columns", pk)
    rows = ImportRow.objects.visible_to(request.user)
    bad = {row.line: row for row in rows.filter(kpi_import=kpi_import, state=RowState.ERROR)}
    name = slugify(kpi_import.file_name.rsplit(".", 1)[0]) or "table"
    return StreamingHttpResponse(
        error_file(kpi_import, bad),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-errors.csv"'},
    )
