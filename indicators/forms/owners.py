"""Handing KPIs over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField
from departments.models import Person
from indicators.forms.strategy import CycleFilter

LEFT, NONE, ALL = "left", "none", "all"
LONGEST = 19  # digits


class OwnersFilter(CycleFilter):
    show = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[
            ("", _("Without an owner in office")), (NONE, _("No owner")), (LEFT, _("Owner left")),
            (ALL, _("Every KPI")),
        ],
    )  # fmt: skip


class NumbersField(forms.TypedMultipleChoiceField):
    """Numbers of rows. Which of them there are is asked later: a second click names old ones."""

    def valid_value(self, value):
        return str(value).isdecimal() and len(str(value)) < LONGEST


class HandOverForm(OnceForm):
    """Which KPIs, and to whom: whoever is suggested for each, or one person for all."""

    target = NumbersField(
        label=_("KPIs"), coerce=int,
        error_messages={"required": _("Tick at least one KPI.")},
    )  # fmt: skip
    owner = CodeField(
        key="staff_number", label=_("To one person"), required=False,
        help_text=_("Staff number. Empty: each KPI goes to whoever is suggested beside it."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(Person.objects.visible_to(user), lambda row: row.title)
