"""Who takes part in a cycle, who appraises whom, and who is not graded."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisals import services
from appraisals.forms.cycles import ConfirmForm, ExcludeForm, ParticipantsFilter, SuperiorForm
from appraisals.models import Appraisal, AppraisalCycle
from appraisals.participation import Spell, shares, within
from appraisals.services.policy import rules_of
from appraisals.views import words
from appraisals.views.clock_words import days_of
from departments.models import Appointment, User
from departments.services import holds_role
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_of,
    query_base,
    sent,
)
from departments.views.frame import require_office as require_office_of
from indicators.views.frame import WRITE, page


def seen_cycle(request, pk):
    rows = AppraisalCycle.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("department", "cycle__period"), pk=pk)


@page()
def participants(request, pk):
    """Those of the cycle one may see, with unit and superiors."""
    cycle = seen_cycle(request, pk)
    form = ParticipantsFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Appraisal.objects.visible_to(request.user).filter(appraisal_cycle=cycle)
    found = page_of(request, filtered(rows, asked).for_list())
    reasons = dict(words.reasons_of(rules_of(cycle)))
    context = {
        "row": cycle, "form": form, "chips": chips_of(request, form), "page_obj": found,
        "base": query_base(request), "crumbs": words.crumbs(cycle),
        "rules_it": cycle.state != "archived"
        and holds_role(request.user, "office", department=cycle.department),
        "enrol": ConfirmForm(),
        "columns": [
            {"label": pgettext("who is appraised", "Subject")},
            {"label": _("Unit"), "hide_s": True},
            {"label": _("Superior"), "tag": _("Superior")},
            {"label": _("Grade")},
        ],
        "rows": [list_row(one, reasons) for one in found],
    }  # fmt: skip
    return render(request, "appraisals/participants.html", context)


def filtered(rows, asked):
    if (who := asked.get("who")) in ("department", "person"):
        rows = rows.filter(subject=who)
    elif who == "gaps":
        rows = rows.graded().filter(Q(appraiser=None) | Q(subject_user=None))
    elif who == "out":
        rows = rows.exclude(excluded_as="")
    return rows.search(asked.get("q", "").strip())


def list_row(row, reasons):
    lacking = row.is_graded and (row.appraiser_id is None or row.subject_user_id is None)
    grade = _("is graded") if row.is_graded else reasons.get(row.excluded_as, row.excluded_as)
    if lacking:
        grade = _("no account") if row.subject_user_id is None else _("no superior")
    return [
        {"text": row.title, "url": reverse("appraisals:participant", args=[row.pk]),
         "sub": row.post.title if row.post else _("department")},
        row.unit.title,
        words.person_of(row.appraiser),
        {"state": "failed" if lacking else "done" if row.is_graded else "waiting",
         "state_word": grade},
    ]  # fmt: skip


@page("office", methods=("POST",))
def enrol(request, pk):
    """Take in everybody whom the cycle covers; bring those who are in it up to date."""
    cycle = seen_cycle(request, pk)
    require_office_of(request.user, cycle.department)
    form = ConfirmForm(request.POST)
    done = {}

    def deed(_data):
        done.update(services.enrol(cycle, by=request.user))

    if form.is_valid() and carried_out(form, deed, by=request.user):
        if done:
            text = _("%(added)s taken in, %(changed)s brought up to date.")
            messages.success(request, text % done)
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("appraisals:participants", pk=cycle.pk)


def seen_part(request, pk):
    rows = Appraisal.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows.select_related(
        "appraisal_cycle__department", "appraisal_cycle__cycle__period", "second_appraiser__person",
        "unit", "person", "post", "subject_user__person", "appraiser__person", "clock",
    ), pk=pk)  # fmt: skip


@page()
def participant(request, pk):
    """One who takes part: unit and days, superiors, changes of hands, whether graded."""
    row = seen_part(request, pk)
    cycle = row.appraisal_cycle
    reasons = dict(words.reasons_of(rules_of(cycle)))
    context = {
        "part": row, "row": cycle, "page_title": row.title,
        "crumbs": [*words.crumbs(cycle), {
            "label": _("Who takes part"),
            "url": reverse("appraisals:participants", args=[cycle.pk]),
        }],
        "facts": part_facts(row, reasons),
        "spells": spell_rows(request.user, row),
        "days": days_of(row.clock) if hasattr(row, "clock") else [],
        "history": reroutings(row),
        "rules_it": cycle.state != "archived" and row.subject_user_id != request.user.pk
        and holds_role(request.user, "office", department=cycle.department),
        "include": ConfirmForm(),
    }  # fmt: skip
    return render(request, "appraisals/participant.html", context)


def part_facts(row, reasons):
    grade = _("is graded") if row.is_graded else reasons.get(row.excluded_as, row.excluded_as)
    if row.excluded_note:
        grade = f"{grade}: {row.excluded_note}"
    found = [
        {"key": _("Unit"), "value": row.unit.title},
        {"key": _("Answers"), "value": words.person_of(row.subject_user)},
        {"key": _("Superior"), "value": words.person_of(row.appraiser)},
        {"key": _("Second superior"), "value": words.person_of(row.second_appraiser)},
        {"key": _("Days in the cycle"), "value": f"{row.counts_from} – {row.counts_until}"},
        {"key": _("Grade"), "value": grade},
    ]
    if row.post:
        category = row.get_category_display()
        found.insert(1, {"key": _("Post"), "value": f"{row.post.title} ({category})"})
    return found


def spell_rows(user, row):
    """The days in each unit, where there was more than one. Rule Y12."""
    if row.person_id is None:
        return []
    span = row.appraisal_cycle.cycle.period
    held = Appointment.objects.visible_to(user).filter(person=row.person, kind="substantive")
    held = list(held.select_related("post__department"))
    names = {one.post.department_id: one.post.department.title for one in held}
    spells = [
        Spell(one.post.department_id, one.starts_on, one.ends_on or span.ends_on)
        for one in held
        if one.starts_on <= span.ends_on
    ]
    found = shares(within(spells, span.starts_on, span.ends_on))
    if len(found) < 2:  # noqa: PLR2004 -- one unit is no split
        return []
    return [
        {"key": names[one.unit],
         "value": _("%(days)s days, %(share)s %%")
         % {"days": one.days, "share": round(100 * one.share, 1)}}
        for one in found
    ]  # fmt: skip


def reroutings(row):
    found = row.reroutings.select_related("before__person", "after__person", "by__person")
    return [
        {
            "when": timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"),
            "iso": one.at.isoformat(),
            "who": words.person_of(one.by) if one.by else "", "note": one.reason,
            "what": _("%(what)s: %(before)s → %(after)s (%(cause)s)") % {
                "what": one.get_field_display(), "before": words.person_of(one.before),
                "after": words.person_of(one.after), "cause": one.get_cause_display(),
            },
        }
        for one in found.order_by("-pk")
    ]  # fmt: skip


def part_form(request, row, form, deed, title, **context):
    """A form over one who takes part; back to his page."""
    back = reverse("appraisals:participant", args=[row.pk])
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    crumbs = [*words.crumbs(row.appraisal_cycle), {"label": row.title, "url": back}]
    return form_page(
        request, form, title=title, back=back, template="indicators/form.html", crumbs=crumbs,
        **context,
    )  # fmt: skip


@page("office", methods=WRITE)
def exclude(request, pk):
    """Not graded, for a reason of the policy."""
    row = seen_part(request, pk)
    require_office_of(request.user, row.appraisal_cycle.department)
    form = ExcludeForm(
        sent(request), reasons=words.reasons_of(rules_of(row.appraisal_cycle)),
        initial={"reason": row.excluded_as, "note": row.excluded_note},
    )  # fmt: skip

    def deed(data):
        services.exclude(row, data["reason"], data["note"], by=request.user)

    title = _("%(who)s is not graded") % {"who": row.title}
    return part_form(request, row, form, deed, title)


@page("office", methods=("POST",))
def include(request, pk):
    """Back into the grading."""
    row = seen_part(request, pk)
    require_office_of(request.user, row.appraisal_cycle.department)
    form = ConfirmForm(request.POST)
    if not (
        form.is_valid()
        and carried_out(form, lambda _data: services.include(row, by=request.user), by=request.user)
    ):
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("appraisals:participant", pk=row.pk)


@page("office", methods=WRITE)
def superior(request, pk):
    """Choose the superiors by hand, or let the rule of the tree hold again."""
    row = seen_part(request, pk)
    require_office_of(request.user, row.appraisal_cycle.department)
    users = User.objects.visible_to(request.user).filter(is_active=True)
    form = SuperiorForm(
        sent(request), users=users,
        initial={"appraiser": row.appraiser, "second_appraiser": row.second_appraiser},
    )  # fmt: skip

    def deed(data):
        services.choose_appraiser(
            row, data["appraiser"], data["second_appraiser"], reason=data["reason"],
            by=request.user,
        )  # fmt: skip

    title = _("Who appraises %(who)s") % {"who": row.title}
    return part_form(
        request, row, form, deed, title,
        lead=_("Open forms follow; what was handed in stays with its author."),
    )  # fmt: skip
