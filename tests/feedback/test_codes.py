"""Codes: what is typed is what was issued, and a secret one is not turned back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import codes


@given(st.text(codes.ALPHABET, min_size=1, max_size=26))
def test_any_code_is_read_back_however_it_is_written(code):
    assert codes.normal(codes.shown(code)) == code
    assert codes.normal(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("o1Il", "0111"), ("k7q2-9x", "K7Q29X"), ("", ""), ("ABC!", ""), ("中文", ""), ("UUUUUU", "")],
)
def test_what_is_mistaken_is_mended_and_nothing_else(typed, meant):
    assert codes.normal(typed) == meant


def test_digest_needs_the_key():
    assert codes.digest("K7Q29X", b"a") != codes.digest("K7Q29X", b"b")
    assert len(codes.digest("K7Q29X", b"a")) == 32


def test_derived_code_is_the_same_for_the_same_seed_only():
    one = codes.derived(b"1", b"key", 12)
    assert one == codes.derived(b"1", b"key", 12)
    assert one != codes.derived(b"2", b"key", 12) != codes.derived(b"2", b"other", 12)
    assert len(one) == 12
    assert set(one) <= set(codes.ALPHABET)
