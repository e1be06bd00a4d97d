"""Proposing a change of an approved scorecard, and deciding on one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, LinesInput, SeenForm, TodayField
from indicators.figures import FigureError, parse_aim
from indicators.forms.plans import AimField, weight_field
from indicators.intake.problems import say
from indicators.models import Indicator
from indicators.services.period_targets import Aimed
from indicators.services.versions import Change

APPROVE, REFUSE, WITHDRAW, PUBLISH = "approve", "refuse", "withdraw", "publish"


class AmendForm(SeenForm):
    """For each target in force a new one, a new weight, or its end; and one KPI to be added."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("Explanation"), max_length=2000, widget=LinesInput(attrs={"rows": 4}),
        help_text=_("What happened, and why this change follows from it. Everybody who may see the "
                    "scorecard reads it."),
    )  # fmt: skip
    new = CodeField(label=_("New KPI"), required=False, help_text=_("The code of its card."))
    new_aim = forms.CharField(label=_("Its target"), required=False, max_length=60)
    new_weight = weight_field(_("Its weight"))

    def __init__(self, *args, user, targets, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.fields["reason"].choices = reasons
        self.fields["new"].offer(Indicator.objects.visible_to(user).newest(), lambda row: row.title)
        for name in ("new_aim", "new_weight"):
            self.fields[name].widget.attrs |= {"class": "pm-w-s", "autocomplete": "off"}
        for row in targets:
            card = row.indicator
            self.fields[f"t{row.pk}"] = AimField(
                label=card.title, unit=card.unit, direction=card.direction
            )
            self.initial.setdefault(f"t{row.pk}", row)
            self.fields[f"e{row.pk}"] = forms.BooleanField(required=False, label=_("End it"))
            if row.period_id is None:
                self.fields[f"w{row.pk}"] = weight_field(card.title)
                self.initial.setdefault(f"w{row.pk}", row.weight)

    def clean(self):
        data = super().clean()
        card = data.get("new")
        if card is None and (data.get("new_aim") or data.get("new_weight") is not None):
            self.add_error("new", _("Name the KPI that this target and weight belong to."))
        elif card is not None:
            if any(row.indicator_id == card.pk for row in self.targets):
                self.add_error("new", _("This KPI is on the scorecard already."))
            if data.get("new_weight") is None:
                self.add_error("new_weight", _("Give a weight; 0 shows it without counting it."))
            data["added"] = self.aimed(card, data.get("new_aim") or "")
        return data

    def aimed(self, card, text):
        try:
            aim = parse_aim(text, card.unit, card.direction)
        except FigureError as error:
            self.add_error("new_aim", ValidationError(f"{say(error.code, error.params)}."))
            return None
        return Aimed(aim.value, aim.low, aim.high)

    def changes(self):
        """What is asked for, of every target; the service leaves aside what says the same.

        The targets of periods follow the cycle's: they have its weight and end with it.
        """
        data = self.cleaned_data
        whole = {row.indicator_id: row for row in self.targets if row.period_id is None}
        found = []
        for row in self.targets:
            above = whole.get(row.indicator_id, row)
            if data[f"e{row.pk}"] or data[f"e{above.pk}"]:
                found.append(Change(row.indicator, row.period, None))
                continue
            weight = data.get(f"w{above.pk}")
            fields = data[f"t{row.pk}"].fields()
            if weight is not None:
                fields["weight"] = weight
            found.append(Change(row.indicator, row.period, fields))
        if data.get("new") is not None:
            fields = data["added"].fields() | {"weight": data["new_weight"]}
            found.append(Change(data["new"], None, fields))
        return found

    def refuse(self, errors):
        """Show each error at its row."""
        rows = {(row.indicator_id, row.period_id): row for row in self.targets}
        for key, error in errors.items():
            row = rows.get(key)
            at_weight = row is not None and error.field == "weight" and f"w{row.pk}" in self.fields
            where = "new_aim" if row is None else f"w{row.pk}" if at_weight else f"t{row.pk}"
            self.add_error(where, error.message)


class DecisionForm(OnceForm):
    deed = forms.ChoiceField(
        choices=[(name, name) for name in (APPROVE, REFUSE, WITHDRAW, PUBLISH)],
        widget=forms.HiddenInput,
    )
    answer = forms.CharField(
        label=_("Answer"), max_length=1000, required=False,
        widget=LinesInput(attrs={"rows": 2}),
        help_text=_("Needed when you refuse: why."),
    )  # fmt: skip
    published_on = TodayField(label=_("Published again on"), required=False)
