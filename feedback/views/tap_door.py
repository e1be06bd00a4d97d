"""The tap of a receipt without the way through Django, for a portal that runs alone. ADR 18.

Many taps are kept in one transaction: those that came while the last one was on its way to the
disk. Only what our own page sends is answered here, and only as Django answered one like it before:
its first answer to a host, a scheme and a language is the pattern of those that follow. Everything
else, and every tap that is refused, takes the long way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from django.http import HttpRequest
from django.urls import reverse

from feedback import networks, services, taps
from feedback.services import Given
from feedback.taps import Tap

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Asked = tuple[Tap, networks.Caller]
Pattern = tuple[list[tuple[bytes, bytes]], bytes]  # headers; what follows the code in the address

DECIDES = (b"host", b"x-forwarded-proto")  # what else a redirect of Django depends on
GIVEN = "perfmgmt.given"  # in the scope: no header can be named so
MOST_PATTERNS = 100
MOST_AT_ONCE = 500
FOUND = 302
log = structlog.get_logger(__name__)


def given_before(request: HttpRequest) -> Given | None:
    """What the door was told already, so that a refused tap is not counted twice."""
    given: Given | None = request.META.get("asgi.scope", {}).get(GIVEN)
    return given


def keep(asked: Sequence[Asked]) -> list[Given | None]:
    """None: no place in use belongs to the receipt."""
    spots = services.spots_of([tap for tap, _caller in asked])
    open_ones = [
        (tap, caller, spot)
        for (tap, caller), spot in zip(asked, spots, strict=True)
        if spot is not None
    ]
    if not open_ones:
        return [None] * len(asked)
    marks = networks.marks_of_all([(caller, spot) for _tap, caller, spot in open_ones])
    given = iter(services.give_all([tap for tap, _caller, _spot in open_ones], marks))
    return [None if spot is None else next(given) for spot in spots]


class Batches:
    """One transaction at a time; who comes meanwhile shares the next one."""

    def __init__(self, work: Callable[[Sequence[Asked]], list[Given | None]]) -> None:
        self.work = work
        self.thread = ThreadPoolExecutor(1, "taps")
        self.waiting: list[tuple[Asked, asyncio.Future[Given | None]]] = []
        self.walk: asyncio.Task[None] | None = None

    async def put(self, asked: Asked) -> Given | None:
        """None: ask again, alone."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Given | None] = loop.create_future()
        self.waiting.append((asked, answer))
        if self.walk is None:
            self.walk = loop.create_task(self.kept())
        return await answer

    async def kept(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            asked = [one for one, _answer in batch]
            try:
                found = await loop.run_in_executor(self.thread, self.work, asked)
            except Exception:  # each waits for an answer, whatever went wrong
                log.exception("feedback_batch_failed", taps=len(asked))
                found = [None] * len(asked)
            for (_one, answer), given in zip(batch, found, strict=True):
                answer.set_result(given)
        self.walk = None


class TapDoor:
    """An ASGI application in front of `rest`, which answers all but plain taps."""

    def __init__(self, rest: Application) -> None:
        self.rest = rest
        self.batches = Batches(keep)
        self.patterns: dict[tuple[bytes, ...], Pattern] = {}
        self.thanks = reverse("portal:thanks", args=["CODE"]).partition("CODE")[0].encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = head_of(scope)
        if head is None:
            await self.rest(scope, receive, send)
            return
        body, again = await read(receive)
        tap = taps.tap_of(scope["path"], scope["query_string"], body)
        key = (scope["query_string"], *(head.get(name, b"") for name in DECIDES))
        pattern = self.patterns.get(key)
        if tap is None:
            await self.rest(scope, again, send)
        elif pattern is None:
            await self.rest(scope, again, self.learning(key, send))
        else:
            given = await self.batches.put((tap, caller_of(scope, head)))
            if given is not None and given.is_thanked:
                await self.thank(pattern, given, send)
            else:
                await self.rest({**scope, GIVEN: given}, again, send)

    def learning(self, key: tuple[bytes, ...], send: Send) -> Send:
        """Passes an answer on, and keeps it as a pattern when it led to the thanks."""

        async def passing(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == FOUND:
                self.learn(key, list(message["headers"]))
            await send(message)

        return passing

    def learn(self, key: tuple[bytes, ...], headers: list[tuple[bytes, bytes]]) -> None:
        target = dict(headers).get(b"location", b"")
        if target.startswith(self.thanks) and len(self.patterns) < MOST_PATTERNS:
            _code, mark, after = target[len(self.thanks) :].partition(b"?")
            others = [(name, value) for name, value in headers if name != b"location"]
            self.patterns[key] = others, mark + after

    async def thank(self, pattern: Pattern, given: Given, send: Send) -> None:
        headers, after = pattern
        headers = [*headers, (b"location", self.thanks + given.check.encode() + after)]
        await send({"type": "http.response.start", "status": FOUND, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def head_of(scope: Scope) -> dict[bytes, bytes] | None:
    """The headers of what may be a tap; None: it is something else."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    if taps.PATH.fullmatch(scope["path"]) is None:
        return None
    head: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in head:
            return None  # twice the same: how they are read together is for Django to say
        head[name] = value
    length = head.get(b"content-length", b"")
    plain = length.isdigit() and int(length) <= taps.LONGEST and b"host" in head
    return head if plain and head.get(b"content-type") == taps.FORM else None


async def read(receive: Receive) -> tuple[bytes, Receive]:
    """The body, and a `receive` that gives it once more."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    left = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> Message:
        return next(left, None) or await receive()

    return body, again


def caller_of(scope: Scope, head: dict[bytes, bytes]) -> networks.Caller:
    peer = scope["client"][0] if scope.get("client") else ""
    forwarded = head.get(b"x-forwarded-for", b"").decode("latin-1")
    return networks.Caller(networks.address_in(forwarded, peer), fell_for_trap=False)
