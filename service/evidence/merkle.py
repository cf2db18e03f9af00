"""
The Merkle tree of RFC 6962, section 2, over SHA-256: hashes, the parts of proofs, and proofs checked (RFC 9162, 2.1.3).

A proof is a list of hashes of spans of leaves. Which spans, follows from the sizes alone; where their hashes come from
is left to whoever keeps the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


class BadProof(ValueError):
    """A proof does not prove what it should: its length or a hash is wrong."""


class Span(NamedTuple):
    """The leaves `[start, end)`, at least one; *start* is a multiple of the power of two that *end - start* reaches."""

    start: int
    end: int


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """
    Return the root over *hashes*: those of leaves, or of equal complete subtrees of which the last may be smaller.

    A tree of *n* leaves has its left subtree as large as a power of two below *n* can be; read from the right, equal
    subtrees join two by two, and what is left over joins the rest.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        joined = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = joined + level[len(joined) * 2 :]
    return level[0]


def root_of_joined(hashes: bytes) -> bytes:
    """
    Return the same as `root_of` for at least one hash, all in one piece as tiles have them.

    A tile has a thousand hashes in two proofs; taken out of it one by one they cost as much again as their hashing.
    """
    while len(hashes) > HASH_BYTES:
        paired = len(hashes) // (2 * HASH_BYTES) * 2 * HASH_BYTES
        starts = range(0, paired, 2 * HASH_BYTES)
        nodes = b"".join([sha256(b"\x01" + hashes[start : start + 2 * HASH_BYTES]).digest() for start in starts])
        hashes = nodes + hashes[paired:]
    return hashes


def complete(span: Span) -> Iterator[Span]:
    """Cut *span* into complete subtrees, the largest first: their hashes join from the right to that of the span."""
    start, rest = span.start, span.end - span.start
    while rest:
        size = 1 << (rest.bit_length() - 1)
        yield Span(start, start + size)
        start, rest = start + size, rest - size


def joined(hashes: Sequence[bytes]) -> bytes:
    """Join the hashes of the complete subtrees of one span, as `complete` names them."""
    *before, found = hashes
    for left in reversed(before):
        found = node_hash(left, found)
    return found


def inclusion_spans(index: int, size: int) -> tuple[Span, ...]:
    """Return the spans whose hashes prove that a tree of *size* has the leaf *index*, from its sibling up."""
    if not 0 <= index < size:
        raise ValueError(f"found the leaf {index} of a tree of {size}, expected one below its size")
    found: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(start, middle))
            start = middle
    return tuple(reversed(found))


def consistency_spans(old: int, new: int) -> tuple[Span, ...]:
    """Return the spans whose hashes prove that a tree of *new* leaves begins with one of *old*."""
    if not 0 <= old <= new:
        raise ValueError(f"found trees of {old} and {new} leaves, expected the second to be no smaller")
    if old in (0, new):
        return ()
    found: list[Span] = []
    start, end, is_old_root = 0, new, True
    while end != old:
        middle = start + _half(end - start)
        if old <= middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(start, middle))
            start, is_old_root = middle, False
    if not is_old_root:
        found.append(Span(start, end))
    return tuple(reversed(found))


def check_inclusion(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """
    Demand that *proof* shows the leaf with the hash *leaf* at *index* of the tree with this *size* and *root*.

    Raises:
        BadProof: it does not: the index is not below the size, hashes are missing or left over, or the root differs.
    """
    if not 0 <= index < size:
        raise BadProof(f"found the leaf {index}, expected one below the size of the tree, {size}")
    found = leaf
    for beside, is_left in zip(proof, _sides(index, size - 1, len(proof)), strict=True):
        found = node_hash(beside, found) if is_left else node_hash(found, beside)
    if found != root:
        raise BadProof("found another root than the one that was signed: this leaf is not in that tree")


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """
    Demand that *proof* shows the tree of *new* leaves to begin with the tree of *old*: nothing changed, only appended.

    Raises:
        BadProof: it does not.
    """
    if old > new:
        raise BadProof(f"found a tree of {new} leaves after one of {old}")
    if old in (0, new):
        _check_trivial(old, old_root, new_root, proof, is_same=old == new)
        return
    if consistency_roots(old, old_root, new, proof) != (old_root, new_root):
        raise BadProof("the larger tree does not begin with the smaller one: what was logged has been changed")


def consistency_roots(old: int, old_root: bytes, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """
    Return the roots of *old* and *new* leaves that *proof* leads to, `0 < old < new`.

    Where *old* is a power of two the proof leaves its root out, and begins at *old_root*.

    Raises:
        BadProof: hashes are missing or left over.
    """
    way = list(proof) if old & (old - 1) else [old_root, *proof]
    if not way:
        raise BadProof("found no hashes where there have to be some")
    begun = ((old - 1) ^ old).bit_length() - 1  # so many levels up is the largest complete subtree at the old end
    found_old = found_new = way[0]
    sides = _sides((old - 1) >> begun, (new - 1) >> begun, len(way) - 1)
    for beside, is_left in zip(way[1:], sides, strict=True):
        if is_left:
            found_old = node_hash(beside, found_old)
        found_new = node_hash(beside, found_new) if is_left else node_hash(found_new, beside)
    return found_old, found_new


def _sides(here: int, last: int, length: int) -> list[bool]:
    """
    Tell of each hash on the way from node *here* to the root whether it stands on the left (RFC 9162, 2.1.3.2).

    *last* is the last node on the same level; where a node at the right edge has nobody beside it, it moves up alone.
    """
    sides: list[bool] = []
    while last:
        is_left = bool(here % 2 or here == last)
        sides.append(is_left)
        while is_left and here and not here % 2:
            here, last = here >> 1, last >> 1
        here, last = here >> 1, last >> 1
    if len(sides) != length:
        raise BadProof(f"found {length} hashes on a way that has {len(sides)}")
    return sides


def _check_trivial(old: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes], *, is_same: bool) -> None:
    if proof:
        raise BadProof("found hashes where none are needed")
    if old == 0 and old_root != EMPTY_ROOT:
        raise BadProof("found a root of an empty tree that is not the hash of nothing")
    if is_same and old_root != new_root:
        raise BadProof("found two roots for one size: two different logs were shown")


def _half(size: int) -> int:
    """Return the largest power of two below *size*."""
    return 1 << ((size - 1).bit_length() - 1)
