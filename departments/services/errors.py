"""What the services of this room raise, and how a refused row becomes such an error."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from audit.constraints import validate_constraints
from audit.errors import DomainError, WrongState
from audit.services import record

Row = TypeVar("Row", bound=models.Model)


class DepartmentError(DomainError):
    """A rule of the organisation was broken: 400 with the message at `field`."""


def insert(row: Row) -> Row:
    """Save a new row; a broken constraint becomes a DepartmentError with its own message."""
    validate(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # a race: the row came in between check and save
        raise WrongState(
            _("Somebody else saved the same at this moment. Reload the page and look.")
        ) from error
    return row


def validate(row: models.Model) -> None:
    """Field by field, then the dates, then the constraints, which need both to be sound."""
    try:
        row.clean_fields()
        starts_on, ends_on = getattr(row, "starts_on", None), getattr(row, "ends_on", None)
        if starts_on and ends_on and ends_on < starts_on:
            raise DepartmentError(_("The end date must not lie before the start date."), "ends_on")
        row.validate_unique()
        validate_constraints(row)
    except ValidationError as error:
        raise as_department_error(error, row) from None


def as_department_error(error: ValidationError, row: models.Model) -> DepartmentError:
    """The first message, at its field."""
    field, found = next(iter(error.error_dict.items()))
    if field == NON_FIELD_ERRORS:
        return DepartmentError(found[0].messages[0])
    if found[0].code == "unique":
        return DepartmentError(
            _("“%(value)s” is taken already.") % {"value": getattr(row, field)}, field
        )
    return DepartmentError(found[0].messages[0], field)


def change(
    row: Row,
    values: Mapping[str, Any],
    *,
    verb: str,
    by: Any,
    seen: str | None = None,
    private: bool = False,
) -> Row:
    """Set `values` and tell the ledger what they were; nothing happens when they already hold.

    The ledger cannot forget: with `private` it keeps the names of the fields only.

    Errors: WrongState when `seen` (see `fingerprint`) says that the form showed an older row.
    """
    model = row.__class__  # type(row) would be the wrapper, for request.user
    current = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)  # noqa: SLF001 -- documented
    before = {name: getattr(current, name) for name in values}
    if seen is not None and seen != fingerprint(current, list(values)):
        raise WrongState(
            _("Somebody else changed this while you were writing. Compare, then save again.")
        )
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return current
    for name, value in changed.items():
        setattr(current, name, value)
    validate(current)
    try:
        with transaction.atomic():
            current.save(update_fields=list(changed))
    except IntegrityError as error:
        raise WrongState(_("Somebody else changed this at the same moment.")) from error
    details: dict[str, Any] = {"changed": sorted(changed)}
    if not private:
        details["before"] = {name: plain(before[name]) for name in changed}
        details["after"] = {name: plain(value) for name, value in changed.items()}
    record(verb, current, by=by, details=details)
    return current


def fingerprint(row: models.Model, names: list[str]) -> str:
    """What a form shows of a row, as one word; another word means that the row has changed."""
    shown = [[name, str(plain(getattr(row, name)))] for name in sorted(names)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
