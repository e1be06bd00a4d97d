"""One value, as somebody reports it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from indicators.forms.fields import FigureField, OfferedField
from indicators.models.measurement import Missing

VALUE, RATE, NOTHING = "value", "rate", "missing"


class ValueForm(OnceForm):
    """A value, or numerator and denominator, or why there is neither."""

    period = OfferedField(
        label=_("Period"), max_length=40, help_text=_("For example 2026-09, 2026-Q3 or FY2026.")
    )
    kind = forms.ChoiceField(
        label=_("What you report"),
        widget=forms.RadioSelect,
        initial=VALUE,
        choices=[
            (VALUE, _("A value")),
            (RATE, _("Numerator and denominator")),
            (NOTHING, _("Why there is no value")),
        ],
    )
    value = FigureField(label=_("Value"))
    numerator = FigureField(label=_("Numerator"))
    denominator = FigureField(label=_("Denominator"))
    missing = forms.ChoiceField(
        label=_("Why there is no value"),
        required=False,
        choices=[("", "—"), *Missing.choices],
        help_text=_("Each reason has its rule in the score: late and refused count as zero."),
    )
    text = forms.CharField(
        label=_("The text that was reported"), required=False, max_length=300,
        help_text=_("Only with the reason “a text, not a number”."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A correction says here why."),
    )  # fmt: skip

    def __init__(self, *args, unit, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].unit = unit
        self.fields["period"].offer(offered)

    def clean(self):
        data = super().clean()
        needed = {VALUE: ["value"], RATE: ["numerator", "denominator"], NOTHING: ["missing"]}
        for name in needed.get(data.get("kind"), []):
            if name not in self.errors and data.get(name) in {None, ""}:
                self.add_error(name, self.fields[name].error_messages["required"])
        return data

    def said(self):
        """What to report: only what belongs to the kind that was chosen."""
        data = self.cleaned_data
        names = {
            VALUE: ["value"], RATE: ["numerator", "denominator"], NOTHING: ["missing", "text"],
        }  # fmt: skip
        told = [*names[data["kind"]], "source", "note"]
        return {name: data[name] for name in told}
