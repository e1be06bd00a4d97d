"""Read a .po file. No Django, no gettext program."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LINE = re.compile(r'^(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])?\s+)?(".*")$')


@dataclass(slots=True)
class Message:
    line: int
    context: str | None = None
    text: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """The name under which gettext looks a message up: context and text."""
        return self.text if self.context is None else f"{self.context}\x04{self.text}"

    @property
    def is_complete(self) -> bool:
        """Whether people may see it. The header (no text) is no translation and always counts."""
        if not self.text:
            return True
        return not self.fuzzy and bool(self.translations) and all(self.translations.values())


def read(path: Path) -> list[Message]:
    """Every message in use, the header first; obsolete ones (#~) are left out.

    Errors: ValueError that names file and line.
    """
    messages = []
    for block in blocks(path):
        message = parse(path, block)
        if message is not None:
            messages.append(message)
    return messages


def blocks(path: Path) -> Iterator[list[tuple[int, str]]]:
    """Groups of numbered lines; a new one starts after a blank line or a finished message."""
    current: list[tuple[int, str]] = []
    finished = False
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        starts_anew = finished and not line.startswith(('"', "msgstr", "#~"))
        if not line or starts_anew:
            if current:
                yield current
            current, finished = [], False
        if line and not line.startswith("#~"):
            current.append((number, line))
            finished = finished or line.startswith("msgstr")
    if current:
        yield current


def parse(path: Path, block: list[tuple[int, str]]) -> Message | None:
    message = Message(line=block[0][0])
    place: tuple[str, int] | None = None
    for number, line in block:
        if line.startswith("#"):
            message.fuzzy = message.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        found = LINE.match(line)
        if found is None or (found[1] is None and place is None):
            raise ValueError(f"{path}:{number}: not a line of a message: {line}")
        if found[1] is not None:
            place = (found[1], int(found[2] or 0))
        add(message, place, ast.literal_eval(found[3]))  # type: ignore[arg-type]
    return message if place else None


def add(message: Message, place: tuple[str, int], text: str) -> None:
    keyword, index = place
    match keyword:
        case "msgctxt":
            message.context = (message.context or "") + text
        case "msgid":
            message.text += text
        case "msgid_plural":
            message.plural = (message.plural or "") + text
        case "msgstr":
            message.translations[index] = message.translations.get(index, "") + text
