"""A verdict on one value, the drawing of a sample, a decision on a missing value."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from departments.models import Department
from indicators.forms.fields import FigureField
from indicators.models import Cycle, Period
from indicators.models.verification import Controls, Verdict


class VerdictForm(OnceForm):
    """What somebody found who is not in the chain of the value."""

    verdict = forms.ChoiceField(
        label=_("What did you find?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    found = FigureField(
        label=_("The figure you reach yourself"),
        help_text=_("Leave it empty when you checked the papers without recalculating."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 3}),
        help_text=_("Needed unless the value is verified. The department reads it."),
    )  # fmt: skip

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].unit = unit


class DrawForm(OnceForm):
    """Which values can be drawn, how many, and by which seed."""

    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), empty_label=None
    )
    period = forms.ModelChoiceField(
        label=_("Period"), queryset=Period.objects.none(), required=False,
        empty_label=_("The whole cycle"), to_field_name="label",
    )  # fmt: skip
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=None,
        to_field_name="code", help_text=_("It and everything beneath it."),
    )  # fmt: skip
    controls = forms.ChoiceField(
        label=_("How well does it guard its figures?"), choices=Controls.choices,
        widget=forms.RadioSelect, initial=Controls.MODERATE,
        help_text=_("The size of the sample follows from this by the policy."),
    )  # fmt: skip
    size = forms.IntegerField(
        label=_("Another size"), required=False, min_value=1, max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "pm-w-s"}),
        help_text=_("Leave it empty for the size of the policy."),
    )  # fmt: skip
    seed = forms.CharField(
        label=_("Seed"), required=False, max_length=64,
        widget=forms.TextInput(attrs={"class": "pm-w-m", "autocomplete": "off"}),
        help_text=_("Any word or number. Whoever knows it can draw the same values again."),
    )  # fmt: skip

    def __init__(self, *args, user, places, **kwargs):
        super().__init__(*args, **kwargs)
        cycles = Cycle.objects.visible_to(user).select_related("period")
        self.fields["cycle"].queryset = cycles.order_by("-period__ends_on", "name")
        self.fields["department"].queryset = places.order_by("level", "code")
        self.fields["department"].label_from_instance = labelled
        periods = Period.objects.visible_to(user).exclude(kind__in=["day", "week"])
        chosen = self.chosen_cycle(cycles)
        if chosen is not None:
            periods = periods.within(chosen.period)
        self.fields["period"].queryset = periods.order_by("-ends_on", "starts_on")

    def chosen_cycle(self, cycles):
        """The cycle that was chosen, so that only its periods are offered."""
        value = self.data.get("cycle") or self.initial.get("cycle")
        return cycles.filter(pk=value).first() if str(value or "").isdecimal() else None


def labelled(department):
    return f"{'　' * (department.level - 1)}{department.title}"


class DecisionForm(OnceForm):
    """Whether a missing value is left out of the score."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("approve", _("Approve: the value does not count")),
            ("refuse", _("Refuse: the value counts as not reported")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 2}), help_text=_("Needed when you refuse."),
    )  # fmt: skip
