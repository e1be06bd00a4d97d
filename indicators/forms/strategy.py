"""Plans, objectives, and how departments are rolled up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, DayField, LinesInput, SeenForm, TodayField
from departments.forms.tree import NamesForm
from departments.models import Department
from indicators import cascade
from indicators.forms.targets import ShareField
from indicators.models import Cycle, Objective, PlanPeriod
from indicators.models.planning import ObjectiveKind
from indicators.models.targets import RollUpMode

GAP_WORDS = {
    cascade.NO_KPI: _("No KPI"),
    cascade.NO_OWNER: _("No owner"),
    cascade.OWNER_LEFT: _("Owner left"),
    cascade.NO_PERSON: _("No person"),
    cascade.NO_HOLDER: _("Post vacant"),
    cascade.NO_OBJECTIVE: _("No objective"),
}
ANY_GAP = "gaps"


class CycleFilter(forms.Form):
    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), to_field_name="name", required=False,
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user).for_list()

    def show(self, cycle):
        """Let the list stand on the cycle that is read, also when the address names none."""
        self.data = self.data.copy()
        self.data["cycle"] = cycle.name if cycle else ""


class CascadeFilter(CycleFilter):
    department = CodeField(label=_("Department"), required=False)
    show = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[("", _("Everything")), (ANY_GAP, _("Gaps only")), *GAP_WORDS.items()],
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        places = Department.objects.visible_to(user).in_force()
        self.fields["department"].offer(places, lambda row: row.title)


class PlanForm(OnceForm, NamesForm):
    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("Short and for ever."),
        widget=forms.TextInput({"class": "pm-w-m"}),
    )  # fmt: skip
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    field_order = ["code", "name", "name_en", "name_zh", "starts_on", "ends_on"]


class ObjectiveForm(SeenForm, NamesForm):
    """Change an objective; its code stays, and it is moved by a form of its own."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=ObjectiveKind.choices, widget=forms.RadioSelect,
        help_text=_("Strategic ones are set by the performance office."),
    )  # fmt: skip
    department = CodeField(label=_("Responsible department"), help_text=_("Its code."))
    plan = forms.ModelChoiceField(
        label=_("Plan period"), queryset=PlanPeriod.objects.none(), required=False,
        empty_label=_("No plan: it holds in every cycle"),
    )  # fmt: skip

    field_order = ["code", "name", "name_en", "name_zh", "kind", "parent", "department", "plan"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Department.objects.visible_to(user).led_by(user, "office", "manager").in_force()
        self.fields["department"].offer(places, lambda row: row.title)
        self.fields["plan"].queryset = PlanPeriod.objects.visible_to(user).for_list()

    def said(self):
        names = ("name", "name_en", "name_zh", "kind", "department", "plan")
        return {name: self.cleaned_data[name] for name in names}


class NewObjectiveForm(ObjectiveForm):
    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("Short and for ever; files use it."),
        widget=forms.TextInput({"class": "pm-w-m"}),
    )  # fmt: skip
    parent = CodeField(
        label=_("Objective above"), required=False, help_text=_("Its code. Empty for a new root."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["kind"].initial = ObjectiveKind.OPERATIONAL
        offer_objectives(self.fields["parent"], user)


class MoveObjectiveForm(OnceForm):
    parent = CodeField(
        label=_("New objective above"), required=False,
        help_text=_("Its code. Empty to make it a root."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_objectives(self.fields["parent"], user)


class CloseObjectiveForm(OnceForm):
    on = TodayField(label=_("Last day"))
    because = forms.CharField(
        label=_("Why it ends"), max_length=500, widget=LinesInput({"rows": 2})
    )


class RollUpForm(SeenForm):
    mode = forms.ChoiceField(
        label=_("What the score is built of"), choices=RollUpMode.choices, widget=forms.RadioSelect
    )
    own_share = ShareField(
        label=_("Share of own KPIs"), min_value=0, max_value=1,
        help_text=_("0.6: six tenths from its own KPIs, the rest from the departments below. Read "
                    "only where both are counted."),
    )  # fmt: skip
    weight = ShareField(
        label=_("Weight in the department above"), min_value=0, max_value=100,
        help_text=_("Beside its sisters: 2 counts twice as much as 1, and 0 not at all."),
    )  # fmt: skip

    def said(self):
        return {name: self.cleaned_data[name] for name in ("mode", "own_share", "weight")}


def offer_objectives(field, user):
    rows = Objective.objects.visible_to(user).open()
    field.offer(rows, lambda row: row.title)
