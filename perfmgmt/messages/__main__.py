"""`python -m perfmgmt.messages` compiles; `… check` fails for a text without a translation.

`… merge` writes the catalogue from its parts (locale/parts) and fails when two of them disagree.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

from perfmgmt.messages import catalog, compile_stale, extract, parts

PROJECT = Path(__file__).resolve().parent.parent.parent


def complaints(folder: Path) -> list[str]:
    """Every text that people would see untranslated, and where it comes from."""
    used = dict(reversed(list(extract.texts(PROJECT))))
    found = []
    catalogues = sorted(folder.glob("*/LC_MESSAGES/django.po"))
    if not catalogues:
        return [f"{folder.relative_to(PROJECT)} holds no catalogue"]
    for path in catalogues:
        messages = catalog.read(path)
        known = {message.key for message in messages}
        shown = path.relative_to(PROJECT)
        incomplete = [m for m in messages if not m.is_complete]
        found += [f"{shown}:{m.line}: no finished translation of {m.text!r}" for m in incomplete]
        missing = sorted(key for key in used if key and key not in known)
        found += [f"{shown}: no entry for {key!r}, used in {used[key]}" for key in missing]
    return found


def merge(folder: Path) -> int:
    text, quarrels = parts.merge(folder)
    target = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    target.write_text(text, encoding="utf-8")
    print("\n".join([*quarrels, f"wrote {target.relative_to(PROJECT)}"]))  # noqa: T201 -- a command
    return 1 if quarrels else 0


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")
    django.setup()
    if arguments == ["check"]:
        found = [c for folder in settings.LOCALE_PATHS for c in complaints(folder)]
        print("\n".join(found) or "Every text is translated.")  # noqa: T201 -- a command
        return 1 if found else 0
    if arguments == ["merge"]:
        return merge(Path(settings.LOCALE_PATHS[0]))
    for path in compile_stale(settings.LOCALE_PATHS):
        print(f"compiled {path.relative_to(PROJECT)}")  # noqa: T201 -- a command
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
