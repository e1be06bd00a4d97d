"""The room of a calibration session: the rule, the grades, who rates how, what was changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.calibrations import ChangesForm, LockForm, MinutesForm
from appraisals.forms.evaluations import StepForm
from appraisals.models import (
    AppraisalCycle,
    CalibrationChange,
    CalibrationEntry,
    CalibrationSession,
    Evaluation,
    Recusal,
    Subject,
)
from appraisals.services.calibrating import ChangesError, grades_of, session_scale
from appraisals.services.capping import CAPPERS, caps_of
from appraisals.services.sessions import minutes_seen, quota_for
from appraisals.services.suggesting import suggested
from appraisals.views import calibration_words as words
from appraisals.views.evaluation_words import grades_of as names_of
from departments.services import holds_role
from departments.views.frame import carried_out, page_of, query_base
from indicators.views.frame import READ, WRITE, page
from indicators.views.plan_words import person_of
from indicators.views.return_words import whole

SHOWN_CHANGES = 50


@page()
def session_list(request):
    """The sessions one sits in or keeps; the office prepares those of a running cycle."""
    rows = CalibrationSession.objects.visible_to(request.user).with_size().for_list()
    found = page_of(request, rows)
    kept = []
    if holds_role(request.user, "office"):
        kept = AppraisalCycle.objects.visible_to(request.user).running().for_list()
    return render(request, "appraisals/calibrations.html", {
        "columns": words.list_columns(),
        "rows": [words.list_row(row) for row in found],
        "page_obj": found,
        "base": query_base(request),
        "prepares": [one for cycle in kept for one in prepares(request.user, cycle)],
        "step": StepForm(),
    })  # fmt: skip


def prepares(user, cycle):
    """A button for each kind of subject of a cycle that the visitor keeps."""
    if not holds_role(user, "office", department=cycle.department):
        return []
    covered = (
        (Subject.PERSON, cycle.covers_people),
        (Subject.DEPARTMENT, cycle.covers_departments),
    )
    said = {
        Subject.PERSON: _("Prepare the sessions for people of %(cycle)s"),
        Subject.DEPARTMENT: _("Prepare the sessions for departments of %(cycle)s"),
    }
    return [
        {
            "url": reverse("appraisals:calibration-prepare", args=[cycle.pk, subject.value]),
            "label": said[subject] % {"cycle": cycle.title},
        }
        for subject, is_covered in covered
        if is_covered
    ]


def one(request, pk):
    rows = CalibrationSession.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows.select_related("appraisal_cycle__cycle"), pk=pk)


def sits(request, session):
    return session.members.filter(user=request.user).exists()


@page(methods=WRITE)
def room(request, pk):
    """The room; sent, it changes all grades that were chosen, or none."""
    session = one(request, pk)
    entries = entries_of(request, session)
    may_change = session.is_open and sits(request, session)
    if request.method not in READ and not sits(request, session):
        raise PermissionDenied(_("Only members of the session do this."))
    form = None
    if may_change or request.method == "POST":
        form = ChangesForm(
            request.POST if request.method == "POST" else None, entries=list(entries),
            grades=list(names_of(session_scale(session)).items()),
        )  # fmt: skip

    def deed(_data):
        changes = form.changes()
        if not changes:
            return None
        try:
            return services.change_grades(session, changes, by=request.user)
        except ChangesError as error:
            form.refuse(error.errors)
            raise

    if request.method == "POST" and form.is_valid() and carried_out(form, deed, by=request.user):
        count = len(getattr(form, "outcome", None) or [])
        if count:
            messages.success(request, _("Changed: %(n)s.") % {"n": count})
        return redirect(request.get_full_path())
    return shown(request, session, entries, form)


def entries_of(request, session):
    """A page of the entries, filtered as the address says."""
    rows = CalibrationEntry.objects.visible_to(request.user).filter(session=session)
    show = request.GET.get("show")
    if show == "changed":
        rows = rows.filter(changes__isnull=False).distinct()
    elif show == "ungraded":
        rows = rows.filter(grade="", appraisal__excluded_as="")
    return page_of(request, rows.for_list())


def shown(request, session, entries, form, minutes=None, status=None):
    session = one(request, session.pk)
    grades = grades_of(session)
    scale = session_scale(session)
    names = names_of(scale)
    changes = list(changes_of(request, session))
    known = known_of(request, session, entries, changes, names)
    spoken = Evaluation.objects.visible_to(request.user).handed_in().filter(
        source="superior", appraisal__calibration_entry__session=session
    )  # fmt: skip
    severity, foot = words.severity(spoken.select_related("evaluator__person").order_by("pk"))
    context = {
        "session": session,
        "title": words.title_of(session),
        "lead": words.lead_of(session, len(grades), len([one for one in grades if one])),
        "obstacle": words.obstacle(session, grades),
        "rule": words.rule_of(session, grades),
        "meter": words.meter_of(session, grades),
        "form": form,
        "rows": words.entry_rows(form if known["sits"] else None, entries.object_list, known),
        "page_obj": entries,
        "base": query_base(request),
        "tabs": tabs(request),
        "severity": severity, "foot": foot, "severity_columns": words.severity_columns(),
        "history": words.timeline(changes[:SHOWN_CHANGES], names),
        "latest": changes[0].pk if changes else 0,
        "members": [person_of(one.user) for one in members_of(session)],
        "may_change": known["sits"],
        **office_part(request, session),
        "lock": LockForm(initial={"version": session.version}),
        "step": StepForm(),
        "minutes": minutes or MinutesForm(
            initial={
                "minutes": session.minutes, "met_on": session.met_on,
                "seen": minutes_seen(session),
            }
        ),
    }  # fmt: skip
    code = status or getattr(form, "status", 200)
    return render(request, "appraisals/calibration.html", context, status=code)


def office_part(request, session):
    """What the office may do here, and whether there is a quota at all."""
    place = session.appraisal_cycle.department
    is_office = holds_role(request.user, "office", department=place)
    quota = quota_for(session.appraisal_cycle, session.scale)
    can_rise = quota is not None and quota.share_with_approval > quota.share
    is_raised = session.raised_share is not None
    return {
        "ruled": quota is not None,
        "is_office": is_office,
        "may_raise": is_office and can_rise and not is_raised and not session.is_locked,
    }


def members_of(session):
    return session.members.select_related("user__person").order_by("pk")


def changes_of(request, session):
    """The changes of the session, the newest first, without any of oneself."""
    rows = CalibrationChange.objects.visible_to(request.user)
    return rows.filter(entry__session=session).for_list()


def known_of(request, session, entries, changes, names):
    """What the rows say beside grade and score, asked once for the page."""
    rows = [one.appraisal for one in entries.object_list]
    for row in rows:
        row.appraisal_cycle = session.appraisal_cycle
    spoken = Evaluation.objects.visible_to(request.user).handed_in().filter(
        appraisal__in=rows, source="superior"
    )  # fmt: skip
    stood = Recusal.objects.visible_to(request.user).filter(user=request.user, appraisal__in=rows)
    said = {}
    for one_change in changes:
        line = words.change_words(one_change, names)
        said.setdefault(one_change.entry_id, []).append(line)
    return {
        "scale": session_scale(session),
        "sits": session.is_open and sits(request, session),
        "caps": caps_of(rows),
        "spoken": dict(spoken.values_list("appraisal", "pk")),
        "aside": set(stood.values_list("appraisal", flat=True)),
        "changes": said,
        "least": suggested(rows[0], {}).least if rows else 0,
        "may_cap": not session.is_locked
        and holds_role(request.user, *CAPPERS, department=session.appraisal_cycle.department),
    }


def tabs(request):
    show = request.GET.get("show", "")
    offered = {"": _("All"), "changed": _("Changed"), "ungraded": _("Without a grade")}
    return [
        {"label": label, "url": f"?show={key}" if key else "?", "current": key == show}
        for key, label in offered.items()
    ]


@page()
def news(request, pk):
    """What others changed since the page was opened; the page asks for it every few seconds."""
    session = one(request, pk)
    since = whole(request.GET.get("since"))
    names = names_of(session_scale(session))
    fresh = changes_of(request, session).filter(pk__gt=since).exclude(by=request.user)
    return render(request, "appraisals/_news.html", {
        "session": session,
        "since": since,
        "is_locked": session.is_locked,
        "lines": [
            _("%(name)s: %(change)s") % {
                "name": change.entry.appraisal.title,
                "change": words.change_words(change, names),
            }
            for change in fresh
        ],
    })  # fmt: skip
