"""Who carries a KPI: posts and people beneath, contributors anywhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput
from departments.models import Department, Person, Post
from indicators.forms.fields import FigureField
from indicators.models.strategy import Part

POST, PERSON, CONTRIBUTOR = "post", "person", "contributor"
WHO = (POST, PERSON, CONTRIBUTOR)


class PercentField(forms.DecimalField):
    """Typed in percent, kept as a fraction."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 5, "decimal_places": 2, "min_value": 0, **kwargs})
        self.widget = forms.TextInput(attrs={"class": "pm-w-s", "inputmode": "decimal"})

    def prepare_value(self, value):
        return f"{(value * 100).normalize():f}" if hasattr(value, "normalize") else value

    def clean(self, value):
        number = super().clean(value)
        return None if number is None else number / 100


class CarrierForm(OnceForm):
    """What somebody carries. Who it is stands in the form only when it is new."""

    part = forms.ChoiceField(
        label=_("What it is"), widget=forms.RadioSelect, initial=Part.ASSIGNED,
        choices=[
            (Part.ASSIGNED, _("Carries it: a post or a person of the department or beneath it")),
            (Part.CONTRIBUTES, _("Contributes: another department, or anybody by name")),
        ],
    )  # fmt: skip
    post = CodeField(label=_("Post"), required=False, help_text=_("Code of the post."))
    person = CodeField(
        key="staff_number", label=_("Person"), required=False, help_text=_("Staff number.")
    )
    contributor = CodeField(
        label=_("Contributing department"), required=False, help_text=_("Its code.")
    )
    share = PercentField(
        label=_("Share in percent"), required=False, max_value=100,
        help_text=_("Of the whole KPI. All shares together are at most 100."),
    )  # fmt: skip
    value = FigureField(label=_("Own target"), help_text=_("Where it is measured by itself."))
    task = forms.CharField(
        label=_("For what"), required=False, max_length=300,
        widget=LinesInput({"rows": 2}), help_text=_("What is expected, in a sentence."),
    )  # fmt: skip
    starts_on = DayField(
        label=_("From"), required=False, help_text=_("Empty: the first day of the cycle.")
    )
    ends_on = DayField(
        label=_("Until"), required=False, help_text=_("Empty: the last day of the cycle.")
    )

    def __init__(self, *args, user, target, old=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.old = old
        self.fields["value"].unit = target.indicator.unit
        if old is not None:
            for name in (*WHO, "part"):
                del self.fields[name]
            return
        beneath = Department.objects.visible_to(user).beneath(target.department_id)
        posts = Post.objects.visible_to(user).in_force().filter(department__in=beneath.values("pk"))
        self.fields["post"].offer(posts, lambda row: f"{row.title} · {row.department.title}")
        self.fields["post"].rows = posts.select_related("department")
        self.fields["person"].offer(Person.objects.visible_to(user), lambda row: row.title)
        places = Department.objects.visible_to(user).organisation().in_force()
        self.fields["contributor"].offer(places, lambda row: row.title)

    def clean(self):
        data = super().clean()
        if self.old is not None:
            return data
        named = [name for name in WHO if data.get(name)]
        tried = any(self.has_error(name) for name in WHO)
        if len(named) != 1 and not tried:
            field = self.field_of(named)
            self.add_error(field, _("Name one department, one post or one person."))
        return data

    def field_of(self, named):
        """Where to say that nobody, or too many, are named."""
        if named:
            return named[-1]
        return CONTRIBUTOR if self.cleaned_data.get("part") == Part.CONTRIBUTES else POST

    def who(self):
        if self.old is not None:
            return self.old.post or self.old.person or self.old.contributor
        return next(self.cleaned_data[name] for name in WHO if self.cleaned_data[name])

    def said(self):
        names = ("share", "value", "task", "starts_on", "ends_on")
        part = self.old.part if self.old is not None else self.cleaned_data["part"]
        return {name: self.cleaned_data[name] for name in names} | {"part": part}
