"""`fsck`: whether a place keeps the log that its checkpoint was signed for, entry by entry and tile by tile."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from typing import Final

from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.notes import BadNote, read_note
from service.evidence.policy import Policy
from service.verifier.findings import Report, Verdict
from service.verifier.key_leaves import KeyLeaves
from service.verifier.leaf_rules import LeafRules
from service.verifier.leaves import NotALeaf, read_leaf
from service.verifier.places import CHECKPOINT, Kept, Missing, read_checkpoint_of
from service.verifier.trust import Shown, judge_checkpoint
from service.verifier.walk import Walk

_EVERY_SECONDS: Final = 2
See = Callable[[int, list[bytes]], None]


def fsck(kept: Kept, policy: Policy | None, report: Report, see: Iterable[See] = ()) -> Shown | None:
    """
    Check the tree at *kept*, whole, against the checkpoint that stands there; *see* is shown all entries.

    There is no messenger here who could be to blame: what this place keeps is either what was signed, or it is not.
    Returns the checkpoint, unless there is none.
    """
    shown = _checkpoint(kept, policy, report)
    if shown is None:
        return None
    checkpoint = shown.checkpoint
    rules, keys, walk = LeafRules(checkpoint.origin), KeyLeaves(checkpoint.origin), Walk(kept, checkpoint.size)
    watching = (rules.see, keys.see, *see, _Progress(checkpoint.size).see)

    def show(index: int, entries: list[bytes]) -> None:
        for each in watching:
            each(index, entries)

    walk.run(show)
    if _tell(kept, walk, checkpoint, report, is_signed=shown.is_signed):
        rules.tell(kept.name, report, is_signed=shown.is_signed)
        if policy is not None and shown.is_signed:
            keys.tell(policy, kept.name, report)
    return shown


def _checkpoint(kept: Kept, policy: Policy | None, report: Report) -> Shown | None:
    where = f"{kept.name}/{CHECKPOINT}"
    try:
        data = read_checkpoint_of(kept)
    except Missing as error:
        report.undecided("file-missing", where, why=error)
        return None
    if policy is None:
        return _unsigned(data, where, report)
    judged = Report()
    shown = judge_checkpoint(policy, data, where, judged)
    for finding in judged.findings:
        if finding.code == "signature-false":
            report.broken("checkpoint-changed", where, **finding.said)
        else:
            report.findings.append(finding)
    return shown


def _unsigned(data: bytes, where: str, report: Report) -> Shown | None:
    """Take a checkpoint at its word, and say that this proves nothing."""
    try:
        shown = Shown(read_checkpoint(read_note(data).text))
    except BadNote as error:
        report.undecided("checkpoint-unreadable", where, why=error)
        return None
    report.undecided("trust-file-missing", where, origin=shown.checkpoint.origin)
    return shown


def _tell(kept: Kept, walk: Walk, checkpoint: Checkpoint, report: Report, *, is_signed: bool) -> bool:
    """Say what the walk has shown, and return whether the entries are those that were signed for."""
    by_entries, by_tiles = walk.root_by_entries, walk.root_by_tiles
    code = {checkpoint.root == by_tiles: "entry-changed", checkpoint.root == by_entries: "hash-changed"}.get(
        True, "leaf-differs"
    )
    for leaf_index, entry in walk.differences:
        report.against(code, kept.name, is_signed=is_signed, index=leaf_index, event=_event_in(entry))
    if walk.different > len(walk.differences):
        report.against("more-differences", kept.name, is_signed=is_signed, count=walk.different)
    for fault in walk.faults:
        report.against(fault.code, f"{kept.name}/{fault.path}", is_signed=is_signed, why=fault.why)
    for fault in walk.missing:
        report.undecided(fault.code, f"{kept.name}/{fault.path}", why=fault.why)
    is_same = checkpoint.root == by_entries == by_tiles
    if not (is_same or walk.different or walk.is_blind):
        report.against("root-other", kept.name, is_signed=is_signed, size=checkpoint.size)
    if is_same and not (walk.faults or walk.missing):
        report.proven("tree-whole", kept.name, size=checkpoint.size)
    return checkpoint.root == by_entries and report.verdict is not Verdict.BROKEN


def _event_in(entry: bytes) -> str:
    try:
        leaf = read_leaf(entry)
    except NotALeaf:
        return "?"
    return f"{leaf.id} ({leaf.event['type']})"


class _Progress:
    """Says on standard error how far it has come, if it takes long."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._said = time.monotonic()

    def see(self, index: int, entries: list[bytes]) -> None:
        now = time.monotonic()
        if now - self._said >= _EVERY_SECONDS:
            self._said = now
            sys.stderr.write(f"{index + len(entries):,} / {self._size:,}\n")
            sys.stderr.flush()
