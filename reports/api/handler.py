"""Where an exception becomes an answer: the one place for REST."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit.errors import DomainError, WrongState
from indicators.services.smart_check import NotSmart
from reports.problems import (
    CONTENT_TYPE,
    NOT_SMART,
    Conflict,
    NotAccepted,
    Unprocessable,
    pointers,
    problem,
)
from reports.services.calls import KeyReused


def refused(error: DomainError) -> exceptions.APIException:
    messages = [str(error.message)]
    return exceptions.ValidationError({error.field: messages} if error.field else messages)


def not_smart(error: NotSmart) -> exceptions.APIException:
    return NotAccepted(
        [
            {
                "pointer": f"/{said.field}",
                "detail": f"{said.reason} {said.repair}",
                "rule": said.rule,
            }
            for said in error.findings
        ]
    )


def invalid(error: ValidationError) -> exceptions.APIException:
    known = error.message_dict if hasattr(error, "error_dict") else error.messages
    return exceptions.ValidationError(known)


# The first that fits counts.
WORDS: list[tuple[type[Exception], Callable[[Any], exceptions.APIException]]] = [
    (KeyReused, lambda error: Unprocessable(str(error.message))),
    (NotSmart, not_smart),
    (WrongState, lambda error: Conflict(str(error.message))),
    (DomainError, refused),
    (ValidationError, invalid),
    (PermissionDenied, lambda error: exceptions.PermissionDenied(str(error) or None)),
    (DataError, lambda _error: exceptions.ValidationError([_("A value has a wrong form.")])),
]


def as_api_error(error: Exception) -> Exception:
    """The REST framework's word for what a service or the database refused."""
    for kind, word in WORDS:
        if isinstance(error, kind):
            return word(error)
    return error


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's EXCEPTION_HANDLER: every refusal becomes a problem; a bug stays a bug."""
    error = as_api_error(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    path = context["request"].path
    if isinstance(error, NotAccepted):
        response.data = problem(422, path, str(error.detail), error.errors, NOT_SMART)
    else:
        response.data = body_for(response, path)
    response.content_type = CONTENT_TYPE
    return response


def body_for(response: Response, path: str) -> dict[str, Any]:
    data = response.data
    if response.status_code == HTTPStatus.BAD_REQUEST and not is_plain(data):
        errors = list(pointers(data))
        return problem(400, path, errors[0]["detail"] if len(errors) == 1 else "", errors)
    detail = data.get("detail", "") if isinstance(data, dict) else ""
    if response.status_code == HTTPStatus.NOT_FOUND:
        detail = ""  # the same words for what is not there and for what is not yours
    return problem(response.status_code, path, force_str(detail))


def is_plain(data: Any) -> bool:
    return isinstance(data, dict) and list(data) == ["detail"]
