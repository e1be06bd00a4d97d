"""Drafting an engagement: what, whom, by which criteria, by whom."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput
from feedback.forms.evaluators import DepartmentsField
from feedback.models import Seat
from feedback.services import Level
from indicators.forms.proofs import KeptFileField, megabytes

PARTS = 5  # points, two names, two descriptions
TEXT = {"rows": 3}


class EngagementForm(OnceForm):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None)
    department = CodeField(
        label=_("Commissioned for"),
        help_text=_("The branch whose office keeps this engagement; it lies above all that are "
                    "marked."),
    )  # fmt: skip
    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300)
    departments = DepartmentsField(
        label=_("Departments to be marked"), help_text=_("Their codes, one on each line.")
    )
    period = forms.ModelChoiceField(
        label=_("Period"), queryset=None, help_text=_("The marks become values of this period.")
    )
    indicator = CodeField(
        label=_("Indicator"), help_text=_("The marks, out of 100, become its values.")
    )
    scope_en = forms.CharField(
        label=_("Scope in English"), max_length=2000, widget=LinesInput(TEXT)
    )
    scope_zh = forms.CharField(
        label=_("Scope in Chinese"), max_length=2000, widget=LinesInput(TEXT)
    )
    is_blind = forms.BooleanField(
        label=_("Blind: markers see letters in place of departments"), required=False,
        help_text=_("Then name no department in the name, the scope and the evidence."),
    )  # fmt: skip
    starts_on = DayField(label=_("Accounts open on"))
    ends_on = DayField(label=_("Accounts close after"))
    report_due_on = DayField(label=_("Report due on"))
    reply_working_days = forms.IntegerField(
        label=_("Working days for replies"), min_value=1, max_value=90,
        widget=forms.NumberInput({"class": "pm-w-s"}),
    )  # fmt: skip
    levels_apart_most = forms.IntegerField(
        label=_("Levels that both marks may lie apart"), min_value=0, max_value=9,
        widget=forms.NumberInput({"class": "pm-w-s"}),
        help_text=_("Beyond that the responsible evaluator settles."),
    )  # fmt: skip

    def __init__(self, *args, organisations, periods, indicators, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["period"].queryset = periods
        self.fields["indicator"].offer(indicators, str)
        self.fields["department"].offer(departments, str)
        self.fields["departments"].offer(departments)

    def values(self):
        """The fields of the engagement itself."""
        apart = ("form_token", "department", "departments")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class CriterionForm(OnceForm):
    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300)
    weight = forms.DecimalField(
        label=_("Weight"), max_digits=5, decimal_places=2, min_value=Decimal("0.01"),
        max_value=100, widget=forms.NumberInput({"class": "pm-w-s", "step": "0.01"}),
        help_text=_("All criteria together: exactly 100."),
    )  # fmt: skip
    levels = forms.CharField(
        label=pgettext_lazy("third-party evaluation", "Levels"), max_length=8000,
        widget=LinesInput({"rows": 5, "spellcheck": "false"}),
        help_text=_("One on each line, with | between: points | name in English | name in Chinese "
                    "| what is found, in English | in Chinese."),
    )  # fmt: skip

    def clean_levels(self):
        lines = [line for line in self.cleaned_data["levels"].splitlines() if line.strip()]
        return [level_of(place, line) for place, line in enumerate(lines, start=1)]


def level_of(place, line):
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != PARTS or not all(parts):
        raise forms.ValidationError(
            _("Line %(place)s needs five parts with | between: points, two names, two "
              "descriptions."), params={"place": place},
        )  # fmt: skip
    try:
        points = Decimal(parts[0])
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or points != round(points, 2):
        raise forms.ValidationError(
            _("Line %(place)s: “%(text)s” is no number with two decimals at most."),
            params={"place": place, "text": parts[0]},
        )
    return Level(points, *(part[:500] for part in parts[1:]))


class SeatsForm(OnceForm):
    """Three accounts from outside."""

    def __init__(self, *args, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        for seat in Seat:
            self.fields[seat] = CodeField(
                label=seat.label[0].upper() + seat.label[1:], key="username",
                help_text=_("Name of the account."),
            )  # fmt: skip
            self.fields[seat].offer(accounts, named)


def named(account):
    person = getattr(account, "person", None)
    return person.title if person else account.username


class StepForm(OnceForm):
    text = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=LinesInput({"rows": 2})
    )

    def __init__(self, *args, asks, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["text"]


class ExtendForm(OnceForm):
    ends_on = DayField(label=_("Accounts close after"))
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=LinesInput({"rows": 2}))


class MaterialForm(OnceForm):
    title = forms.CharField(label=_("What it shows"), max_length=200)
    criterion = forms.ModelChoiceField(
        label=_("Criterion"), queryset=None, required=False, empty_label=_("all of them")
    )
    text = forms.CharField(
        label=pgettext_lazy("third-party evaluation", "Evidence"), max_length=4000,
        required=False, widget=LinesInput({"rows": 4}),
        help_text=_("What was found, and where the papers lie."),
    )  # fmt: skip
    file = KeptFileField(label=_("File"), required=False)
    measurement = forms.ModelChoiceField(
        label=_("A value"), queryset=None, required=False,
        help_text=_("Shown with its indicator and period, without the department."),
    )  # fmt: skip

    def __init__(self, *args, criteria, values, is_blind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = file_words(is_blind=is_blind)
        self.fields["criterion"].queryset = criteria
        field = self.fields["measurement"]
        field.queryset = values
        field.label_from_instance = value_words

    def clean(self):
        found = super().clean()
        if self.errors and found.get("file"):
            self.add_error("file", _("Choose the file again: a page cannot keep it for you."))
        return found


def file_words(*, is_blind):
    words = _(
        "PDF, picture, Word, Excel, PowerPoint, OpenDocument or text, up to %(megabytes)s MB. It "
        "never changes afterwards."
    )
    if is_blind:
        words = _(
            "PDF, picture, Word, Excel, PowerPoint, OpenDocument or text, up to %(megabytes)s MB. "
            "It never changes afterwards. The markers are to see no names: neither the name of the "
            "file, nor what stands in it, nor its properties may say which department it is."
        )
    return words % megabytes()


def value_words(value):
    return f"{value.indicator.title} · {value.period} · {value.value.normalize():f}"


class PaperForm(OnceForm):
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, required=False, empty_label=_("all of them")
    )
    reference = forms.CharField(
        label=_("Reference"), max_length=300, required=False,
        help_text=_("Where it can be found again: file, page, date of a call."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=2000, widget=LinesInput({"rows": 3}),
        help_text=_("Nobody changes or removes it afterwards."),
    )  # fmt: skip

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.letter
