import datetime
import json
import uuid
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import models
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from audit import ledger
from audit.ledger import EntryRow

AT = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC)
ENTRY = EntryRow(5, AT, 7, "departments.move", "departments.Department", "12", bytes(32))


class Colour(models.TextChoices):
    RED = "red", "Red"


@pytest.mark.parametrize(
    ("details", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"name": "住建局"}, '{"name":"住建局"}'),
        ({"value": Decimal("1E+2")}, '{"value":"100"}'),
        ({"value": Decimal("0.10")}, '{"value":"0.10"}'),
        ({"on": datetime.date(2026, 5, 16)}, '{"on":"2026-05-16"}'),
        ({"at": AT}, '{"at":"2026-01-02T03:04:05.678901+00:00"}'),
        ({"at": datetime.time(9, 30)}, '{"at":"09:30:00"}'),
        ({"id": uuid.UUID(int=1)}, '{"id":"00000000-0000-0000-0000-000000000001"}'),
        ({"state": Colour.RED}, '{"state":"red"}'),
        ({"state": gettext_lazy("Red")}, '{"state":"Red"}'),
        ({1: (2, 3)}, '{"1":[2,3]}'),
        ({"big": 10**30}, '{"big":1000000000000000000000000000000}'),
        ({"": 'say "no"\n'}, '{"":"say \\"no\\"\\n"}'),
    ],
)
def test_canonical_text(details, text):
    assert ledger.canonical(details) == text


@pytest.mark.parametrize(
    ("details", "error", "message"),
    [
        ({"value": 0.5}, TypeError, "a float is not exact"),
        ({"deep": [{"value": 1.0}]}, TypeError, "a float is not exact"),
        ({"value": Decimal("NaN")}, ValueError, "finite numbers only"),
        ({"value": b"raw"}, TypeError, "cannot hold a bytes"),
        ({"value": {1, 2}}, TypeError, "cannot hold a set"),
        ({None: 1}, TypeError, "a key of type NoneType"),
        ({True: 1}, TypeError, "a key of type bool"),
        ({"value": "a\0b"}, ValueError, "character NUL"),
        ({"a\0b": 1}, ValueError, "character NUL"),
        ({"value": "\ud800"}, ValueError, "half a character"),
        ({"value": "x" * ledger.LARGEST_DETAILS}, ValueError, "a bulk write is one entry"),
    ],
)
def test_canonical_refuses_what_cannot_be_kept(details, error, message):
    with pytest.raises(error, match=message):
        ledger.canonical(details)


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, JSON, max_size=5), st.randoms())
def test_the_digest_survives_another_order_of_keys(details, random):
    text, salt = ledger.canonical(details), b"salt"
    shuffled = list(details.items())
    random.shuffle(shuffled)
    stored = json.dumps(dict(shuffled))
    assert ledger.digest_of_stored(salt, stored) == ledger.digest_of(salt, text)
    assert ledger.digest_of_stored(salt, details) == ledger.digest_of(salt, text)


def test_the_digest_depends_on_the_salt():
    assert ledger.digest_of(b"a", "{}") == sha256(b"a{}").digest()
    assert ledger.digest_of(b"b", "{}") != ledger.digest_of(b"a", "{}")


def test_leaf_is_the_documented_bytes():
    written = (
        b"\x00\x01"
        + (5).to_bytes(8, "big")
        + (1767323045678901).to_bytes(8, "big")
        + b"\x01" + (7).to_bytes(8, "big")
        + b"\x00\x10departments.move"
        + b"\x00\x16departments.Department"
        + b"\x00\x0212"
        + bytes(32)
    )  # fmt: skip
    assert ledger.leaf_of(ENTRY) == sha256(written).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"id": 6},
        {"at": AT + datetime.timedelta(microseconds=1)},
        {"actor": None},
        {"actor": 0},
        {"verb": "departments.mov"},
        {"target_type": "departments.Departmen"},
        {"target_id": "1"},
        {"digest": b"\x01" + bytes(31)},
        {"verb": "departments.moved", "target_type": "epartments.Department"},
    ],
)
def test_every_part_moves_the_leaf(change):
    assert ledger.leaf_of(ENTRY._replace(**change)) != ledger.leaf_of(ENTRY)


def test_the_leaf_keeps_nothing_of_the_details():
    personal = ENTRY._replace(details={"name": "Somebody"}, salt=b"salt")
    assert ledger.leaf_of(personal) == ledger.leaf_of(ENTRY)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (ledger.EPOCH, 0),
        (AT, 1767323045678901),
        (datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC), -1),
        (AT.astimezone(datetime.timezone(datetime.timedelta(hours=8))), 1767323045678901),
    ],
)
def test_microseconds(moment, expected):
    assert ledger.microseconds(moment) == expected


def test_a_seal_keeps_its_leaves_and_follows_from_them():
    second = ENTRY._replace(id=6)
    seal = ledger.make_seal(3, AT, [ENTRY, second], b"p" * 32)
    first, last = ledger.leaf_of(ENTRY), ledger.leaf_of(second)
    root = sha256(b"\x01" + first + last).digest()
    head = b"".join(number.to_bytes(8, "big") for number in (3, 1767323045678901, 2))
    assert seal == ledger.SealRow(
        3, AT, [5, 6], first + last, root, b"p" * 32,
        sha256(b"\x02" + head + root + b"p" * 32).digest(),
    )  # fmt: skip
