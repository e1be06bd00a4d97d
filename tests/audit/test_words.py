"""Every deed that the code enters into the ledger has words in both languages."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from audit.services.entries import VERB
from reports import deeds

RECORDERS = {"record", "entry_values", "change"}


def verbs_in(path):
    """The literal verbs: first argument of `record` and its kin, or the keyword `verb`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        said = [*node.args[:1]] if name in RECORDERS else []
        said += [keyword.value for keyword in node.keywords if keyword.arg == "verb"]
        for word in said:
            if isinstance(word, ast.Constant) and VERB.fullmatch(str(word.value)):
                yield word.value


def test_every_verb_has_words():
    """Red? Add the verb to reports/deeds.py and its Chinese to the catalogue."""
    files = [
        path for room in settings.ROOMS for path in Path(settings.BASE_DIR, room).rglob("*.py")
    ]
    entered = {verb for path in files for verb in verbs_in(path)}
    assert "departments.move" in entered
    assert entered - deeds.VERBS.keys() == set()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Moved a department"), ("zh-hans", "调整部门隶属关系")]
)
def test_words_are_in_the_language_of_the_reader(language, words):
    with translation.override(language):
        assert deeds.words("departments.move") == words


def test_a_verb_without_words_shows_its_code():
    assert deeds.words("room.deed") == "room.deed"
    assert deeds.thing("room.Thing") == "room.Thing"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        ("x", "x"),
        (0, "0"),
        (False, "false"),
        ({"b": 1, "a": "住"}, '{"a": "住", "b": 1}'),
    ],
)
def test_a_detail_as_text(value, text):
    assert deeds.shown(value) == text
