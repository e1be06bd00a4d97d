"""A file or a pasted table, and the cycle it belongs to."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments import services as departments
from departments.forms.fields import LinesInput
from indicators.forms.fields import OfferedField
from indicators.intake import columns
from indicators.intake.problems import READ
from indicators.intake.reading import UPLOAD
from indicators.models import Cycle

PASTED = "pasted.csv"


class UploadForm(OnceForm):
    """Where the figures come from. Nothing is loaded by sending it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 10 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    pasted = forms.CharField(
        label=_("Table"),
        strip=False,
        widget=LinesInput(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Copied from a spreadsheet, with the line that names the columns."),
    )
    cycle = OfferedField(label=_("Cycle"), max_length=80)
    add_departments = forms.BooleanField(
        label=_("Add departments that do not exist yet"),
        required=False,
        help_text=_("Otherwise their rows are errors: the way to find a name mistyped."),
    )

    def __init__(self, *args, user, paste, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["file" if paste else "pasted"]
        cycles = Cycle.objects.visible_to(user).for_list()[:50]
        self.fields["cycle"].offer([(cycle.name, str(cycle.period)) for cycle in cycles])
        self.fields["cycle"].initial = running(cycles)
        if departments.holds_role_at_root(user, "office"):
            self.fields["cycle"].help_text = _(
                "Rows of other periods become history. A new name such as 2027 or FY2027 opens "
                "the cycle of that period."
            )
        else:
            del self.fields["add_departments"]
            self.fields["cycle"].help_text = _("Rows of other periods become history.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > UPLOAD.bytes:
            raise ValidationError(_("The file is larger than 10 MB. Split it into parts."))
        return file

    def content(self):
        """The bytes to check and the name they are kept under."""
        if file := self.cleaned_data.get("file"):
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), PASTED


def running(cycles):
    """The name of the cycle that is under way; the latest when none is."""
    today = timezone.localdate()
    under_way = (c.name for c in cycles if c.period.starts_on <= today <= c.period.ends_on)
    return next(under_way, cycles[0].name if cycles else "")


class SheetForm(OnceForm):
    """Another sheet of the same workbook."""

    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args, sheets=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]


class ColumnsForm(OnceForm):
    """Which column of the file is which; what is offered first is a guess."""

    def __init__(self, *args, header, **kwargs):
        super().__init__(*args, **kwargs)
        self.header = header
        guessed = columns.guess(header)
        places = [(str(at), text) for at, text in enumerate(header) if text]
        for name in READ:
            needed = name in columns.NEEDED
            self.fields[name] = forms.ChoiceField(
                label=WORDS[name],
                required=needed,
                choices=[("", "—"), *places],
                initial=str(guessed[name]) if name in guessed else "",
                help_text="" if needed else WITHOUT[name],
                error_messages={"required": _("Choose the column that holds this.")},
            )

    def clean(self):
        data = super().clean()
        given = [data[name] for name in READ if data.get(name)]
        for name in READ:
            if given.count(data.get(name)) > 1:
                self.add_error(name, _("This column is chosen twice."))
        return data

    def columns(self):
        data = self.cleaned_data
        return {name: int(data[name]) for name in READ if data.get(name)}


WORDS = {
    "department": _("Department"), "indicator": _("Indicator"), "unit": _("Unit"),
    "direction": _("Direction"), "target": _("Target"), "actual": _("Value"),
    "period": _("Period"), "note": _("Note"),
}  # fmt: skip
WITHOUT = {
    "unit": _("Without it, the unit of the indicator counts."),
    "direction": _("Without it, the direction of the indicator counts."),
    "target": _("Without it, targets stay as they are."),
    "note": _("Needed only where a value is out of the usual: it says why."),
}
