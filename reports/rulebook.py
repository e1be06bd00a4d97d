"""The numbered rules of docs/ as a page: the few marks that our own texts use, made HTML.

Not a Markdown library: headings, paragraphs, numbered rules, lists, tables, code, bold, italics.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from unicodedata import east_asian_width

RULE = re.compile(r"^([A-Z]?\d+)\.\s+(.*)")
ROW = re.compile(r"^\|(.+)\|\s*$")
SEPARATOR = re.compile(r"^\|[\s:|-]+\|\s*$")
BULLET = re.compile(r"^\s*-\s+(.*)")
LIST_SEAM = re.compile(r"</ul>\s*<ul>")


def render(path: Path, *, level: int = 2) -> str:
    """The text as HTML without its title; rule 7 gets the id `rule-7`. `level`: of its headings."""
    return rendered(path.read_text(encoding="utf-8"), level)


@lru_cache(maxsize=8)
def rendered(text: str, level: int) -> str:
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    blocks = re.split(r"\n\s*\n", "\n".join(lines))
    return "\n".join(block_html(block, level) for block in blocks if block.strip())


def block_html(block: str, level: int) -> str:
    lines = block.strip("\n").splitlines()
    if lines[0].startswith("## "):
        heading = f'<h{level} class="pm-gap">{inline(lines[0][3:])}</h{level}>'
        return heading + (block_html("\n".join(lines[1:]), level) if lines[1:] else "")
    if ROW.match(lines[0]):
        return table(lines)
    parts = [item_html(item) for item in items(lines)]
    return LIST_SEAM.sub("", "\n".join(parts))


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered rule, a bullet, or a plain paragraph."""

    number: str
    is_bullet: bool
    text: str

    def longer(self, line: str) -> "Item":
        return replace(self, text=joined(self.text, line.strip()))


def items(lines: list[str]) -> list[Item]:
    """The items of a block, the lines of each joined."""
    found: list[Item] = []
    for line in lines:
        rule, bullet = RULE.match(line), BULLET.match(line)
        if rule:
            found.append(Item(rule[1], is_bullet=False, text=rule[2]))
        elif bullet:
            found.append(Item("", is_bullet=True, text=bullet[1]))
        elif found:
            found[-1] = found[-1].longer(line)
        else:
            found.append(Item("", is_bullet=False, text=line.strip()))
    return found


def joined(first: str, second: str) -> str:
    """Two lines as one: with a space between words, without one between Chinese characters."""
    wide = east_asian_width(first[-1:] or " ") in "WF" or east_asian_width(second[:1]) in "WF"
    return f"{first}{second}" if wide else f"{first} {second}"


def item_html(item: Item) -> str:
    text = inline(item.text)
    if item.number:
        return f'<p id="rule-{item.number}"><b>{item.number}</b> {text}</p>'
    return f"<ul><li>{text}</li></ul>" if item.is_bullet else f"<p>{text}</p>"


def table(lines: list[str]) -> str:
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not SEPARATOR.match(line)
    ]
    head, *body = rows
    top = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in head)
    rest = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{inline(cell)}</th>' if i == 0 else f"<td>{inline(cell)}</td>"
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in body
    )
    name = escape(", ".join(head).replace("`", ""))
    return (
        f'<div class="pm-scroll" tabindex="0" role="group" aria-label="{name}">'
        f'<table class="pm-table"><thead><tr>{top}</tr></thead><tbody>{rest}</tbody></table></div>'
    )


def inline(text: str) -> str:
    """Escaped first, so that nothing in the text can become markup but our four marks."""
    safe = escape(text, quote=False)
    pieces = re.split(r"(`[^`]+`)", safe)
    return "".join(
        f"<code>{piece[1:-1]}</code>" if piece.startswith("`") else styled(piece)
        for piece in pieces
    )


def styled(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"(?<!\*)\*([^*]+)\*(?!\*)", r"<em>\1</em>", text)
