"""Whether a row keeps the constraints of its table, asked before it is saved.

Django asks the database about each check of a table by itself, within a savepoint of its own.
Nearly every row keeps them all: here they are one question, and only a row that breaks one is
asked about each, so what a person reads is the same.
"""

from collections.abc import Collection
from functools import cache

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import BooleanField, CheckConstraint, Q, Value
from django.db.models.functions import Coalesce

UNKNOWN_HOLDS = True  # in SQL


def validate_constraints(row: models.Model, leave: Collection[str] = ()) -> None:
    """As `row.validate_constraints`; `leave` names the fields to leave aside.

    Errors: ValidationError with the message of each constraint that is broken.
    """
    if not (keeps_checks(row) and keeps_others(row, leave)):
        row.validate_constraints(exclude=set(leave))


@cache
def broken(model: type[models.Model]) -> Q | None:
    """That one check of the table is false; None for a table without any."""
    together = Q()
    for _table, constraints in model().get_constraints():
        for one in constraints:
            if isinstance(one, CheckConstraint):
                together &= Q(one.condition)
    return ~Q(Coalesce(together, UNKNOWN_HOLDS, output_field=BooleanField())) if together else None


def keeps_checks(row: models.Model) -> bool:
    """False also where this cannot tell, and each check has to be asked about.

    A check names a column that the database works out, or the database cannot answer: then
    `Q.check` says yes, to any question.
    """
    question = broken(row.__class__)
    if question is None:
        return True
    fields = row._meta.concrete_fields  # noqa: SLF001 -- documented
    values = {one.name: value_of(row, one) for one in fields if not one.generated}
    try:
        return not question.check({**values, "pk": Value(row.pk, row._meta.pk)})  # noqa: SLF001
    except FieldError:
        return False


def value_of(row: models.Model, field: models.Field) -> models.Expression:
    """What the row holds; an expression stands for itself, to be worked out by the database."""
    held = getattr(row, field.attname)
    return held if hasattr(held, "resolve_expression") else Value(held, field)


def keeps_others(row: models.Model, leave: Collection[str]) -> bool:
    """Whether nothing else in the table is in the way: keys, exclusions."""
    try:
        for table, constraints in row.get_constraints():
            for one in constraints:
                if not isinstance(one, CheckConstraint):
                    one.validate(table, row, exclude=set(leave))
    except ValidationError:
        return False
    return True
