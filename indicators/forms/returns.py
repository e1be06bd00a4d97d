"""The lines of a data return: stored as typed, read when they are to be submitted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from indicators.asking import RATE, REASONS, VALUE
from indicators.forms.fields import FigureField
from indicators.queries.returns import NO_ANSWER


class LineForm(forms.Form):
    """One KPI: a value, or numerator and denominator, or why there is neither."""

    value = FigureField(label=_("Value"))
    numerator = FigureField(label=_("Numerator"))
    denominator = FigureField(label=_("Denominator"))
    missing = forms.ChoiceField(label=_("Why there is no value"), required=False, choices=REASONS)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 1}),
    )  # fmt: skip

    def __init__(self, line, texts, *, check):
        self.line = line
        prefix = f"k{line.indicator.pk}"
        given = start_of(line) if texts is None else texts
        data = {f"{prefix}-{name}": text for name, text in given.items()} if check else None
        super().__init__(data, prefix=prefix, initial=given)
        for name in VALUE if line.is_rate else RATE:
            del self.fields[name]
        for name in RATE if line.is_rate else VALUE:
            self.fields[name].unit = line.indicator.unit if name == "value" else ""

    @property
    def figures(self):
        return [self[name] for name in (RATE if self.line.is_rate else VALUE)]

    def clean(self):
        data = super().clean()
        names = RATE if self.line.is_rate else VALUE
        if any(name in self.errors for name in names):
            return data
        given = [name for name in names if data.get(name) is not None]
        if given and data.get("missing"):
            self.add_error("missing", _("There is a value as well. Keep the one or the other."))
        elif not given and not data.get("missing"):
            self.add_error(names[0], _("Give the value, or say why there is none."))
        elif given and len(given) < len(names):
            absent = next(name for name in names if name not in given)
            self.add_error(absent, _("A rate needs both numerator and denominator."))
        return data

    def said(self):
        """What to report: figures or the reason, and the note."""
        names = (*(RATE if self.line.is_rate else VALUE), "missing", "note")
        return {name: self.cleaned_data[name] for name in names}


def start_of(line):
    """The texts of a line nobody has touched: what was said for the period already."""
    known = line.current
    if known is None or known.missing in NO_ANSWER or known.missing == "text":
        return {}
    figures = {"value": known.value, "numerator": known.numerator, "denominator": known.denominator}
    texts = {
        name: f"{number.normalize():f}" for name, number in figures.items() if number is not None
    }
    return texts | ({"missing": known.missing} if known.missing else {})


class ReturnForm(OnceForm):
    """All lines of a return, and the version of the draft they started from."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, lines, texts, check=False, version=0, **kwargs):
        super().__init__(*args, initial={"version": version}, **kwargs)
        self.lines = [
            LineForm(line, texts.get(str(line.indicator.pk)), check=check) for line in lines
        ]

    def lines_are_valid(self):
        faulty = [line for line in self.lines if not line.is_valid()]  # each: all errors show
        return not faulty

    def said(self):
        return {form.line.indicator.pk: form.said() for form in self.lines}

    def refuse(self, lines):
        """Put what the service refused at its fields."""
        for form in self.lines:
            if form.line.indicator.pk in lines:
                field, message = lines[form.line.indicator.pk]
                form.add_error(field if field in form.fields else None, message)


def typed(data, lines):
    """The texts of a sent form, by card and field."""
    return {
        str(line.indicator.pk): {
            name: data.get(f"k{line.indicator.pk}-{name}", "") for name in LineForm.base_fields
        }
        for line in lines
    }


class FilledForm(OnceForm):
    """A template that was filled in."""

    file = forms.FileField(
        label=_("Filled template"),
        help_text=_("XLSX or CSV. It fills the fields above; nothing is submitted yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
