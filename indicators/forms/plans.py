"""A scorecard as a plan: its weights, its steps, where to copy from."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput, SeenForm
from indicators.figures import FigureError, parse_aim
from indicators.forms.targets import ShareField
from indicators.intake.problems import say
from indicators.models import Cycle
from indicators.models.plans import Deed
from indicators.models.targets import Spread
from indicators.services.period_targets import Aimed
from indicators.weights import equalised, normalised

SAVE, EQUAL, SCALE = "save", "equal", "scale"


def weight_field(label):
    field = ShareField(label=label, min_value=0, max_value=100, required=False)
    field.widget.attrs |= {"data-weight": "", "autocomplete": "off"}
    return field


class AimField(forms.CharField):
    """A target as a table would hold it: 90, or 80..90 for a range. Gives an Aimed."""

    def __init__(self, *, unit="", direction="none", **kwargs):
        self.unit, self.direction = unit, direction
        super().__init__(**{"required": False, "max_length": 60, **kwargs})
        self.widget.attrs |= {"class": "pm-w-s", "autocomplete": "off"}
        if direction != "range":
            self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value):
        return written_aim(value) if hasattr(value, "low") else value

    def clean(self, value):
        try:
            aim = parse_aim(super().clean(value), self.unit, self.direction)
        except FigureError as error:
            raise ValidationError(f"{say(error.code, error.params)}.") from None
        return Aimed(aim.value, aim.low, aim.high)


def written_aim(row):
    """What a person would type for this target."""
    if row.low is not None:
        return f"{row.low.normalize():f}..{row.high.normalize():f}"
    return "" if row.value is None else f"{row.value.normalize():f}"


class WeightsForm(SeenForm):
    """One field for the weight of each KPI; all of them are saved at once or none is."""

    todo = forms.ChoiceField(
        choices=[(SAVE, SAVE), (EQUAL, EQUAL), (SCALE, SCALE)], required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, *args, kpis, **kwargs):
        super().__init__(*args, **kwargs)
        self.kpis = kpis
        for key, (label, weight) in kpis.items():
            self.fields[f"w{key}"] = weight_field(label)
            self.initial.setdefault(f"w{key}", weight)

    def clean(self):
        data = super().clean()
        for key in self.kpis:
            if f"w{key}" in data and data[f"w{key}"] is None:
                self.add_error(f"w{key}", _("Give a weight; 0 shows the KPI without counting it."))
        return data

    def weights(self):
        """By indicator, shared out where that was asked for."""
        given = {key: self.cleaned_data[f"w{key}"] for key in self.kpis}
        share = {EQUAL: equalised, SCALE: normalised}.get(self.cleaned_data["todo"])
        return share(given) if share else given

    def refuse(self, errors):
        for (key, _period), error in errors.items():
            self.add_error(f"w{key}" if f"w{key}" in self.fields else None, error.message)


class StepForm(OnceForm):
    """A step of the agreement. `version` is the state that the page showed."""

    deed = forms.ChoiceField(choices=Deed.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What is to be changed"), max_length=1000, required=False,
        widget=LinesInput(attrs={"rows": 2}),
    )  # fmt: skip


class CopyForm(OnceForm):
    source = forms.ModelChoiceField(label=_("Copy from"), queryset=Cycle.objects.none())

    def __init__(self, *args, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources
        self.fields["source"].empty_label = None
        self.fields["source"].initial = sources.first()


class PeriodTargetsForm(SeenForm):
    """The target of each period of one KPI, and how they fit the cycle's."""

    spread = forms.ChoiceField(
        label=_("How the periods fit the target of the cycle"), required=False,
        choices=[("", _("not compared")), *Spread.choices],
    )  # fmt: skip

    def __init__(self, *args, indicator, labels, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.labels = labels
        for place, label in enumerate(labels):
            self.fields[f"p{place}"] = AimField(
                label=label, unit=indicator.unit, direction=indicator.direction
            )
            if label in known:
                self.initial.setdefault(f"p{place}", known[label])

    def aims(self):
        return {label: self.cleaned_data[f"p{at}"] for at, label in enumerate(self.labels)}

    def refuse(self, errors, labels):
        """Show each error at its period; `labels` names periods by number."""
        for (_key, period), error in errors.items():
            label = labels.get(period)
            where = f"p{self.labels.index(label)}" if label in self.labels else None
            self.add_error(where, error.message)
