"""An organisation that marks departments, and what it declares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import DayField, LinesInput, SeenForm
from departments.models import Department


class DepartmentsField(forms.CharField):
    """Departments by their codes, one on each line; `offer` says which there are."""

    widget = LinesInput
    rows = Department.objects.none()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"rows": 4, "autocomplete": "off", "spellcheck": "false"}

    def offer(self, rows):
        self.rows = rows

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(one.code for one in value or [])

    def clean(self, value):
        codes = list(dict.fromkeys(super().clean(value).replace(",", "\n").split()))
        known = {one.code: one for one in self.rows.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(
                _("There is no “%(value)s” that you may see."), params={"value": unknown[0]}
            )
        return [known[code] for code in codes]


class EvaluatorForm(SeenForm):
    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300)
    registration_number = forms.CharField(
        label=_("Registration number"), max_length=40,
        widget=forms.TextInput({"class": "pm-w-m", "autocomplete": "off"}),
        help_text=_("As the register of organisations has it."),
    )  # fmt: skip


class EvaluatorChangeForm(EvaluatorForm):
    suspended_until = DayField(
        label=_("Suspended until"), required=False,
        help_text=_("Until this day it is commissioned with nothing new. Blank: it is not "
                    "suspended."),
    )  # fmt: skip
    suspended_because = forms.CharField(
        label=_("Why it is suspended"), max_length=500, required=False,
        widget=LinesInput({"rows": 2}),
    )  # fmt: skip


class DeclarationForm(OnceForm):
    signed_by = forms.CharField(
        label=_("Signed by"), max_length=200, help_text=_("Who signs for the organisation.")
    )
    signed_on = DayField(label=_("Signed on"))
    departments = DepartmentsField(
        label=_("Holds no contract with"),
        help_text=_("Codes of departments, one on each line. What lies beneath them is meant too."),
    )
    has_violation = forms.TypedChoiceField(
        label=_("A serious violation in the last three years"),
        choices=[("no", _("no")), ("yes", _("yes"))], widget=forms.RadioSelect,
        coerce=lambda word: word == "yes",
    )  # fmt: skip
    violation_note = forms.CharField(
        label=_("Which violation"), max_length=1000, required=False,
        widget=LinesInput({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departments"].offer(departments)
