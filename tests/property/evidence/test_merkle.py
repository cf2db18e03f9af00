"""The tree, its tiles and its proofs, against the recursive definitions of RFC 6962."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence.merkle import (
    EMPTY_ROOT,
    BadProof,
    Span,
    check_consistency,
    check_inclusion,
    consistency_spans,
    inclusion_spans,
    root_of,
)
from service.evidence.tiles import Hashes, Tile, edge_of, grown, parse_path, root_of_edge, tiles_of

LEAVES = [sha256(number.to_bytes(4, "big")).digest() for number in range(70_000)]
SMALL = 600


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """Follow section 2.1 to the letter."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Follow section 2.1.1 to the letter."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*naive_path(index, leaves[:half]), naive_root(leaves[half:])]
    return [*naive_path(index - half, leaves[half:]), naive_root(leaves[:half])]


def naive_consistency(old: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """Follow section 2.1.2 to the letter."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if old <= half:
        return [*naive_consistency(old, leaves[:half], whole=whole), naive_root(leaves[half:])]
    return [*naive_consistency(old - half, leaves[half:], whole=False), naive_root(leaves[:half])]


class Log:
    """A log that grows in batches, and keeps every tile that it ever had."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[str, bytes] = {}

    def append(self, number: int) -> None:
        """Append as many leaves."""
        edge = [(tile, self.tiles[tile.path]) for tile in edge_of(self.size)]
        changed = grown(self.size, edge, LEAVES[self.size : self.size + number])
        self.size += number
        self.tiles.update((tile.path, data) for tile, data in changed)

    def hashes(self) -> Hashes:
        """Read what it keeps."""
        return Hashes(self.size, lambda tile: self.tiles[tile.path])


sizes = st.integers(1, SMALL)


@given(sizes)
def test_the_root_is_that_of_the_definition(size: int) -> None:
    """However many leaves there are."""
    assert naive_root(LEAVES[:size]) == root_of(LEAVES[:size])


@given(st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_a_log_that_grew_in_batches_is_the_log_that_was_there_at_once(batches: list[int]) -> None:
    """Every tile that its size asks for is there, as wide as it has to be; its edge alone has the root."""
    log = Log()
    for number in batches:
        log.append(number)

    assert all(log.tiles[tile.path] for tile in tiles_of(log.size))
    assert root_of(LEAVES[: log.size]) == log.hashes().root()
    assert log.hashes().root() == root_of_edge(log.size, [(tile, log.tiles[tile.path]) for tile in edge_of(log.size)])


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 69_999])
def test_a_log_of_three_levels_has_the_same_root(size: int) -> None:
    """Where the second level fills up and the third begins."""
    log = Log()
    log.append(300)
    log.append(size - 300)

    assert root_of(LEAVES[:size]) == log.hashes().root()
    assert {Tile(2, 0, size // 65_536)} == {tile for tile in tiles_of(size) if tile.level == 2} or size < 65_536


@given(sizes.flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_a_proof_of_inclusion_is_that_of_the_definition_and_convinces(case: tuple[int, int]) -> None:
    """Made from tiles, checked without them."""
    size, index = case
    log = Log()
    log.append(size)

    proof = log.hashes().proof(inclusion_spans(index, size))

    assert naive_path(index, LEAVES[:size]) == proof
    check_inclusion(LEAVES[index], index, size, root_of(LEAVES[:size]), proof)


@given(st.tuples(st.integers(0, SMALL), st.integers(0, SMALL)).map(sorted))
def test_a_proof_of_consistency_is_that_of_the_definition_and_convinces(case: list[int]) -> None:
    """From nothing, and from itself, there is nothing to show."""
    old, new = case
    log = Log()
    log.append(new)

    proof = log.hashes().proof(consistency_spans(old, new))

    assert (naive_consistency(old, LEAVES[:new]) if old else []) == proof
    check_consistency(old, naive_root(LEAVES[:old]), new, naive_root(LEAVES[:new]), proof)


def spoiled(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """Draw a change of *proof*: a hash more, less, changed, or two in each other's place."""
    way = draw(st.sampled_from(["add", "drop", "change", "swap"]))
    place = draw(st.integers(0, len(proof)))
    if way == "add" or not proof:
        return [*proof[:place], LEAVES[draw(st.integers(0, SMALL))], *proof[place:]]
    place %= len(proof)
    if way == "drop":
        return proof[:place] + proof[place + 1 :]
    if way == "change":
        flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        return [*proof[:place], flipped, *proof[place + 1 :]]
    other = draw(st.integers(0, len(proof) - 1))
    changed = list(proof)
    changed[place], changed[other] = changed[other], changed[place]
    return changed


@st.composite
def inclusions(draw: st.DrawFn) -> tuple[int, int, int, list[bytes]]:
    """Draw an index, a size, an index that is claimed and a proof, of which something is wrong."""
    size = draw(st.integers(1, 300))
    index = draw(st.integers(0, size - 1))
    proof = naive_path(index, LEAVES[:size])
    if draw(st.booleans()):
        claimed = draw(st.integers(0, size + 2).filter(lambda other: other != index))
        return index, size, claimed, proof
    return index, size, index, spoiled(draw, proof)


@given(inclusions())
def test_no_other_proof_of_inclusion_convinces(case: tuple[int, int, int, list[bytes]]) -> None:
    """A hash more or less, another order, another index, one bit: refused, or it was no change."""
    index, size, claimed, proof = case
    if claimed == index and proof == naive_path(index, LEAVES[:size]):
        return
    with pytest.raises(BadProof):
        check_inclusion(LEAVES[index], claimed, size, naive_root(LEAVES[:size]), proof)


@st.composite
def histories(draw: st.DrawFn) -> tuple[int, int, list[bytes]]:
    """Draw two sizes and a spoiled proof between them."""
    old, new = sorted(draw(st.tuples(st.integers(0, 300), st.integers(0, 300))))
    return old, new, spoiled(draw, naive_consistency(old, LEAVES[:new]) if old else [])


@given(histories())
def test_no_other_proof_of_consistency_convinces(case: tuple[int, int, list[bytes]]) -> None:
    """Whatever was changed of it."""
    old, new, proof = case
    if proof == (naive_consistency(old, LEAVES[:new]) if old else []):
        return
    with pytest.raises(BadProof):
        check_consistency(old, naive_root(LEAVES[:old]), new, naive_root(LEAVES[:new]), proof)


@given(st.tuples(st.integers(1, 300), st.integers(1, 300)).map(sorted), st.integers(0, 299))
def test_a_log_that_was_rewritten_is_consistent_with_nothing(case: list[int], place: int) -> None:
    """One leaf of the old part is another: no proof of the rewritten tree fits the old root."""
    old, new = case
    rewritten = list(LEAVES[:new])
    rewritten[place % old] = LEAVES[SMALL + 1]

    with pytest.raises(BadProof):
        check_consistency(old, naive_root(LEAVES[:old]), new, naive_root(rewritten), naive_consistency(old, rewritten))


def test_the_empty_tree_is_the_hash_of_nothing_and_begins_every_tree() -> None:
    """Another root for it is refused, and so are hashes where none are needed."""
    root = root_of(LEAVES[:3])

    check_consistency(0, EMPTY_ROOT, 3, root, [])
    for old_root, proof in ((root, []), (EMPTY_ROOT, [root])):
        with pytest.raises(BadProof):
            check_consistency(0, old_root, 3, root, proof)
    with pytest.raises(BadProof):
        check_consistency(3, root, 2, root, [])


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 10**12), st.integers(1, 256))
def test_a_path_is_read_back_as_the_tile_that_wrote_it(level: int | None, index: int, width: int) -> None:
    """Whatever its number."""
    tile = Tile(level, index, width)

    assert tile == parse_path(tile.path)


def test_spans_of_what_there_is_not_are_refused() -> None:
    """An index past the end; an old tree that is the larger one."""
    for index in (3, -1):
        with pytest.raises(ValueError, match="expected"):
            inclusion_spans(index, 3)
    with pytest.raises(ValueError, match="expected"):
        consistency_spans(4, 3)
    assert (Span(2, 3), Span(0, 2)) == (inclusion_spans(1, 3)[-1], inclusion_spans(2, 3)[0])
