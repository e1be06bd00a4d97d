"""One value, as somebody reports it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from indicators.forms.fields import FigureField, OfferedField
from indicators.models.measurement import Missing, Quality
from indicators.models.revision import RevisionKind

VALUE, RATE, NOTHING = "value", "rate", "missing"
READS = {
    VALUE: ("value",), RATE: ("numerator", "denominator"), NOTHING: ("missing", "text"),
}  # fmt: skip
FIGURES = ("value", "numerator", "denominator", "missing", "text")
# Another kind needs other fields: they come at once. Without a script there are links.
OTHER_FIELDS = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-target": "#fields",
    "hx-include": "closest form",
    "hx-params": "not csrfmiddlewaretoken,form_token",
}


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
        help_text=_(
            "Each reason has its rule in the score: late and refused count as zero. “Does not "
            "apply” and “outside cause” wait for somebody else's approval."
        ),
    )
    text = forms.CharField(
        label=_("The text that was reported"), required=False, max_length=300,
        help_text=_("Only with the reason “a text, not a number”."),
    )  # fmt: skip
    quality = forms.ChoiceField(
        label=_("How sure is it?"), required=False, choices=[("", _("Final")), *Quality.choices]
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 2}),
        help_text=_("A correction says here why."),
    )  # fmt: skip
    revision = forms.ChoiceField(
        label=_("What kind of revision is this?"), required=False, choices=RevisionKind.choices,
        widget=forms.RadioSelect, initial=RevisionKind.CORRECTION,
    )  # fmt: skip
    effect = forms.CharField(
        label=_("Effect on what was said before"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 2}),
        help_text=_("Does an earlier statement no longer hold?"),
    )  # fmt: skip

    def __init__(self, *args, unit, offered, replaces=frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].offer(offered)
        self.fields["kind"].widget.attrs.update(OTHER_FIELDS)
        chosen = self.data.get("kind") or self.initial.get("kind")
        self.kind = chosen if chosen in READS else VALUE
        self.initial["kind"] = self.kind
        for name in FIGURES:
            if name not in READS[self.kind]:
                del self.fields[name]
            elif name != "text":
                self.fields[name].required = True
        if "value" in self.fields:
            self.fields["value"].unit = unit
        if self.kind == NOTHING:
            del self.fields["quality"]
        period = self.data.get("period") or self.initial.get("period")
        if self.kind == NOTHING or str(period or "").strip() not in replaces:
            del self.fields["revision"], self.fields["effect"]

    def said(self):
        """What to report: only what belongs to the kind that was chosen."""
        names = (*READS[self.kind], "quality", "source", "note", "revision", "effect")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}
