"""Requests in the log by their ids; of the pages of citizens only those that failed."""

import uuid

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from perfmgmt.discreet import PORTAL

SERVER_FAULT = 500


class DiscreetRequests(RequestMiddleware):
    """Requests by their ids; of the pages of citizens only those that failed."""

    def prepare(self, request: HttpRequest) -> None:
        if request.path_info.startswith(PORTAL):
            structlog.contextvars.bind_contextvars(request_id=str(uuid.uuid4()))
        else:
            super().prepare(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        portal = request.path_info.startswith(PORTAL)
        if portal and response.status_code < SERVER_FAULT:
            structlog.contextvars.clear_contextvars()
        else:
            super().handle_response(request, response)
