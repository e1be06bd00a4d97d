"""Forms on paper: the content as data, the looks as a layout, out comes a PDF. docs/adr/0014.

The content reaches the layout as JSON and is set as it stands: no text of anybody is markup. Equal
content printed on one day gives equal bytes.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from departments.policy.pack import sha256
from departments.typefaces import faces, printable

LAYOUTS = settings.BASE_DIR / "templates"
LONGEST = 4000  # characters of one text without a bound of its own: cut there, and says so
Content = Mapping[str, Any]


def printed(layout: str, content: Content, *, on: datetime.date) -> bytes:
    """The PDF of `content` in the language of the reader.

    `layout` is a file beneath `templates/`; `content` is JSON and has a `title`. The digest at the
    foot is over the content alone, so that two prints of different days can be compared.
    """
    content = json.loads(json.dumps(content, default=str))  # texts that wait for their language
    chinese = (get_language() or "").startswith("zh")
    whole = {
        **fitting(content),
        "language": ["zh", "cn"] if chinese else ["en", "gb"],
        "day": [on.year, on.month, on.day],
        "foot": {
            "digest": _("SHA-256 of the content: %(digest)s") % {"digest": sha256(content)},
            "day": _("printed on %(day)s") % {"day": on.isoformat()},
            "page": _("page {page} of {pages}"),
        },
    }
    # An archive keeps it (PDF/A-2a) and a screen reader reads it (PDF/UA-1).
    return typst.compile(
        str(LAYOUTS / layout), root=str(LAYOUTS), font_paths=faces(), format="pdf",
        sys_inputs={"content": json.dumps(whole)}, pdf_standards=["a-2a", "ua-1"],
    )  # fmt: skip


def fitting(value: Any) -> Any:
    """The same content with texts that are short enough and only characters that there are."""
    if isinstance(value, str):
        return printable(shortened(value))
    if isinstance(value, Mapping):
        return {key: fitting(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [fitting(one) for one in value]
    return value


def shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    left = len(text) - LONGEST
    words = ngettext(
        "[%(n)s more character stands in the system]",
        "[%(n)s more characters stand in the system]", left,
    )  # fmt: skip
    return f"{text[:LONGEST]}… {words % {'n': f'{left:,}'}}"
