"""`consistency`: whether a log only grew from one signed checkpoint to another, and showed everybody the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.evidence.checkpoints import read_hash, read_number
from service.evidence.merkle import (
    HASH_BYTES,
    BadProof,
    Span,
    check_consistency,
    consistency_roots,
    consistency_spans,
)
from service.evidence.notes import BadNote, read_note
from service.evidence.policy import Policy
from service.evidence.tiles import Hashes, NotATile, Tile
from service.verifier.findings import Report
from service.verifier.places import Kept, Missing, read_tile
from service.verifier.trust import Shown, judge_checkpoint

_HASHES_MAX: Final = 63


class Way(NamedTuple):
    """A proof as C2SP tlog-witness has it: from which size, by which hashes, to which checkpoint."""

    old_size: int
    hashes: tuple[bytes, ...]
    text: str


class Pair(NamedTuple):
    """Two checkpoints of one log, the smaller first, and whether known keys signed both."""

    old: Shown
    new: Shown

    @property
    def is_signed(self) -> bool:
        """Whether the log can be held to both."""
        return self.old.is_signed and self.new.is_signed


def read_way(data: bytes) -> Way:
    """
    Read a proof in the form of a request to a witness: `old <size>`, hashes, an empty line, the newer checkpoint.

    Raises:
        BadNote: it is none.
    """
    head, blank, note = data.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if not blank or not lines[0].startswith("old ") or len(lines) - 1 > _HASHES_MAX:
        raise BadNote("expected a line 'old <size>', hashes, an empty line and the newer checkpoint")
    hashes = tuple(read_hash(line) for line in lines[1:])
    return Way(read_number(lines[0].removeprefix("old ")), hashes, read_note(note).text)


def judge_pair(policy: Policy, one: tuple[bytes, str], other: tuple[bytes, str], report: Report) -> Pair | None:
    """Judge two checkpoints, each with the name of its file; returns none where they are not of one log."""
    shown = [judge_checkpoint(policy, data, where, report) for data, where in (one, other)]
    if shown[0] is None or shown[1] is None:
        return None
    old, new = sorted((shown[0], shown[1]), key=lambda each: each.checkpoint.size)
    if old.checkpoint.origin != new.checkpoint.origin:
        origins = {"one": old.checkpoint.origin, "other": new.checkpoint.origin}
        report.undecided("two-logs", f"{one[1]}, {other[1]}", **origins)
        return None
    return Pair(old, new)


def is_trivial(pair: Pair, where: str, report: Report) -> bool:
    """Say what two checkpoints prove by themselves; false where more is needed."""
    old, new = pair.old.checkpoint, pair.new.checkpoint
    if old.size != new.size:
        return False
    if old.root != new.root:
        report.against("split-view", where, is_signed=pair.is_signed, size=old.size)
    else:
        report.proven("same-tree", where, size=old.size)
    return True


def check_by_proof(pair: Pair, data: bytes, where: str, report: Report) -> None:
    """Check *pair* by a proof that somebody handed over."""
    old, new = pair.old.checkpoint, pair.new.checkpoint
    try:
        way = read_way(data)
    except BadNote as error:
        report.undecided("proof-unreadable", where, why=error)
        return
    if way.old_size != old.size or way.text != new.text():
        report.undecided("proof-other", where, old=old.size, new=new.size)
        return
    _check(pair, way.hashes, None, where, report)


def check_by_tree(pair: Pair, kept: Kept, report: Report) -> None:
    """Check *pair* by the tiles of a tree, of which nothing is believed that does not lead to the newer root."""
    old, new = pair.old.checkpoint, pair.new.checkpoint
    hashes = Hashes(new.size, lambda tile: _tile(kept, tile))
    try:
        way = hashes.proof(consistency_spans(old.size, new.size))
        start = hashes.of(Span(0, old.size)) if old.size else None
    except Missing as error:
        report.undecided("file-missing", kept.name, why=error)
    except NotATile as error:
        report.undecided("proof-broken", kept.name, why=error, old=old.size, new=new.size)
    else:
        _check(pair, way, start, kept.name, report)


def _check(pair: Pair, way: Sequence[bytes], start: bytes | None, where: str, report: Report) -> None:
    """
    Check the hashes of *way*.

    Where they lead to the newer root, which is signed, they are hashes of that tree, whoever brought them; if it then
    begins with another tree than the older checkpoint says, the log has signed both, and they exclude each other.
    *start* is what the newer tree has where the older one is, when that is known.
    """
    old, new = pair.old.checkpoint, pair.new.checkpoint
    sizes = {"old": old.size, "new": new.size}
    try:
        check_consistency(old.size, old.root, new.size, new.root, way)
    except BadProof as error:
        found = _roots(old.size, new.size, old.root if start is None else start, way)
        if found is not None and found[1] == new.root and found[0] != old.root:
            report.against("rewritten", where, is_signed=pair.is_signed, **sizes)
        else:
            report.undecided("proof-broken", where, why=error, **sizes)
    else:
        report.proven("consistent", where, **sizes)


def _roots(old: int, new: int, start: bytes, way: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    if not 0 < old < new:
        return None
    try:
        return consistency_roots(old, start, new, way)
    except BadProof:
        return None


def _tile(kept: Kept, tile: Tile) -> bytes:
    read = read_tile(kept, tile)
    if len(read.data) != read.tile.width * HASH_BYTES:
        raise NotATile(f"found {len(read.data)} bytes in {read.tile.path}")
    return read.data
