"""Cycles of appraisal: the list, one cycle, setting it up, launching and archiving it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals import services
from appraisals.forms.cycles import ChangeForm, ConfirmForm, NewCycleForm
from appraisals.models import Appraisal, AppraisalCycle, PhaseKind
from appraisals.services.clocks import rule_of
from appraisals.services.launch import LaunchRefused
from appraisals.services.policy import rules_of
from appraisals.views import words
from appraisals.views.phases import phase_rows, steps_of
from departments.policy_words import name
from departments.services import holds_role
from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from departments.views.frame import require_office as require_office_of
from indicators.views.frame import WRITE, page


@page()
def cycle_list(request):
    """The cycles one may see, newest first, each with its state and how many take part."""
    rows = AppraisalCycle.objects.visible_to(request.user).for_list().with_size()
    found = page_of(request, rows.prefetch_related("phases"))
    context = {
        "page_obj": found,
        "base": query_base(request),
        "columns": [
            {"label": _("Cycle"), "wide": True},
            {"label": _("Phase"), "hide_s": True},
            {"label": _("Take part"), "num": True},
            {"label": _("State")},
        ],
        "rows": [list_row(row) for row in found],
        "may_add": holds_role(request.user, "office"),
    }
    return render(request, "appraisals/cycles.html", context)


def list_row(row):
    open_now = [phase.get_kind_display() for phase in row.phases.all() if phase.is_open]
    return [
        {"text": row.title, "url": reverse("appraisals:cycle", args=[row.pk]),
         "sub": f"{row.cycle.name} · {row.department.title}"},
        ", ".join(map(str, open_now)) or "–",
        {"text": row.subjects, "num": True},
        {"state": words.STATE[row.state], "state_word": row.get_state_display()},
    ]  # fmt: skip


def seen(request, pk):
    rows = AppraisalCycle.objects.visible_to(request.user)
    rows = rows.select_related("cycle__period", "department", "policy").defer("policy__content")
    return get_object_or_404(rows, pk=pk)


@page()
def cycle(request, pk):
    """One cycle: while it is set up the steps that are left, then its phases and what happened."""
    row = seen(request, pk)
    rules_it = holds_role(request.user, "office", department=row.department)
    phases = row.phases.in_order().select_related("asked_by__person")
    phases = list(phases.prefetch_related("steps__by__person"))
    shown = Appraisal.objects.visible_to(request.user).filter(appraisal_cycle=row)
    context = {
        "row": row, "rules_it": rules_it, "state": words.STATE[row.state],
        "lead": lead_of(row, phases),
        "phases": phase_rows(request.user, row, phases, rules_it),
        "facts": facts(row, shown), "clocks": row.state != "draft" and rule_of(row) is not None,
        "history": steps_of(phases),
        "may_archive": rules_it and row.state == "running"
        and all(one.state == "closed" for one in phases),
    }  # fmt: skip
    if rules_it and row.rehearses_id is None:
        rows = AppraisalCycle.rehearsals.kept_by(request.user).running()
        context["rehearsal"] = rows.filter(rehearses=row).first()
    if row.state == "draft":
        found = [words.blocker_words(one, row) for one in services.blockers_of(row)]
        context |= {"blockers": found, "tasks": setup_tasks(row, phases, shown, found)}
    return render(request, "appraisals/cycle.html", context)


def lead_of(row, phases):
    """Where the cycle stands, in a sentence."""
    if row.state == "draft":
        return _("Being set up: only the performance office sees it.")
    if row.state == "archived":
        return _("Archived: nothing in it changes any more.")
    now = [phase for phase in phases if phase.is_open]
    if not now:
        return _("No phase is open.")
    return _("%(phase)s is open until %(day)s.") % {
        "phase": now[-1].get_kind_display(), "day": now[-1].ends_on.isoformat(),
    }  # fmt: skip


def facts(row, shown):
    return [
        {"key": _("Kind"), "value": row.get_kind_display()},
        {"key": _("Performance year"), "value": row.cycle.name},
        {"key": _("Branch"), "value": row.department.title},
        {"key": _("Policy pack"),
         "value": _("%(name)s, version %(version)s")
         % {"name": row.policy.title, "version": row.policy.version}},
        {"key": _("Grades"), "value": grades_words(row)},
        {"key": _("Take part"), "value": taking_part(row, shown)},
    ]  # fmt: skip


def grades_words(row):
    scales = rules_of(row).grade_scales
    chosen = [row.department_scale] if row.covers_departments else []
    chosen += [row.person_scale] if row.covers_people else []
    return "; ".join(name(scales[code].names) for code in chosen if code in scales) or "–"


def taking_part(row, shown):
    departments, people = shown.of_departments().count(), shown.of_people().count()
    return _("%(departments)s, %(people)s") % {
        "departments": ngettext("%(n)s department", "%(n)s departments", departments)
        % {"n": departments},
        "people": ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
    }


def setup_tasks(row, phases, shown, found):
    """The five steps of setting up, each with what is done."""
    count = shown.count()
    ready = not found
    return [
        {"name": _("What is appraised, by which rules"), "state": "done",
         "url": reverse("appraisals:cycle-edit", args=[row.pk]), "note": row.get_kind_display()},
        {"name": _("Whom it covers, and the grades"), "state": "done",
         "url": reverse("appraisals:cycle-edit", args=[row.pk]) + "#id_covers_departments",
         "note": covers_words(row)},
        {"name": _("When the phases are"), "url": reverse("appraisals:phases", args=[row.pk]),
         "state": "done" if len(phases) == len(PhaseKind) else "todo",
         "note": f"{phases[0].starts_on} – {phases[-1].ends_on}" if phases else ""},
        {"name": _("Who takes part, and who appraises whom"),
         "url": reverse("appraisals:participants", args=[row.pk]),
         "state": "todo" if not count else "done" if ready else "doing",
         "note": taking_part(row, shown) if count else _("Take in everybody whom it covers.")},
        {"name": _("Launch"), "state": "todo" if ready else "waiting",
         "url": reverse("appraisals:launch", args=[row.pk]) if ready else "",
         "word": None if ready else _("Cannot start yet")},
    ]  # fmt: skip


def covers_words(row):
    if row.covers_departments and row.covers_people:
        return _("departments and people")
    return _("departments") if row.covers_departments else _("people")


@page("office", methods=WRITE)
def cycle_add(request):
    """A new cycle, set up from a policy pack."""
    form = NewCycleForm(sent(request), user=request.user)
    made = []

    def deed(data):
        made.append(services.create_cycle(
            by=request.user,
            **{key: value for key, value in data.items() if key != "form_token"},
        ))  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        if made:
            return redirect("appraisals:cycle", pk=made[0].pk)
        return redirect("appraisals:cycles")
    return form_page(
        request, form, title=_("Set up a cycle of appraisal"), submit=_("Set it up"),
        back=reverse("appraisals:cycles"), template="indicators/form.html", crumbs=words.crumbs(),
        lead=_("Nobody but the performance office sees it until it is launched."),
    )  # fmt: skip


@page("office", methods=WRITE)
def cycle_edit(request, pk):
    """Change a cycle that is being set up."""
    row = seen(request, pk)
    require_office_of(request.user, row.department)
    names = ("name_en", "name_zh", "kind", "covers_departments", "covers_people", "levels",
             "categories", "department_scale", "person_scale", "version")  # fmt: skip
    initial = {name: getattr(row, name) for name in names}
    initial |= {"cycle": row.cycle_id, "policy": row.policy_id}
    form = ChangeForm(sent(request), row=row, user=request.user, initial=initial)

    def deed(data):
        fields = {key: value for key, value in data.items() if key not in ("form_token", "version")}
        services.change_cycle(row, fields, by=request.user, seen=data["version"])

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("Saved. Look at who takes part before the launch."))
        return redirect("appraisals:cycle", pk=row.pk)
    return form_page(
        request, form, title=_("What is appraised, by which rules"),
        back=reverse("appraisals:cycle", args=[row.pk]), template="indicators/form.html",
        crumbs=words.crumbs(row),
        lead=_("Another kind, year or policy pack lays the phases out anew."),
    )  # fmt: skip


@page("office", methods=WRITE)
def cycle_launch(request, pk):
    """Say what the launch does, and do it; refused with everything that is missing."""
    row = seen(request, pk)
    require_office_of(request.user, row.department)
    found = services.blockers_of(row) if row.state == "draft" else []
    form = ConfirmForm(sent(request), initial={"version": row.version})
    blocked = []

    def deed(data):
        try:
            services.launch(row, by=request.user, seen=data["version"])
        except LaunchRefused as error:
            blocked.extend(error.blockers)
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The cycle is launched. Open its first phase."))
        return redirect("appraisals:cycle", pk=row.pk)
    shown = Appraisal.objects.visible_to(request.user).filter(appraisal_cycle=row)
    return form_page(
        request, form, title=_("Launch %(cycle)s") % {"cycle": row.title},
        back=reverse("appraisals:cycle", args=[row.pk]), template="appraisals/launch.html",
        crumbs=words.crumbs(row), row=row, submit=_("Launch"),
        blockers=[words.blocker_words(one, row) for one in blocked or found],
        consequences=[
            _("%(who)s take part; those of the branch see the cycle from now on.")
            % {"who": taking_part(row, shown)},
            _("Policy pack, grades and whom it covers never change any more."),
        ],
    )  # fmt: skip


@page("office", methods=WRITE)
def cycle_archive(request, pk):
    """Put a cycle away when everything in it is done."""
    row = seen(request, pk)
    require_office_of(request.user, row.department)
    form = ConfirmForm(sent(request), initial={"version": row.version})

    def deed(_data):
        services.archive_cycle(row, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The cycle is archived."))
        return redirect("appraisals:cycle", pk=row.pk)
    return form_page(
        request, form, title=_("Archive %(cycle)s") % {"cycle": row.title},
        back=reverse("appraisals:cycle", args=[row.pk]), template="appraisals/launch.html",
        crumbs=words.crumbs(row), row=row, submit=_("Archive"),
        consequences=[_("From then on nothing in it changes.")],
    )  # fmt: skip
