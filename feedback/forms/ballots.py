"""The ballot itself, and what the office fills in about a round."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.forms.fields import CodeField, LinesInput
from departments.models import User
from departments.policy_words import name
from feedback.counting import LEAST
from feedback.models import BallotSource, SmallGroups
from feedback.models.ballots import MOST
from feedback.sealing import LONGEST_COMMENT

EITHER = "|"


class BallotForm(forms.Form):
    """One subject: a choice for each question, and a comment. No token: it is cast once anyway,
    and the claim of a form would keep who sent it when."""

    def __init__(self, *args, row, scale, questions, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(level.names.code, name(level.names)) for level in scale.levels]
        self.asked = [f"q{question.place}" for question in questions]
        for field, question in zip(self.asked, questions, strict=True):
            self.fields[field] = forms.ChoiceField(
                label=question.title, choices=choices, widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the answers.")},
            )  # fmt: skip
        if row.asks_comment:
            self.fields["comment"] = forms.CharField(
                label=pgettext_lazy("ballot", "Comment"), required=False,
                max_length=LONGEST_COMMENT,
                widget=LinesInput({"rows": 3, "autocomplete": "off"}),
                help_text=_("Shown as you write it, among those of your colleagues. Leave out what "
                            "only you could know."),
            )  # fmt: skip

    def levels(self):
        return [self.cleaned_data[field] for field in self.asked]


class RoundForm(OnceForm):
    sources = forms.MultipleChoiceField(
        label=pgettext_lazy("ballot", "Who is asked"), choices=BallotSource,
        widget=forms.CheckboxSelectMultiple,
        initial=[BallotSource.PEERS, BallotSource.SUBORDINATES],
        help_text=_("Only what the policy weighs for a category of posts is asked about it."),
    )  # fmt: skip
    scale = forms.ChoiceField(
        label=pgettext_lazy("ballot", "Answers"), help_text=_("The scales of the policy pack.")
    )
    questions = forms.CharField(
        label=pgettext_lazy("ballot", "Questions"), widget=LinesInput({"rows": 3}),
        initial="Overall performance | 总体表现",
        help_text=_("One on each line, in English and in Chinese with a | between; ten at most."),
    )  # fmt: skip
    asks_comment = forms.BooleanField(label=_("Ask for a comment"), required=False, initial=True)
    most = forms.IntegerField(
        label=_("Asked about one subject, of each kind, at most"), min_value=LEAST, max_value=MOST,
        initial=15, widget=forms.NumberInput({"class": "pm-w-s"}),
        help_text=_("In a larger group, chance chooses them."),
    )  # fmt: skip
    small_groups = forms.ChoiceField(
        label=_("Groups with fewer than five ballots"), choices=SmallGroups,
        widget=forms.RadioSelect, initial=SmallGroups.DROP,
        help_text=_("Whoever votes reads this rule. Nobody ever sees a small group by itself."),
    )  # fmt: skip

    def __init__(self, *args, scales, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scale"].choices = [(code, name(one.names)) for code, one in scales.items()]

    def clean_questions(self):
        found = []
        for line in filter(str.strip, self.cleaned_data["questions"].splitlines()):
            english, mark, chinese = (part.strip() for part in line.partition(EITHER))
            if not (english and mark and chinese):
                raise forms.ValidationError(
                    _("Write “%(line)s” in both languages: English | 中文."), params={"line": line}
                )
            found.append((english, chinese))
        return found

    def row(self):
        """The fields of the round, without its questions."""
        names = ("sources", "scale", "small_groups", "most", "asks_comment")
        return {field: self.cleaned_data[field] for field in names}


class StepForm(OnceForm):
    deed = forms.ChoiceField(choices=[("open", "open"), ("close", "close"), ("invite", "invite")])


class VoterForm(OnceForm):
    voter = CodeField(
        label=pgettext_lazy("ballot", "Who is asked"),
        key="username",
        help_text=_("Name of the account."),
    )
    source = forms.ChoiceField(label=_("As what"), choices=BallotSource, widget=forms.RadioSelect)

    def __init__(self, *args, user, row, **kwargs):
        super().__init__(*args, **kwargs)
        accounts = User.objects.visible_to(user).filter(is_active=True).select_related("person")
        self.fields["voter"].offer(accounts, named)
        self.fields["source"].choices = [
            pair for pair in BallotSource.choices if pair[0] in row.sources
        ]


def named(account):
    person = getattr(account, "person", None)
    return person.title if person else account.username
