"""An outside cause, the decision about it, and a table of circumstances."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from indicators.models.context import Cause, NoteVerdict

LARGEST = 2_000_000  # bytes


class NoteForm(OnceForm):
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", "—"), *Cause.choices])
    text = forms.CharField(
        label=_("What happened"), max_length=1000, widget=LinesInput(attrs={"rows": 4}),
        help_text=_("When, where, and how it shows in the value. Name a document if you can."),
    )  # fmt: skip


class DecisionForm(OnceForm):
    verdict = forms.ChoiceField(
        label=_("Decision"), choices=NoteVerdict.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=LinesInput(attrs={"rows": 3})
    )


class ContextForm(OnceForm):
    """A file, or a table copied from a spreadsheet."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("CSV in UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )  # fmt: skip
    table = forms.CharField(
        label=_("Or paste a table"), required=False, strip=False, max_length=LARGEST,
        widget=LinesInput(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("With the first line: code, name_en, name_zh, unit, department, year, value, "
                    "source."),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise ValidationError(_("The file is larger than 2 MB."))
        return file

    def clean(self):
        data = super().clean()
        if not data.get("file") and not (data.get("table") or "").strip():
            self.add_error("table", _("Choose a file or paste a table."))
        elif data.get("file"):
            try:
                data["table"] = data["file"].read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not in UTF-8. Save it as CSV UTF-8."))
        return data
