"""Role grants and delegations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, TodayField
from departments.forms.tree import offer_departments
from departments.models import RoleGrant, User


class GrantsFilter(forms.Form):
    q = forms.CharField(label=_("User name or name"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All roles")), *RoleGrant.Role.choices], required=False
    )
    department = forms.CharField(label=_("Department (code)"), required=False, max_length=60)
    ended = forms.BooleanField(label=_("Ended ones too"), required=False)


class GrantForm(OnceForm):
    user = CodeField(label=_("User name"), key="username")
    role = forms.ChoiceField(label=_("Role"), choices=RoleGrant.Role.choices)
    department = CodeField(
        label=_("Department"), help_text=_("The role holds for all departments beneath it too.")
    )
    starts_on = TodayField(label=_("From"))
    ends_on = DayField(label=_("Last day"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_users(self.fields["user"], user)
        offer_departments(self.fields["department"], user)


class DelegateForm(OnceForm):
    to = CodeField(label=_("To (user name)"), key="username")
    starts_on = TodayField(label=_("From"))
    ends_on = DayField(label=_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("For example: leave, illness.")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_users(self.fields["to"], user)


class EndGrantForm(OnceForm):
    on = DayField(label=_("Last day"), required=False, help_text=_("Empty: the role ends at once."))


def offer_users(field, user):
    """The active accounts that the user may see."""
    visible = User.objects.visible_to(user).filter(is_active=True)
    field.offer(visible.select_related("person"), name_of)


def name_of(user):
    return user.person.title if hasattr(user, "person") else user.username
