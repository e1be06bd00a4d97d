from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle

# Published test vectors of Certificate Transparency (RFC 6962): data of the leaves, then the root
# over the first n of them.
DATA = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
LEAVES = [sha256(b"\x00" + bytes.fromhex(data)).digest() for data in DATA]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(1, 9))
def test_root_equals_the_published_one(count):
    assert merkle.root(LEAVES[:count]).hex() == ROOTS[count - 1]


def test_root_of_nothing_is_refused():
    with pytest.raises(ValueError, match="a tree needs a leaf"):
        merkle.root([])


def test_a_doubled_last_leaf_gives_another_root():
    assert merkle.root(LEAVES[:3]) != merkle.root([*LEAVES[:3], LEAVES[2]])


def published_path(index, leaves):
    """The path as RFC 6962, 2.1.1 defines it, word for word."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*published_path(index, left), merkle.root(right)]
    return [*published_path(index - split, right), merkle.root(left)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8])
def test_path_equals_the_definition(count):
    leaves = LEAVES[:count]
    assert [merkle.path(leaves, index) for index in range(count)] == [
        published_path(index, leaves) for index in range(count)
    ]


@given(st.integers(1, 70), st.data())
def test_a_path_leads_to_the_root_from_its_own_place_only(count, data):
    leaves = [sha256(bytes([number])).digest() for number in range(count)]
    index, other = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    beside, root = merkle.path(leaves, index), merkle.root(leaves)
    assert merkle.root_of_path(leaves[index], index, count, beside) == root
    if other != index:
        assert merkle.path(leaves, other) != beside
        assert leads(leaves[other], index, count, beside) != root


def leads(leaf, index, count, beside):
    try:
        return merkle.root_of_path(leaf, index, count, beside)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("index", "count", "beside", "message"),
    [
        (0, 2, [], "too short"),
        (0, 1, [LEAVES[0]], "too long"),
        (2, 2, [LEAVES[0]], "outside"),
        (-1, 2, [LEAVES[0]], "outside"),
    ],
)
def test_a_path_of_the_wrong_length_is_refused(index, count, beside, message):
    with pytest.raises(ValueError, match=message):
        merkle.root_of_path(LEAVES[0], index, count, beside)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_path_from_outside(index):
    with pytest.raises(IndexError):
        merkle.path(LEAVES[:3], index)
