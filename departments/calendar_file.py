"""Days for the calendar of whoever wants them: iCalendar (RFC 5545), no Django."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 75  # octets of a line
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that lasts the whole of `day`; `identity` stays when the file is made again."""

    identity: str
    day: datetime.date
    title: str
    url: str


def calendar(
    events: Iterable[Event], *, stamp: datetime.datetime, name: str = "", every: str = ""
) -> bytes:
    """The file. `name` is what the calendar is called, `every` how often it is to be fetched."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//perfmgmt//EN"]
    if name:
        lines += [f"X-WR-CALNAME:{name.translate(ESCAPED)}"]
    if every:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{every}", f"X-PUBLISHED-TTL:{every}"]
    for event in events:
        lines += lines_of(event, stamp)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def lines_of(event: Event, stamp: datetime.datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.identity}", f"DTSTAMP:{stamp.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + datetime.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{event.title.translate(ESCAPED)}", f"URL:{event.url}", "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]  # fmt: skip


def folded(line: str) -> str:
    """Longer lines go on in the next after a blank; no character is cut in two."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts)
