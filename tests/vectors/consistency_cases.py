"""Cases of growth: two states of a log, and what joins them or does not."""

from __future__ import annotations

from collections.abc import Iterator

from service.evidence.notes import Note
from tests.vectors.case import (
    BROKEN,
    PROVEN,
    UNDECIDED,
    Case,
    Files,
    flipped,
    in_folder,
    replaced,
    tree,
    way,
    with_signature,
    written,
)
from tests.vectors.example_log import OPERATOR, OTHER, ExampleLog, signer


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from _growing()
    yield from _rewritten()
    yield from _spoiled()


def _log(count: int = 12, other_at: int | None = None) -> ExampleLog:
    log = ExampleLog()
    for number in range(count):
        log.append(OTHER if number == other_at else OPERATOR)
    return log


def _case(name: str, description: str, finding: str, exit_code: int, files: Files) -> Case:
    by = ("--log", "log") if any(path.startswith("log/") for path in files) else ()
    by = ("--proof", "proof") if "proof" in files else by
    command = ("consistency", "old", "new", *by, "--policy", "{trust}/log")
    return Case(f"consistency/{name}", description, command, exit_code, finding, files)


def _pair(old: Note, new: Note) -> Files:
    return {"old": written(old), "new": written(new)}


def _growing() -> Iterator[Case]:
    log = _log()
    pair, proof = _pair(log.note(7), log.note()), {"proof": way(7, log.growth(7), log.note())}
    yield _case("good-proof", "From 7 to 13 entries, by a proof.", "consistent", PROVEN, pair | proof)
    yield _case("good-log", "The same by the tree.", "consistent", PROVEN, pair | in_folder("log", tree(log)))
    swapped = {"old": pair["new"], "new": pair["old"], **proof}
    yield _case("good-swapped", "The newer one is given first.", "consistent", PROVEN, swapped)
    power = _pair(log.note(8), log.note()) | {"proof": way(8, log.growth(8), log.note())}
    yield _case("good-power-of-two", "From 8 entries: the proof leaves their root out.", "consistent", PROVEN, power)
    yield _case("good-same", "Twice the same state.", "same-tree", PROVEN, _pair(log.note(), log.witnessed()))
    empty = _pair(log.note(0), log.note()) | {"proof": way(0, [], log.note())}
    yield _case(
        "good-from-nothing", "From no entries, which prove nothing and need no hash.", "consistent", PROVEN, empty
    )
    false = log.signing.note(log.checkpoint(0)._replace(root=b"\0" * 32).text())
    description = "A state of no entries with the root of something."
    yield _case("empty-with-root", description, "empty-tree-false", BROKEN, empty | {"old": written(false)})


def _rewritten() -> Iterator[Case]:
    log, other = _log(), _log(other_at=2)
    split = _pair(log.note(), other.note())
    yield _case("split-view", "Two states of one size, both signed.", "split-view", BROKEN, split)
    lonely = _case("split-view-unwitnessed", "That no witness signed does not excuse it.", "split-view", BROKEN, split)
    yield lonely._replace(command=(*lonely.command[:-1], "{trust}/witnessed"))
    unknown = split | {"new": written(signer(log.origin, variant="b").note(other.checkpoint().text()))}
    yield _case("split-view-unsigned", "One of them is by nobody known.", "split-view", UNDECIDED, unknown)
    for size, name in ((7, "rewritten"), (8, "rewritten-power-of-two")):
        pair = _pair(log.note(size), other.note())
        by_log = pair | in_folder("log", tree(other))
        yield _case(f"{name}-log", "The later tree begins with other entries.", "rewritten", BROKEN, by_log)
        proof = pair | {"proof": way(size, other.growth(size), other.note())}
        code = BROKEN if size == 7 else UNDECIDED
        finding = "rewritten" if size == 7 else "proof-broken"
        yield _case(f"{name}-proof", "The honest proof of a tree that was rewritten.", finding, code, proof)
    pair = _pair(log.note(7), other.note())
    foreign = pair | in_folder("log", tree(log))
    description = "The tree is neither that of the newer state nor spoiled so that it would show which lied."
    yield _case("rewritten-other-log", description, "proof-broken", UNDECIDED, foreign)


def _spoiled() -> Iterator[Case]:
    log = _log()
    pair, hashes = _pair(log.note(7), log.note()), log.growth(7)
    for name, description, finding, proof in (
        (
            "changed-hash",
            "One bit of a hash is another.",
            "proof-broken",
            way(7, [flipped(hashes[0], 0), *hashes[1:]], log.note()),
        ),
        ("missing-hash", "A hash is missing.", "proof-broken", way(7, hashes[:-1], log.note())),
        ("hash-left-over", "A hash too many.", "proof-broken", way(7, [*hashes, hashes[0]], log.note())),
        (
            "order-of-hashes",
            "Two hashes changed places.",
            "proof-broken",
            way(7, [hashes[1], hashes[0], *hashes[2:]], log.note()),
        ),
        ("other-proof", "The proof of other states.", "proof-other", way(6, log.growth(6), log.note())),
        ("other-end", "The proof leads to another state.", "proof-other", way(7, log.growth(7, 12), log.note(12))),
        (
            "leading-zero",
            "A size with a zero before it.",
            "proof-unreadable",
            replaced(way(7, hashes, log.note()), b"old 7", b"old 07"),
        ),
        ("no-proof", "An empty file.", "proof-unreadable", b""),
    ):
        yield _case(name, description, finding, UNDECIDED, pair | {"proof": proof})
    yield _case("nothing-between", "Nothing joins the two.", "proof-missing", UNDECIDED, pair)
    false = with_signature(log.note(7), flipped(log.note(7).signatures[0].value, 5))
    spoiled = {"old": written(false), "new": pair["new"], "proof": way(7, hashes, log.note())}
    yield _case("false-signature", "The older state is not signed.", "signature-false", UNDECIDED, spoiled)
    elsewhere = ExampleLog("other.example", signer("other.example"))
    yield _case("two-logs", "States of two logs.", "two-logs", UNDECIDED, _pair(log.note(7), elsewhere.note()))
    yield from _spoiled_trees(log)


def _spoiled_trees(log: ExampleLog) -> Iterator[Case]:
    pair, kept = _pair(log.note(7), log.note()), in_folder("log", tree(log))
    tile = next(path for path in kept if path.startswith("log/tile/0/"))
    missing = pair | {path: data for path, data in kept.items() if path != tile}
    yield _case("missing-tile", "A tile that is needed is not there.", "file-missing", UNDECIDED, missing)
    damaged = pair | kept | {tile: flipped(kept[tile], 32 * 5)}
    description = "A hash of the tree is spoiled: what it shows leads to neither state, and accuses nobody."
    yield _case("spoiled-tile", description, "proof-broken", UNDECIDED, damaged)
    cut = pair | kept | {tile: kept[tile][:-1]}
    yield _case("cut-tile", "A tile is cut.", "proof-broken", UNDECIDED, cut)
