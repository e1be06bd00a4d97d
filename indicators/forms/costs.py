"""Budget and spending of a KPI."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from indicators.forms.fields import FigureField, OfferedField
from indicators.models.costs import Basis


class CostForm(OnceForm):
    period = OfferedField(
        label=_("Period"), max_length=40, help_text=_("For example 2026-09, 2026-Q3 or 2026.")
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, initial="CNY",
        help_text=_("Three letters, such as CNY."), widget=forms.TextInput({"class": "pm-w-s"}),
    )  # fmt: skip
    budget = FigureField(label=_("Budget"))
    spent = FigureField(label=_("Spent"))
    basis = forms.ChoiceField(
        label=_("One unit of result is"), widget=forms.RadioSelect, choices=Basis.choices,
        help_text=_("What the money is divided by for the cost of one unit."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=LinesInput({"rows": 2}),
        help_text=_("A correction says here why."),
    )  # fmt: skip

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].offer(offered)

    def said(self):
        names = ("currency", "budget", "spent", "basis", "source", "note")
        return {name: self.cleaned_data[name] for name in names}
