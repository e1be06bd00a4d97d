"""People, accounts and appointments."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, SeenForm, TodayField
from departments.forms.tree import NamesForm
from departments.models import Appointment, Post, User


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Name, number or user name"), required=False, max_length=100)
    left = forms.BooleanField(label=_("Former ones too"), required=False)


class PersonNamesForm(NamesForm):
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=300,
        required=False,
        help_text=_("As in the personnel file."),
    )


class PersonForm(SeenForm, PersonNamesForm):
    """Change the names of a person."""


class NewPersonForm(OnceForm, PersonNamesForm):
    staff_number = forms.CharField(
        label=_("Staff number"), max_length=40, widget=forms.TextInput({"class": "pm-w-m"})
    )
    starts_on = TodayField(label=_("Employed from"))

    field_order = ["staff_number", "name", "name_en", "name_zh", "starts_on"]


class NewAccountForm(OnceForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Letters, digits and @ . + - _ only."),
        widget=forms.TextInput({"class": "pm-w-m", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class LinkAccountForm(OnceForm):
    user = CodeField(label=_("Existing account"), key="username")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        free = User.objects.visible_to(user).filter(person=None, is_active=True)
        self.fields["user"].offer(free, str)


class AppointForm(OnceForm):
    post = CodeField(label=_("Post"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Appointment.Kind.choices,
        widget=forms.RadioSelect,
        initial=Appointment.Kind.SUBSTANTIVE,
        help_text=_("Acting: in the place of a head, for a time, beside one's own post."),
    )
    starts_on = TodayField(label=_("From"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Needed when somebody acts.")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        posts = Post.objects.visible_to(user).in_force().select_related("department")
        self.fields["post"].offer(posts, lambda row: f"{row.title} · {row.department.title}")


class EndForm(OnceForm):
    on = TodayField(label=_("Last day"))
