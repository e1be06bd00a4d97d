"""A section of a self-assessment, and the last look before it is handed in."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from appraisals.models import MissedBecause
from appraisals.services.self_assessments import MOST, NO, WANTED, YES, over_words
from audit.forms import OnceForm
from departments.forms.fields import LinesInput

LEVELS = (
    ("5", gettext_lazy("5 · Far above what was agreed"),
     gettext_lazy("Result and effect clearly beyond the plan, also for others.")),
    ("4", gettext_lazy("4 · Above"), gettext_lazy("Better than planned in most parts.")),
    ("3", gettext_lazy("3 · As agreed"),
     gettext_lazy("What was planned is met; gaps are explained.")),
    ("2", gettext_lazy("2 · Partly"), gettext_lazy("Important parts are missing.")),
    ("1", gettext_lazy("1 · Not met"), gettext_lazy("Little of what was planned was done.")),
)  # fmt: skip


def levels():
    return [
        (value, format_html("{}<small>{}</small>", name, sentence))
        for value, name, sentence in LEVELS
    ]


def level_words(rating):
    """The name of a level, for pages that read it."""
    return next((name for value, name, _sentence in LEVELS if value == str(rating)), "")


class SectionForm(forms.Form):
    """As typed it is stored by the service; this form says what is missing once it is complete."""

    use_required_attribute = False
    text = forms.CharField(
        error_messages={"required": WANTED["text"]},
        widget=LinesInput(attrs={"rows": 8, "data-counted": MOST}),
    )
    rating = forms.ChoiceField(
        label=gettext_lazy("How do you rate the result yourself?"), choices=levels,
        widget=forms.RadioSelect, error_messages={"required": WANTED["rating"]},
    )  # fmt: skip
    cause = forms.ChoiceField(
        label=gettext_lazy("Why was the target not met?"), choices=MissedBecause.choices,
        widget=forms.RadioSelect, error_messages={"required": WANTED["cause"]},
        help_text=gettext_lazy("Choose what weighed most."),
    )  # fmt: skip
    is_complete = forms.ChoiceField(
        label=gettext_lazy("Have you completed this section?"),
        choices=(
            (YES, pgettext_lazy("section completed", "Yes")),
            (NO, gettext_lazy("No, I will come back later")),
        ),
        widget=forms.RadioSelect(attrs={"class": "pm-choices-row"}),
        error_messages={"required": gettext_lazy("Say whether this section is complete.")},
    )

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, **kwargs)
        question, hint = questions(section)
        self.fields["text"].label = question
        self.fields["text"].help_text = hint
        if not section.is_rated:
            del self.fields["rating"]
        if not section.asks_for_cause:
            del self.fields["cause"]

    def clean_text(self):
        text = self.cleaned_data["text"]
        if over := over_words(text):
            raise forms.ValidationError(over)
        return text


def questions(section):
    """The one question of a section, and how to answer it."""
    if section.kind == "closing":
        return (
            _("What do you want to do better or learn next year, and what do you need for it?"),
            _("Name one or two things, and who could help."),
        )
    if section.kind == "duty":
        return (
            _("How did you do this part of your work, and what was the effect?"),
            _("Name one or two things you did yourself. Use numbers where you have them."),
        )
    return (
        _("What did you do, and what was the effect?"),
        _("Name one or two things you did yourself. Use numbers where you have them."),
    )


class SubmitForm(OnceForm):
    """`seen`: the version of the self-assessment that was looked at."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class StepForm(OnceForm):
    """One deed, nothing to fill in."""
