"""Calendar, policy packs, files to load, one's own account."""

import base64
import binascii
import json
import zlib

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import DayField
from departments.models import CalendarDay

LARGEST_UPLOAD = 2 * 1024 * 1024  # bytes; larger files go through the command
LARGEST_PACK = 512 * 1024  # bytes


class CalendarDayForm(OnceForm):
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=CalendarDay.Kind.choices, widget=forms.RadioSelect
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX, XLS or ODS, at most 2 MB. Nothing is changed before you have seen it."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 2 MB. Split it, or load it with the command.")
            )
        return file


class LoadForm(OnceForm):
    """The file once more, as it was previewed, and what the preview said."""

    name = forms.CharField(max_length=255, widget=forms.HiddenInput)
    content = forms.CharField(widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def clean_content(self):
        try:
            packed = base64.b64decode(self.cleaned_data["content"], validate=True)
            unpack = zlib.decompressobj()
            content = unpack.decompress(packed, LARGEST_UPLOAD)
        except (binascii.Error, zlib.error):
            raise forms.ValidationError(_("The file is damaged. Choose it again.")) from None
        if unpack.unconsumed_tail:
            raise forms.ValidationError(_("The file is too large. Choose it again."))
        return content


def packed(content: bytes) -> str:
    """What LoadForm carries from the preview to the writing."""
    return base64.b64encode(zlib.compress(content)).decode()


class PackForm(forms.Form):
    """A policy pack as a JSON file: code, names and content."""

    file = forms.FileField(
        label=_("Pack (JSON)"),
        help_text=_("With code, name, name_en, name_zh and content, as in the download."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_PACK:
            raise forms.ValidationError(_("The file is larger than 512 KB."))
        return read_pack(file.read())


class PublishForm(OnceForm):
    """The pack once more, as it was previewed."""

    pack = forms.CharField(widget=forms.HiddenInput)

    def clean_pack(self):
        return read_pack(self.cleaned_data["pack"].encode())


def read_pack(content: bytes) -> dict:
    """The five members of a pack file. Floats are refused where the pack is parsed."""
    try:
        pack = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file is not written in UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise forms.ValidationError(
            _("This is not JSON: line %(line)d, column %(column)d."),
            params={"line": error.lineno, "column": error.colno},
        ) from None
    except RecursionError:
        raise forms.ValidationError(_("This is nested too deeply.")) from None
    members = {"code", "name", "name_en", "name_zh", "content"}
    if not isinstance(pack, dict) or members - pack.keys() or pack.keys() - members - {"version"}:
        raise forms.ValidationError(
            _("The file must hold code, name, name_en, name_zh and content, and nothing else.")
        )
    if not all(isinstance(pack[name], str) for name in members - {"content"}):
        raise forms.ValidationError(_("Code and names must be text."))
    return pack


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the pages after sign-in"),
        choices=[
            ("", _("As the browser asks for")),
            *((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
