"""Find every text that is marked for translation in our code and templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOMS = ("perfmgmt", "reports", "feedback", "appraisals", "indicators", "departments", "audit")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
PLURAL_WITH_CONTEXT = {"npgettext", "npgettext_lazy"}
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
TEXT = re.compile(LITERAL, re.DOTALL)
# How Django rewrites the tags of a template for xgettext.
IN_TEMPLATE = re.compile(
    rf"\b(?P<call>_|n?p?gettext)\(\s*(?P<texts>{LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL
)


def texts(project: Path) -> Iterator[tuple[str, str]]:
    """Pairs of key (see catalog.Message.key) and the file that uses it."""
    for room in ROOMS:
        for path in sorted((project / room).rglob("*.py")):
            for key in in_code(path.read_text(encoding="utf-8")):
                yield key, str(path.relative_to(project))
    for path in sorted((project / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            for key in in_template(path.read_text(encoding="utf-8")):
                yield key, str(path.relative_to(project))


def in_code(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [a.value if isinstance(a, ast.Constant) else None for a in node.args[:2]]
        key = key_of(name, [w if isinstance(w, str) else None for w in words])
        if key is not None:
            yield key


def in_template(source: str) -> Iterator[str]:
    for found in IN_TEMPLATE.finditer(templatize(source)):
        words: list[str | None] = [ast.literal_eval(w) for w in TEXT.findall(found["texts"])]
        key = key_of(found["call"], words[:2])
        if key is not None:
            yield key


def key_of(name: str, words: list[str | None]) -> str | None:
    """The key that a call with these literal arguments looks up; None for a computed text."""
    if name in PLAIN | PLURAL and words and words[0] is not None:
        return words[0]
    both = len(words) > 1 and words[0] is not None and words[1] is not None
    if name in WITH_CONTEXT | PLURAL_WITH_CONTEXT and both:
        return f"{words[0]}\x04{words[1]}"
    return None
