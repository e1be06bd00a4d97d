"""What one wants to hear of, and how."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.models import MailChoice, NotificationKind
from departments.models.notifications import ALWAYS


class NotificationFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", pgettext_lazy("kind of notification", "All")), *NotificationKind.choices],
    )
    unread = forms.BooleanField(label=_("Only what is new"), required=False)


class ChoiceForm(OnceForm):
    mail_choice = forms.ChoiceField(
        label=_("E-mails"), choices=MailChoice.choices, widget=forms.RadioSelect
    )
    muted = forms.MultipleChoiceField(
        label=_("Tell me nothing about"),
        required=False,
        choices=[(kind.value, kind.label) for kind in NotificationKind if kind not in ALWAYS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "It stands in the list, but is not counted and comes by no e-mail. Results and appeals "
            "cannot be left out: rights with a last day hang on them."
        ),
    )


class CalendarForm(OnceForm):
    deed = forms.ChoiceField(choices=[("make", "make"), ("revoke", "revoke")])
