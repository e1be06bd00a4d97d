"""Where things are: one place that knows the addresses, so that every page keeps the view."""

from django.urls import NoReverseMatch, reverse

from departments.models import Department
from reports.kpi import Kpi
from reports.needs import Links
from reports.views.scope import Scope

PARTS = {"milestone": "indicators:stages", "rubric": "indicators:levels"}
REPORTERS = ("office", "manager", "employee")


def department_url(scope: Scope, code: str, **more: object) -> str:
    return scope.link(reverse("reports:department", args=[code]), **more)


def kpi_url(scope: Scope, kpi: Kpi, **more: object) -> str:
    codes = [kpi.target.department.code, kpi.indicator.code]
    return scope.link(reverse("reports:indicator", args=codes), **more)


def entry_url(kpi: Kpi, label: str = "") -> str:
    """The form that takes a value of this KPI, or its stages or levels; nothing without one."""
    if kpi.target.pk and kpi.target.method in PARTS:
        return reverse(PARTS[kpi.target.method], args=[kpi.target.pk])
    try:
        return reverse("indicators:report", args=[kpi.target.department.code, kpi.indicator.code])
    except NoReverseMatch:
        return ""


def reportable(user, departments) -> set[int]:
    """Of these departments, the ones whose values `user` may report. Rule A8."""
    allowed = Department.objects.visible_to(user).led_by(user, *REPORTERS)
    return set(allowed.filter(pk__in=list(departments)).values_list("pk", flat=True))


def links(scope: Scope, may_report: set[int]) -> Links:
    def report(kpi: Kpi) -> str:
        return entry_url(kpi) if kpi.target.department_id in may_report else ""

    return Links(kpi=lambda kpi: kpi_url(scope, kpi), report=report)
