"""Filters of the radar, and what is said about a signal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from departments.models import User
from indicators.models import Cycle, Indicator
from indicators.models.radar import SignalDeed, SignalKind, SignalState

STATES = [("", _("Open and in review")), *SignalState.choices, ("all", _("All"))]


class RadarForm(forms.Form):
    """Which signals to list; everything stands in the query string."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(
        label=_("Signal"), choices=[("", _("All")), *SignalKind.choices], required=False
    )
    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user).for_list()

    def narrow(self, rows):
        found = self.cleaned_data
        state = found.get("state")
        if not state:
            rows = rows.unfinished()
        elif state != "all":
            rows = rows.filter(state=state)
        if found.get("kind"):
            rows = rows.filter(kind=found["kind"])
        if found.get("cycle"):
            rows = rows.filter(cycle=found["cycle"])
        return rows


SAYS = {
    SignalDeed.REPLY: _("Your reply"),
    SignalDeed.EXPLAIN: _("What explains it"),
    SignalDeed.CONFIRM: _("What was found"),
    SignalDeed.DISMISS: _("Why it is no matter"),
}
HINTS = {
    SignalDeed.REPLY: _("The performance office, auditors and supervision read it."),
    SignalDeed.CONFIRM: _("No score changes by this. What follows is decided elsewhere."),
}


class DeedForm(OnceForm):
    """One step of a review: words where the step needs them, a name where it is handed over."""

    text = forms.CharField(
        max_length=2000, widget=LinesInput(attrs={"rows": 4}), label=_("Note"), required=False
    )
    owner = forms.ModelChoiceField(label=_("Hand over to"), queryset=User.objects.none())

    def __init__(self, *args, deed, reviewers, **kwargs):
        super().__init__(*args, **kwargs)
        if deed == SignalDeed.HAND:
            self.fields["owner"].queryset = reviewers
            self.fields["owner"].label_from_instance = name_of
        else:
            del self.fields["owner"]
        if deed in SAYS:
            self.fields["text"].required = True
            self.fields["text"].label = SAYS[deed]
            self.fields["text"].help_text = HINTS.get(deed, "")
        if deed == SignalDeed.TAKE:
            self.fields["text"].help_text = _("What you ask the department; it reads this.")


def name_of(user):
    person = getattr(user, "person", None)
    return person.title if person else user.get_username()


class MirrorForm(OnceForm):
    """Which figure of the public stands against which official one."""

    official = forms.ModelChoiceField(label=_("Official"), queryset=Indicator.objects.none())
    public = forms.ModelChoiceField(
        label=_("What the public says"), queryset=Indicator.objects.none()
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        shares = Indicator.objects.visible_to(user).newest().filter(unit="%", direction="higher")
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = shares.for_list()
                field.label_from_instance = lambda card: f"{card.code} {card.title}"
