"""Fields that take figures and periods as people write them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from departments.forms.fields import CodeInput
from indicators.figures import FigureError, parse_figure
from indicators.intake.problems import say


class FigureField(forms.CharField):
    """A number as a table would hold it: 1,204 or 71%. Gives a Decimal, or None when blank."""

    default_error_messages = {"text": _("Write a number, such as 1204.5.")}
    unit = ""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 60, "required": False, **kwargs})
        self.widget.attrs.update({"class": "pm-w-s", "inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return format(value.normalize(), "f")

    def clean(self, value):
        text = super().clean(value)
        try:
            figure = parse_figure(text, self.unit)
        except FigureError as error:
            raise ValidationError(f"{say(error.code, error.params)}.") from None
        if figure.is_in_words:
            raise ValidationError(self.error_messages["text"])
        if figure.value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return figure.value


class OfferedField(forms.CharField):
    """A line of text with suggestions; anything else may be typed as well."""

    widget = CodeInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "pm-w-m", "autocomplete": "off"})

    def offer(self, pairs):
        """Suggest (text, words) pairs."""
        self.widget.offered = list(pairs)
