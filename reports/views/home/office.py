"""The performance office opens on what its set-up still lacks."""

from django.utils.translation import gettext, ngettext

from departments.models import RoleGrant
from indicators.models import ScoreRun
from reports import setup
from reports.views import links
from reports.views.home import due
from reports.views.scope import HEAVY, PeriodForm, Scope


def page(request, view: Scope, grants: list[RoleGrant]) -> tuple[str, dict]:
    unit = grants[0].department
    newest = newest_run(request.user, view)
    at = setup.Standing(view.cycle, view.run, newest, view.today) if view.cycle else None
    tasks = [*setup.checklist(request.user, at), *due.all_open(request.user)]
    return "reports/home_office.html", {
        "department": unit,
        "form": PeriodForm(view, [], None),
        "tasks": tasks,
        "headline": headline(sum(1 for task in tasks if task["state"] != "done")),
        "newest": newest,
        "department_url": links.department_url(view, unit.code),
    }


def headline(count: int) -> str:
    if not count:
        return gettext("The set-up is complete")
    text = ngettext("%(n)s thing needs the office", "%(n)s things need the office", count)
    return text % {"n": count}


def newest_run(user, view: Scope) -> ScoreRun | None:
    """The last full run of the cycle that is done."""
    if view.cycle is None:
        return None
    runs = ScoreRun.objects.visible_to(user).done().filter(cycle=view.cycle).defer(*HEAVY[:2])
    return runs.order_by("-pk").first()
