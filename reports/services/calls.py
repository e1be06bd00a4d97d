"""Repeated writes: the same `Idempotency-Key` gets the same answer and writes once."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import DomainError
from departments.models import User
from reports.models import RememberedCall

KEPT = datetime.timedelta(days=7)


class KeyReused(DomainError):  # noqa: N818 -- a state, like WrongState
    """The key came before with another request (422)."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    location: str = ""
    is_replayed: bool = False


@transaction.atomic
def remember_call(key: str, request_sha256: str, act: Callable[[], Answer], *, by: User) -> Answer:
    """Carry out `act`, or give the answer that this key got before.

    Of two at once the second waits for the first. What fails is not remembered.
    """
    call, is_new = RememberedCall.objects.get_or_create(
        user=by, key=key, defaults={"request_sha256": request_sha256}
    )
    if call.request_sha256 != request_sha256:
        raise KeyReused(
            _("This Idempotency-Key was used for another request. Take a new key."),
            "Idempotency-Key",
        )
    if not is_new:
        return Answer(call.status or 0, call.answer, call.location, is_replayed=True)
    answer = act()
    call.status, call.answer, call.location = answer.status, answer.body, answer.location
    call.save(update_fields=["status", "answer", "location"])
    return answer


def forget_calls() -> int:
    """Drop what is older than a week. Returns how many."""
    old = RememberedCall.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
