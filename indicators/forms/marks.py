"""What stands beside a target: from where it is a problem, what would be more, until when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.forms.fields import DayField, SeenForm
from indicators.forms.fields import FigureField

# The rule of the card decides whether more or less is better; only then there is a worse and more.
AROUND = ("threshold", "stretch")


class MarksForm(SeenForm):
    """Mixed in before the fields of a target; `place_marks` puts them where they are read."""

    baseline_of = forms.CharField(
        label=_("Baseline from"), required=False, max_length=40,
        help_text=_("The year or period it was measured in, such as 2025."),
    )  # fmt: skip
    threshold = FigureField(
        label=_("Threshold"), help_text=_("On the wrong side of it this is a problem.")
    )
    stretch = FigureField(label=_("Stretch"), help_text=_("More than is asked for."))
    reach_by = DayField(
        label=_("To be reached by"), required=False, help_text=_("Blank: the end of the cycle.")
    )

    def place_marks(self, direction):
        """Only what can be said: threshold and stretch beside one value with a better side."""
        if "value" not in self.fields or direction not in {"higher", "lower"}:
            for name in AROUND:
                del self.fields[name]
        if "baseline" not in self.fields:
            del self.fields["baseline_of"]
        else:
            self.fields["baseline_of"].widget.attrs["class"] = "pm-w-s"
        before = ["cycle", "department", "period", "method", "value", *AROUND, "reach_by"]
        self.order_fields([*before, "low", "high", "baseline", "baseline_of"])
        for name in AROUND:
            if name in self.fields:
                self.fields[name].unit = self.fields["value"].unit

    def marks(self):
        """What was said; a mark that has no place is taken away."""
        data = self.cleaned_data
        found = {name: data.get(name) for name in (*AROUND, "reach_by")}
        return found | {"baseline_of": data.get("baseline_of") or ""}
