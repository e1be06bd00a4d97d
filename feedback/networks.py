"""What an address may do, without keeping it. Rules: docs/public-voice.md, P8, P9.

An address only ever enters an HMAC whose key is made each day, lies in the cache, not in the
database, and is gone after 48 hours. The counters beside it live for an hour. Without the cache a
key of this process does: limits are looser then, and nobody is turned away.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache as once
from typing import Protocol

import redis
import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from redis.commands.core import Script
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

HOUR, KEY_LIFE = 3600, 48 * 3600  # seconds
SLOT = 600  # seconds in which a place may get so many; docs/rating-guard.md, W3
OPINIONS = 20  # of one network in an hour
WRONG_CODES = 60
RATINGS = 5  # of one address at one place in an hour; a tablet at the counter has no such limit
PREFIX = {4: 24, 6: 56}  # bits of a network
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
OWN_KEY = secrets.token_bytes(32)  # while the cache is away
WAIT = 0.5  # seconds for the cache: it makes nobody wait who holds a receipt
# Counts as many keys as there are arguments, their lives in seconds; reads the others.
COUNT = """
local found = {}
for at = 1, #KEYS do
    if at > #ARGV then
        found[at] = redis.call('GET', KEYS[at]) or 0
    else
        found[at] = redis.call('INCR', KEYS[at])
        if found[at] == 1 then redis.call('EXPIRE', KEYS[at], ARGV[at]) end
    end
end
return found
"""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Name = tuple[str, int]  # of a counter, and how many seconds it lives


class Spot(Protocol):
    """What the door must know of a place."""

    @property
    def pk(self) -> int: ...
    @property
    def is_kiosk(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who taps: forgotten with the request."""

    address: Address | None
    fell_for_trap: bool  # filled in the field that nobody sees


@once
def staff_networks(listed: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one.strip(), strict=False) for one in listed)


def address_of(request: HttpRequest) -> Address | None:
    meta = request.META
    return address_in(meta.get("HTTP_X_FORWARDED_FOR", ""), meta.get("REMOTE_ADDR", ""))


def address_in(forwarded: str, peer: str) -> Address | None:
    """Where a request comes from, behind as many proxies of ours as PROXIES says.

    What stands further left in X-Forwarded-For the client may have written himself.
    """
    hops = forwarded.split(",")
    behind = 0 < settings.PROXIES <= len(hops) and hops[-settings.PROXIES].strip()
    try:
        found = ipaddress.ip_address(behind or peer)
    except ValueError:
        return None
    # So a socket of both families names IPv4: all of it would be one network of IPv6.
    return getattr(found, "ipv4_mapped", None) or found


@once
def store(location: str) -> tuple[redis.Redis, Script]:
    """One client for a process, and a script: all counters of a tap in one way there and back."""
    client = redis.Redis.from_url(location, socket_timeout=WAIT, socket_connect_timeout=WAIT)
    return client, client.register_script(COUNT)


def cached() -> tuple[redis.Redis, Script]:
    return store(settings.CACHES["default"]["LOCATION"])


def key_of_today() -> bytes:
    name = cache.make_key(f"feedback:network-key:{timezone.localdate().isoformat()}")
    client, _script = cached()
    key = client.get(name)
    if key is None:
        client.set(name, secrets.token_bytes(32), ex=KEY_LIFE, nx=True)
        key = client.get(name)
    return key if isinstance(key, bytes) else OWN_KEY


def counted(names: Sequence[Name], limits: Sequence[str] = ()) -> list[int]:
    """How often each name was seen, this time included, then the limits set under these names.

    Zeros: the cache is away, and a citizen is not refused for it.
    """
    try:
        _client, script = cached()
        keys = [cache.make_key(name) for name, _life in names]
        found = script([*keys, *map(cache.make_key, limits)], [life for _name, life in names])
    except (RedisError, OSError) as error:
        log.warning("feedback_cache_away", error=type(error).__name__)
        return [0] * (len(names) + len(limits))
    return [int(one) for one in found]


def key_or_own() -> bytes:
    try:
        return key_of_today()
    except (RedisError, OSError):
        return OWN_KEY


def hidden(what: str, who: object, key: bytes) -> Name:
    """The name of a counter of an hour, which tells nothing without the key of the day."""
    hashed = hmac.new(key, f"{what} {who}".encode(), hashlib.sha256).hexdigest()
    return f"feedback:seen:{hashed}", HOUR


def network_of(request: HttpRequest) -> str:
    address = address_of(request)
    if address is None:
        return ""
    return str(ipaddress.ip_network((address, PREFIX[address.version]), strict=False))


def seen(what: str, request: HttpRequest) -> int:
    """How often in an hour a network did it, this time included."""
    return counted([hidden(what, network_of(request), key_or_own())])[0]


def may_opine(request: HttpRequest) -> bool:
    """False once too many opinions without a receipt came from a network."""
    return seen("opinion", request) <= OPINIONS


def guesses_too_often(request: HttpRequest) -> bool:
    """To be asked after a wrong code only: whoever holds a right one is never turned away."""
    return seen("wrong code", request) > WRONG_CODES


def set_rush_limits(limits: Mapping[int, int]) -> None:
    """Of places by their ids, until the guard has looked again. Without the cache: none."""
    try:
        cache.set_many({f"feedback:rush:{place}": n for place, n in limits.items()}, KEY_LIFE)
    except (RedisError, OSError) as error:
        log.warning("feedback_cache_away", error=type(error).__name__)


def marks_of(request: HttpRequest, spot: Spot) -> Sequence[str]:
    """Why somebody should look at a rating before it counts. Nothing of the address is left."""
    caller = Caller(address_of(request), bool(request.POST.get("website")))
    return marks_of_all([(caller, spot)])[0]


def marks_of_all(taps: Sequence[tuple[Caller, Spot]]) -> list[list[str]]:
    """The marks of each tap, in one way to the cache and back.

    "rush": these ten minutes brought more than the place has ever seen, whoever gave them.
    """
    key, slot = key_or_own(), int(time.time()) // SLOT
    slots = [(f"feedback:slot:{spot.pk}:{slot}", 2 * SLOT) for _caller, spot in taps]
    own = {
        at: hidden(f"rating at {spot.pk}", caller.address, key)
        for at, (caller, spot) in enumerate(taps)
        if caller.address is not None and not spot.is_kiosk
    }
    limits = [f"feedback:rush:{spot.pk}" for _caller, spot in taps]
    found = counted([*slots, *own.values()], limits)
    of_slot, of_limit = found[: len(slots)], found[len(slots) + len(own) :]
    of_address = dict(zip(own, found[len(slots) :], strict=False))
    return [
        marked(caller, of_address.get(at, 0), of_slot[at], of_limit[at])
        for at, (caller, _spot) in enumerate(taps)
    ]


def marked(caller: Caller, of_address: int, in_slot: int, limit: int) -> list[str]:
    found = []
    if caller.fell_for_trap:
        found.append("honeypot")
    if caller.address is not None and any(
        caller.address in one for one in staff_networks(tuple(settings.STAFF_NETWORKS))
    ):
        found.append("own_network")
    if of_address > RATINGS:
        found.append("same_address")
    if 0 < limit < in_slot:
        found.append("rush")
    return found
