"""Refusals that can be said in any language. No Django, no clock, no database."""

from collections.abc import Mapping
from typing import ClassVar


def gettext_noop(text: str) -> str:
    """Mark a text for the translators; who shows it looks the translation up."""
    return text


class Blanks(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def fill(text: str, params: Mapping[str, str]) -> str:
    """The text with its {names} filled in; what is not known is left out."""
    return text.format_map(Blanks(params))


class RefusalError(ValueError):
    """A text was refused. The message is English; `code` and `params` say it in any language."""

    texts: ClassVar[dict[str, str]] = {}

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(fill(self.texts[code], params))
        self.code = code
        self.params = params
