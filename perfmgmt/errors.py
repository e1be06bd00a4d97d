"""Error pages that help: what happened, what to do, a number to quote. The API has its own."""

import sys
from collections.abc import Callable
from http import HTTPStatus
from math import ceil

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import get_template

from audit.errors import DomainError, WrongState

RETRY_SECONDS = 30
MINUTE = 60


def reference() -> str:
    """The number under which the log knows this request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def page(request: HttpRequest, status: int, message: object = "") -> HttpResponse:
    """A page of the shell in the reader's language; `message` only where a person wrote it."""
    context = {"message": str(message), "reference": reference()}
    return render(request, f"{status}.html", context, status=status)


def written(error: BaseException | None) -> str:
    """The words of an exception raised for people; Django's own are for developers."""
    words = str(error or "")
    return words if isinstance(error, DomainError) or words[-1:] in {".", "。", "?", "？"} else ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400, written(exception) if isinstance(exception, BadRequest) else "")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403, written(exception))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what is not there and for what is not yours."""
    return page(request, 404)


def conflict(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 409, written(exception))


def gone(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 410, written(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that stood open over a sign-out, seldom an attack."""
    context = {"stale": True, "reference": reference()}
    return render(request, "403.html", context, status=403)


def locked(
    request: HttpRequest, original: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Too many wrong passwords: says for how long, never whether the account exists."""
    from axes.helpers import get_cool_off  # noqa: PLC0415 -- a portal that runs alone has no axes

    seconds = get_cool_off(request).total_seconds()
    context = {
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "cooloff_minutes": ceil(seconds / MINUTE),
        "reference": reference(),
    }
    response = render(request, "account/locked.html", context, status=429)
    response["Retry-After"] = str(ceil(seconds))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Without database, session or context processors: one of them may be what failed."""
    lost = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return standing(503 if lost else 500)


def standing(status: int) -> HttpResponse:
    """A page in both languages that needs nothing but its file."""
    context = {"reference": reference(), "static": settings.STATIC_URL}
    response = HttpResponse(get_template(f"{status}.html").render(context), status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


class DomainErrorMiddleware:
    """A refusal no view has caught becomes 409 or 400 with its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, WrongState):
            return conflict(request, error)
        if isinstance(error, DomainError):
            return page(request, 400, written(error))
        return None
