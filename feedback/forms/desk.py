"""What is filled in at the desk: steps of a ticket, decisions, what was done."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput
from feedback.models import ExclusionReason, FollowUpKind, TicketKind, TicketState
from feedback.models.desk import LONGEST


def words(label, *, rows=4, most=LONGEST, **options):
    return forms.CharField(
        label=label, max_length=most, widget=LinesInput({"rows": rows}), **options
    )


BECAUSE = {
    "label": _("Why personal data may stand in it"), "required": False, "max_length": 500,
    "help_text": _("Only when the page says that it found some: a number of the office, say."),
}  # fmt: skip


class DeskFilter(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, required=False, to_field_name="code", empty_label=_("All")
    )
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("overdue", _("overdue")), *TicketState.choices],
    )  # fmt: skip

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.title


class TicketForm(OnceForm):
    """The version of the ticket that the page showed, and what each step asks for."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TakeForm(TicketForm):
    owner = CodeField(
        label=_("Who answers for it"), key="username", required=False,
        help_text=_("Name of the account. Left empty: you."),
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(people, named)


def named(account):
    person = getattr(account, "person", None)
    return person.title if person else account.username


class JudgeForm(TicketForm):
    kind = forms.ChoiceField(
        label=_("What it is"), choices=TicketKind.choices, widget=forms.RadioSelect
    )
    finding = words(
        _("What you found out"),
        help_text=_("Of a complex one it enters the ledger of problems: what stands in the way."),
    )
    later_by = DayField(
        label=_("Put right by, when it is complex"), required=False,
        help_text=_("A day after the usual one."),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Why the rating may not count"), required=False,
        choices=[("", "–"), *ExclusionReason.choices],
        help_text=_("Supervision decides on it; until then nothing else happens here."),
    )  # fmt: skip


class ActForm(TicketForm):
    deed = words(_("What was done"))


class ReplyForm(TicketForm):
    reply = words(
        _("Answer to the rater"), rows=6,
        help_text=_("He reads it with his check code. Say what was done, or why it cannot be."),
    )  # fmt: skip
    because = forms.CharField(**BECAUSE)


class CallBackForm(TicketForm):
    is_reached = forms.TypedChoiceField(
        label=_("Was the rater reached?"), widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
        choices=[("yes", pgettext_lazy("call", "Yes")), ("no", pgettext_lazy("call", "No"))],
    )  # fmt: skip
    note = words(_("What he said"), required=False, help_text=_("Only supervision reads it."))


class CloseForm(TicketForm):
    """One click: the version that was read."""


STEP_FORMS = {
    "take": TakeForm, "judge": JudgeForm, "act": ActForm, "reply": ReplyForm,
    "call_back": CallBackForm, "close": CloseForm,
}  # fmt: skip


class WeDidForm(OnceForm):
    text_en = words(_("What was done, in English"), rows=3, required=False)
    text_zh = words(_("What was done, in Chinese"), rows=3, required=False)
    with_quote = forms.BooleanField(
        label=_("Show the words of the rater beside it"), required=False,
        help_text=_("Read them once more: a name without a word before it is not found."),
    )  # fmt: skip
    because = forms.CharField(**BECAUSE)


class ConfirmForm(OnceForm):
    """A button that does one thing."""


class FollowUpForm(OnceForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=FollowUpKind.choices, widget=forms.RadioSelect
    )
    text = words(_("What is to be done"), rows=2, most=500)
    owner = CodeField(label=_("Who does it"), key="username", help_text=_("Name of the account."))
    due_on = DayField(label=_("By when"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(people, named)


class DoneForm(OnceForm):
    outcome = words(_("What came of it"), rows=2, most=500)
    objective = CodeField(
        label=_("Objective that it became"), required=False,
        help_text=_("Set it up under Strategy first, then give its code."),
    )  # fmt: skip

    def __init__(self, *args, objectives, **kwargs):
        super().__init__(*args, **kwargs)
        if objectives is None:
            del self.fields["objective"]
        else:
            self.fields["objective"].offer(objectives, lambda row: row.title)


COUNT, EXCLUDE, AGREE, REFUSE = "count", "exclude", "agree", "refuse"


class MistakeForm(OnceForm):
    """What both decisions ask for when the rater himself says that it was a mistake."""

    check_code = forms.CharField(
        label=_("Check code of the rater"), required=False, max_length=40,
        help_text=_("Only for a mistake: the rater says so, and nobody else."),
        widget=forms.TextInput({"class": "pm-w-m", "autocomplete": "off"}),
    )  # fmt: skip
    call = words(
        _("Or what he said when you called"), rows=2, most=500, required=False,
        help_text=_("Only when he left a contact."),
    )  # fmt: skip


class HeldForm(MistakeForm):
    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[(COUNT, pgettext_lazy("rating", "It counts: into the next release")),
                 (EXCLUDE, pgettext_lazy("rating", "It does not count"))],
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Why it does not count"), required=False,
        choices=[("", "–"), *ExclusionReason.choices],
    )  # fmt: skip
    explanation = words(
        _("Explanation"), rows=3, most=500, required=False,
        help_text=_("Needed when it does not count."),
    )  # fmt: skip

    field_order = ["decision", "reason", "explanation", "check_code", "call"]


class ProposalForm(MistakeForm):
    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[(AGREE, pgettext_lazy("proposal", "Agree: it does not count")),
                 (REFUSE, pgettext_lazy("proposal", "Refuse"))],
    )  # fmt: skip
    note = words(
        _("Remark"), rows=3, most=500, required=False,
        help_text=_("The unit reads it; needed for a refusal."),
    )  # fmt: skip

    field_order = ["decision", "note", "check_code", "call"]

    def __init__(self, *args, is_mistake, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_mistake:
            del self.fields["check_code"], self.fields["call"]
