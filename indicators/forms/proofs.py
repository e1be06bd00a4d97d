"""Proof of a value, and taking it back."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from indicators.sniffing import ENDINGS

TITLE = {
    "label": _("What it shows"), "required": False, "max_length": 200,
    "help_text": _("For example: signed list of the month, export of the register."),
}  # fmt: skip


class KeptFileField(forms.FileField):
    """A file as it is kept: the kinds are offered by their endings, the size is asked at once."""

    def __init__(self, **options):
        super().__init__(**options)
        endings = sorted({f".{end}" for ends in ENDINGS.values() for end in ends})
        self.widget.attrs["accept"] = ",".join(endings)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > settings.EVIDENCE_LARGEST:
            message = _("The file is larger than %(megabytes)s MB. Send a part, or add a link.")
            raise ValidationError(message % megabytes())
        return file


def megabytes():
    return {"megabytes": settings.EVIDENCE_LARGEST // 1024**2}


class FileForm(OnceForm):
    file = KeptFileField(label=_("File"))
    title = forms.CharField(**TITLE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = _(
            "PDF, picture, Word, Excel, PowerPoint, OpenDocument or text, up to %(megabytes)s MB. "
            "Only people who may see the value can open it."
        )
        self.fields["file"].help_text = words % megabytes()


class LinkForm(OnceForm):
    url = forms.CharField(
        label=_("Address"), max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "", "autocomplete": "off"}),
        help_text=_("Begins with https:// or http://."),
    )  # fmt: skip
    title = forms.CharField(**TITLE)


class NoteForm(OnceForm):
    note = forms.CharField(
        label=_("Note"), max_length=4000, widget=LinesInput(attrs={"rows": 4}),
        help_text=_("Where the papers lie, who can show them."),
    )  # fmt: skip
    title = forms.CharField(**TITLE)


class WithdrawForm(OnceForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=LinesInput(attrs={"rows": 2}),
        help_text=_("The proof is kept and marked as withdrawn, with this reason."),
    )  # fmt: skip
