"""Go's own code for transparency logs says the same as ours: of trees, proofs, receipts and tiles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from service.evidence.merkle import (
    check_consistency,
    check_inclusion,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
)
from service.evidence.tiles import Hashes, Tile, grown
from tests import second_opinion
from tests.vectors.example_log import LOG, PROMISES
from tests.vectors.running import INDEX, command_of, folder_of, run

pytestmark = pytest.mark.thorough

_ALL_BELOW: Final = 128
_SIZE_MAX: Final = 100_000
_KEYS: Final = [LOG.key.write(), PROMISES.key.write()]
_LEAVES: Final = [leaf_hash(str(number).encode()) for number in range(_SIZE_MAX)]
# What the tree is made of is agreed; these are rules of ours about what entries say, or about files beside the tree.
_OURS: Final = frozenset({"leaf-unreadable", "leaf-contradicts", "bundle-changed", "tile-changed", "genesis-other"})
# Go takes one signature of a key and does not look at another, which here spoils the note if false (C2SP
# signed-note); and it is not told that keys of promises sign no checkpoints.
_STRICTER: Final = frozenset({"receipt/signed-by-promise-key", "receipt/two-signatures-one-false"})
# The program is not told which newer state is meant; it wants no proof from nothing, and the older state first.
_NOT_FOR_GO: Final = frozenset(
    {
        "consistency/empty-with-root",
        "consistency/good-from-nothing",
        "consistency/good-swapped",
        "consistency/other-end",
        "consistency/other-proof",
    }
)
# Go reads an entry, and not what stands behind the last one.
_BEHIND: Final = frozenset({"fsck/long-bundle"})


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the second opinion, or say why there is none."""
    if reason := second_opinion.why_none():
        pytest.skip(reason)
    return second_opinion.build(tmp_path_factory.mktemp("second-opinion"))


def test_every_tree_of_up_to_600_entries_has_the_root_and_the_proofs_that_go_has(program: Path) -> None:
    """All proofs of trees of up to 128 entries, and those about powers of two of the rest."""
    sizes = list(range(601))
    (answer,) = second_opinion.ask(program, [{"kind": "tree", "size": 600, "sizes": sizes}])

    assert list(map(_digests, sizes)) == answer.split()


def test_trees_of_any_size_up_to_a_hundred_thousand_have_them_too(program: Path) -> None:
    """The sizes are drawn anew each time; a failure names the seed."""
    seed = random.randrange(2**32)
    sizes = [random.Random(seed + place).randrange(601, _SIZE_MAX) for place in range(6)]
    (answer,) = second_opinion.ask(program, [{"kind": "tree", "size": max(sizes), "sizes": sizes}])

    assert list(map(_digests, sizes)) == answer.split(), f"seed {seed}"


def test_both_say_the_same_of_every_receipt(program: Path) -> None:
    """Of those in the conformance set that the program can be shown: with their entry, and without witnesses."""
    cases = [case for case in INDEX if case["command"][0] == "receipt" and len(case["command"]) == 4]
    cases = [case for case in cases if case["command"][-1] == "{trust}/log"]
    jobs = [{"kind": "receipt", "path": str(folder_of(case) / case["command"][1]), "keys": _KEYS} for case in cases]

    assert len(cases) > 30
    assert _expected(cases) == _answered(program, cases, jobs)


def test_both_say_the_same_of_every_proof_of_growth(program: Path) -> None:
    """Of those in the conformance set."""
    cases = [case for case in INDEX if "--proof" in case["command"] and case["case"] not in _NOT_FOR_GO]
    jobs = [
        {"kind": "growth", "path": str(folder / "proof"), "other": str(folder / "old"), "keys": _KEYS}
        for folder in map(folder_of, cases)
    ]

    assert _expected(cases) == _answered(program, cases, jobs)


def test_both_say_the_same_of_every_tree_of_tiles(program: Path) -> None:
    """Of those in the conformance set that have a trust file without witnesses."""
    cases = [case for case in INDEX if case["command"][0] == "fsck" and case["command"][-1] == "{trust}/log"]
    jobs = [{"kind": "tiles", "path": str(folder_of(case) / "log"), "keys": _KEYS} for case in cases]

    assert len(cases) > 30
    assert _expected(cases) == _answered(program, cases, jobs)


def _expected(cases: list[dict[str, Any]]) -> dict[str, bool]:
    """Tell of each case whether a program that knows trees and signatures, and no more, finds it good."""
    return {
        case["case"]: case["exit"] == 0 or case["case"] in _STRICTER | _BEHIND or _is_only_ours(case) for case in cases
    }


def _is_only_ours(case: dict[str, Any]) -> bool:
    ran = run(command_of(case), folder_of(case))
    against = {"checkpoint-signed", "checkpoint-cosigned", "tree-whole", "included"}
    return bool(ran.findings) and set(ran.findings) - against <= _OURS and "flipped-above" not in case["case"]


def _answered(program: Path, cases: list[dict[str, Any]], jobs: list[dict[str, Any]]) -> dict[str, bool]:
    answers = second_opinion.ask(program, jobs)
    return {case["case"]: answer == "yes" for case, answer in zip(cases, answers, strict=True)}


def _tiles() -> dict[tuple[int | None, int], bytes]:
    return {(tile.level, tile.number): data for tile, data in grown(0, [], _LEAVES)}


_TILES: Final = _tiles()


def _read(tile: Tile) -> bytes:
    return _TILES[tile.level, tile.number][: tile.width * 32]


def _digests(size: int) -> str:
    """Return the root of a tree and a digest of its proofs, as the program does; each proof is checked on the way."""
    hashes = Hashes(size, _read)
    root, digest = hashes.root(), sha256()
    for place in _places(size):
        record = hashes.proof(inclusion_spans(place, size))
        growth = hashes.proof(consistency_spans(place + 1, size))
        check_inclusion(_LEAVES[place], place, size, root, record)
        check_consistency(place + 1, Hashes(place + 1, _read).root(), size, root, growth)
        digest.update(b"".join(record) + b"/" + b"".join(growth) + b"\n")
    return f"{root.hex()}:{digest.hexdigest()}"


def _places(size: int) -> Iterator[int]:
    if size <= _ALL_BELOW:
        yield from range(size)
        return
    yield from (0, size // 3, size // 2, size - 2, size - 1)
    power = 2
    while power < size:
        yield from (power - 1, power)
        power *= 2
