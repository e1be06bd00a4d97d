"""The first page after signing in: what there is to do, by role."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from departments.models import RoleGrant
from feedback.models import Engagement
from reports.views.home import auditor, due, employee, manager, office, overview, waiting
from reports.views.scope import scope

# The role nearest to daily work opens first.
PAGES = {
    "manager": (_("Manager"), manager.page),
    "office": (_("Performance office"), office.page),
    "employee": (_("Employee"), employee.page),
    "auditor": (_("Auditor"), auditor.page),
    "evaluator": (_("Evaluator"), overview.page),
    "supervision": (_("Supervision"), overview.page),
}


@login_required
@require_safe
def home(request):
    """The page of the role asked for by ?as=, else of the first role one holds."""
    grants = held(request.user)
    roles = [role for role in PAGES if role in grants]
    if not roles:
        seats = Engagement.objects.visible_to(request.user)
        return render(request, "reports/no_grant.html", {"has_a_seat": seats.exists()})
    role = request.GET.get("as") if request.GET.get("as") in roles else roles[0]
    view = scope(request)
    if request.GET.get("as") == role:
        view.role = role
    template, context = PAGES[role][1](request, view, grants[role])
    tabs = [{"label": PAGES[r][0], "url": f"?as={r}", "current": r == role} for r in roles]
    context |= {
        "scope": view, "tabs": tabs if len(tabs) > 1 else [],
        "assessments": due.assessments(request.user),
        "waiting": waiting.cards(request.user, role, view.today),
    }  # fmt: skip
    return render(request, template, context)


def held(user) -> dict[str, list[RoleGrant]]:
    """The grants in force by role; own ones before lent ones, higher departments first."""
    rows = (
        RoleGrant.objects.held_by(user)
        .select_related("department")
        .order_by("department__level", "department__code", "pk")
    )
    found: dict[str, list[RoleGrant]] = {}
    for grant in sorted(rows, key=lambda g: g.user_id != user.pk):
        found.setdefault(grant.role, []).append(grant)
    return found
