"""Departments and posts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, LinesInput, SeenForm, TodayField
from departments.models import Department, Post


class TreeFilter(forms.Form):
    q = forms.CharField(label=_("Code or name"), required=False, max_length=100)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)


class NamesForm(forms.Form):
    name = forms.CharField(
        label=_("Official name"),
        max_length=300,
        required=False,
        help_text=_("As it stands in the founding document, in its own language."),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300, required=False)


class DepartmentForm(SeenForm, NamesForm):
    """Change a department: what it is called and whom it is compared with."""

    peer_group = forms.CharField(
        label=_("Peer group"),
        max_length=60,
        required=False,
        help_text=_("Departments of one group are compared with each other, others are not."),
    )


class NewDepartmentForm(OnceForm, NamesForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("Short and for ever: files and addresses use it."),
        widget=forms.TextInput({"class": "pm-w-m"}),
    )
    parent = CodeField(
        label=_("Department above"), required=False, help_text=_("Empty for a new root.")
    )
    peer_group = forms.CharField(label=_("Peer group"), max_length=60, required=False)
    starts_on = TodayField(label=_("Exists from"))

    field_order = ["code", "name", "name_en", "name_zh", "parent", "peer_group", "starts_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_departments(self.fields["parent"], user)


class MoveForm(OnceForm):
    parent = CodeField(
        label=_("New department above"),
        required=False,
        help_text=_("Empty to make it the root of an organisation."),
    )
    on = TodayField(label=_("In force from"), help_text=_("Today or earlier."))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=LinesInput({"rows": 3}), required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_departments(self.fields["parent"], user)


class CloseForm(OnceForm):
    on = TodayField(label=_("Last day"))


class ConfirmForm(OnceForm):
    """Nothing to fill in: only the yes, once."""


class PostForm(SeenForm, NamesForm):
    category = forms.ChoiceField(label=_("Category"), choices=Post.Category.choices)
    is_head = forms.BooleanField(
        label=_("This post heads the department"),
        required=False,
        help_text=_("A department has one such post. Only it can be acted in."),
    )


class NewPostForm(PostForm):
    code = forms.CharField(
        label=_("Code"), max_length=60, widget=forms.TextInput({"class": "pm-w-m"})
    )
    starts_on = TodayField(label=_("Exists from"))

    field_order = ["code", "name", "name_en", "name_zh", "category", "is_head", "starts_on"]


def offer_departments(field, user):
    """Those in force that the user may see."""
    rows = Department.objects.visible_to(user).in_force()
    field.offer(rows, lambda row: row.title)
