"""Citizens over HTTP: connections that stay open, each asking one thing after another."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.portal_stage import HOST, PORT

GIVE_UP = 30  # seconds
HEAD = (
    "{method} {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {address}\r\n"
    "X-Forwarded-Proto: https\r\nUser-Agent: {agent}\r\nAccept-Language: en\r\n{more}\r\n"
)


@dataclass(slots=True)
class Answer:
    status: int
    location: str
    body: bytes
    seconds: float

    @property
    def check(self) -> str:
        """The code that the citizen keeps, once the rating is acknowledged."""
        return self.location.partition("/r/thanks/")[2].partition("?")[0]


class Line:
    """One connection; opened again when it is gone."""

    def __init__(self) -> None:
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, path: str, form: str | None = None, *, address: str = "192.0.2.1", agent: str = "b"
    ) -> Answer:
        """Errors: OSError or TimeoutError when no whole answer came."""
        body = (form or "").encode()
        more = "" if form is None else (
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
        )  # fmt: skip
        head = HEAD.format(method="GET" if form is None else "POST", path=path, host=HOST,
                           address=address, agent=agent, more=more)  # fmt: skip
        started = time.perf_counter()
        try:
            async with asyncio.timeout(GIVE_UP):
                status, location, text = await self.exchanged(head.encode() + body)
        except (OSError, EOFError, TimeoutError, ValueError):
            self.drop()
            raise OSError from None
        return Answer(status, location, text, time.perf_counter() - started)

    async def exchanged(self, sent: bytes) -> tuple[int, str, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", PORT)
        reader, writer = self.streams
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
        }
        body = await reader.readexactly(int(fields["content-length"]))
        if fields.get("connection", "") == "close":
            self.drop()
        return int(head[0].split()[1]), fields.get("location", ""), body

    def drop(self) -> None:
        if self.streams is not None:
            with suppress(Exception):
                self.streams[1].close()
        self.streams = None


def page(code: str) -> str:
    """Where the form of a code's page goes."""
    return f"/r/{code}?lang=en"


def tap(value: int, number: uuid.UUID | None = None) -> str:
    """What a browser sends when a face of the page is tapped."""
    return f"page={number or uuid.uuid4()}&website=&value={value}"


async def shared(jobs: Iterable[Callable[[Line], Awaitable[None]]], lines: int) -> None:
    """All jobs over so many connections, each taking the next one when it is free."""
    left = iter(jobs)

    async def walk() -> None:
        line = Line()
        for job in left:
            await job(line)
        line.drop()

    await asyncio.gather(*(walk() for _line in range(lines)))


def address(number: int) -> str:
    """One of sixteen million that are nobody's."""
    return f"198.{18 + (number >> 16) % 2}.{number >> 8 & 255}.{number & 255}"
