"""Writes over REST: one answer for one `Idempotency-Key`, refused deeds as problems."""

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from reports.services import remember_call
from reports.services.calls import Answer

LONGEST_KEY = 200
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=_lazy(
        "Any text of yours, new for each deed: a repeat gets the first answer again."
    ),
)


def answered(request, act):
    """Carry out `act` once for the key of the request, if it has one, and answer."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or "\x00" in key:
        message = _("An Idempotency-Key has at most %d characters.") % LONGEST_KEY
        raise ValidationError({"Idempotency-Key": [message]})
    answer = remember_call(key, fingerprint(request), act, by=request.user) if key else act()
    response = Response(answer.body, answer.status)
    if answer.location:
        response["Location"] = answer.location
    if answer.is_replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def fingerprint(request):
    """What was asked: method, address and the parsed body."""
    asked = f"{request.method} {request.path} {canonical(request.data)}"
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(data):
    if isinstance(data, dict):
        return "{" + ",".join(f"{k!r}:{canonical(data[k])}" for k in sorted(data)) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(canonical, data)) + "]"
    return repr(data)


__all__ = ["KEY", "Answer", "answered"]
