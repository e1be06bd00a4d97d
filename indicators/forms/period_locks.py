"""Locking a period, and opening it once more for a department."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput
from departments.models import Department

BY_DAY, OPEN = "day", "open"


def reason_field(help_text=""):
    return forms.CharField(
        label=_("Why"), max_length=1000, widget=LinesInput(attrs={"rows": 2}),
        help_text=help_text,
    )  # fmt: skip


class LockForm(OnceForm):
    how = forms.ChoiceField(
        label=_("This period"), widget=forms.RadioSelect,
        choices=[(BY_DAY, _("is locked from a day on")), (OPEN, _("stays open"))],
    )  # fmt: skip
    locks_on = DayField(
        label=_("Locked from"), required=False, help_text=_("From this day on no value enters.")
    )
    reason = reason_field()

    def clean(self):
        data = super().clean()
        if data.get("how") == BY_DAY and not data.get("locks_on") and "locks_on" not in self.errors:
            self.add_error("locks_on", _("Say from which day on."))
        return data

    def day(self):
        return self.cleaned_data["locks_on"] if self.cleaned_data["how"] == BY_DAY else None


class ExceptionForm(OnceForm):
    department = CodeField(
        label=_("Department"), help_text=_("Its code. Those beneath it are included.")
    )
    until = DayField(label=_("Open until"), help_text=_("This day is included."))
    reason = reason_field(_("Every value reported under this exception shows it."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Department.objects.visible_to(user).led_by(user, "office").in_force()
        self.fields["department"].offer(places, lambda row: row.title)
