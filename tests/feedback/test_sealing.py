"""A ballot opens with the key of its round and no other, and its size says nothing."""

import pytest

from feedback.sealing import (
    LONGEST_COMMENT,
    SEALED_SIZE,
    Ballot,
    SealError,
    new_keys,
    open_ballot,
    open_key,
    seal,
)

ABOUT = b"ballots 1"
BALLOT = Ballot(7, "peers", (0, 4), "Listens.\nExplains 清楚.")


@pytest.fixture(scope="module")
def keys():
    public, private = new_keys("secret", ABOUT)
    return public, open_key(private, ["other", "secret"], ABOUT)


def test_a_ballot_comes_out_as_it_went_in(keys):
    assert open_ballot(seal(BALLOT, keys[0], ABOUT), keys[1], ABOUT) == BALLOT


@pytest.mark.parametrize("comment", ["", "x", "很" * LONGEST_COMMENT, "😀" * LONGEST_COMMENT])
def test_every_ballot_has_one_size(keys, comment):
    ballot = Ballot(2**31 - 1, "subordinates", (99,) * 10, comment)
    sealed = seal(ballot, keys[0], ABOUT)
    assert len(sealed) == SEALED_SIZE
    assert open_ballot(sealed, keys[1], ABOUT) == ballot


def test_a_longer_ballot_is_refused(keys):
    with pytest.raises(ValueError, match="too long"):
        seal(Ballot(1, "peers", (0,), "x" * 4 * SEALED_SIZE), keys[0], ABOUT)


def test_the_same_ballot_looks_different_each_time(keys):
    assert len({seal(BALLOT, keys[0], ABOUT) for _time in range(5)}) == 5


def test_a_changed_or_moved_ballot_does_not_open(keys):
    sealed = seal(BALLOT, keys[0], ABOUT)
    for other, about in ((sealed[:-1] + bytes([sealed[-1] ^ 1]), ABOUT), (sealed, b"ballots 2")):
        with pytest.raises(SealError):
            open_ballot(other, keys[1], about)


def test_the_key_needs_its_secret_and_its_round():
    _public, private = new_keys("secret", ABOUT)
    for secrets, about in ((["other"], ABOUT), (["secret"], b"ballots 2")):
        with pytest.raises(SealError):
            open_key(private, secrets, about)
