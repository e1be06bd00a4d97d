"""Engagements: what one has to do with them, and the page of one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from departments.services import held_roles, holds_role
from departments.views.frame import page_of, query_base
from feedback import services
from feedback.models import Engagement, EngagementUnit, Seat, UnitMaterial
from feedback.models.engagements import MARKERS
from feedback.queries.engagements import KEEPERS
from feedback.services.engagement_steps import STEPS
from feedback.services.evaluators import COMMISSIONERS
from feedback.views import third_party_words as words
from indicators.views.kept_files import download

MOST = 50  # of one's own departments on one page
BACK = ("withdraw", "correct")


def one(user, pk):
    return get_object_or_404(Engagement.objects.visible_to(user).for_list(), pk=pk)


def unit_for(user, pk):
    return get_object_or_404(EngagementUnit.objects.visible_to(user).for_list(), pk=pk)


def is_kept(user, row):
    """Whether `user` looks at it from the side that commissions, and so knows the names."""
    return holds_role(user, *KEEPERS, department=row.department_id)


def seat_of(user, row):
    member = row.members.filter(user=user).first()
    return member.seat if member else None


def require_commissioner(user, row):
    if not holds_role(user, *COMMISSIONERS, department=row.department_id):
        raise PermissionDenied(
            _("This needs the role of performance office or supervision over %(department)s.")
            % {"department": row.department.title}
        )


@login_required
@require_safe
def engagements(request):
    """What one keeps or marks, or the units of one's own that were marked."""
    found = page_of(request, Engagement.objects.visible_to(request.user).for_list())
    seen = EngagementUnit.objects.visible_to(request.user)
    own = list(seen.replied_by(request.user).for_list()[:MOST])
    if not found.object_list and not own and not held_roles(request.user):
        raise Http404
    keeps = holds_role(request.user, *KEEPERS)
    return render(request, "feedback/engagements.html", {
        "keeps": keeps, "commissions": holds_role(request.user, *COMMISSIONERS),
        "columns": [{"label": _("Engagement"), "wide": True}, {"label": _("Period")},
                    {"label": _("Sheets handed in"), "num": True}, {"label": _("State")}],
        "rows": [engagement_row(row) for row in found],
        "page_obj": found, "base": query_base(request),
        "own_columns": [{"label": _("Department"), "wide": True}, {"label": _("Period")},
                        {"label": _("Reply until")}, {"label": _("State")}],
        "own": [own_row(unit) for unit in own],
    })  # fmt: skip


def engagement_row(row):
    return [
        {"text": row.title, "url": reverse("feedback:engagement", args=[row.pk]), "plain": True,
         "sub": row.organisation.title},
        str(row.period),
        {"text": f"{row.handed_in} / {2 * row.unit_count}", "num": True},
        words.state_cell(row),
    ]  # fmt: skip


def own_row(unit):
    row = unit.engagement
    return [
        {"text": unit.key.department.title, "url": reverse("feedback:unit-reply", args=[unit.pk]),
         "plain": True, "sub": row.title},
        str(row.period), words.day(row.reply_until), words.state_cell(row),
    ]  # fmt: skip


@login_required
@require_safe
def engagement(request, pk):
    """How far it is, what stands in the way, and what this visitor does next."""
    row = one(request.user, pk)
    kept = is_kept(request.user, row)
    seat = seat_of(request.user, row)
    units = list(row.units.select_related("key__department", "engagement").prefetch_related(
        "sheets__member"
    ))  # fmt: skip
    commissions = holds_role(request.user, *COMMISSIONERS, department=row.department_id)
    return render(request, "feedback/engagement.html", {
        "row": row, "crumbs": words.crumbs(), "state": words.state_cell(row),
        "facts": facts(row, named=kept or not row.is_blind), "kept": kept, "seat": seat,
        "commissions": commissions, "is_draft": row.state == "drafted",
        "criteria": [criterion_row(each, row, commissions=commissions)
                     for each in row.criteria.prefetch_related("levels")],
        "criteria_columns": criteria_columns(row, commissions=commissions),
        "unit_columns": unit_columns(kept=kept),
        "units": [unit_row(unit, row, request.user, kept=kept, seat=seat) for unit in units],
        "missing": missing(row) if commissions else [],
        "steps": step_links(row) if commissions else [],
    })  # fmt: skip


@login_required
@require_safe
def material_file(request, pk):
    """The file of a piece of evidence, as it was put before the markers."""
    rows = UnitMaterial.objects.visible_to(request.user).with_file()
    return download(get_object_or_404(rows, pk=pk))


def facts(row, *, named):
    found = [
        {"key": _("Organisation"), "value": row.organisation.title},
        {"key": _("Scope"), "value": row.scope},
        {"key": _("Period"), "value": str(row.period)},
        {
            "key": _("Accounts open"),
            "value": f"{words.day(row.starts_on)} – {words.day(row.ends_on)}",
        },
        {"key": _("Report due on"), "value": words.day(row.report_due_on)},
        {"key": _("Blind"), "value": _("yes, letters only") if row.is_blind else _("no")},
        {"key": _("Levels that both marks may lie apart"), "value": row.levels_apart_most},
        {"key": _("Reply until"), "value": words.day(row.reply_until)},
    ]
    if named:
        found.insert(2, {"key": _("Indicator"), "value": row.indicator.title})
        found.insert(2, {"key": _("Commissioned for"), "value": row.department.title})
        seats = {one.seat: one.user.username for one in row.members.select_related("user")}
        found += [{"key": seat.label.capitalize(), "value": seats.get(seat)} for seat in Seat]
    return found


def criteria_columns(row, *, commissions):
    found = [{"label": _("Criterion")}, {"label": _("Weight"), "num": True},
             {"label": pgettext("third-party evaluation", "Levels")}]  # fmt: skip
    return [*found, {"label": _("Change")}] if commissions and row.state == "drafted" else found


def criterion_row(each, row, *, commissions):
    levels = " · ".join(f"{words.plain(x.points)} {x.title}" for x in each.levels.all())
    cells = [{"text": each.title}, {"text": words.plain(each.weight), "num": True}, levels]
    if commissions and row.state == "drafted":
        cells[0]["url"] = reverse("feedback:criterion", args=[each.pk])
        remove = reverse("feedback:criterion-remove", args=[each.pk])
        cells.append({"text": _("Remove"), "url": remove})
    return cells


def unit_columns(*, kept):
    found = [
        {"label": _("Unit")},
        {"label": pgettext("third-party evaluation", "Next")},
    ]
    return [*found, {"label": _("Sheets handed in"), "num": True}] if kept else found


def unit_row(unit, row, user, *, kept, seat):
    title = words.unit_title(unit, named=kept or not row.is_blind)
    handed_in = {one.member.user_id for one in unit.sheets.all() if one.handed_in_at}
    cells = [title, next_of(unit, row, seat, kept=kept, is_in=user.pk in handed_in)]
    if kept:
        done = sum(one.handed_in_at is not None for one in unit.sheets.all())
        cells.append({"text": f"{done} / 2", "num": True})
    return cells


def next_of(unit, row, seat, *, kept, is_in):
    """The link that this visitor needs at a unit; nothing while there is nothing to do."""
    if seat in MARKERS and row.state == "marking":
        label = _("Read my marks") if is_in else pgettext("third-party evaluation", "Mark")
        return {"text": label, "url": reverse("feedback:unit-marks", args=[unit.pk])}
    if seat == Seat.RESPONSIBLE and row.state in ("adjudication", "final"):
        label = (
            _("Settle")
            if row.state == "adjudication"
            else pgettext("third-party evaluation", "Read")
        )
        return {"text": label, "url": reverse("feedback:unit-settle", args=[unit.pk])}
    if kept and row.is_marked:
        return {"text": _("Marks and reply"), "url": reverse("feedback:unit-reply", args=[unit.pk])}
    if kept and row.state != "withdrawn":
        return {
            "text": pgettext("third-party evaluation", "Evidence"),
            "url": reverse("feedback:unit-evidence", args=[unit.pk]),
        }
    return ""


def missing(row):
    """What stands against the way forward, before anybody presses."""
    forward = next((name for name in services.next_steps(row) if name != "withdraw"), None)
    if forward is None or forward == "correct":
        return []
    return services.missing_for(row, STEPS[forward])


def step_links(row):
    return [
        {"label": words.step_title(name), "kind": "" if name in BACK else "primary",
         "url": reverse("feedback:engagement-step", args=[row.pk, name])}
        for name in services.next_steps(row)
    ]  # fmt: skip
