"""The filters of the ledger."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.queries import known_types, known_verbs
from departments.models import User
from reports import deeds

KINDS = [
    ("", _("Changes")),
    ("reads", _("Reading")),
    ("checks", _("Checks of the ledger")),
    ("all", _("Everything")),
]
LARGEST_ID = 2**63 - 1
PAGING = ("before", "after")
DATE = forms.DateInput(attrs={"type": "date"})


class LogForm(forms.Form):
    kind = forms.ChoiceField(label=_("Show"), choices=KINDS, required=False)
    verb = forms.ChoiceField(label=_("What"), required=False)
    about = forms.ChoiceField(label=_("Concerns"), required=False)
    number = forms.CharField(label=_("Its number"), max_length=80, required=False)
    who = forms.CharField(label=_("Who (user name)"), max_length=150, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DATE)
    until = forms.DateField(label=_("Until"), required=False, widget=DATE)
    before = forms.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput
    )
    after = forms.IntegerField(
        min_value=0, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        everything = [("", _("Everything"))]
        self.fields["verb"].choices = everything + [(v, deeds.words(v)) for v in known_verbs()]
        self.fields["about"].choices = everything + [(t, deeds.thing(t)) for t in known_types()]

    def clean_who(self):
        """The number of the account; of an account the reader may not see there is none."""
        name = self.cleaned_data["who"].strip()
        if not name:
            return None
        seen = User.objects.visible_to(self.user).filter(username=name)
        number = seen.values_list("pk", flat=True).first()
        if number is None:
            raise forms.ValidationError(_("Nobody has this user name. Check the spelling."))
        return number

    def clean(self):
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first. Change one of the two."))

    @property
    def asked(self):
        """The filters in force, as they came, without the place in the list."""
        return {
            name: self.data[name]
            for name in self.fields
            if self.data.get(name) and name not in PAGING
        }

    def in_words(self, name):
        """What a filter is set to, as a person reads it."""
        value = self.data[name]
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))

    def narrow(self, entries):
        """`entries` as the filters ask; call it when the form is valid."""
        asked = self.cleaned_data
        if asked["verb"]:
            entries = entries.filter(verb=asked["verb"])
        elif asked["kind"] != "all":
            entries = getattr(entries, asked["kind"] or "changes")()
        exact = {"target_type": "about", "target_id": "number", "actor": "who"}
        entries = entries.filter(
            **{field: asked[name] for field, name in exact.items() if asked[name]}
        )
        if asked["since"]:
            entries = entries.filter(at__gte=midnight(asked["since"]))
        if asked["until"]:
            entries = entries.filter(at__lt=midnight(asked["until"] + datetime.timedelta(days=1)))
        return entries


def midnight(day):
    """The first moment of a day where the house stands."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
