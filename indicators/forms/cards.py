"""The definition card of an indicator, and the filter of the dictionary."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.forms.fields import SeenForm
from indicators.models import Indicator
from indicators.models.cards import Direction
from indicators.models.planning import PeriodKind
from indicators.services.planning import DESCRIBED, FIXED

UNITS = ("%", "days", "count", "CNY", "minutes")


class CardFilter(forms.Form):
    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "pm-w-m"}),
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[("", _("All")), *Direction.choices]
    )
    frequency = forms.ChoiceField(
        label=_("Reported every"), required=False, choices=[("", _("All")), *PeriodKind.choices]
    )
    old = forms.BooleanField(label=_("Earlier versions too"), required=False)


def field_of(name, **options):
    return Indicator._meta.get_field(name).formfield(**options)  # noqa: SLF001 -- documented


def text_of(name, **options):
    return field_of(name, widget=forms.Textarea(attrs={"rows": 3}), **options)


class WordsForm(SeenForm):
    """What a card says; its measure is fixed."""

    name = field_of("name", required=True, help_text=_("As it stands in the plan."))
    name_en = field_of("name_en")
    name_zh = field_of("name_zh")
    purpose = text_of("purpose", help_text=_("What it is measured for."))
    definition = text_of("definition", help_text=_("What is counted, and what is not."))
    definition_zh = text_of("definition_zh")
    formula = text_of("formula", help_text=_("What is divided by what, over which days."))
    formula_zh = text_of("formula_zh")
    source = field_of("source", help_text=_("The system or register the figures come from."))
    limitations = text_of("limitations", help_text=_("What it does not show."))
    limitations_zh = text_of("limitations_zh")
    frequency = field_of("frequency")
    decimals = field_of("decimals")

    def words(self):
        return {name: self.cleaned_data[name] for name in DESCRIBED}


class MeasureForm(SeenForm):
    """Unit, direction and base of a rate."""

    unit = field_of("unit", help_text=_("For example %, days, CNY."))
    direction = field_of("direction")
    per = field_of(
        "per",
        help_text=_("A rate is numerator ÷ denominator × this: 100 for a percentage, 1 otherwise."),
    )

    def measure(self):
        return {name: self.cleaned_data[name] for name in FIXED}


class CardForm(MeasureForm, WordsForm):
    """A new card."""

    code = field_of("code", help_text=_("Short, without blanks or slashes, such as K-014."))

    field_order = ["code", "name", "name_en", "name_zh", "unit", "direction", "per"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["seen"]
