"""Merkle trees as RFC 6962 builds them. No Django, no clock, no database.

A node is SHA-256(0x01 ‖ left ‖ right); a last node without a partner rises unchanged. Leaves are
hashed by the caller with another first byte, so that no leaf can pass for a node.
"""

from collections.abc import Sequence
from hashlib import sha256

NODE = b"\x01"


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes of 32 bytes, in their order.

    Errors: ValueError for no leaves; an empty batch is never sealed.
    Source: RFC 6962, 2.1; docs/audit.md, rule L4.
    """
    if not leaves:
        raise ValueError("a tree needs a leaf")
    level = list(leaves)
    while len(level) > 1:
        level = above(level)
    return level[0]


def above(level: Sequence[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    nodes = [sha256(NODE + left + right).digest() for left, right in pairs]
    if len(level) % 2:
        nodes.append(level[-1])
    return nodes


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The nodes beside the way from leaf `index` (from 0) to the root, lowest first.

    Errors: IndexError when there is no such leaf.
    Source: RFC 6962, 2.1.1.
    """
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    found = []
    level = list(leaves)
    while len(level) > 1:
        partner = index ^ 1
        if partner < len(level):
            found.append(level[partner])
        level = above(level)
        index //= 2
    return found


def root_of_path(leaf: bytes, index: int, count: int, beside: Sequence[bytes]) -> bytes:
    """The root that `leaf` at `index` of `count` leaves has when `beside` is its path.

    Errors: ValueError when the path is too short or too long for its place.
    """
    if not 0 <= index < count:
        raise ValueError("the index lies outside the tree")
    nodes = iter(beside)
    node, last = leaf, count - 1
    try:
        while last:
            if index % 2:
                node = sha256(NODE + next(nodes) + node).digest()
            elif index < last:
                node = sha256(NODE + node + next(nodes)).digest()
            index, last = index // 2, last // 2
    except StopIteration:
        raise ValueError("the path is too short") from None
    if next(nodes, None) is not None:
        raise ValueError("the path is too long")
    return node
