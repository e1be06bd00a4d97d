"""Columns and checks that the models of this room share."""

from django.db import models
from django.db.models import Q


def known(name, field, choices, *, blank=False):
    """A check that a choices field holds one of its choices."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": values}))


def number(verbose_name, **options):
    """A measured quantity: exact, 30 digits, 15 of them after the point."""
    return models.DecimalField(
        verbose_name, max_digits=30, decimal_places=15, null=True, blank=True, **options
    )


def share(verbose_name, **options):
    """A small factor such as a weight or a cap: exact, four decimals."""
    return models.DecimalField(verbose_name, max_digits=9, decimal_places=4, **options)
