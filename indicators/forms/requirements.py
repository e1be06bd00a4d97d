"""Asking another department, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput
from departments.models import Department
from indicators.models import Indicator, Objective


class RequirementForm(OnceForm):
    asking = CodeField(label=_("Who needs it"), help_text=_("Code of your department."))
    asked = CodeField(label=_("Who is asked"), help_text=_("Code of the other department."))
    what = forms.CharField(
        label=_("What is needed"), max_length=500, widget=LinesInput({"rows": 3}),
        help_text=_("So that the other side can say yes or no, and later whether it was met."),
    )  # fmt: skip
    due_on = DayField(label=_("Needed by"))
    objective = CodeField(
        label=_("For which objective"), required=False, help_text=_("Its code, or a KPI below.")
    )
    indicator = CodeField(label=_("For which KPI"), required=False, help_text=_("Its code."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Department.objects.visible_to(user).in_force()
        mine = seen.led_by(user, "office", "manager")
        self.fields["asking"].offer(mine, lambda row: row.title)
        everybody = Department.objects.visible_to(user).organisation().in_force()
        self.fields["asked"].offer(everybody, lambda row: row.title)
        self.fields["objective"].offer(
            Objective.objects.visible_to(user).open(), lambda row: row.title
        )
        cards = Indicator.objects.visible_to(user).newest()
        self.fields["indicator"].offer(cards, lambda row: row.title)

    def clean(self):
        data = super().clean()
        tried = self.has_error("objective") or self.has_error("indicator")
        if not tried and not data.get("objective") and not data.get("indicator"):
            self.add_error("objective", _("Say which objective or KPI it is needed for."))
        return data


class AnswerForm(OnceForm):
    """The reason, where the step needs one or may have one."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=LinesInput({"rows": 3})
    )

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
