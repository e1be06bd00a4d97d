"""A table of what which value counts, as rows of a form."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.figures import FigureError, parse_figure
from indicators.intake.problems import say
from indicators.models.targets import Method

LEAST_ROWS = 6
SPARE_ROWS = 2
MOST_ROWS = 20
HUNDRED = Decimal(100)
STEP = (
    ("from", pgettext_lazy("bound of a table", "From")),
    ("to", pgettext_lazy("bound of a table", "To")),
    ("counts", _("Counts, %")),
)
COLUMNS = {
    Method.STEP: STEP,
    Method.INTERPOLATED: (("from", _("Value")), ("counts", _("Counts, %"))),
    Method.RUBRIC: (("from", _("Level")), ("counts", _("Counts, %"))),
}
HELP = {
    Method.STEP: _(
        "From the best to the worst. The first row that holds the value counts, both bounds"
        " included; a blank bound is open. A value in no row counts 0%."
    ),
    Method.INTERPOLATED: _(
        "By rising value. Between two rows it counts in proportion; worse than the worst counts"
        " 0%, better than the best counts like the best."
    ),
    Method.RUBRIC: _(
        "By rising level. At least two assessors give a level each; between two neighbouring levels"
        " the mean counts."
    ),
}
BOUNDS = {"from": 0, "to": 1, "counts": 2}


class ScoreTableWidget(forms.Widget):
    """Rows of text inputs, named `name-row-column`; more than are filled, so that one can add."""

    template_name = "indicators/widgets/score_table.html"
    use_fieldset = True
    columns = STEP

    def value_from_datadict(self, data, files, name):
        """Rows of three texts as they were typed, without the blank ones at the end."""
        rows = [
            [data.get(f"{name}-{row}-{column}", "") for column in BOUNDS]
            for row in range(MOST_ROWS)
        ]
        while rows and not any(text.strip() for text in rows[-1]):
            rows.pop()
        return rows

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-0-counts" not in data

    def id_for_label(self, id_):
        return f"{id_}-0-{self.columns[0][0]}"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        held = value or []
        shown = min(MOST_ROWS, max(LEAST_ROWS, len(held) + SPARE_ROWS))
        base = context["widget"]["attrs"].get("id", name)
        context["widget"]["columns"] = [label for _name, label in self.columns]
        context["widget"]["rows"] = [
            [
                {
                    "name": f"{name}-{row}-{column}",
                    "id": f"{base}-{row}-{column}",
                    "label": now("%(column)s, row %(row)s") % {"column": label, "row": row + 1},
                    "value": held[row][BOUNDS[column]] if row < len(held) else "",
                }
                for column, label in self.columns
            ]
            for row in range(shown)
        ]
        return context


class ScoreTableField(forms.Field):
    """Gives rows of (from, to, counts) as Decimals, or None when all are blank."""

    widget = ScoreTableWidget
    default_error_messages = {
        "figure": _("Row %(row)s, %(column)s: %(error)s."),
        "counts": _("Row %(row)s: say what it counts."),
        "gap": _("Row %(row)s is blank; fill it in or move the others up."),
    }

    def suit(self, method):
        """The columns and the help that the method needs."""
        self.widget.columns = COLUMNS[method]
        self.help_text = HELP[method]

    def prepare_value(self, value):
        if not value or isinstance(value[0][2], str):
            return value
        return [[plain(low), plain(high), plain(worth * HUNDRED)] for low, high, worth in value]

    def clean(self, value):
        rows = [self.row(number, texts) for number, texts in enumerate(value or [], 1)]
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return rows or None

    def row(self, number, texts):
        if not any(text.strip() for text in texts):
            raise self.wrong("gap", row=number)
        low, high, worth = (
            self.figure(number, text, column) for text, column in zip(texts, BOUNDS, strict=True)
        )
        if worth is None:
            raise self.wrong("counts", row=number)
        return [low, high, worth / HUNDRED]

    def figure(self, number, text, column):
        label = dict(self.widget.columns).get(column, column)
        try:
            found = parse_figure(text.strip().removesuffix("%"), "")
        except FigureError as error:
            problem = say(error.code, error.params)
            raise self.wrong("figure", row=number, column=label, error=problem) from None
        if found.is_in_words:
            problem = now("“%(text)s” is no number") % {"text": text}
            raise self.wrong("figure", row=number, column=label, error=problem)
        return found.value

    def wrong(self, code, **params):
        return ValidationError(self.error_messages[code], code=code, params=params)


def plain(number):
    return "" if number is None else format(number.normalize(), "f")


class PenaltyField(forms.DecimalField):
    """A share of the whole, written in percent."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Deduction, %"),
                "required": False,
                "max_digits": 7,
                "decimal_places": 2,
                "widget": forms.TextInput(attrs={"class": "pm-w-s", "inputmode": "decimal"}),
                **kwargs,
            }
        )

    def prepare_value(self, value):
        return plain(value * HUNDRED) if isinstance(value, Decimal) else value

    def clean(self, value):
        percent = super().clean(value)
        return None if percent is None else percent / HUNDRED


def suit_parameters(form, method):
    """Say of the parameter fields that a form kept what the method makes of them."""
    if "score_table" in form.fields:
        form.fields["score_table"].suit(method)
        form.fields["score_table"].required = True
    if "minimum_n" in form.fields:
        form.fields["minimum_n"].required = True
    if "penalty" in form.fields:
        is_fault = method == Method.DEFECT
        form.fields["penalty"].required = is_fault
        form.fields["penalty"].help_text = (
            _("Each fault takes this much of the whole: 25 leaves 75% after one fault.")
            if is_fault
            else _("A stage that is late loses this much of its worth a day. Blank: nothing.")
        )


def typed_table(query):
    """The table in the query of a form that changes its method; nothing where there is none."""
    rows = ScoreTableWidget().value_from_datadict(query, {}, "score_table")
    return {"score_table": rows} if rows else {}
