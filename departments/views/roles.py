"""Who has which role where: the list, granting, lending, ending."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import services
from departments.forms.roles import DelegateForm, EndGrantForm, GrantForm, GrantsFilter
from departments.forms.tree import ConfirmForm
from departments.models import Delegation, Department, RoleGrant
from departments.queries import KEEPERS
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
    span,
)
from departments.views.tree import name_of


def grants_crumb():
    return {"label": _("Roles"), "url": reverse("departments:grants")}


@page_for(*KEEPERS, methods=("GET", "HEAD"))
def grants(request):
    """Roles in the branches one keeps or checks, with their lending."""
    form = GrantsFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = found(RoleGrant.objects.visible_to(request.user).for_list(), asked)
    page = page_of(request, rows)
    keeps = services.holds_role(request.user, "office")
    context = {
        "form": form,
        "page": page,
        "base": query_base(request),
        "chips": chips_of(request, form),
        "rows": grant_rows(request.user, list(page), keeps=keeps),
        "keeps": keeps,
    }
    return render(request, "departments/grants.html", context)


def found(rows, asked):
    if not asked.get("ended"):
        rows = rows.in_force()
    if asked.get("role"):
        rows = rows.filter(role=asked["role"])
    if asked.get("department"):
        rows = rows.filter(department__code=asked["department"])
    if words := asked.get("q", "").strip():
        rows = rows.filter(
            Q(user__username__icontains=words)
            | Q(user__person__name__icontains=words)
            | Q(user__person__name_en__icontains=words)
            | Q(user__person__name_zh__icontains=words)
        )
    return rows


def grant_rows(user, page, *, keeps):
    """Each role with who holds it, over what, and to whom it is lent today."""
    lent = {}
    seen = Delegation.objects.visible_to(user).in_force().filter(grant__in=page)
    for row in seen.select_related("delegate__person"):
        lent.setdefault(row.grant_id, []).append(row)
    kept = set()
    if keeps:
        branches = Department.objects.led_by(user, "office")
        kept = set(
            branches.filter(pk__in=[row.department_id for row in page]).values_list("pk", flat=True)
        )
    return [
        {
            "grant": row,
            "name": name_of(row.user),
            "span": span(row),
            "lent": [
                {"row": one, "name": name_of(one.delegate), "span": span(one)}
                for one in lent.get(row.pk, [])
            ],
            "may_end": row.department_id in kept,
        }
        for row in page
    ]


@page_for("office")
def grant(request):
    form = GrantForm(
        sent(request),
        user=request.user,
        initial={
            "user": request.GET.get("user", ""),
            "department": request.GET.get("department", ""),
        },
    )

    def deed(data):
        values = {key: data[key] for key in ("user", "role", "department", "starts_on", "ends_on")}
        return services.grant_role(**values, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The role is granted."))
        return redirect("departments:grants")
    return form_page(
        request, form, title=_("Grant a role"), back=reverse("departments:grants"),
        crumbs=[grants_crumb()], submit=_("Grant the role"),
        lead=_("It opens the rows of the department and of all beneath it from its first day."),
    )  # fmt: skip


def named(row):
    return {
        "name": name_of(row.user),
        "role": row.get_role_display(),
        "department": row.department.title,
    }


@page_for()
def end_grant(request, pk):
    seen = RoleGrant.objects.visible_to(request.user)
    row = get_object_or_404(seen.select_related("user", "user__person", "department"), pk=pk)
    if row.user_id != request.user.pk:
        require_office(request.user, row.department)
    form = EndGrantForm(sent(request))

    def deed(data):
        return services.end_grant(row, on=data["on"], by=request.user)

    back = after_roles(request)
    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The role is ended."))
        return redirect(back)
    return form_page(
        request, form,
        title=_("End the role of %(name)s: %(role)s, %(department)s") % named(row),
        back=back, submit=_("End the role"), kind="danger",
    )  # fmt: skip


def after_roles(request):
    """The list for those who may read it, else one's own page."""
    keeps = services.holds_role(request.user, *KEEPERS)
    return reverse("departments:grants" if keeps else "departments:account")


@page_for()
def delegate(request, pk):
    """Lend one's own role, or arrange a deputy as the office of the branch."""
    seen = RoleGrant.objects.visible_to(request.user).in_force()
    row = get_object_or_404(seen.select_related("user", "user__person", "department"), pk=pk)
    if row.user_id != request.user.pk:
        require_office(request.user, row.department)
    form = DelegateForm(sent(request), user=request.user)

    def deed(data):
        values = {key: data[key] for key in ("to", "starts_on", "ends_on", "reason")}
        return services.delegate(row, **values, by=request.user)

    back = after_roles(request)
    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The role is lent."))
        return redirect(back)
    return form_page(
        request, form,
        title=_("Lend the role of %(name)s: %(role)s, %(department)s") % named(row),
        back=back, submit=_("Lend the role"),
        lead=_("The deputy sees and may do what the role allows, and cannot lend it on."),
    )  # fmt: skip


@page_for()
def end_delegation(request, pk):
    seen = Delegation.objects.visible_to(request.user).select_related(
        "delegate", "delegate__person", "grant__user", "grant__user__person", "grant__department"
    )
    row = get_object_or_404(seen, pk=pk)
    if request.user.pk not in {row.delegate_id, row.grant.user_id}:
        require_office(request.user, row.grant.department)
    form = ConfirmForm(sent(request))

    def deed(data):
        return services.end_delegation(row, by=request.user)

    back = after_roles(request)
    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The lent role is taken back."))
        return redirect(back)
    return form_page(
        request, form,
        title=_("Take back from %(delegate)s: %(role)s, %(department)s")
        % {**named(row.grant), "delegate": name_of(row.delegate)},
        back=back, submit=_("Take it back"), kind="danger", lead=_("It ends at once."),
    )  # fmt: skip
