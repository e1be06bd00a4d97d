from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from perfmgmt import navigation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page in Chinese leaves its language behind in this thread."""
    with translation.override("en"):
        yield


def request_for(user: Any, path: str = "/en/", **cookies: str) -> Any:
    request = RequestFactory().get(path)
    request.user = user
    request.COOKIES.update(cookies)
    return request


def names_for(role_names: set[str]) -> list[str]:
    """The names of the pages these roles are led to, whether they exist yet or not."""
    items = [item for _, section in navigation.SECTIONS for item in section]
    return [item.name for item in items if item.roles & role_names]


def test_roles_decide_what_is_offered() -> None:
    common = [
        "home",
        "indicators:cascade",
        "departments:tree",
        "appraisals:cycles",
        "indicators:list",
        "indicators:plans",
        "indicators:requirements",
        "indicators:owners",
        "appraisals:my-plan",
        "appraisals:my-log",
    ]
    scores = [
        "reports:scorecard",
        "reports:league",
        "reports:compare",
        "appraisals:assessments",
    ]
    judged = [*scores, "appraisals:sitting", "appraisals:calibrations", "feedback:ballots"]
    assert names_for({"evaluator"}) == [
        *common,
        "indicators:returns",
        *judged,
        "indicators:samples",
        "appraisals:my-results",
        "appraisals:appeals",
    ]
    assert names_for({"employee"}) == [
        *common,
        "indicators:returns",
        "indicators:import",
        "indicators:missing",
        *scores,
        "feedback:ballots",
        "appraisals:my-results",
        "feedback:desk",
    ]
    assert names_for({"auditor"}) == [
        *common,
        "indicators:returns",
        "indicators:missing",
        *judged,
        "feedback:engagements",
        "feedback:services",
        "reports:radar",
        "indicators:runs",
        "indicators:samples",
        "indicators:revisions",
        "appraisals:my-results",
        "appraisals:results",
        "appraisals:appeals",
        "feedback:rating-rules",
        "feedback:desk",
        "reports:audit-log",
        "reports:tokens",
        "api-docs",
        "departments:manage",
    ]
    assert names_for({"office"})[-1] == "departments:manage"


def test_no_line_leads_nowhere() -> None:
    items = [navigation.Item("styleguide", "Here"), navigation.Item("no:such", "Nowhere")]
    with translation.override("en"):
        lines = navigation.entries(items, {"office"}, "/en/styleguide/")
    assert lines == [{"url": "/en/styleguide/", "label": "Here", "current": True}]


def test_navigation_of_a_stranger_and_of_nobody(world: Any) -> None:
    assert navigation.navigation(request_for(AnonymousUser())) == []
    offered = {
        line["url"]
        for s in navigation.navigation(request_for(world.stranger))
        for line in s["lines"]
    }
    own = {
        line["url"]
        for s in navigation.navigation(request_for(world.employee))
        for line in s["lines"]
    }
    assert offered == own


def test_one_line_at_most_is_current(world: Any) -> None:
    with translation.override("en"):
        sections = navigation.navigation(request_for(world.office, "/en/departments/x/"))
    current = [line["url"] for s in sections for line in s["lines"] if line["current"]]
    assert len(current) <= 1


@pytest.mark.parametrize(
    ("language", "path", "switched"),
    [
        ("en", "/en/styleguide/?a=1&b=%E4%B8%AD", "/zh-hans/styleguide/?a=1&b=%E4%B8%AD"),
        ("zh-hans", "/zh-hans/styleguide/", "/en/styleguide/"),
        ("en", "/en/no/such/page/?q=x", "/zh-hans/no/such/page/?q=x"),
        ("en", "/elsewhere/", "/zh-hans/"),
    ],
)
def test_language_switch_keeps_the_page(language: str, path: str, switched: str) -> None:
    with translation.override(language):
        request = RequestFactory().get(path)
        assert navigation.language_switch(request)["url"] == switched


def test_theme_comes_from_the_cookie_and_nothing_else_does() -> None:
    shown = [
        navigation.shell(request_for(AnonymousUser(), theme=value))["theme"]
        for value in ("dark", "light", "", '"><script>')
    ]
    assert shown == ["dark", "light", "", ""]


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_html_lang(client: Any, db: None, language: str, tag: str) -> None:
    page = client.get(f"/{language}/accounts/login/").content.decode()
    assert f'<html lang="{tag}">' in page
