"""The frame around every page: navigation by role, language and theme switch, name of the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from appraisals.views.stage import acting_of
from audit.rehearsing import stage
from departments.services import held_roles
from feedback.models import Engagement

EMPLOYEE = frozenset({"employee"})  # what anybody sees who holds nothing
SEATED = frozenset({"seat"})  # an evaluator from outside: his engagement and nothing else
SETS_UP = {"office"}
REPORTS = {"office", "manager", "employee"}
CHECKS = {"office", "auditor", "supervision"}
VERIFIES = {"office", "auditor", "supervision", "evaluator"}
READS_DATA = {"office", "manager", "auditor", "supervision"}
JUDGES = {"office", "manager", "evaluator", "auditor", "supervision"}
ANYBODY = SETS_UP | REPORTS | CHECKS | {"evaluator"}
LEADS = SETS_UP | {"manager"}
THEMES = {"light", "dark"}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the navigation: where it leads, and the roles it is for."""

    name: str
    label: Any
    roles: frozenset[str] | set[str] = frozenset(ANYBODY)


# The four verbs are the headings; what has no page yet has no line.
SECTIONS: list[tuple[Any, list[Item]]] = [
    ("", [Item("home", _("Home"), ANYBODY | SEATED)]),
    (
        _("Plan"),
        [
            Item("indicators:cascade", _("Strategy")),
            Item("departments:tree", _("Departments")),
            Item("appraisals:cycles", _("Cycles of appraisal")),
            Item("indicators:list", _("Indicators")),
            Item("indicators:plans", _("Scorecard plans")),
            Item("indicators:requirements", _("Requirements")),
            Item("indicators:owners", _("Owners")),
            Item("appraisals:my-plan", _("My plan")),
        ],
    ),
    (
        _("Coach"),
        [
            Item("appraisals:team", _("My team"), LEADS),
            Item("appraisals:my-log", _("My log")),
            Item("indicators:returns", _("Data returns")),
            Item("indicators:import", _("Import values"), REPORTS),
            Item("indicators:missing", _("Missing values"), REPORTS | CHECKS),
        ],
    ),
    (
        _("Evaluate"),
        [
            Item("reports:scorecard", _("Scorecard")),
            Item("reports:league", _("Departments compared")),
            Item("reports:compare", _("Fair comparison")),
            Item("appraisals:assessments", _("Self-assessments")),
            Item("appraisals:sitting", _("Evaluations"), JUDGES),
            Item("appraisals:calibrations", _("Calibration"), JUDGES),
            Item("feedback:ballots", _("Ballots")),
            Item("feedback:engagements", _("Third-party evaluation"), READS_DATA | SEATED),
            Item("feedback:services", _("Public services"), READS_DATA),
            Item("reports:radar", _("Gaming radar"), READS_DATA),
            Item("indicators:runs", _("Score runs"), READS_DATA),
            Item("indicators:samples", _("Verification"), VERIFIES),
            Item("indicators:revisions", _("Revisions"), READS_DATA),
        ],
    ),
    (
        _("Feedback"),
        [
            Item("appraisals:my-results", _("My results")),
            Item("appraisals:results", _("Appraisal results"), READS_DATA),
            Item("appraisals:appeals", _("Appeals"), VERIFIES | {"manager"}),
            Item("feedback:rating-rules", _("Ratings as values"), READS_DATA | {"manager"}),
            Item("feedback:desk", _("Rectification desk"), READS_DATA | {"employee"}),
            Item("reports:audit-log", _("Audit log"), CHECKS),
            Item("reports:tokens", _("API tokens"), READS_DATA),
            Item("api-docs", _("API documentation"), READS_DATA),
        ],
    ),
    (_("Set-up"), [Item("departments:manage", _("Administration"), CHECKS)]),
]
ACCOUNT = [
    Item("departments:account", _("Your account")),
    Item("departments:notifications", _("Notifications")),
    Item("account_change_password", _("Change password")),
    Item("mfa_index", _("Two-step sign-in")),
]


def address(name: str) -> str:
    """The URL, or nothing while the page is not there: no dead links."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def entries(items: Iterable[Item], roles: frozenset[str], path: str) -> list[dict[str, Any]]:
    """The lines for these roles that lead somewhere; the longest matching address is current."""
    shown = [(item, url) for item in items if item.roles & roles and (url := address(item.name))]
    return [{"url": url, "label": item.label, "current": is_here(path, url)} for item, url in shown]


def is_here(path: str, url: str) -> bool:
    """Whether the page is this one or lies beneath it; beneath the home page lies everything."""
    return path == url if url == address("home") else path.startswith(url)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Sections with at least one line; empty for somebody who is not signed in."""
    if not request.user.is_authenticated:
        return []
    roles = held_roles(request.user) or without_a_role(request.user)
    sections = [
        {"heading": heading, "lines": entries(items, roles, request.path)}
        for heading, items in SECTIONS
    ]
    lines = [line for section in sections for line in section["lines"]]
    matching = [line["url"] for line in lines if line["current"]]
    best = max(matching, key=len, default="")
    for line in lines:
        line["current"] = line["url"] == best
    return [section for section in sections if section["lines"]]


def unread(request: HttpRequest) -> int:
    """How many notifications wait for whoever is signed in; it comes with his roles."""
    held_roles(request.user)
    return getattr(request.user, "unread", 0)


def without_a_role(user: Any) -> frozenset[str]:
    return SEATED if Engagement.objects.visible_to(user).exists() else EMPLOYEE


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    return entries(ACCOUNT, held_roles(request.user) | EMPLOYEE, request.path)


def language_switch(request: HttpRequest) -> dict[str, str]:
    """This page with its query in the other language; the start page where the address has none."""
    now = (get_language() or settings.LANGUAGE_CODE).lower()
    other = "en" if now.startswith("zh") else "zh-hans"
    here = request.get_full_path()
    spoken = here.lower().startswith(f"/{now}/")
    url = f"/{other}/{here[len(now) + 2 :]}" if spoken else f"/{other}/"
    names = {"en": ("English", "en"), "zh-hans": ("中文", "zh-Hans")}
    label, tag = names[other]
    return {"url": url, "label": label, "tag": tag}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html. Lazy: a fragment or an API page asks the database nothing."""
    theme = request.COOKIES.get("theme", "")
    language = (get_language() or "en").lower()
    return {
        "site_name": site_name(),
        "html_lang": "zh-Hans" if language.startswith("zh") else "en",
        "theme": theme if theme in THEMES else "",
        "nav": SimpleLazyObject(lambda: navigation(request)),
        "unread": SimpleLazyObject(lambda: unread(request)),
        "account_links": SimpleLazyObject(lambda: account_links(request)),
        "language_switch": SimpleLazyObject(lambda: language_switch(request)),
        "acting": SimpleLazyObject(lambda: acting_of(request)),
        "on_stage": stage() is not None,
    }


def site_name() -> str:
    """Of the house that runs this, else of the product."""
    return getattr(settings, "SITE_NAME", "") or gettext("Linhu Performance")
