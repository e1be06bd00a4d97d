"""Errors of the REST interface as problem details (RFC 9457), in the language of the caller."""

import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: ("bad-request", gettext_lazy("The request cannot be carried out as it is.")),
    401: ("not-signed-in", gettext_lazy("Sign in or send a valid token.")),
    403: ("not-allowed", gettext_lazy("You may not do this.")),
    404: ("not-found", gettext_lazy("There is no such thing, or you may not see it.")),
    405: ("method-not-allowed", gettext_lazy("This address does not know this method.")),
    406: ("not-acceptable", gettext_lazy("This format is not offered here.")),
    409: ("wrong-state", gettext_lazy("This cannot be done in the present state.")),
    410: ("gone", gettext_lazy("This is no longer kept.")),
    413: ("too-large", gettext_lazy("The request is too large.")),
    415: ("unsupported-media-type", gettext_lazy("Send JSON (application/json).")),
    422: ("key-reused", gettext_lazy("This key belongs to another request.")),
    429: ("too-many-requests", gettext_lazy("Too many requests. Wait before the next one.")),
    500: ("internal-error", gettext_lazy("Something went wrong on our side.")),
    503: ("unavailable", gettext_lazy("This is not available at the moment.")),
}
NOT_SMART = ("not-smart", gettext_lazy("The policy refuses this as it is."))


class Conflict(exceptions.APIException):
    status_code = 409


class Gone(exceptions.APIException):
    status_code = 410


class TooLarge(exceptions.APIException):
    status_code = 413


class Unprocessable(exceptions.APIException):
    status_code = 422


class NotAccepted(exceptions.APIException):
    """What the policy refuses: each reason with the place that it speaks of."""

    status_code = 422

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors[0]["detail"])
        self.errors = errors


def problem(
    status: int,
    path: str,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
    kind: tuple[str, Any] | None = None,
) -> dict[str, Any]:
    """The members of one problem: type, title, status, detail, instance and, if any, errors."""
    phrase = HTTPStatus(status).phrase.lower().replace(" ", "-")
    known = TITLES.get(status, (phrase, HTTPStatus(status).phrase))
    slug, title = known if kind is None else kind
    body: dict[str, Any] = {
        "type": f"urn:perfmgmt:problem:{slug}",
        "title": str(title),
        "status": status,
        "detail": detail or str(title),
        "instance": path,
    }
    return body | ({"errors": errors} if errors else {})


def pointers(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each message with the JSON pointer of what it speaks of."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else "/" + escaped(name)
            yield from pointers(inner, path + step)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from pointers(inner, f"{path}/{number}" if nested else path)
    else:
        yield {"pointer": path, "detail": force_str(detail)}


def escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


class ProblemMiddleware:
    """Turns what Django itself answers under /api/ (404, CSRF, 500 …) into problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            response.status_code < HTTPStatus.BAD_REQUEST
            or not request.path_info.startswith("/api/")
            or response.headers.get("Content-Type", "").startswith(CONTENT_TYPE)
        ):
            return response
        body = json.dumps(problem(response.status_code, request.path), ensure_ascii=False)
        answer = HttpResponse(body, CONTENT_TYPE, response.status_code)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        return answer
