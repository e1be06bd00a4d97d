"""Check-ins, evidence, reviews and notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appraisals.models import AgreementLine
from appraisals.models.coaching import Confidence, Likelihood, Risk, Trend
from audit.forms import OnceForm
from departments.forms.fields import DayField, LinesInput, TodayField


def long_text(label, rows=2, **options):
    return forms.CharField(
        label=label, widget=LinesInput(attrs={"rows": rows}),
        **({"max_length": 2000} | options),
    )  # fmt: skip


class LineField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            AgreementLine.objects.none(), **({"label": _("Line of the plan")} | kwargs)
        )
        self.empty_label = _("Choose one")

    def label_from_instance(self, obj):
        return obj.name


class CheckInForm(OnceForm):
    """Three answers are needed; the rest where there is something to say."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = TodayField(label=_("Date of the conversation"))
    progress = long_text(_("How does it stand?"), 3)
    confidence = forms.TypedChoiceField(
        label=_("Will the plan be reached?"), choices=Confidence.choices, coerce=int,
        widget=forms.RadioSelect,
    )  # fmt: skip
    obstacles = long_text(_("What stands in the way?"), required=False)
    support = long_text(_("Which support is needed?"), required=False)
    action = long_text(_("Agreed action"), required=False, max_length=1000)
    action_due_on = DayField(label=_("To be done by"), required=False)


class ReplyForm(OnceForm):
    text = long_text(_("Reply"))


class EvidenceForm(OnceForm):
    what = long_text(_("What happened?"), help_text=_("One sentence is enough, with a figure if "
                                                      "there is one."))  # fmt: skip
    line = LineField()

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines


class ReviewForm(OnceForm):
    """In the order of the law."""

    progress = long_text(_("Progress"), 3)
    trend = forms.ChoiceField(label=_("Trend"), choices=Trend.choices, widget=forms.RadioSelect)
    likelihood = forms.ChoiceField(
        label=_("Likelihood"), choices=Likelihood.choices, widget=forms.RadioSelect
    )
    contributors = long_text(
        _("Contributors"), required=False, max_length=1000,
        help_text=_("Who else is needed for it, and how that stands."),
    )  # fmt: skip
    risk = forms.ChoiceField(label=_("Risk"), choices=Risk.choices, widget=forms.RadioSelect)
    next_step = long_text(_("Next step"), max_length=1000)


class UrgeForm(OnceForm):
    line = LineField()
    problem = long_text(_("Problem"), 3)
    evidence = long_text(_("Evidence"), help_text=_("Figures, dates, documents."))

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines


class AnswerForm(OnceForm):
    explanation = long_text(_("Explanation"), 3)
    remedy = long_text(_("Remedy"))
    result = long_text(
        _("Result"), required=False, help_text=_("May be told later, in a further answer.")
    )


class WarnForm(OnceForm):
    text = long_text(
        _("What must improve, and until when"), 4,
        help_text=_("Say what falls short, what would be good enough, and how you help."),
    )  # fmt: skip


class MidwayForm(OnceForm):
    text = long_text(
        _("How the probation stands"), 4,
        help_text=_("Say what goes well, what falls short, and what is needed to pass."),
    )  # fmt: skip
