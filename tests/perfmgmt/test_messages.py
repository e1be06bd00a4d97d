"""Catalogues are read, compiled and checked without gettext's programs."""

import gettext
import io
import os
import time
from pathlib import Path

import pytest

from perfmgmt.messages import catalog, compile_stale, compiler, extract

PO = r"""
msgid ""
msgstr ""
"Language: zh_Hans\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

# A translator's remark
#: somewhere.py:3
msgid "Target"
msgstr "目标"
msgctxt "verb"
msgid "Target"
msgstr "瞄准"

msgid "%(n)s department"
msgid_plural "%(n)s departments"
msgstr[0] "%(n)s 个部门"

msgid ""
"two "
"lines \"quoted\"\n"
msgstr ""
"两行"
"“引用”\n"

#, fuzzy
msgid "Doubtful"
msgstr "存疑"

msgid "Untranslated"
msgstr ""

#~ msgid "Gone"
#~ msgstr "没了"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_a_compiled_catalogue_says_what_the_source_says(source: Path) -> None:
    said = gettext.GNUTranslations(io.BytesIO(compiler.binary(catalog.read(source))))
    assert said.gettext("Target") == "目标"
    assert said.pgettext("verb", "Target") == "瞄准"
    assert said.ngettext("%(n)s department", "%(n)s departments", 3) == "%(n)s 个部门"
    assert said.gettext('two lines "quoted"\n') == "两行“引用”\n"
    for untranslated in ("Doubtful", "Untranslated", "Gone"):
        assert said.gettext(untranslated) == untranslated


def test_unfinished_messages_are_named_with_their_line(source: Path) -> None:
    unfinished = [(m.line, m.text) for m in catalog.read(source) if not m.is_complete]
    assert unfinished == [(27, "Doubtful"), (31, "Untranslated")]


def test_a_broken_line_is_named(source: Path) -> None:
    source.write_text('msgid "a"\nmsgstr oops\n')
    with pytest.raises(ValueError, match=r"django\.po:2: not a line of a message: msgstr oops"):
        catalog.read(source)


def test_only_what_changed_is_compiled(source: Path) -> None:
    folder = source.parent.parent.parent
    target = source.with_suffix(".mo")
    assert compile_stale([folder]) == [target]
    assert compile_stale([folder]) == []
    later = time.time() + 5
    os.utime(source, (later, later))
    assert compile_stale([folder]) == [target]
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_marked_texts_are_found_in_code() -> None:
    code = """
_("plain"); gettext_lazy("lazy"); pgettext("verb", "Target"); ngettext("one", "many", n)
_(computed); print("not marked"); translation.gettext("dotted"); _("two " "parts")
"""
    assert sorted(extract.in_code(code)) == [
        "dotted", "lazy", "one", "plain", "two parts", "verb\x04Target",
    ]  # fmt: skip


def test_marked_texts_are_found_in_templates() -> None:
    template = """{% load i18n %}{% translate "it's" %}{% translate 'a' context "c" as x %}
{% blocktranslate count n=x %}one {{ n }}{% plural %}many {{ n }}{% endblocktranslate %}
{% blocktranslate trimmed %}
  two
  lines (with) "marks"
{% endblocktranslate %}{% include "x.html" with title=_("argument") only %}{# translate #}"""
    assert sorted(extract.in_template(template)) == [
        "argument", "c\x04a", "it's", "one %(n)s", 'two lines (with) "marks"',
    ]  # fmt: skip
