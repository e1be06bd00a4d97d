"""Write .mo files beside .po files. They are made, never committed."""

import os
import struct
from pathlib import Path

from perfmgmt.messages import catalog

MAGIC = 0x950412DE
HEADER_WORDS = 7


def compile_stale(folders: list[Path]) -> list[Path]:
    """Compile every catalogue that is newer than its .mo; return what was written.

    Two processes may do it at once: each writes a file of its own and renames it.
    """
    written = []
    for folder in folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            write(source, target)
            written.append(target)
    return written


def write(source: Path, target: Path) -> None:
    """Write whole or not at all; as old as its source, so that a later change shows."""
    changed = source.stat()
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.write_bytes(binary(catalog.read(source)))
    os.utime(draft, ns=(changed.st_atime_ns, changed.st_mtime_ns))
    draft.replace(target)


def binary(messages: list[catalog.Message]) -> bytes:
    """The .mo format: sorted originals, translations, and where each begins."""
    pairs = sorted(encoded(m) for m in messages if m.is_complete)
    count = len(pairs)
    originals_at = HEADER_WORDS * 4
    translations_at = originals_at + count * 8
    text_at = translations_at + count * 8
    tables: list[list[int]] = [[], []]
    text = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), text_at + len(text)]
            text += pair[side] + b"\0"
    words = [MAGIC, 0, count, originals_at, translations_at, 0, text_at, *tables[0], *tables[1]]
    return struct.pack(f"<{len(words)}I", *words) + text


def encoded(message: catalog.Message) -> tuple[bytes, bytes]:
    original = message.key if message.plural is None else f"{message.key}\0{message.plural}"
    translation = "\0".join(message.translations[n] for n in sorted(message.translations))
    return original.encode(), translation.encode()
