"""How a KPI is made of ratings, as the office fills it in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from feedback.counting import LEAST
from feedback.models import Measure
from feedback.models.rules import ENOUGH


class CardForm(forms.Form):
    code = forms.CharField(label=_("Code of the KPI"), max_length=60)


class RatingRuleForm(OnceForm):
    """Streams and scales come from the view: what there is to choose from is data."""

    stream = forms.ChoiceField(
        label=pgettext_lazy("ratings", "Stream"),
        help_text=_("One only: streams are never added up."),
    )
    scale = forms.ChoiceField(
        label=pgettext_lazy("ratings", "Scale"),
        help_text=_("One version of one scale: the same word means other things on others."),
    )
    measure = forms.ChoiceField(label=_("What is taken"), choices=Measure)
    minimum_n = forms.IntegerField(
        label=_("Fewest ratings"), min_value=LEAST, initial=ENOUGH,
        help_text=_("With fewer there is no value, and no zero. A score should stand on 30."),
    )  # fmt: skip
    prior = forms.IntegerField(
        label=_("Drawn towards the peers by so many ratings"), min_value=0, initial=0,
        help_text=_("20 is usual where some departments have few ratings; 0: not at all."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("in force"), required=False, initial=True)

    def __init__(self, *args, streams, scales, **kwargs):
        super().__init__(*args, **kwargs)
        self.streams = {row.code: row for row in streams}
        self.scales = {str(row): row for row in scales}
        self.fields["stream"].choices = [(code, row.title) for code, row in self.streams.items()]
        self.fields["scale"].choices = [(code, row.title) for code, row in self.scales.items()]

    def clean_stream(self):
        return self.streams[self.cleaned_data["stream"]]

    def clean_scale(self):
        return self.scales[self.cleaned_data["scale"]]
