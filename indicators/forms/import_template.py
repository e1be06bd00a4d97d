"""Which template is wanted: of which period of which cycle, and of which branch."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.forms.fields import CodeField
from departments.models import Department
from indicators.intake import prefilled


class TemplateForm(forms.Form):
    """Sent with GET: it changes nothing."""

    span = forms.ChoiceField(label=_("Period"), widget=forms.Select(attrs={"class": "pm-w-m"}))
    branch = CodeField(
        label=_("Department"), required=False,
        help_text=_("Its code. Those beneath it are included; blank: all that you report for."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        found = prefilled.offered(user, today)
        self.asked = {f"{one.cycle.pk}:{one.span.label}": one for one in found}
        groups = {}
        for key, one in self.asked.items():
            groups.setdefault(one.cycle.name, []).append((key, one.span.label))
        self.fields["span"].choices = list(groups.items())
        now = prefilled.ended_last(found, today)
        self.fields["span"].initial = now and f"{now.cycle.pk}:{now.span.label}"
        places = Department.objects.visible_to(user).led_by(user, "office", "manager", "employee")
        self.fields["branch"].offer(places.in_force(), lambda row: row.title)

    def chosen(self):
        return self.asked[self.cleaned_data["span"]]
