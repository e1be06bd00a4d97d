"""Forms of a calibration session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appraisals.forms.evaluations import PersonForm
from appraisals.models import CapKind
from appraisals.services.calibrating import Change
from audit.forms import OnceForm
from departments.forms.fields import DayField, LinesInput


class ChangesForm(OnceForm):
    """For each entry of the page another grade, and why. `was…`: the grade that was shown."""

    def __init__(self, *args, entries, grades, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = entries
        for row in entries:
            # A second click comes when the row has the grade already: it is no error.
            others = [pair for pair in grades if self.is_bound or pair[0] != row.grade]
            keep = _("Keep") if row.grade else _("Choose")
            self.fields[f"to{row.pk}"] = forms.ChoiceField(
                choices=[("", keep), *others], required=False, label=_("Change to")
            )
            self.fields[f"why{row.pk}"] = forms.CharField(
                required=False, max_length=2000, label=_("Reason"),
                widget=LinesInput(attrs={"rows": 1}),
            )  # fmt: skip
            self.fields[f"was{row.pk}"] = forms.CharField(
                required=False, max_length=60, initial=row.grade, widget=forms.HiddenInput
            )

    def changes(self):
        data = self.cleaned_data
        return [
            Change(row.pk, data[f"to{row.pk}"], data[f"why{row.pk}"], data[f"was{row.pk}"])
            for row in self.entries
            if data.get(f"to{row.pk}")
        ]

    def refuse(self, errors):
        names = {"grade": "to", "reason": "why"}
        for pk, (field, message) in errors.items():
            self.add_error(f"{names.get(field, 'to')}{pk}", message)


class LockForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class MinutesForm(OnceForm):
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    met_on = DayField(label=_("Met on"), required=False)
    minutes = forms.CharField(
        label=_("Minutes"), required=False, max_length=50_000,
        widget=LinesInput(attrs={"rows": 6}),
    )  # fmt: skip


class MemberForm(PersonForm):
    """Add somebody, or (`remove`) take somebody out."""

    remove = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RaiseForm(OnceForm):
    raised_by = forms.CharField(label=_("Approved by"), max_length=200)
    raised_document = forms.CharField(label=_("Document"), max_length=300)


class CapForm(OnceForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=CapKind.choices)
    at_most = forms.ChoiceField(label=_("The grade is at most"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    authority = forms.CharField(label=_("Approving authority"), max_length=200)
    incident = forms.CharField(
        label=_("What happened"), max_length=2000, widget=LinesInput(attrs={"rows": 3})
    )

    def __init__(self, *args, grades, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at_most"].choices = grades
