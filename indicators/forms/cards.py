"""The definition card of an indicator, and the filter of the dictionary."""

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.forms.fields import CodeField, LinesInput, SeenForm
from departments.models import Department
from indicators.forms.parts import PARTS, bound_parts
from indicators.models import CardDetail, Indicator
from indicators.models.cards import Classification, Direction, IndicatorKind
from indicators.models.planning import PeriodKind
from indicators.services.cards import DESCRIBED, DETAILED, FIXED, METHOD

UNITS = ("%", "days", "count", "CNY", "minutes")
ANY = ("", _("All"))
COMPLETENESS = [
    ANY, ("five", _("five of five statements")), ("some", _("one to four statements")),
    ("none", _("no statement")),
]  # fmt: skip


class CardFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, code or definition"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "pm-w-m"}),
    )  # fmt: skip
    classification = forms.ChoiceField(
        label=_("Classification"), required=False, choices=[ANY, *Classification.choices]
    )
    kind = forms.ChoiceField(
        label=_("Type"), required=False, choices=[ANY, *IndicatorKind.choices]
    )  # fmt: skip
    department = CodeField(label=_("Measured in"), required=False)
    data = forms.ChoiceField(label=_("Data quality"), required=False, choices=COMPLETENESS)
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[ANY, *Direction.choices]
    )
    frequency = forms.ChoiceField(
        label=_("Reported every"), required=False, choices=[ANY, *PeriodKind.choices]
    )
    old = forms.BooleanField(label=_("Earlier versions too"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Department.objects.visible_to(user).in_force()
        self.fields["department"].offer(places, lambda row: row.title)


def field_of(name, model=Indicator, **options):
    column = model._meta.get_field(name)  # noqa: SLF001 -- documented
    field = column.formfield(**options)
    if column.choices and column.blank:
        field.choices = [("", _("not said")), *column.choices]
    return field


def text_of(name, model=Indicator, **options):
    return field_of(name, model, widget=LinesInput(attrs={"rows": 3}), **options)


def detail_of(name, **options):
    return text_of(name, CardDetail, **options)


class ReasonForm(SeenForm):
    reason = forms.CharField(
        label=_("What changes, and why"), required=False, max_length=300,
        help_text=_("Stands in the history of the card."),
    )  # fmt: skip


class WordsForm(ReasonForm):
    """What a card says; its measure is fixed."""

    name = field_of("name", required=True, help_text=_("As it stands in the plan."))
    name_en = field_of("name_en")
    name_zh = field_of("name_zh")
    purpose = text_of("purpose", help_text=_("Which decision the number helps to make."))
    purpose_zh = text_of("purpose_zh")
    definition = text_of("definition", help_text=_("What is counted, and what is not."))
    definition_zh = text_of("definition_zh")
    formula = text_of("formula", help_text=_("What is divided by what, over which days."))
    formula_zh = text_of("formula_zh")
    calculation = field_of("calculation")
    frequency = field_of("frequency")
    decimals = field_of("decimals")
    time_frame = detail_of("time_frame", help_text=_("A school year, a season, a late count."))
    time_frame_zh = detail_of("time_frame_zh")
    source = field_of("source", help_text=_("The system or register the figures come from."))
    source_zh = field_of("source_zh")
    collection = detail_of("collection", help_text=_("Who takes the figures out, how and when."))
    data_owner = field_of("data_owner", CardDetail, help_text=_("Department or post."))
    responsible = field_of("responsible", CardDetail, help_text=_("Department or post."))
    verification = detail_of("verification", help_text=_("Who checks a figure, and against what."))
    verification_zh = detail_of("verification_zh")
    accuracy = detail_of("accuracy", help_text=_("How exact it must be for its use."))
    accuracy_zh = detail_of("accuracy_zh")
    limitations = text_of("limitations", help_text=_("What it does not show."))
    limitations_zh = text_of("limitations_zh")
    compensation = detail_of("compensation", help_text=_("What is done about these limits."))
    compensation_zh = detail_of("compensation_zh")
    classification = field_of("classification")
    kind = field_of("kind")
    guard = CodeField(
        label=_("Guard KPI"), required=False,
        help_text=_("Which KPI would show that quality pays for volume or speed. Its code."),
    )  # fmt: skip
    desired = detail_of("desired", help_text=_("What good performance looks like, in words."))
    desired_zh = detail_of("desired_zh")
    legal_basis = field_of("legal_basis", CardDetail, help_text=_("Law, plan or strategy."))
    is_new = field_of("is_new", CardDetail, help_text=_("Not measured in the cycle before."))
    misleading = detail_of(
        "misleading", help_text=_("How the number could look good while the matter is bad.")
    )
    misleading_zh = detail_of("misleading_zh")
    assumptions = detail_of("assumptions")
    assumptions_zh = detail_of("assumptions_zh")
    disaggregation = detail_of(
        "disaggregation", help_text=_("By sex, age band, district, channel.")
    )
    disaggregation_zh = detail_of("disaggregation_zh")
    control_input = detail_of("control_input", help_text=_("Before figures come in."))
    control_process = detail_of("control_process", help_text=_("While they are added up."))
    control_review = detail_of("control_review", help_text=_("Before they are published."))

    def __init__(self, *args, user, card=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.card = card
        guards = Indicator.objects.visible_to(user).newest()
        guards = guards.exclude(code=card.code) if card else guards
        self.fields["guard"].offer(guards, lambda row: row.title)

    def words(self):
        """What the form says of the card and its details."""
        data = self.cleaned_data
        names = {*DESCRIBED, *DETAILED, "guard", "reason"}
        return {name: data[name] for name in self.fields if name in names and name in data}

    def draft(self):
        """An unsaved card of what stands in the form now, also where some of it is wrong.

        Returns the card and its details.
        """
        self.is_valid()
        data = self.cleaned_data
        source = self.card or Indicator()
        own = {name: getattr(source, name) for name in (*FIXED, *DESCRIBED)}
        own |= {name: data[name] for name in own if name in data}
        own["per"] = own["per"] or 1
        if "guard" in self.fields:
            own["guard_id"] = getattr(data.get("guard"), "pk", None)
        details = {name: data[name] for name in DETAILED if name in data}
        return Indicator(**own), CardDetail(**details)

    def parts(self):
        return bound_parts(self, PARTS)


class MeasureForm(SeenForm):
    """Unit, direction and base of a rate."""

    unit = field_of("unit", help_text=_("For example %, days, CNY."))
    direction = field_of("direction")
    per = field_of(
        "per",
        help_text=_("A rate is numerator ÷ denominator × this: 100 for a percentage, 1 otherwise."),
    )

    def measure(self):
        return {name: self.cleaned_data[name] for name in FIXED}


class VersionForm(MeasureForm, ReasonForm):
    """Another way of measuring: what makes old and new figures two different things."""

    definition = text_of("definition")
    definition_zh = text_of("definition_zh")
    formula = text_of("formula")
    formula_zh = text_of("formula_zh")
    source = field_of("source")
    source_zh = field_of("source_zh")
    calculation = field_of("calculation")

    field_order = [*METHOD, "reason"]

    def method(self):
        return {name: self.cleaned_data[name] for name in (*METHOD, "reason")}


class CardForm(MeasureForm, WordsForm):
    """A new card."""

    code = field_of("code", help_text=_("Short, without blanks or slashes, such as K-014."))

    field_order = ["code", "name", "name_en", "name_zh", "unit", "direction", "per"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["seen"], self.fields["reason"]
