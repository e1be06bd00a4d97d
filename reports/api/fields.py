"""Numbers as exact strings, moments as people write them."""

import datetime
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.drainage import set_override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

HIGHEST = 2**31 - 1  # of a row's number


class Number(serializers.DecimalField):
    """A measured quantity: a decimal string without exponent and without trailing zeros."""

    def __init__(self, **options):
        super().__init__(**{"max_digits": 30, "decimal_places": 15, **options})

    def to_representation(self, value):
        return plain(value)


class Exact(serializers.DecimalField):
    """A stored result: a decimal string with all twelve decimals."""

    def __init__(self, **options):
        super().__init__(**{"max_digits": 18, "decimal_places": 12, **options})


def plain(value):
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(text):
    """A moment in ISO 8601; a plain date means the end of that day here. None if it is neither."""
    try:
        if day := parse_date(text):
            last = datetime.datetime.combine(day, datetime.time.max)
            return timezone.make_aware(last)
        found = parse_datetime(text)
        if found and timezone.is_naive(found):
            found = timezone.make_aware(found)
        return found and found.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


class MomentFormField(forms.CharField):
    how = _("Write a date (2026-10-15) or a moment (2026-10-15T09:00:00+08:00).")

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        found = moment(text)
        if found is None:
            raise forms.ValidationError(self.how)
        return found


class Described:
    """A filter whose place in the description is given by itself: `form` and its label."""

    form = {}

    def __init__(self, **options):
        super().__init__(**options)
        set_override(self, "field", {**self.form, "description": options["label"]})


class MomentFilter(Described, filters.Filter):
    field_class = MomentFormField
    form = {"type": "string"}


class TrueOrFalse(Described, filters.TypedChoiceFilter):
    """`true` or `false`; anything else is refused, not ignored."""

    form = {"type": "boolean"}

    def __init__(self, **options):
        choices = [("true", "true"), ("false", "false")]
        super().__init__(choices=choices, coerce=lambda text: text == "true", **options)


class DayFilter(Described, filters.DateFilter):
    form = {"type": "string", "format": "date"}

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class WholeNumber(Described, filters.NumberFilter):
    form = {"type": "integer", "minimum": 1, "maximum": HIGHEST}

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=HIGHEST, decimal_places=0, **options)


@extend_schema_field(OpenApiTypes.STR)
class MomentField(serializers.Field):
    """The same in a body."""

    def to_internal_value(self, data):
        found = moment(data) if isinstance(data, str) else None
        if found is None:
            raise serializers.ValidationError(MomentFormField.how)
        return found
