"""A file or a pasted table, and the cycle it belongs to."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments import services as departments
from indicators.forms.fields import OfferedField
from indicators.intake.keeping import UPLOAD
from indicators.models import Cycle

PASTED = "pasted.csv"


class UploadForm(OnceForm):
    """Where the figures come from. Nothing is loaded by sending it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV or XLSX, up to 10 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    pasted = forms.CharField(
        label=_("Or paste the table from a spreadsheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("With its first line, which names the columns."),
    )
    cycle = OfferedField(label=_("Cycle"), max_length=80)
    add_departments = forms.BooleanField(
        label=_("Add departments that do not exist yet"),
        required=False,
        help_text=_("Otherwise their rows are errors: the way to find a name mistyped."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        cycles = Cycle.objects.visible_to(user).for_list()[:50]
        self.fields["cycle"].offer([(cycle.name, str(cycle.period)) for cycle in cycles])
        self.may_add = departments.holds_role_at_root(user, "office")
        if self.may_add:
            self.fields["cycle"].help_text = _(
                "Rows of other periods become history. A new name such as 2027 or FY2027 opens "
                "the cycle of that period."
            )
        else:
            del self.fields["add_departments"]
            self.fields["cycle"].help_text = _("Rows of other periods become history.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > UPLOAD.bytes:
            raise ValidationError(_("The file is larger than 10 MB. Split it into parts."))
        return file

    def clean(self):
        data = super().clean()
        given = [name for name in ("file", "pasted") if data.get(name)]
        if not self.errors and len(given) != 1:
            one = _("Choose a file or paste a table.")
            both = _("Choose a file or paste a table, not both.")
            self.add_error("file", both if given else one)
        return data

    def content(self):
        """The bytes to check and the name they are kept under."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), PASTED


class SheetForm(OnceForm):
    """Another sheet of the same workbook."""

    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args, sheets=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]
