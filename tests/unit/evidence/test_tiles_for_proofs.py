"""Which tiles a proof is made of: as many as there are levels, and two where a level has its end in another one."""

from __future__ import annotations

import pytest

from service.evidence.merkle import check_inclusion, inclusion_spans, leaf_hash, root_of, root_of_joined
from service.evidence.tiles import Hashes, NotATile, Tile, grown, tiles_for

_SIZE = 66_000


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    """Make leaves."""
    return [leaf_hash(str(number).encode()) for number in range(_SIZE)]


@pytest.mark.parametrize("index", [0, 255, 256, 65_535, 65_536, _SIZE - 1])
def test_the_tiles_for_a_proof_are_a_handful_and_all_that_it_reads(leaves: list[bytes], index: int) -> None:
    """With them alone the proof is worked out; none of them is left unread."""
    spans = inclusion_spans(index, _SIZE)
    kept = {(tile.level, tile.number): data for tile, data in grown(0, [], leaves)}
    read: set[Tile] = set()

    def reading(tile: Tile) -> bytes:
        read.add(tile)
        return kept[tile.level, tile.number][: tile.width * 32]

    proof = Hashes(_SIZE, reading).proof(spans)

    check_inclusion(leaves[index], index, _SIZE, root_of(leaves), proof)
    assert read == tiles_for(_SIZE, spans).keys()
    assert len(read) <= 6


@pytest.mark.parametrize("count", [1, 2, 3, 7, 128, 200, 256])
def test_hashes_in_one_piece_have_the_root_that_they_have_one_by_one(leaves: list[bytes], count: int) -> None:
    """Tiles are worked out from their bytes; it is the same tree."""
    assert root_of(leaves[:count]) == root_of_joined(b"".join(leaves[:count]))


@pytest.mark.parametrize("missing_bytes", [1, 32, 256 * 32], ids=["a byte", "a hash", "all of it"])
def test_a_tile_that_lacks_hashes_makes_no_proof(leaves: list[bytes], missing_bytes: int) -> None:
    """The root over the hashes that are left would be a hash of something else, and look like any other."""
    tile = b"".join(leaves[:256])[:-missing_bytes]

    with pytest.raises(NotATile, match=r"in tile/0/000, expected \d+ of them"):
        Hashes(256, lambda _: tile).proof(inclusion_spans(0, 256))
