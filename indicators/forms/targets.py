"""What a department is to reach: the fields that its method needs, and no others."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.forms.fields import CodeField
from departments.models import Department, Person
from indicators.forms.fields import FigureField
from indicators.forms.marks import MarksForm
from indicators.forms.score_table import PenaltyField, ScoreTableField, suit_parameters
from indicators.models import Cycle, Objective, Period
from indicators.models.cards import Direction
from indicators.models.targets import Method
from indicators.services.planning import FITTING, USUAL

# Which fields a method reads, beside weight, cap and floor. A range has limits, others a value.
READS = {
    Method.RATIO_HIGHER: ("value",),
    Method.RATIO_LOWER: ("value",),
    Method.LINEAR: ("value", "baseline"),
    Method.BAND: ("low", "high", "tolerance_low", "tolerance_high"),
    Method.EXACT: ("value",),
    Method.NONE: (),
    Method.STEP: ("value", "score_table"),
    Method.INTERPOLATED: ("value", "score_table"),
    Method.MILESTONE: ("value", "penalty"),
    Method.ALL_OR_NOTHING: ("value",),
    Method.RUBRIC: ("value", "score_table"),
    Method.DEFECT: ("value", "penalty"),
    Method.SURVEY: ("value", "minimum_n"),
}
PARAMETERS = ("score_table", "penalty", "minimum_n")
# Another method reads other fields: they come at once. Without a script they come with the answer.
OTHER_FIELDS = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-target": "#fields",
    "hx-include": "closest form",
    "hx-params": "not csrfmiddlewaretoken,form_token,seen",
}
FIGURES = ("value", "low", "high", "baseline", "tolerance_low", "tolerance_high")
PLACE = ("department", "cycle", "period")
SHARES = ("weight", "cap", "floor")


class ShareField(forms.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 9, "decimal_places": 4, **kwargs})
        self.widget = forms.TextInput(attrs={"class": "pm-w-s", "inputmode": "decimal"})

    def prepare_value(self, value):
        return format(value.normalize(), "f") if hasattr(value, "normalize") else value


class TargetForm(MarksForm):
    """The target of one indicator and department in a cycle."""

    cycle = forms.ModelChoiceField(label=_("Cycle"), queryset=Cycle.objects.none())
    department = CodeField(label=_("Department"), help_text=_("Its code."))
    period = CodeField(
        key="label",
        label=_("Only for the period"),
        required=False,
        help_text=_("Blank: for the whole cycle."),
    )
    method = forms.ChoiceField(label=_("Method"))
    value = FigureField(
        label=_("Target"), help_text=_("Blank: shown beside the others, and not scored.")
    )
    low = FigureField(label=_("Lower limit"))
    high = FigureField(label=_("Upper limit"))
    baseline = FigureField(
        label=_("Baseline"), help_text=_("Where it starts from: worth nothing yet.")
    )
    tolerance_low = FigureField(
        label=_("Tolerance below"),
        help_text=_("How far under the lower limit it is worth nothing."),
    )
    tolerance_high = FigureField(
        label=_("Tolerance above"), help_text=_("How far over the upper limit it is worth nothing.")
    )
    score_table = ScoreTableField(label=_("What which value counts"), required=False)
    penalty = PenaltyField()
    minimum_n = forms.IntegerField(
        label=_("Smallest number of answers"),
        required=False,
        min_value=1,
        help_text=_(
            "With fewer answers a figure does not count: it would say little and tell much."
        ),
        widget=forms.TextInput(attrs={"class": "pm-w-s", "inputmode": "numeric"}),
    )
    weight = ShareField(
        label=_("Weight"), initial=1, help_text=_("Its share is weight ÷ sum of the weights.")
    )
    cap = ShareField(
        label=_("Cap"), initial="1.2", help_text=_("Attainment counts up to this: 1.2 is 120%.")
    )
    floor = ShareField(
        label=_("Floor"), initial=0, help_text=_("Attainment counts from this upwards.")
    )
    objective = CodeField(label=_("Objective"), required=False)
    owner = CodeField(
        key="staff_number", label=_("Owner"), required=False, help_text=_("Staff number.")
    )
    is_safety = forms.BooleanField(
        label=_("Safety KPI"),
        required=False,
        help_text=_("The score of the department is at most the attainment of this one."),
    )
    sums_children = forms.BooleanField(
        label=_("Rate summed over the departments below"),
        required=False,
        help_text=_("Σ numerators ÷ Σ denominators of the departments beneath, where it has none."),
    )

    def __init__(self, *args, user, indicator, old=None, shown_method="", **kwargs):
        super().__init__(*args, **kwargs)
        direction = Direction(indicator.direction)
        self.place = old and {name: getattr(old, name) for name in PLACE}
        if self.place:
            for name in PLACE:
                del self.fields[name]
        else:
            self.offer_places(user)
        self.fields["objective"].offer(Objective.objects.visible_to(user), lambda row: row.title)
        self.fields["owner"].offer(Person.objects.visible_to(user), lambda row: row.title)
        fitting = [method for method in Method if method in FITTING[direction]]
        self.fields["method"].choices = [(method, method.label) for method in fitting]
        self.fields["method"].initial = USUAL[direction]
        self.fields["method"].widget.attrs.update(OTHER_FIELDS)
        chosen = self.data.get("method") or shown_method or self.initial.get("method")
        self.keep(Method(chosen) if chosen in fitting else USUAL[direction], direction)
        for name in FIGURES:
            if name in self.fields:
                self.fields[name].unit = indicator.unit
        self.place_marks(indicator.direction)

    def offer_places(self, user):
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user).for_list()
        places = Department.objects.visible_to(user).led_by(user, "office", "manager").in_force()
        self.fields["department"].offer(places, lambda row: row.title)
        self.fields["period"].offer(Period.objects.visible_to(user), lambda row: row.label)

    def keep(self, method, direction):
        """Only the fields that the method reads; the others would say something untrue."""
        read = set(READS[method])
        if direction == Direction.RANGE and "value" in read:
            read = read - {"value"} | {"low", "high"}
        for name in (*FIGURES, *PARAMETERS):
            if name not in read:
                del self.fields[name]
        if "low" in read:
            self.fields["low"].required = self.fields["high"].required = True
        suit_parameters(self, method)

    def where(self):
        """Department, cycle and period: of the target that is changed, or as they were chosen."""
        return self.place or {name: self.cleaned_data[name] for name in PLACE}

    def aimed(self):
        """What to set; a figure that the method does not read is taken away."""
        data = self.cleaned_data
        names = ("method", *SHARES, "objective", "owner", "is_safety", "sums_children")
        figures = {name: data.get(name) for name in (*FIGURES, *PARAMETERS)}
        return {name: data[name] for name in names} | figures | self.marks()
