"""The numbered rules as a page, in both languages."""

import re
from pathlib import Path

import pytest

from reports import explain, rulebook

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def numbers(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(r"^([A-Z]?\d+)\.", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["scoring", "signals"])
def test_both_languages_hold_the_same_rules(name):
    assert numbers(f"{name}.md") == numbers(f"{name}.zh.md")
    assert len(set(numbers(f"{name}.md"))) == len(numbers(f"{name}.md"))


@pytest.mark.parametrize("name", ["scoring", "signals"])
def test_both_languages_hold_the_same_names(name):
    """Codes, flags and columns stay as they are in the files and the interface."""
    english, chinese = (
        {
            code
            for code in re.findall(r"`([^`]+)`", (DOCS / f"{name}{ending}").read_text("utf-8"))
            if code.isascii() and "_" in code
        }
        for ending in (".md", ".zh.md")
    )
    assert english == chinese


def test_every_cited_rule_is_there():
    html = rulebook.render(DOCS / "scoring.md")
    cited = set(explain.kpi.RULE_OF.values()) | {1, 2, 4, 5, 6, 7, 13, 15, 16, 17, 18, 19}
    assert {n for n in cited if f'id="rule-{n}"' not in html} == set()


def test_marks_become_markup_and_nothing_else_does():
    html = rulebook.rendered(
        "# Title\n\n## Head\n\n1. **Bold** `a<b` *it*\n   next line\n2. Two\n\n"
        "- one\n- two\n\n<b>no</b>",
        2,
    )
    assert html.splitlines() == [
        '<h2 class="pm-gap">Head</h2>',
        '<p id="rule-1"><b>1</b> <b>Bold</b> <code>a&lt;b</code> <em>it</em> next line</p>',
        '<p id="rule-2"><b>2</b> Two</p>',
        "<ul><li>one</li><li>two</li></ul>",
        "<p>&lt;b&gt;no&lt;/b&gt;</p>",
    ]


def test_table_has_headings():
    html = rulebook.rendered("| a | b |\n|---|---|\n| `c` | d |", 2)
    assert html == (
        '<div class="pm-scroll" tabindex="0" role="group" aria-label="a, b">'
        '<table class="pm-table"><thead><tr><th scope="col">a</th><th scope="col">b</th></tr>'
        '</thead><tbody><tr><th scope="row"><code>c</code></th><td>d</td></tr></tbody></table>'
        "</div>"
    )


def test_chinese_lines_join_without_a_space():
    assert rulebook.rendered("一律以\n存储值", 2) == "<p>一律以存储值</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Which figures count"), ("zh-hans", "哪些数据计入")]
)
def test_page_is_in_the_language_of_the_reader(world, language, words):
    response = world.client("employee").get(f"/{language}/methods/")
    assert words in response.content.decode()


@pytest.mark.django_db
def test_page_is_for_those_who_hold_a_grant(world):
    assert world.client("stranger").get("/en/methods/").status_code == 404
