"""A day for the calendar of whoever wants it: iCalendar (RFC 5545), no Django."""

import datetime

LONGEST = 75  # octets of a line
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def day_event(
    identity: str, day: datetime.date, title: str, url: str, *, stamp: datetime.datetime
) -> bytes:
    """One event that lasts the whole of `day`; `identity` stays the same when it is made again."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//perfmgmt//EN", "BEGIN:VEVENT",
        f"UID:{identity}", f"DTSTAMP:{stamp.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + datetime.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{title.translate(ESCAPED)}", f"URL:{url}", "TRANSP:TRANSPARENT",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


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
