"""What the office fills in about the stream of another page."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.forms.fields import CodeField
from departments.models import Department
from feedback.forms.catalogue import NamesForm
from feedback.models import Channel
from feedback.scale_words import scale_line


class DoorForm(NamesForm):
    is_open = forms.BooleanField(label=_("Takes ratings"), required=False, initial=True)


class NewDoorForm(NamesForm):
    department = CodeField(
        label=_("Department"),
        help_text=_("Its office sends the ratings; services of its whole branch may be rated."),
    )
    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$", label=_("Code"), max_length=40,
        widget=forms.TextInput({"class": "pm-w-m"}),
        help_text=_("Programs name the stream by it: small letters, digits, hyphens."),
        error_messages={"invalid": _("Small letters, digits and hyphens only.")},
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=pgettext_lazy("of a service", "Channel"), choices=Channel, widget=forms.RadioSelect
    )
    scale = forms.ChoiceField(
        label=_("Scale"), widget=forms.RadioSelect,
        help_text=_("What that page asks. It cannot be changed once the stream is set up."),
    )  # fmt: skip
    is_inverted = forms.BooleanField(
        label=_("Its lowest number is the best"), required=False,
        help_text=_("Each value is turned round as it comes in. This cannot be changed either."),
    )  # fmt: skip

    field_order = ["department", "code", "name_en", "name_zh", "channel", "scale", "is_inverted"]

    def __init__(self, *args, user, scales, **kwargs):
        super().__init__(*args, **kwargs)
        kept = Department.objects.led_by(user, "office")
        self.fields["department"].offer(kept, lambda row: row.title)
        self.scales = {str(scale.pk): scale for scale in scales}
        self.fields["scale"].choices = [(key, scale_line(one)) for key, one in self.scales.items()]

    def clean_scale(self):
        return self.scales[self.cleaned_data["scale"]]
