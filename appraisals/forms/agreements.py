"""The lines of a plan as one form; the steps; the reason of an amendment."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appraisals.models import AgreementDeed
from appraisals.services.agreements import Entry
from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from indicators.forms.plans import weight_field

TWO = 2  # decimals
FREE = 2  # blank duties where the plan has no aspects


def two_decimals(value):
    if value is not None and -value.normalize().as_tuple().exponent > TWO:
        raise ValidationError(_("A weight has at most two decimals."), code="decimals")


class PlanForm(OnceForm):
    """Every line of a draft: weights, and duties to change, leave out or add.

    A row is known by the number of its line, a new one by `n` and its place; more new ones than
    the blank ones come when somebody else left out what was typed here (see the view).
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, lines, aspects, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in lines}
        self.aspects = [aspect.code for aspect in aspects] or [""]
        self.added = [(f"n{place}", code) for place, code in enumerate(self.blank())]
        while (aspect := self.data.get(f"an{len(self.added)}")) is not None:
            self.added.append((f"n{len(self.added)}", aspect))
        for key, line in self.lines.items():
            self.add_row(key, line.aspect.code if line.aspect else "", line)
        for key, code in self.added:
            self.add_row(key, code, None)

    def blank(self):
        return self.aspects if self.aspects != [""] else [""] * FREE

    def add_row(self, key, aspect, line):
        weight = weight_field(line.name if line else _("Weight"))
        weight.validators.append(two_decimals)
        weight.widget.attrs["data-weight"] = aspect
        self.fields[f"w{key}"] = weight
        if line is not None:
            self.initial.setdefault(f"w{key}", line.weight)
        if line is not None and line.is_kpi:
            return
        self.fields[f"a{key}"] = forms.CharField(
            required=False, initial=aspect, widget=forms.HiddenInput
        )
        self.fields[f"t{key}"] = forms.CharField(
            label=_("Duty"), max_length=300, required=False,
            widget=LinesInput(attrs={"rows": 1}),
        )  # fmt: skip
        self.fields[f"s{key}"] = forms.CharField(
            label=_("Done well when"), max_length=1000, required=False,
            widget=LinesInput(attrs={"rows": 1}),
        )  # fmt: skip
        if line is not None:
            self.initial.setdefault(f"t{key}", line.title)
            self.initial.setdefault(f"s{key}", line.standard)
            self.fields[f"d{key}"] = forms.BooleanField(
                label=_("Leave it out"), required=False,
                widget=forms.CheckboxInput(attrs={"data-leave": ""}),
            )  # fmt: skip

    def clean(self):
        data = super().clean()
        for key, line in self.lines.items():
            if not data.get(f"d{key}"):
                self.require(data, key, needs_title=not line.is_kpi)
        for key, _aspect in self.added:
            if any(data.get(f"{what}{key}") for what in "tsw"):
                self.require(data, key, needs_title=True)
        return data

    def require(self, data, key, *, needs_title):
        if f"w{key}" in data and data[f"w{key}"] is None:
            self.add_error(f"w{key}", _("Give a weight; 0 shows it without counting it."))
        if needs_title and f"t{key}" in data and not data[f"t{key}"]:
            self.add_error(f"t{key}", _("Say what the duty is."))

    def entries(self):
        """The lines as they are to be, in the order of the page."""
        data = self.cleaned_data
        found = [
            Entry(
                line.code, data[f"w{key}"], line.aspect.code if line.aspect else "",
                data.get(f"t{key}", ""), data.get(f"s{key}", ""),
            )
            for key, line in self.lines.items()
            if not data.get(f"d{key}")
        ]  # fmt: skip
        return found + [
            Entry("", data[f"w{key}"], aspect, data[f"t{key}"], data[f"s{key}"])
            for key, aspect in self.added
            if data[f"t{key}"]
        ]


class StepForm(OnceForm):
    """A step of the agreement. `version` is the state that the page showed."""

    deed = forms.ChoiceField(choices=AgreementDeed.choices, widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is to be changed"), max_length=2000, required=False,
        widget=LinesInput(attrs={"rows": 2}),
    )  # fmt: skip


class AmendForm(OnceForm):
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("Explanation"), max_length=2000, widget=LinesInput(attrs={"rows": 4}),
        help_text=_("What happened, and why the plan changes. Both sides sign it."),
    )  # fmt: skip

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons
