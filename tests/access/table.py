"""The access table: every address × method × role, merged from the rooms, and the resolver's list.

A room's file holds ACCESS = {(name, method): {role: status}} and KWARGS = {name: world -> kwargs}.
What is in no row must be refused: the table says what is open, not what is closed.
"""

import importlib
import pkgutil

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

import tests.access

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def room_modules():
    names = sorted(module.name for module in pkgutil.iter_modules(tests.access.__path__))
    for name in names:
        module = importlib.import_module(f"tests.access.{name}")
        if hasattr(module, "ACCESS"):
            yield module


def merged():
    """All rows and all makers of arguments. A row stands in one file only."""
    access, kwargs = {}, {}
    for module in room_modules():
        twice = access.keys() & module.ACCESS.keys()
        assert not twice, f"{module.__name__} repeats {sorted(twice)}"
        access |= module.ACCESS
        kwargs |= getattr(module, "KWARGS", {})
    return access, kwargs


def addresses(urlconf=None):
    """Each address by its full name, else by its route."""
    return dict(walk(get_resolver(urlconf), (), ""))


def walk(resolver, spaces, route):
    for entry in resolver.url_patterns:
        place = route
        if not isinstance(entry.pattern, LocalePrefixPattern):
            place += str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield ":".join((*spaces, entry.name)) if entry.name else "/" + place, entry
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from walk(entry, inner, place)


def uncovered(access, urlconf=None):
    """Addresses without any row: nobody decided who may come in."""
    return sorted(addresses(urlconf).keys() - {name for name, _method in access})


def stale(access, urlconf=None):
    """Rows without an address."""
    return sorted({name for name, _method in access} - addresses(urlconf).keys())
