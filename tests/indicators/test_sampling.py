"""A drawn sample is the same for everybody who has the seed and the frame."""

import hashlib
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.sampling import Counts, agrees, category, deviation, draw, frame_sha256

FIVE = Decimal(5)
FRAME = range(1, 1001)


def test_frame_has_a_known_fingerprint():
    assert frame_sha256([3, 1, 2]) == hashlib.sha256(b"1\n2\n3\n").hexdigest()


def test_sample_is_this_one_on_every_machine():
    assert frame_sha256(FRAME) == FINGERPRINT
    assert draw(FRAME, "2026", 29) == SAMPLE


def test_frame_in_another_order_gives_the_same_sample():
    mixed = list(FRAME)
    random.Random(7).shuffle(mixed)
    assert draw(mixed, "2026", 29) == SAMPLE


@given(st.sets(st.integers(1, 10**12), max_size=80), st.text(max_size=20), st.integers(0, 100))
def test_sample_is_part_of_the_frame_and_grows_at_its_end(frame, seed, size):
    frame = sorted(frame)
    sample = draw(frame, seed, size)
    assert len(sample) == len(set(sample)) == min(size, len(frame))
    assert set(sample) <= set(frame)
    assert draw(frame, seed, size + 1)[: len(sample)] == sample


def test_every_value_has_the_same_chance():
    times = dict.fromkeys(range(40), 0)
    for seed in range(2000):
        for number in draw(range(40), str(seed), 10):
            times[number] += 1
    expected, chi_square = 500, 0.0
    for count in times.values():
        chi_square += (count - expected) ** 2 / expected * 40 / 30
    assert chi_square < 72.1  # 39 degrees of freedom, one in a thousand


@pytest.mark.parametrize(("frame", "size"), [([1, 1], 1), ([1], -1)])
def test_what_cannot_be_drawn_is_refused(frame, size):
    with pytest.raises(ValueError):
        draw(frame, "s", size)


@pytest.mark.parametrize(
    ("size", "verified", "rejected", "cannot", "strong", "expected"),
    [
        (29, 29, 0, 0, True, "certified"),
        (29, 29, 0, 0, False, "qualified"),
        (29, 28, 1, 0, True, "qualified"),  # 3.4 %
        (29, 27, 2, 0, True, "inaccurate"),  # 6.9 %
        (29, 27, 0, 2, True, "prevented"),
        (20, 19, 1, 0, True, "qualified"),  # exactly 5 %
        (61, 57, 4, 0, False, "inaccurate"),  # 6.6 %
        (61, 58, 3, 0, False, "qualified"),
        (29, 28, 0, 0, True, ""),
        (0, 0, 0, 0, True, ""),
    ],
)
def test_category(size, verified, rejected, cannot, strong, expected):
    counts = Counts(size, verified, rejected, cannot)
    assert category(counts, strong_controls=strong, tolerance=FIVE) == expected


@pytest.mark.parametrize(
    ("reported", "found", "expected", "within"),
    [
        ("105", "100", "5", True),
        ("95", "100", "5", True),
        ("105.01", "100", "5.01", False),
        ("0", "0", "0", True),
        ("1", "0", None, False),
        ("-95", "-100", "5", True),
        ("95", "-100", "195", False),
    ],
)
def test_deviation_is_in_per_cent_of_what_was_found(reported, found, expected, within):
    reported, found = Decimal(reported), Decimal(found)
    assert deviation(reported, found) == (expected and Decimal(expected))
    assert agrees(reported, found, FIVE) is within


FINGERPRINT = "67d4ff71d43921d5739f387da09746f405e425b07d727e4c69d029461d1f051f"
SAMPLE = [
    142,
    621,
    797,
    424,
    708,
    787,
    495,
    206,
    845,
    846,
    749,
    294,
    267,
    554,
    782,
    291,
    129,
    564,
    385,
    158,
    650,
    796,
    164,
    553,
    317,
    17,
    391,
    13,
    105,
]
