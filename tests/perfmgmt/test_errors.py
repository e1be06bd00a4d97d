import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import translation

from audit.errors import DomainError, WrongState
from perfmgmt import errors


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page in Chinese leaves its language behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def request_of_nobody(rf: RequestFactory) -> Any:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/en/")
    request.user = AnonymousUser()
    return request


def heading(response: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return found[1].strip()


def lead(response: Any) -> str:
    found = re.search(r'<p class="pm-lead">(.*?)</p>', response.content.decode(), re.DOTALL)
    assert found
    return found[1].strip()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words", "other"),
    [
        ("/en/no/such/?a=1", "There is no page here for you", "/zh-hans/no/such/?a=1"),
        ("/zh-hans/no/such/?a=1", "没有找到您可以查看的页面", "/en/no/such/?a=1"),
    ],
)
def test_not_found_helps_in_both_languages(path: str, words: str, other: str) -> None:
    response = Client().get(path)
    assert (response.status_code, heading(response)) == (404, words)
    assert f'href="{other.replace("&", "&amp;")}"' in response.content.decode()
    assert re.search(r"<code[^>]*>[0-9a-f-]{36}</code>", response.content.decode())


@pytest.mark.parametrize(
    ("handler", "error", "status", "words"),
    [
        (
            errors.bad_request,
            BadRequest("The period ends before it starts."),
            400,
            "The period ends before it starts.",
        ),
        (
            errors.permission_denied,
            PermissionDenied("Only the performance office may publish."),
            403,
            "Only the performance office may publish.",
        ),
        (
            errors.permission_denied,
            PermissionDenied(),
            403,
            "Your role does not include this. Nothing was changed.",
        ),
        (
            errors.permission_denied,
            PermissionDenied("internal"),
            403,
            "Your role does not include this. Nothing was changed.",
        ),
        (errors.conflict, WrongState("The run is done already"), 409, "The run is done already"),
        (
            errors.gone,
            DomainError("The file was kept until 3 May."),
            410,
            "The file was kept until 3 May.",
        ),
    ],
)
def test_own_words_are_shown_and_foreign_ones_are_not(
    request_of_nobody: Any, handler: Any, error: Exception, status: int, words: str
) -> None:
    response = handler(request_of_nobody, error)
    assert (response.status_code, lead(response)) == (status, words)


@pytest.mark.parametrize(
    ("error", "status"), [(WrongState("Done."), 409), (DomainError("Too long."), 400)]
)
def test_refusals_no_view_caught_become_pages(
    request_of_nobody: Any, error: Exception, status: int
) -> None:
    middleware = errors.DomainErrorMiddleware(lambda request: None)  # type: ignore[arg-type]
    response = middleware.process_exception(request_of_nobody, error)
    assert response is not None
    assert (response.status_code, lead(response)) == (status, str(error))
    assert middleware.process_exception(request_of_nobody, ValueError("bug")) is None


def test_server_error_needs_no_database(rf: RequestFactory) -> None:
    """Without the `db` mark a query here would fail the test."""
    response = errors.server_error(rf.get("/en/"))
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert '<div lang="zh-Hans">' in page


def test_lost_database_is_503_and_says_when_to_come_back(rf: RequestFactory) -> None:
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        response = errors.server_error(rf.get("/en/"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")


@pytest.mark.django_db
def test_stale_form_is_told_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {"login": "x"})
    assert (response.status_code, heading(response)) == (403, "This page was open too long")


def test_lockout_says_for_how_long(request_of_nobody: Any) -> None:
    with translation.override("en"):
        response = errors.locked(request_of_nobody)
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes, then try again." in response.content.decode()
