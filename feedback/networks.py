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
from functools import cache as once

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

from feedback.models import ServicePoint

log = structlog.get_logger(__name__)

HOUR, KEY_LIFE = 3600, 48 * 3600  # seconds
SLOT = 600  # seconds in which a place may get so many; docs/rating-guard.md, W3
OPINIONS = 20  # of one network in an hour
WRONG_CODES = 60
RATINGS = 5  # of one address at one place in an hour; a tablet at the counter has no such limit
PREFIX = {4: 24, 6: 56}  # bits of a network
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
OWN_KEY = secrets.token_bytes(32)  # while the cache is away


@once
def staff_networks(listed: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one.strip(), strict=False) for one in listed)


def address_of(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Where a request comes from, behind as many proxies of ours as PROXIES says."""
    try:
        return ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (KeyError, ValueError):
        return None


def key_of_today() -> bytes:
    name = f"feedback:network-key:{timezone.localdate().isoformat()}"
    key = cache.get(name)
    if key is None:
        cache.add(name, secrets.token_bytes(32), timeout=KEY_LIFE)
        key = cache.get(name)
    return key or OWN_KEY


def count(what: str, who: object) -> int:
    """How often this hour, this time included. 0: the cache is away."""
    try:
        hashed = hmac.new(key_of_today(), f"{what} {who}".encode(), hashlib.sha256).hexdigest()
        name = f"feedback:seen:{hashed}"
        cache.add(name, 0, timeout=HOUR)
        return int(cache.incr(name))
    except (RedisError, OSError, ValueError) as error:  # a citizen is not refused for it
        log.warning("feedback_cache_away", error=type(error).__name__)
        return 0


def network_of(request: HttpRequest) -> str:
    address = address_of(request)
    if address is None:
        return ""
    return str(ipaddress.ip_network((address, PREFIX[address.version]), strict=False))


def may_opine(request: HttpRequest) -> bool:
    """False once too many opinions without a receipt came from a network."""
    return count("opinion", network_of(request)) <= OPINIONS


def guesses_too_often(request: HttpRequest) -> bool:
    """To be asked after a wrong code only: whoever holds a right one is never turned away."""
    return count("wrong code", network_of(request)) > WRONG_CODES


def set_rush_limits(limits: Mapping[int, int]) -> None:
    """Of places by their ids, until the guard has looked again. Without the cache: none."""
    try:
        cache.set_many({f"feedback:rush:{place}": n for place, n in limits.items()}, KEY_LIFE)
    except (RedisError, OSError) as error:
        log.warning("feedback_cache_away", error=type(error).__name__)


def is_rushed(point: ServicePoint) -> bool:
    """Whether these ten minutes brought more than the place has ever seen, whoever gave them."""
    name = f"feedback:slot:{point.pk}:{int(time.time()) // SLOT}"
    try:
        cache.add(name, 0, timeout=2 * SLOT)
        number, limit = int(cache.incr(name)), cache.get(f"feedback:rush:{point.pk}")
    except (RedisError, OSError, ValueError) as error:
        log.warning("feedback_cache_away", error=type(error).__name__)
        return False
    return limit is not None and number > limit


def marks_of(request: HttpRequest, point: ServicePoint) -> Sequence[str]:
    """Why somebody should look at a rating before it counts. Nothing of the address is left."""
    found = []
    if request.POST.get("website"):
        found.append("honeypot")
    address = address_of(request)
    if address is not None:
        if any(address in one for one in staff_networks(tuple(settings.STAFF_NETWORKS))):
            found.append("own_network")
        if not point.is_kiosk and count(f"rating at {point.pk}", address) > RATINGS:
            found.append("same_address")
    if is_rushed(point):
        found.append("rush")
    return found
