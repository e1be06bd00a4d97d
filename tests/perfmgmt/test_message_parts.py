from pathlib import Path

from perfmgmt.messages import catalog, parts

FIRST = """msgid ""
msgstr "Language: zh_Hans\\n"

msgid "Save"
msgstr "保存"

msgctxt "of a score"
msgid "Step"
msgstr "组成"
"""
SECOND = """#, python-format
msgid "%(count)s file"
msgid_plural "%(count)s files"
msgstr[0] "%(count)s个\\"文件\\""

msgid "Save"
msgstr "保存"
"""


def folder_with(tmp_path: Path, **named: str) -> Path:
    (tmp_path / "parts").mkdir()
    for name, text in named.items():
        (tmp_path / "parts" / f"{name}.po").write_text(text, encoding="utf-8")
    return tmp_path


def test_merged_catalogue_reads_back_as_its_parts(tmp_path: Path) -> None:
    text, quarrels = parts.merge(folder_with(tmp_path, one=FIRST, two=SECOND))
    whole = tmp_path / "django.po"
    whole.write_text(text, encoding="utf-8")
    messages = {m.key: (m.plural, m.translations) for m in catalog.read(whole) if m.text}
    assert quarrels == []
    assert messages == {
        "%(count)s file": ("%(count)s files", {0: '%(count)s个"文件"'}),
        "Save": (None, {0: "保存"}),
        "of a score\x04Step": (None, {0: "组成"}),
    }


def test_two_words_for_one_text_are_named(tmp_path: Path) -> None:
    other = 'msgid "Save"\nmsgstr "储存"\n'
    _, quarrels = parts.merge(folder_with(tmp_path, one=FIRST, two=other))
    assert quarrels == ["two.po:1: 'Save' is '储存' here and '保存' in one.po"]


def test_our_parts_agree() -> None:
    from django.conf import settings

    assert parts.merge(Path(settings.LOCALE_PATHS[0]))[1] == []
