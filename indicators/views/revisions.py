"""Revised figures, and what a new run made of them."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from departments import policy_words
from departments import services as departments
from departments.views.frame import chips_of, page_of, query_base
from indicators.models import Cycle, Measurement, Period, ScoreRun
from indicators.models.revision import RevisionKind
from indicators.queries.impact import impact
from indicators.services.rules import publication_of
from indicators.services.verifying import figure
from indicators.views.download import csv_file
from indicators.views.evidence import figure_words, name_of, value_page, why
from indicators.views.frame import page
from indicators.views.results import chosen_period

MOST_FILE = 50_000  # rows of a file
SHOWN_CAUSES = 12
REGISTER = (
    "recorded_at", "department_code", "department", "indicator_code", "indicator", "period", "old",
    "new", "unit", "kind", "why", "effect", "revised_by", "measurement_id", "supersedes_id",
)  # fmt: skip
TABLE = (
    "department_code", "department", "old", "new", "change", "old_rank", "new_rank", "rank_change",
    "old_coverage", "new_coverage", "publishable_before", "publishable_now",
)  # fmt: skip
GRADES = ("old_grade", "new_grade")


class RegisterFilter(forms.Form):
    cycle = forms.ModelChoiceField(
        label=gettext_lazy("Cycle"), queryset=Cycle.objects.none(), required=False,
        empty_label=gettext_lazy("All cycles"), to_field_name="name",
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False,
        choices=[("", gettext_lazy("All kinds")), *RevisionKind.choices],
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        cycles = Cycle.objects.visible_to(user).select_related("period")
        self.fields["cycle"].queryset = cycles.order_by("-period__ends_on", "name")


def register_rows(request, form):
    """The revisions that the filters leave, the newest first."""
    rows = Measurement.objects.visible_to(request.user).revisions().for_register()
    asked = form.cleaned_data if form.is_valid() else {}
    if cycle := asked.get("cycle"):
        rows = rows.inside(cycle.period)
    if kind := asked.get("kind"):
        rows = rows.of_kind(kind)
    return rows


@page()
def register(request):
    """Every figure that replaced another: old, new, kind, why and effect."""
    form = RegisterFilter(request.GET, user=request.user)
    rows = page_of(request, register_rows(request, form))
    return render(request, "indicators/revisions.html", {
        "form": form, "chips": chips_of(request, form), "page_obj": rows,
        "base": query_base(request), "rows": [row_of(row) for row in rows],
        "since": since_published(request.user),
        "may_start": departments.holds_role(request.user, "office"),
        "file_url": f"{reverse('indicators:revisions-csv')}?{request.GET.urlencode()}",
    })  # fmt: skip


def row_of(row):
    said = getattr(row, "revision", None)
    return {
        "row": row, "url": value_page(row), "old": figure_words(row.supersedes),
        "new": figure_words(row), "kind": kind_of(row), "effect": said.effect if said else "",
        "why": why(row), "by": name_of(row.reported_by),
    }  # fmt: skip


def kind_of(row):
    said = getattr(row, "revision", None)
    scheduled = said is not None and said.kind == RevisionKind.SCHEDULED
    return _("Scheduled revision") if scheduled else _("Correction")


def since_published(user):
    """How many figures were revised since the published run of the newest cycle that has one."""
    cycles = Cycle.objects.visible_to(user).filter(published_run__isnull=False).for_list()
    cycle = cycles.first()
    if cycle is None:
        return None
    run = cycle.published_run
    rows = Measurement.objects.visible_to(user).revisions().inside(cycle.period)
    n = rows.filter(recorded_at__gt=run.as_of).count()
    if not n:
        return None
    text = ngettext(
        "%(n)s figure of %(cycle)s was revised after the published run %(run)s.",
        "%(n)s figures of %(cycle)s were revised after the published run %(run)s.",
        n,
    )
    return {"words": text % {"n": n, "cycle": cycle.name, "run": run.pk}, "cycle": cycle}


@page()
def register_csv(request):
    """The register of revisions as a file."""
    rows = register_rows(request, RegisterFilter(request.GET, user=request.user))[:MOST_FILE]
    return csv_file("revisions", REGISTER, [register_line(row) for row in rows])


def register_line(row):
    said = getattr(row, "revision", None)
    return [
        row.recorded_at, row.department.code, row.department.name, row.indicator.code,
        row.indicator.name, row.period.label, figure(row.supersedes),
        row.missing or figure(row), row.indicator.unit,
        said.kind if said else RevisionKind.CORRECTION.value, why(row),
        said.effect if said else "",
        row.reported_by.get_username() if row.reported_by else "", row.pk, row.supersedes_id,
    ]  # fmt: skip


def pair(user, first, second):
    """Two finished runs of one cycle, the older first."""
    runs = ScoreRun.objects.visible_to(user).done().select_related("cycle__period")
    runs = runs.defer("pins", "problems", "methods")
    older, newer = (get_object_or_404(runs, pk=pk) for pk in (first, second))
    if older.cycle_id != newer.cycle_id or older.pk == newer.pk:
        raise Http404
    return older, newer


def compared(request, first, second):
    older, newer = pair(request.user, first, second)
    periods = list(Period.objects.visible_to(request.user).scored_in(newer))
    period = chosen_period(periods, request.GET.get("period"), newer)
    if period is None:
        raise Http404
    said = publication_of(newer.cycle)
    return older, newer, periods, period, impact(
        older, newer, period, user=request.user, publication=said
    )  # fmt: skip


@page()
def compare(request, first, second):
    """What the newer run changed, department by department: a sentence, then the table."""
    older, newer, periods, period, found = compared(request, first, second)
    changed = [row for row in found if row.is_changed]
    everything = request.GET.get("all") == "1"
    causes = Measurement.objects.visible_to(request.user).revisions().between(older, newer)
    query = urlencode({"period": period.label})
    return render(request, "indicators/compare.html", {
        "has_grades": any(row.publication.scale for row in found),
        "older": older, "newer": newer, "period": period, "periods": periods,
        "page_obj": (rows := page_of(request, found if everything else changed)),
        "rows": [line_of(row, period, newer) for row in rows], "everything": everything,
        "heading": heading(changed, len(found)), "lead": summary(changed),
        "causes": [row_of(row) for row in causes.for_register()[:SHOWN_CAUSES]],
        "cause_count": causes.count(), "total": len(found), "base": query_base(request),
        "file_url": f"{reverse('indicators:run-compare-csv', args=[older.pk, newer.pk])}?{query}",
    })  # fmt: skip


def heading(changed, total):
    if not changed:
        return _("Nothing changed between the two runs")
    text = ngettext(
        "%(n)s of %(total)s departments changed", "%(n)s of %(total)s departments changed",
        len(changed),
    )  # fmt: skip
    return text % {"n": len(changed), "total": total}


def summary(changed):
    """The largest change, and what it means for ranks and publication."""
    parts = []
    largest = next((row for row in changed if row.change), None)
    if largest:
        parts.append(
            _("The largest change: %(name)s, from %(old)s to %(new)s.")
            % {"name": largest.department.title, "old": f"{largest.old:.1f}",
               "new": f"{largest.new:.1f}"}
        )  # fmt: skip
    if moved := sum(1 for row in changed if row.rank_change):
        text = ngettext("%(n)s changed its rank.", "%(n)s changed their rank.", moved)
        parts.append(text % {"n": moved})
    graded = sum(1 for row in changed if row.old_grade != row.new_grade)
    if graded:
        text = ngettext("%(n)s changed its grade.", "%(n)s changed their grade.", graded)
        parts.append(text % {"n": graded})
    lost = sum(1 for row in changed if row.publishable == (True, False))
    won = sum(1 for row in changed if row.publishable == (False, True))
    if lost:
        text = ngettext(
            "%(n)s may no longer be published.", "%(n)s may no longer be published.", lost
        )
        parts.append(text % {"n": lost})
    if won:
        text = ngettext("%(n)s may now be published.", "%(n)s may now be published.", won)
        parts.append(text % {"n": won})
    return " ".join(parts)


def line_of(row, period, newer):
    before, later = row.publishable
    state = {
        (True, True): _("yes"), (False, False): _("no"),
        (True, False): _("no longer"), (False, True): _("now"),
    }[before, later]  # fmt: skip
    query = urlencode({"run": newer.pk, "period": period.label})
    return {
        "impact": row, "publishable": state, "is_moved": before != later,
        "grades": [policy_words.name(grade) if grade else "–" for grade in row.grades],
        "url": f"{reverse('reports:department', args=[row.department.code])}?{query}",
    }  # fmt: skip


@page()
def compare_csv(request, first, second):
    """The impact table as a file, all departments, all digits; grades where the policy has them."""
    older, newer, _periods, _period, found = compared(request, first, second)
    graded = any(row.publication.scale for row in found)
    lines = [
        [row.department.code, row.department.name, row.old, row.new, row.change, row.old_rank,
         row.new_rank, row.rank_change, row.old_coverage, row.new_coverage, *row.publishable,
         *([row.old_grade or "", row.new_grade or ""] if graded else [])]
        for row in found
    ]  # fmt: skip
    columns = (*TABLE, *GRADES) if graded else TABLE
    return csv_file(f"impact-{older.pk}-{newer.pk}", columns, lines)
