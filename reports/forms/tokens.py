"""The form for a new token."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import Scope

LIVES = [(7, _("7 days")), (30, _("30 days")), (60, _("60 days")), (90, _("90 days"))]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What will use it, for example “Audit 2026, R script”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never sees or does more than you may."),
    )
    days = forms.TypedChoiceField(
        label=_("Ends after"), choices=LIVES, coerce=int, initial=30, widget=forms.RadioSelect
    )

    @property
    def life(self):
        return datetime.timedelta(days=self.cleaned_data["days"])
