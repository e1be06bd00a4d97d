"""Setting up a cycle: what it is, whom it covers, when its phases are."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from appraisals.models import CycleKind, PhaseKind
from appraisals.services.policy import pack, scales_for
from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput
from departments.forms.tree import NamesForm
from departments.models import Department, PolicyPack, Post
from departments.queries import office_at_a_root
from indicators.models import Cycle


class CycleChoice(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return f"{row.name} ({row.period.starts_on} – {row.period.ends_on})"


class PackChoice(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return _("%(name)s, version %(version)s") % {"name": row.title, "version": row.version}


class BasicsForm(OnceForm, NamesForm):
    """What is appraised, of which year, by which rules."""

    kind = forms.ChoiceField(label=_("Kind of cycle"), choices=CycleKind.choices)
    cycle = CycleChoice(label=_("Performance year"), queryset=Cycle.objects.none())
    policy = PackChoice(
        label=_("Policy pack"), queryset=PolicyPack.objects.none(),
        help_text=_("Phases, grades, quotas, deadlines and weights come from here. It is pinned."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = (
            Cycle.objects.visible_to(user).select_related("period").order_by("-period__starts_on")
        )
        newest = PolicyPack.objects.visible_to(user).defer("content").for_list()
        self.fields["policy"].queryset = newest
        del self.fields["name"]  # a cycle has no founding document
        self.fields["name_en"].required = self.fields["name_zh"].required = True


class NewCycleForm(BasicsForm):
    code = forms.CharField(
        label=_("Code"), max_length=60, widget=forms.TextInput({"class": "pm-w-m"}),
        help_text=_("Short and unique, for example 2026-annual. It cannot be changed."),
    )  # fmt: skip
    department = CodeField(
        label=_("Branch"), help_text=_("The department whose branch the cycle covers: its code.")
    )

    field_order = ["code", "name_en", "name_zh", "kind", "cycle", "department", "policy"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        places = Department.objects.visible_to(user).led_by(user, "office").in_force()
        self.fields["department"].offer(places, lambda row: row.title)
        top = office_at_a_root(user).values_list("department__code", flat=True).first()
        self.fields["department"].initial = top


class ChangeForm(BasicsForm):
    """Everything of a cycle that is being set up, but its code and its branch."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    covers_departments = forms.BooleanField(label=_("Departments are appraised"), required=False)
    covers_people = forms.BooleanField(label=_("People are appraised"), required=False)
    levels = forms.TypedMultipleChoiceField(
        label=_("Only departments of these levels"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: all."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Only posts of these categories"), required=False, choices=Post.Category.choices,
        widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: all."),
    )  # fmt: skip
    department_scale = forms.ChoiceField(label=_("Grades of departments"), required=False)
    person_scale = forms.ChoiceField(label=_("Grades of people"), required=False)

    def __init__(self, *args, row, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        places = Department.objects.visible_to(user).order_by("level")
        levels = places.values_list("level", flat=True).distinct()
        self.fields["levels"].choices = [(level, str(level)) for level in levels]
        rules = pack(row.policy_id)
        for who in ("department", "person"):
            found = [(scale.names.code, scale_words(scale)) for scale in scales_for(rules, who)]
            self.fields[f"{who}_scale"].choices = [("", "–"), *found]

    def clean(self):
        data = super().clean()
        for who in ("department", "person"):
            covered = data.get("covers_departments" if who == "department" else "covers_people")
            if covered and not data.get(f"{who}_scale") and f"{who}_scale" not in self.errors:
                self.add_error(f"{who}_scale", _("Choose the grades."))
        return data


def scale_words(scale):
    chinese = (get_language() or "").startswith("zh")
    name = scale.names.name_zh if chinese else scale.names.name_en
    bands = [band.names.name_zh if chinese else band.names.name_en for band in scale.bands]
    return f"{name}: {' / '.join(bands)}"


class PhasesForm(OnceForm):
    """The first and the last day of every phase."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, label in PhaseKind.choices:
            words = {"phase": label}
            self.fields[f"{kind}_starts_on"] = DayField(label=_("%(phase)s from") % words)
            self.fields[f"{kind}_ends_on"] = DayField(label=_("%(phase)s until") % words)

    def dates(self):
        return {
            kind: (self.cleaned_data[f"{kind}_starts_on"], self.cleaned_data[f"{kind}_ends_on"])
            for kind in PhaseKind.values
        }


class ConfirmForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(OnceForm):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=LinesInput(attrs={"rows": 3}))


class MoveForm(ReasonForm):
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))

    field_order = ["starts_on", "ends_on", "reason"]


class AnswerForm(ReasonForm):
    AGREE, REFUSE = "agree", "refuse"
    answer = forms.ChoiceField(
        label=_("Your decision"), widget=forms.RadioSelect,
        choices=[(AGREE, _("Open the phase again")), (REFUSE, _("Leave it closed"))],
    )  # fmt: skip

    field_order = ["answer", "reason"]


class ParticipantsFilter(forms.Form):
    q = forms.CharField(label=_("Name, code or number"), required=False, max_length=100)
    who = forms.ChoiceField(
        label=pgettext_lazy("who is appraised", "Subjects"), required=False,
        choices=[
            ("", _("Everybody")), ("department", _("Departments")), ("person", _("People")),
            ("gaps", _("Without superior or account")), ("out", _("Not graded")),
        ],
    )  # fmt: skip


class ExcludeForm(OnceForm):
    reason = forms.ChoiceField(label=_("Not graded because"))
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "–"), *reasons]


class SuperiorForm(ReasonForm):
    appraiser = CodeField(
        label=_("Superior"), key="username", required=False,
        help_text=_("User name. Left empty: the head above, by the rule of the tree."),
    )  # fmt: skip
    second_appraiser = CodeField(label=_("Second superior"), key="username", required=False)

    field_order = ["appraiser", "second_appraiser", "reason"]

    def __init__(self, *args, users, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("appraiser", "second_appraiser"):
            self.fields[name].offer(users, str)

    def clean(self):
        data = super().clean()
        if data.get("second_appraiser") and not data.get("appraiser"):
            raise ValidationError({"appraiser": _("Name the superior first.")})
        return data
