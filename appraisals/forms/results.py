"""Forms over a result: receipt, appeal, meeting, development plan, recommendation."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models import ActionKind, ActionState, ResultCause, Stance
from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput, TodayField
from departments.models import User


def words(label, *, rows=4, most=8000, **options):
    return forms.CharField(
        label=label, max_length=most, widget=LinesInput({"rows": rows}), **options
    )


class SeenVersionForm(OnceForm):
    """A form that says which version of the row its page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AcknowledgeForm(OnceForm):
    stance = forms.ChoiceField(
        label=_("I have received the notice"), choices=Stance.choices, widget=forms.RadioSelect,
        initial=Stance.RECEIVED,
        help_text=_("To receive is not to agree. None of your rights ends by it."),
    )  # fmt: skip
    opinion = words(
        _("Your opinion"), most=4000, required=False,
        help_text=_("Your superior and the performance office read it beside the grade."),
    )  # fmt: skip


class AppealForm(OnceForm):
    step = forms.ChoiceField(label=_("What you ask for"), widget=forms.RadioSelect)
    grounds = words(
        _("Why the grade should be looked at again"), rows=6,
        help_text=_("Name the part of the result that you contest, and what it should be."),
    )  # fmt: skip
    evidence = words(
        _("Evidence"), required=False, help_text=_("What supports it, and where it can be found.")
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = choices
        if len(choices) == 1:
            self.fields["step"].initial = choices[0][0]


class MeetingForm(SeenVersionForm):
    held_on = TodayField(label=_("Held on"))
    others = forms.CharField(
        label=_("Who else was there"), max_length=300, required=False,
        help_text=_("Leave it empty when only you two met."),
    )  # fmt: skip
    words = words(_("What you said"), rows=6)
    causes = forms.MultipleChoiceField(
        label=_("Where the result comes from"), choices=ResultCause.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Look for what can be changed, not for differences between colleagues. Needed "
                    "after a missed target or a grade below the middle."),
    )  # fmt: skip


class AnswerForm(SeenVersionForm):
    words = words(_("What you said"), rows=6)


class SignForm(SeenVersionForm):
    """One click: the version that was read."""


class ReasonForm(OnceForm):
    reason = words(_("Reason"), rows=3, most=1000)


class PlanForm(SeenVersionForm):
    aim = words(_("What the plan aims at"), most=2000)
    follow_up_on = DayField(
        label=_("Looked at again on"), help_text=_("On this day you both see what was done.")
    )


class ActionForm(OnceForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ActionKind.choices, widget=forms.RadioSelect)
    what = words(_("What is done"), rows=2, most=500)
    owner = forms.ModelChoiceField(label=_("Who does it"), queryset=User.objects.none())
    due_on = DayField(label=_("By when"))

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = title_of


class SettleForm(OnceForm):
    state = forms.ChoiceField(
        label=_("How it ended"), widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in (ActionState.DONE, ActionState.DROPPED)],
    )  # fmt: skip
    done_on = TodayField(label=_("On"))
    outcome = words(_("What came of it"), rows=3, most=1000)
    hours = forms.DecimalField(
        label=_("Hours"), required=False, min_value=0, max_digits=6, decimal_places=1,
        help_text=_("Only of a training: it becomes a training record."),
    )  # fmt: skip


class DecideForm(OnceForm):
    follow = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, coerce=lambda text: text == "yes",
        choices=[("yes", pgettext_lazy("recommendation", "Follow it")),
                 ("no", pgettext_lazy("recommendation", "Do not follow it"))],
    )  # fmt: skip
    reason = words(_("Reason"), rows=3, most=2000)


class AppealStepForm(SeenVersionForm):
    """What a step of an appeal asks for, and nothing else."""

    body = forms.CharField(label=_("Body that decides"), max_length=300)
    first = CodeField(label=_("Member"), key="username", help_text=_("The user name."))
    second = CodeField(label=_("Second member"), key="username", required=False)
    third = CodeField(label=_("Third member"), key="username", required=False)
    grade = forms.ChoiceField(
        label=_("Better grade"), widget=forms.RadioSelect,
        help_text=_("An appeal keeps the grade or improves it; it never makes it worse."),
    )  # fmt: skip
    reason = words(_("Reasons"), rows=5)

    def __init__(self, *args, step, user, grades, **kwargs):
        super().__init__(*args, **kwargs)
        wanted = {"seen", "form_token"}
        wanted |= {"reason"} if "reason" in step.needs else set()
        wanted |= {"grade"} if "grade" in step.needs else set()
        wanted |= set(MEMBERS) | {"body"} if "members" in step.needs else set()
        for name in self.fields.keys() - wanted:
            del self.fields[name]
        if "grade" in self.fields:
            self.fields["grade"].choices = grades
        for name in MEMBERS:
            if name in self.fields:
                self.fields[name].offer(User.objects.visible_to(user), title_of)

    def members(self):
        return [self.cleaned_data[name] for name in MEMBERS if self.cleaned_data.get(name)]


MEMBERS = ("first", "second", "third")


def title_of(user):
    person = getattr(user, "person", None)
    return person.title if person else user.username


class IssueForm(OnceForm):
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NoticeForm(OnceForm):
    comment = words(
        _("Comment on the year"), most=2000, required=False,
        help_text=_("It stands in the notice and never changes."),
    )  # fmt: skip


class RunForm(OnceForm):
    """A button that does one thing."""


class PoolForm(forms.Form):
    """The pool and the points of each grade; sent by GET, kept nowhere."""

    pool = forms.DecimalField(
        label=_("Amount of the pool"), min_value=0, max_digits=14, decimal_places=2
    )

    def __init__(self, *args, grades, **kwargs):
        super().__init__(*args, **kwargs)
        for place, (code, label) in enumerate(grades):
            self.fields[f"p_{code}"] = forms.DecimalField(
                label=_("Points for “%(grade)s”") % {"grade": label}, min_value=0, max_digits=5,
                decimal_places=2, initial=max(0, len(grades) - 1 - place),
            )  # fmt: skip
