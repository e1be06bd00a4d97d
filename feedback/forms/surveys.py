"""What the office fills in about a survey."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import DayField, LinesInput
from feedback.forms.catalogue import MOST_PRINTED, NamesForm
from feedback.services.surveys import Group

PARTS = 4  # of a line
MOST_PEOPLE = 2_000_000_000
LONGEST = 60  # characters of a label


class WaveForm(NamesForm):
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), help_text=_("The last day on which one may answer."))
    groups = forms.CharField(
        label=_("Groups"), widget=LinesInput({"rows": 5}),
        help_text=_("One on each line: channel | group of services | age band | number of people. "
                    "The two in the middle may be empty."),
    )  # fmt: skip

    def clean_groups(self):
        lines = [line for line in self.cleaned_data["groups"].splitlines() if line.strip()]
        return [group_from(line) for line in lines]


def group_from(line):
    parts = [part.strip() for part in line.replace("|", "|").split("|")]
    number = parts[-1].replace(",", "")
    if len(parts) != PARTS or not parts[0] or not (number.isascii() and number.isdigit()):
        raise forms.ValidationError(
            _("Write “%(line)s” as channel | group of services | age band | number of people."),
            params={"line": line},
        )
    if max(map(len, parts[:-1])) > LONGEST or not 0 < int(number[:12]) <= MOST_PEOPLE:
        raise forms.ValidationError(
            _("In “%(line)s” a label is longer than 60 characters, or the number is not possible."),
            params={"line": line},
        )
    return Group(*parts[:-1], int(number))


class InviteForm(OnceForm):
    stratum = forms.ChoiceField(label=_("Group"), widget=forms.RadioSelect)
    number = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST_PRINTED,
        widget=forms.NumberInput({"class": "pm-w-s"}),
    )  # fmt: skip

    def __init__(self, *args, strata, **kwargs):
        super().__init__(*args, **kwargs)
        self.strata = {str(one.pk): one for one in strata}
        self.fields["stratum"].choices = [(key, str(one)) for key, one in self.strata.items()]

    def clean_stratum(self):
        return self.strata[self.cleaned_data["stratum"]]
