"""What the office fills in about services and the places where they are met."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.forms.fields import CodeField
from departments.models import Department
from feedback.models import Channel, Stage
from feedback.scale_words import scale_line

MOST_PRINTED = 480  # receipts in one file: twenty sheets


class ServiceFilter(forms.Form):
    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    department = CodeField(label=_("Department and beneath"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Department.objects.led_by(user, "office", "manager", "auditor", "supervision")
        self.fields["department"].offer(seen, lambda row: row.title)


class NamesForm(OnceForm):
    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300)


class ServiceForm(NamesForm):
    """A service; `scales` are those to choose from, with what is asked and answered."""

    code = forms.CharField(
        label=_("Code"), max_length=40, widget=forms.TextInput({"class": "pm-w-m"}),
        help_text=_("As in the official list of services. Letters, digits, dots and hyphens."),
    )  # fmt: skip
    scale = forms.ChoiceField(
        label=_("Scale"), widget=forms.RadioSelect,
        help_text=_("Ratings keep the scale they were given on. Two scales are never averaged."),
    )  # fmt: skip
    is_open = forms.BooleanField(label=_("Can be rated"), required=False, initial=True)

    field_order = ["department", "code", "name_en", "name_zh", "scale", "is_open"]

    def __init__(self, *args, scales, **kwargs):
        super().__init__(*args, **kwargs)
        self.scales = {str(scale.pk): scale for scale in scales}
        self.fields["scale"].choices = [(key, scale_line(one)) for key, one in self.scales.items()]

    def clean_scale(self):
        return self.scales[self.cleaned_data["scale"]]


class NewServiceForm(ServiceForm):
    department = CodeField(label=_("Department"), help_text=_("Code of who provides the service."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kept = Department.objects.led_by(user, "office")
        self.fields["department"].offer(kept, lambda row: row.title)


class PlaceForm(NamesForm):
    channel = forms.ChoiceField(
        label=pgettext_lazy("of a service", "Channel"), choices=Channel, widget=forms.RadioSelect
    )
    stage = forms.ChoiceField(
        label=pgettext_lazy("of a service", "Stage"),
        choices=Stage,
        widget=forms.RadioSelect,
        initial=Stage.FINISH,
    )
    is_kiosk = forms.BooleanField(
        label=_("A tablet that everybody uses"), required=False,
        help_text=_("It goes back to the first page after 15 seconds."),
    )  # fmt: skip
    is_open = forms.BooleanField(
        label=_("In use"), required=False, initial=True,
        help_text=_("Out of use, its code says so and takes no rating."),
    )  # fmt: skip


class ReceiptsForm(OnceForm):
    number = forms.IntegerField(
        label=_("How many"), min_value=1, widget=forms.NumberInput({"class": "pm-w-s"})
    )

    def __init__(self, *args, left, **kwargs):
        super().__init__(*args, **kwargs)
        most = min(left, MOST_PRINTED)
        self.fields["number"].validators.append(MaxValueValidator(most, self.too_many(left)))
        self.fields["number"].help_text = _(
            "%(left)d closed cases have none yet. 24 stand on a sheet, at most %(most)d at a time."
        ) % {"left": left, "most": MOST_PRINTED}

    def too_many(self, left):
        return _("There may be %(left)d more receipts, and at most %(most)d at a time.") % {
            "left": left, "most": MOST_PRINTED,
        }  # fmt: skip
