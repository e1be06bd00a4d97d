"""The renderer of forms: what is in the PDF, and what nobody's text can do to it."""

import datetime

import pytest
from django.utils.translation import override

from departments.policy.pack import sha256
from departments.printing import LONGEST, printed
from departments.typefaces import printable
from tests.pdf import fonts, pages, reader

DAY = datetime.date(2026, 11, 30)


def record(*said, title="年度考核登记表"):
    entries = [{"head": "", "meta": "", "text": text} for text in said]
    return {
        "title": title, "subtitle": "临湖市", "running": "王芳 · 公交处",
        "facts": [["姓名", "王芳"], ["工号", "LH0001"]],
        "blocks": [{"label": "自评", "entries": entries, "signed": []}],
    }  # fmt: skip


def made(*said, on=DAY, **more):
    return printed("print/registration.typ", record(*said, **more), on=on)


def test_both_typefaces_are_embedded_and_no_other_is_used():
    assert fonts(made("王芳")) == {"NotoSansSC-Regular": True, "NotoSerifSC-Regular": True}


def test_the_document_is_tagged_titled_and_says_its_language():
    with override("zh-hans"):
        root = reader(made("王芳")).trailer["/Root"]
    meta = root["/Metadata"].get_data().decode()
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "zh-CN")
    assert ("<pdfuaid:part>1<" in meta, "<pdfaid:part>2<" in meta) == (True, True)
    assert reader(made("x")).metadata.title == "年度考核登记表"


def test_chinese_is_read_back_as_it_was_written():
    text = "全年受理投诉三百一十二件，按期办结率百分之九十八；“首站准点”达标。"
    assert text in pages(made(text))[0]


@pytest.mark.parametrize(
    "text",
    ["#panic()", "*a*_b_", "= c", "$x^2$", "<label>@ref", "\\u{41}", "//x", "#sys.inputs", "`raw`"],
)
def test_no_text_is_markup(text):
    assert "".join(text.split()) in pages(made(text))[0]


def test_equal_content_gives_equal_bytes_on_one_day():
    assert made("王芳") == made("王芳")
    assert made("王芳") != made("王方")


def test_the_foot_holds_digest_day_and_page():
    digest = sha256(record("王芳"))
    first, later = (pages(made("王芳", on=day))[0] for day in (DAY, DAY.replace(day=29)))
    assert f"SHA-256ofthecontent:{digest}printedon2026-11-30" in first
    assert f"SHA-256ofthecontent:{digest}printedon2026-11-29" in later
    assert first.endswith("page1of1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张𠮷", "张〔U+20BB7〕"),
        ("ok 😀", "ok 〔U+1F600〕"),
        ("a\u200db\ufe0fc\x07d", "abcd"),
        ("tab\there\r\nnext", "tab here \nnext"),
        ("cafe\u0301", "café"),
    ],
)
def test_a_character_that_no_typeface_has_is_told_by_its_number(text, shown):
    assert printable(text) == shown
    assert "".join(shown.split()) in pages(made(text))[0]


def test_a_text_beyond_all_bounds_is_cut_and_says_so():
    assert "[1,000morecharactersstandinthesystem]" in pages(made("x " * (LONGEST // 2 + 500)))[-1]


def test_a_long_form_flows_and_repeats_its_head_on_every_page():
    found = pages(made(*("接听热线并回访。" * 60 for _section in range(12))))
    assert len(found) > 2
    assert [("王芳·公交处" in page, page.endswith(f"page{n}of{len(found)}"))
            for n, page in enumerate(found, start=1)] == [(True, True)] * len(found)  # fmt: skip
    assert "".join(found).count("热") == 720
