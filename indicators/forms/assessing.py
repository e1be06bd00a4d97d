"""Stages and levels: what is done, and what assessors give."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import DayField, LinesInput
from indicators.forms.targets import ShareField

LONG = {"rows": 3}


class StageForm(OnceForm):
    """A dated stage, in both languages."""

    name = forms.CharField(label=_("Stage"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300, required=False)
    due_on = DayField(label=_("Due on"))
    weight = ShareField(
        label=_("Weight"), initial=1, help_text=_("Its share is weight ÷ sum of the weights.")
    )

    def said(self):
        names = ("name", "name_en", "name_zh", "due_on", "weight")
        return {name: self.cleaned_data[name] for name in names}


class ProgressForm(OnceForm):
    """For which period the stages are to be reported as they stand."""

    progress_of = forms.ChoiceField(label=_("Period"))

    def __init__(self, *args, periods, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["progress_of"].choices = [(row.label, row.label) for row in reversed(periods)]


class StageReportForm(OnceForm):
    done_on = DayField(
        label=_("Done on"), required=False, help_text=_("Blank: after all not done.")
    )
    evidence = forms.CharField(
        label=_("What shows it"), widget=LinesInput(attrs=LONG),
        help_text=_("What shows it: a document, a link, a place."),
    )  # fmt: skip


class LevelForm(OnceForm):
    """The level that one gives, with what it rests on."""

    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What it rests on"), widget=LinesInput(attrs=LONG),
        help_text=_("What you saw, so that another could come to the same level."),
    )  # fmt: skip

    def __init__(self, *args, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels
