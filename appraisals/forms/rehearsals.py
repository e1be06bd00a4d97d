"""Rehearsals: whom one acts as, and the filter of the list to choose from."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm

PARTS = [
    ("subject", pgettext_lazy("part in a cycle", "is appraised")),
    ("superior", pgettext_lazy("part in a cycle", "superior")),
    ("second", pgettext_lazy("part in a cycle", "second superior")),
    ("evaluator", pgettext_lazy("part in a cycle", "named evaluator")),
    ("calibrator", pgettext_lazy("part in a cycle", "calibrates")),
    ("body", pgettext_lazy("part in a cycle", "hears appeals")),
    ("keeper", pgettext_lazy("part in a cycle", "holds a role over the branch")),
]


class ActForm(OnceForm):
    person = forms.IntegerField(
        min_value=1, error_messages={"required": _("Choose whom you act as.")}
    )


class NextPhaseForm(OnceForm):
    seen = forms.CharField(required=False, max_length=15, widget=forms.HiddenInput)


class CastFilter(forms.Form):
    q = forms.CharField(label=_("Name, user name or number"), required=False, max_length=100)
    part = forms.ChoiceField(
        label=pgettext_lazy("in a cycle", "Part"), required=False,
        choices=[("", _("Any part")), *PARTS],
    )  # fmt: skip
