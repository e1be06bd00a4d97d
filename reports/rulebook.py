"""The numbered rules of docs/ as a page: the few marks that our own texts use, made HTML.

Not a Markdown library: headings, paragraphs, numbered rules, lists, tables, code, bold, italics.
"""

import re
from functools import lru_cache
from html import escape
from pathlib import Path

RULE = re.compile(r"^([A-Z]?\d+)\.\s+(.*)")
ROW = re.compile(r"^\|(.+)\|\s*$")
SEPARATOR = re.compile(r"^\|[\s:|-]+\|\s*$")
BULLET = re.compile(r"^\s*-\s+(.*)")


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
        heading = f"<h{level}>{inline(lines[0][3:])}</h{level}>"
        return heading + (block_html("\n".join(lines[1:]), level) if lines[1:] else "")
    if ROW.match(lines[0]):
        return table(lines)
    parts = items(lines)
    if any(number or bullet for number, bullet, _ in parts):
        return "\n".join(item_html(*part) for part in parts)
    return f"<p>{inline(' '.join(line.strip() for line in lines))}</p>"


def items(lines: list[str]) -> list[tuple[str, bool, str]]:
    """(rule number, whether it is a bullet, text) of each item, its lines joined."""
    found: list[tuple[str, bool, str]] = []
    for line in lines:
        rule, bullet = RULE.match(line), BULLET.match(line)
        if rule:
            found.append((rule[1], False, rule[2]))
        elif bullet:
            found.append(("", True, bullet[1]))
        elif found:
            number, is_bullet, text = found.pop()
            found.append((number, is_bullet, f"{text} {line.strip()}"))
        else:
            found.append(("", False, line.strip()))
    return found


def item_html(number: str, is_bullet: bool, text: str) -> str:  # noqa: FBT001 -- see items()
    if number:
        return (
            f'<p class="pm-rule" id="rule-{number}"><b class="pm-rule-number">{number}</b> '
            f"{inline(text)}</p>"
        )
    return f"<ul><li>{inline(text)}</li></ul>" if is_bullet else f"<p>{inline(text)}</p>"


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
    return f'<table class="pm-table"><thead><tr>{top}</tr></thead><tbody>{rest}</tbody></table>'


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
