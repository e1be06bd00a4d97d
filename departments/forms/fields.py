"""Fields that all forms of this room share."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.texts import with_short_ends

MOST_OFFERED = 500  # rows a browser can still search through while somebody types


class SeenForm(OnceForm):
    """A form over a row that says which state of the row it shows (see services.fingerprint)."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__({"class": "pm-w-s", **(attrs or {})}, format="%Y-%m-%d")


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(**{"widget": DayInput, **kwargs})


class TodayField(DayField):
    """A day that is today unless somebody says otherwise."""

    def __init__(self, **kwargs):
        super().__init__(**{"initial": timezone.localdate, **kwargs})


class LinesInput(forms.Textarea):
    """Several lines of text, read as the page counts them against its bound."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return with_short_ends(value) if isinstance(value, str) else value


class CodeInput(forms.TextInput):
    """A line of text with the known codes to choose from while one types."""

    template_name = "departments/widgets/code_input.html"
    offered = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["list_id"] = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = context["widget"]["list_id"]
        context["widget"]["offered"] = self.offered
        return context


class CodeField(forms.CharField):
    """A row named by its code. `offer` says which rows there are: those the user may see."""

    default_error_messages = {"unknown": _("There is no “%(value)s” that you may see.")}

    def __init__(self, *, key="code", **kwargs):
        self.key = key
        self.rows = None
        super().__init__(**{"max_length": 150, "widget": CodeInput, **kwargs})
        self.widget.attrs.setdefault("class", "pm-w-m")
        self.widget.attrs["autocomplete"] = "off"

    def offer(self, rows, words):
        """Take rows from the queryset `rows`; `words` says how a row reads in the list."""
        self.rows = rows
        self.widget.offered = [
            (getattr(row, self.key), words(row)) for row in rows.order_by(self.key)[:MOST_OFFERED]
        ]

    def prepare_value(self, value):
        return getattr(value, self.key, value)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        row = self.rows.filter(**{self.key: text}).first()
        if row is None:
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": text}
            )
        return row
