"""What our own page sends, and nothing else. docs/public-voice.md, P20."""

import re
import uuid

import pytest
from django.test import Client

from feedback import codes, taps
from tests.feedback.public import counter, receipts

CODE = "0123456789ABCDEFGHJKMNPQRS"
PAGE = "0b8b6a52-6a53-4bd7-9b0e-6a5f8d4c1e7f"
BODY = f"page={PAGE}&website=&value=4".encode()


def test_tap_is_read():
    tap = taps.tap_of(f"/r/{CODE}", b"lang=zh-hans", BODY)
    assert tap == taps.Tap(CODE, uuid.UUID(PAGE), 4, "zh-hans")


@pytest.mark.parametrize(
    ("path", "query", "body"),
    [
        ("/r/ABC234", b"lang=en", BODY),  # a place: an opinion
        (f"/r/{CODE.lower()}", b"lang=en", BODY),
        (f"/r/{CODE}/", b"lang=en", BODY),
        (f"/r/{CODE[:-1]}U", b"lang=en", BODY),
        (f"/r/{CODE}", b"", BODY),
        (f"/r/{CODE}", b"lang=fr", BODY),
        (f"/r/{CODE}", b"lang=en&lang=fr", BODY),
        (f"/r/{CODE}", b"lang=en", b""),
        (f"/r/{CODE}", b"lang=en", BODY.replace(b"website=", b"website=spam")),
        (f"/r/{CODE}", b"lang=en", BODY.replace(b"=4", b"=")),
        (f"/r/{CODE}", b"lang=en", BODY.replace(b"=4", b"=400")),
        (f"/r/{CODE}", b"lang=en", BODY.replace(b"=4", "=٤".encode())),
        (f"/r/{CODE}", b"lang=en", BODY + b"&lang=en"),
        (f"/r/{CODE}", b"lang=en", BODY + b"\n"),
        (f"/r/{CODE}", b"lang=en", BODY.replace(b"0b8b", b"zzzz")),
    ],
)
def test_anything_else_takes_the_long_way(path, query, body):
    assert taps.tap_of(path, query, body) is None


def test_form_of_the_page_is_a_tap(world):
    """As a browser sends it: its fields in their order, the button among them."""
    (code,) = receipts(counter(world))
    page = Client().get(f"/r/{code}", headers={"Accept-Language": "zh-CN"}).content.decode()
    path, query = re.search(r'<form method="post" action="([^"?]+)\?([^"]+)"', page).groups()
    fields = dict(re.findall(r'<(?:input|button)[^>]* name="(\w+)" value="([^"]*)"', page))
    assert list(fields) == ["page", "website", "value"]
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    assert len(body) <= taps.LONGEST
    tap = taps.tap_of(path, query.encode(), body)
    assert (tap.code, tap.language, tap.value) == (codes.normal(code), "zh-hans", 1)
