"""One catalogue out of one part per area: `locale/parts/*.po` -> `zh_Hans/LC_MESSAGES/django.po`.

Areas are written side by side; a text that two of them translate must be translated alike.
"""

from pathlib import Path

from perfmgmt.messages import catalog

HEADER = {
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def merge(folder: Path) -> tuple[str, list[str]]:
    """The text of the whole catalogue in the order of its keys, and what two parts disagree on."""
    merged: dict[str, tuple[catalog.Message, str]] = {}
    quarrels = []
    for path in sorted((folder / "parts").glob("*.po")):
        for message in catalog.read(path):
            if not message.text:
                continue
            known, where = merged.setdefault(message.key, (message, path.name))
            if known.translations != message.translations:
                quarrels.append(
                    f"{path.name}:{message.line}: {message.text!r} is {message.translations[0]!r}"
                    f" here and {known.translations[0]!r} in {where}"
                )
    messages = [merged[key][0] for key in sorted(merged)]
    return "\n".join([header(), *(entry(message) for message in messages)]), quarrels


def header() -> str:
    lines = [quoted(f"{name}: {value}\n") for name, value in HEADER.items()]
    return "\n".join(['msgid ""', 'msgstr ""', *lines, ""])


def entry(message: catalog.Message) -> str:
    lines = [] if message.context is None else [f"msgctxt {quoted(message.context)}"]
    lines.append(f"msgid {quoted(message.text)}")
    if message.plural is None:
        lines.append(f"msgstr {quoted(message.translations[0])}")
    else:
        lines.append(f"msgid_plural {quoted(message.plural)}")
        lines += [f"msgstr[{n}] {quoted(text)}" for n, text in sorted(message.translations.items())]
    return "\n".join([*lines, ""])


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
