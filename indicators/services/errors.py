"""How a refused row of this room becomes an error with a message at its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

from audit.constraints import validate_constraints
from audit.errors import DomainError, WrongState

Row = TypeVar("Row", bound=models.Model)


def checked(row: Row, *, leave: Sequence[str] = ()) -> Row:
    """The row, when its fields and constraints hold; `leave` names fields to leave aside.

    Errors: DomainError with the first message, at its field.
    """
    absent = [f.name for f in row._meta.fields if f.null and getattr(row, f.attname) is None]  # noqa: SLF001 -- documented
    try:
        row.clean_fields(exclude=[*leave, *absent])
        validate_constraints(row, leave)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], None if field == NON_FIELD_ERRORS else field) from None
    return row


def lock_key(*parts: Any) -> None:
    """Wait for whoever holds the same key; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(map(str, parts))]
        )


def moved_on(held: models.Model) -> WrongState:
    """Of a row with a `state` of a closed list: the step no longer starts there."""
    state = held.get_state_display()  # type: ignore[attr-defined]
    return WrongState(
        _("This is “%(state)s” now: somebody else was first. Reload the page and look.")
        % {"state": state}
    )


def overtaken() -> WrongState:
    return WrongState(
        _("Somebody else changed this while you were writing. Compare, then save again.")
    )
