"""Cases of trees as they are kept: each kind of file spoiled in each way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.evidence.merkle import leaf_hash
from service.evidence.tiles import Tile, bundle, grown
from tests.vectors.case import (
    BROKEN,
    PROVEN,
    UNDECIDED,
    USAGE,
    Case,
    Files,
    flipped,
    in_folder,
    tree,
    with_signature,
    written,
)
from tests.vectors.example_log import OPERATOR, OTHER, ExampleLog, event, leaf, signer

_SMALL: Final = 7
_LARGE: Final = 260
_TILE: Final = Tile(0, 0, _SMALL).path
_BUNDLE: Final = Tile(None, 0, _SMALL).path


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from _good()
    yield from _checkpoints()
    yield from _files()
    yield from _large()
    yield from _signed_nonsense()


def _log(count: int) -> ExampleLog:
    log = ExampleLog()
    while len(log.entries) < count:
        log.append((OPERATOR, OTHER)[len(log.entries) % 2])
    return log


def _case(name: str, description: str, finding: str, exit_code: int, files: Files) -> Case:
    command = ("fsck", "log", "--policy", "{trust}/log")
    return Case(f"fsck/{name}", description, command, exit_code, finding, in_folder("log", files))


def _good() -> Iterator[Case]:
    log = _log(_SMALL)
    yield _case("good", "A tree of seven entries.", "tree-whole", PROVEN, tree(log))
    yield _case("good-one", "A tree of one entry.", "tree-whole", PROVEN, tree(_log(1)))
    yield _case("good-empty", "A tree of none.", "tree-whole", PROVEN, {"checkpoint": written(log.note(0))})
    older = {path: data for path, data in tree(log, 5).items() if path != "checkpoint"}
    yield _case(
        "good-with-older", "Narrower files of earlier states are still there.", "tree-whole", PROVEN, tree(log) | older
    )
    grown_on = {path: data for path, data in tree(_log(256)).items() if path.startswith("tile")}
    only_full = {"checkpoint": written(_log(256).note(200))} | grown_on
    yield _case(
        "good-full-instead",
        "The tree has grown, and narrow files gave way to full ones.",
        "tree-whole",
        PROVEN,
        only_full,
    )
    late = ExampleLog()
    genesis = late.entries.pop()
    late.entries += [leaf(event(0, OPERATOR), 0, "0" * 64), genesis]
    description = "A log that had events before it had leaves: it says its name after them."
    yield _case("good-genesis-later", description, "tree-whole", PROVEN, tree(late))
    foreign = ExampleLog()
    foreign.entries = [b"one", b"", b"three"]
    yield _case(
        "good-foreign",
        "A log whose entries are not ours: the tree is checked.",
        "leaves-foreign",
        PROVEN,
        tree(foreign),
    )


def _checkpoints() -> Iterator[Case]:
    log = _log(_SMALL)
    files, note = tree(log), log.note()
    root = log.checkpoint()._replace(root=flipped(log.checkpoint().root, 8)).text()
    for name, description, finding, code, found in (
        ("false-signature", "One bit of the signature is another.", "checkpoint-changed", BROKEN,
         with_signature(note, flipped(note.signatures[0].value, 30))),
        ("changed-root", "One bit of the root is another.", "checkpoint-changed", BROKEN, note._replace(text=root)),
        ("unknown-key", "Signed by nobody known.", "log-not-signed", UNDECIDED,
         signer(log.origin, variant="b").note(note.text)),
        ("unknown-key-changed", "Signed by nobody known, and the entries are others.", "root-other", UNDECIDED,
         signer(log.origin, variant="b").note(root)),
        ("other-log", "The state of another log.", "log-unknown", UNDECIDED,
         signer("other.example").note(note.text.replace(log.origin, "other.example"))),
    ):  # fmt: skip
        yield _case(name, description, finding, code, files | {"checkpoint": written(found)})
    yield _case(
        "unreadable-checkpoint", "An empty checkpoint.", "checkpoint-unreadable", UNDECIDED, files | {"checkpoint": b""}
    )
    without = {path: data for path, data in files.items() if path != "checkpoint"}
    yield _case("no-checkpoint", "No checkpoint.", "file-missing", UNDECIDED, without)
    alone = _case("no-trust-file", "Nobody is trusted.", "trust-file-missing", UNDECIDED, files)
    yield alone._replace(command=alone.command[:2])
    nobody = _case("empty-trust-file", "A trust file that names no log.", "log-unknown", UNDECIDED, files)
    yield nobody._replace(command=(*nobody.command[:-1], "{trust}/nobody"))
    absent = _case("absent-trust-file", "A trust file that is not there.", "", USAGE, files)
    yield absent._replace(command=(*absent.command[:-1], "{trust}/absent"))
    unwitnessed = _case("no-witness", "The trust file wants a witness.", "witnesses-missing", UNDECIDED, files)
    yield unwitnessed._replace(command=(*unwitnessed.command[:-1], "{trust}/witnessed"))
    spoiled = files | {_BUNDLE: flipped(files[_BUNDLE], 100)}
    both = _case("no-witness-changed", "The same, and an entry was changed.", "entry-changed", BROKEN, spoiled)
    yield both._replace(command=(*both.command[:-1], "{trust}/witnessed"))


def _files() -> Iterator[Case]:
    log = _log(_SMALL)
    files = tree(log)
    changed = [*log.entries[:3], log.entries[3].replace(b"submitted", b"withdrawn"), *log.entries[4:]]
    hashes = dict(grown(0, [], map(leaf_hash, changed)))
    swapped = [*log.entries[:2], log.entries[3], log.entries[2], *log.entries[4:]]
    older = {path: data for path, data in tree(log, 5).items() if path.startswith("tile")}
    tile, entries = files[_TILE], files[_BUNDLE]
    for name, description, finding, found in (
        ("changed-entry", "An entry says something else.", "entry-changed", {_BUNDLE: bundle(changed)}),
        ("flipped-entry", "One bit of an entry is another.", "entry-changed", {_BUNDLE: flipped(entries, 100)}),
        ("swapped-entries", "Two entries changed places.", "entry-changed", {_BUNDLE: bundle(swapped)}),
        ("changed-hash", "One bit of a hash is another.", "hash-changed", {_TILE: flipped(tile, 64)}),
        ("rebuilt", "An entry was changed and the tree rebuilt over it.", "root-other",
         {_BUNDLE: bundle(changed), **{each.path: data for each, data in hashes.items()}}),
        ("both-changed", "An entry and another's hash were changed.", "leaf-differs",
         {_BUNDLE: bundle(changed), _TILE: flipped(tile, 160)}),
        ("cut-tile", "A tile is cut at a whole hash.", "file-malformed", {_TILE: tile[:-32]}),
        ("cut-tile-odd", "A tile is cut inside a hash.", "file-malformed", {_TILE: tile[:-1]}),
        ("empty-tile", "A tile is empty.", "file-malformed", {_TILE: b""}),
        ("long-tile", "A tile has a hash too many.", "file-malformed", {_TILE: tile + tile[:32]}),
        ("cut-bundle", "A bundle ends inside an entry.", "file-malformed", {_BUNDLE: entries[:-1]}),
        ("short-bundle", "A bundle lacks its last entry.", "file-malformed", {_BUNDLE: bundle(log.entries[:-1])}),
        ("long-bundle", "A bundle has an entry too many.", "file-malformed", {_BUNDLE: bundle([*log.entries, b"more"])}),
        ("changed-older-tile", "A narrower tile of an earlier state was changed.", "tile-changed",
         older | {Tile(0, 0, 5).path: flipped(older[Tile(0, 0, 5).path], 0)}),
        ("changed-older-bundle", "A narrower bundle of an earlier state was changed.", "bundle-changed",
         older | {Tile(None, 0, 5).path: flipped(older[Tile(None, 0, 5).path], 100)}),
    ):  # fmt: skip
        yield _case(name, description, finding, BROKEN, files | found)
    for path, name in ((_TILE, "tile"), (_BUNDLE, "bundle")):
        without = {each: data for each, data in files.items() if each != path}
        yield _case(f"missing-{name}", f"A {name} is not there.", "file-missing", UNDECIDED, without)


def _large() -> Iterator[Case]:
    """A tree of more than one tile."""
    log = _log(_LARGE)
    files = tree(log)
    full, above = Tile(0, 0).path, Tile(1, 0, 1).path
    yield _case("good-large", "A tree of 260 entries.", "tree-whole", PROVEN, files)
    entries = Tile(None, 0).path
    for name, description, finding, path, place in (
        ("large-flipped-entry", "One bit of an entry in a full bundle.", "entry-changed", entries, 5000),
        ("large-flipped-hash", "One bit of a hash in a full tile.", "hash-changed", full, 32 * 200 + 3),
        ("large-flipped-above", "One bit of a hash above.", "tile-changed", above, 3),
    ):
        yield _case(name, description, finding, BROKEN, files | {path: flipped(files[path], place)})
    without = {path: data for path, data in files.items() if path not in (full, entries)}
    description = "A tile and its bundle are not there: nothing above can be held against them."
    yield _case("large-missing", description, "file-missing", UNDECIDED, without)


def _signed_nonsense() -> Iterator[Case]:
    """Trees that are what was signed, and should not have been."""
    other = ExampleLog()
    other.entries = ExampleLog("other.example", signer("other.example")).entries
    yield _case("genesis-of-another", "The first entry names another log.", "genesis-other", BROKEN, tree(other))
    log = _log(3)
    log.place(event(3, OPERATOR), OPERATOR, 17, "a" * 64)
    yield _case("count-beyond-index", "More events of one operator than of all.", "leaf-contradicts", BROKEN, tree(log))
    log = _log(3)
    log.entries.append(b"something else")
    yield _case("foreign-entry", "One entry is not ours.", "leaf-unreadable", UNDECIDED, tree(log))
