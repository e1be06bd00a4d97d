"""Whether a row keeps the constraints of its table, asked before it is saved.

Django asks the database about each check of a table by itself, within a savepoint of its own.
Nearly every row keeps them all: here they are one question, and only a row that breaks one is
asked about each, so what a person reads is the same.
"""

from collections.abc import Collection
from functools import cache

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q, Value


def validate_constraints(row: models.Model, leave: Collection[str] = ()) -> None:
    """As `row.validate_constraints`; `leave` names the fields to leave aside.

    Errors: ValidationError with the message of each constraint that is broken.
    """
    if not (keeps_checks(row) and keeps_others(row, leave)):
        row.validate_constraints(exclude=set(leave))


@cache
def all_checks(model: type[models.Model]) -> Q:
    """Every check of the table. Where one is unknown and none is false, it holds: as in SQL."""
    together = Q()
    for check in model._meta.constraints:  # noqa: SLF001 -- documented
        if isinstance(check, CheckConstraint):
            together &= Q(check.condition)
    return together


def keeps_checks(row: models.Model) -> bool:
    """False also where this cannot tell: a check names a column that the database works out."""
    together = all_checks(row.__class__)
    if not together:
        return True
    fields = row._meta.concrete_fields  # noqa: SLF001 -- documented
    values = {one.name: value_of(row, one) for one in fields if not one.generated}
    try:
        return together.check({**values, "pk": Value(row.pk, row._meta.pk)})  # noqa: SLF001
    except FieldError:
        return False


def value_of(row: models.Model, field: models.Field) -> models.Expression:
    """What the row holds; an expression stands for itself, to be worked out by the database."""
    held = getattr(row, field.attname)
    return held if hasattr(held, "resolve_expression") else Value(held, field)


def keeps_others(row: models.Model, leave: Collection[str]) -> bool:
    """Whether nothing else in the table is in the way: keys, exclusions."""
    try:
        for constraint in row._meta.constraints:  # noqa: SLF001 -- documented
            if not isinstance(constraint, CheckConstraint):
                constraint.validate(row.__class__, row, exclude=set(leave))
    except ValidationError:
        return False
    return True
