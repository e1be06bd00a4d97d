"""Locked periods of a cycle, and the exceptions under which values still enter."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.services import holds_role, holds_role_at_root
from departments.views.frame import carried_out, form_page, page_of, query_base
from departments.views.frame import require_office as require_office_of
from indicators.forms.period_locks import BY_DAY, OPEN, ExceptionForm, LockForm
from indicators.models import Cycle, LockException, Period
from indicators.services import period_locks
from indicators.services.period_locks import Locks, Span
from indicators.views.frame import WRITE, page
from indicators.views.plan_words import day_of, joined, person_of
from indicators.views.plans import crumbs


@page()
def locks(request, cycle):
    """Each period of the cycle with the day it locks, and all exceptions."""
    found = one(request.user, cycle)
    periods = page_of(request, Period.objects.visible_to(request.user).within(found.period))
    standing = Locks([found])
    context = {
        "cycle": found, "crumbs": crumbs(found), "page_obj": periods,
        "base": query_base(request), "lead": joined(rule_words(standing), marked_words()),
        "rows": [period_row(period, standing) for period in periods],
        "may_lock": holds_role_at_root(request.user, "office"),
        "may_open": holds_role(request.user, "office"),
        "exceptions": exception_rows(request.user, found),
    }  # fmt: skip
    return render(request, "indicators/locks.html", context)


def one(user, pk):
    rows = Cycle.objects.visible_to(user).select_related("period", "policy")
    return get_object_or_404(rows, pk=pk)


def rule_words(standing):
    """What the policy of the cycle says, in a sentence."""
    ((_cycle, policy),) = standing.cycles
    if policy.lock is None:
        return _("The policy of this cycle locks no period by itself.")
    text = (
        ngettext("A period locks %(n)s working day after its end.",
                 "A period locks %(n)s working days after its end.", policy.lock.n)
        if policy.lock.unit == "working"
        else ngettext("A period locks %(n)s day after its end.",
                      "A period locks %(n)s days after its end.", policy.lock.n)
    )  # fmt: skip
    return text % {"n": policy.lock.n}


def marked_words():
    return _("A locked period takes values only under an exception, and they carry its mark.")


def period_row(period, standing):
    ((cycle, policy),) = standing.cycles
    decided = standing.decided.get((cycle.pk, period.label))
    day = standing.day(cycle, policy, Span(period.label, period.starts_on, period.ends_on))
    note = ""
    if decided is not None:
        note = _("%(who)s on %(day)s: %(reason)s") % {
            "who": person_of(decided.set_by), "day": day_of(decided.set_at),
            "reason": decided.reason,
        }  # fmt: skip
    return {
        "label": period.label, "day": day.isoformat() if day else "", "note": note,
        "locked": day is not None and day <= timezone.localdate(),
    }  # fmt: skip


def exception_rows(user, cycle):
    rows = LockException.objects.visible_to(user).filter(cycle=cycle).for_list()
    today = timezone.localdate()
    return [
        {
            "pk": row.pk, "department": row.department.title, "period": row.period.label,
            "until": row.until.isoformat(), "reason": row.reason,
            "who": person_of(row.opened_by), "when": day_of(row.opened_at),
            "open": row.closed_at is None and row.until >= today,
            "values": row.reported,
        }
        for row in rows.annotate(reported=Count("values"))
    ]  # fmt: skip


def period_of(user, cycle, label):
    rows = Period.objects.visible_to(user).within(cycle.period)
    return get_object_or_404(rows, label=label)


@page("office", methods=WRITE)
def lock(request, cycle, label):
    """Say from when on a period is locked, or that it stays open."""
    found = one(request.user, cycle)
    require_office_of(request.user)
    period = period_of(request.user, found, label)
    standing = Locks([found])
    row = period_row(period, standing)
    form = LockForm(
        request.POST if request.method == "POST" else None,
        initial={"how": BY_DAY if row["day"] or not row["note"] else OPEN,
                 "locks_on": row["day"] or timezone.localdate()},
    )  # fmt: skip

    def deed(data):
        period_locks.set_lock(found, period, form.day(), reason=data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("indicators:locks", cycle=found.pk)
    return form_page(
        request, form, title=_("Lock %(period)s") % {"period": period.label},
        back=reverse("indicators:locks", args=[found.pk]), template="indicators/form.html",
        crumbs=[*crumbs(found), locks_crumb(found)], lead=rule_words(standing),
    )  # fmt: skip


def locks_crumb(cycle):
    return {"label": _("Locked periods"), "url": reverse("indicators:locks", args=[cycle.pk])}


@page("office", methods=WRITE)
def exception_add(request, cycle, label):
    """Open a locked period for one department."""
    found = one(request.user, cycle)
    period = period_of(request.user, found, label)
    form = ExceptionForm(
        request.POST if request.method == "POST" else None, user=request.user,
        initial={"department": request.GET.get("department", "")},
    )  # fmt: skip

    def deed(data):
        period_locks.open_exception(
            found, period, data["department"], until=data["until"], reason=data["reason"],
            by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("indicators:locks", cycle=found.pk)
    return form_page(
        request, form, title=_("Open %(period)s for a department") % {"period": period.label},
        back=reverse("indicators:locks", args=[found.pk]), template="indicators/form.html",
        crumbs=[*crumbs(found), locks_crumb(found)], submit=_("Open it"),
    )  # fmt: skip


@page("office", methods=("POST",))
def exception_close(request, pk):
    """End an exception at once; a second click changes nothing."""
    rows = LockException.objects.visible_to(request.user).select_related("department", "period")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    if not holds_role(request.user, "office", department=row.department):
        raise PermissionDenied(_("This page needs the role of performance office."))
    period_locks.close_exception(row, by=request.user)
    return redirect("indicators:locks", cycle=row.cycle_id)
