"""`receipt`: whether an event is in the log that the reader's trust file names (C2SP tlog-proof)."""

from __future__ import annotations

from typing import NamedTuple

from service.evidence.merkle import BadProof, leaf_hash
from service.evidence.notes import BadNote
from service.evidence.policy import Policy
from service.evidence.proofs import Proof, read_proof
from service.verifier.findings import Report
from service.verifier.leaves import Leaf, NotALeaf, read_leaf
from service.verifier.trust import Shown, judge_note


class Included(NamedTuple):
    """What a receipt has shown: the checkpoint, the leaf and where it stands."""

    shown: Shown
    leaf: Leaf
    entry: bytes
    leaf_index: int


def check_receipt(
    policy: Policy, data: bytes, where: str, report: Report, entry: bytes | None = None
) -> Included | None:
    """
    Check the receipt *data*; *entry* is the leaf where the reader has it from elsewhere.

    Whoever carried the receipt can have spoiled it: what does not add up proves nothing, and accuses nobody.
    Returns nothing where there is not even a leaf to speak of.
    """
    try:
        proof = read_proof(data)
    except BadNote as error:
        report.undecided("receipt-unreadable", where, why=error)
        return None
    shown = judge_note(policy, proof.note, where, report)
    entry = _entry(proof, entry, where, report)
    if shown is None or entry is None:
        return None
    return _prove(shown, proof, entry, where, report)


def compare_event(included: Included, event: bytes, where: str, report: Report) -> None:
    """Say whether *event*, which the reader holds, is the event of the leaf, to the byte."""
    held = event.removesuffix(b"\n")
    if included.leaf.event_bytes in (event, held):
        report.proven("event-same", where, event=included.leaf.id)
    else:
        report.undecided("event-other", where, event=included.leaf.id)


def check_place(leaf: Leaf, index: int, where: str, report: Report, *, is_signed: bool) -> bool:
    """Say it where no honest log has *leaf* at *index*."""
    if leaf.place.contradicts(index):
        report.against("leaf-contradicts", where, is_signed=is_signed, index=index)
        return False
    return True


def _entry(proof: Proof, held: bytes | None, where: str, report: Report) -> bytes | None:
    if proof.extra is None and held is None:
        report.undecided("leaf-missing", where)
    elif held is not None and proof.extra not in (None, held):
        report.undecided("leaf-other", where)
    else:
        return held if held is not None else proof.extra
    return None


def _prove(shown: Shown, proof: Proof, entry: bytes, where: str, report: Report) -> Included | None:
    try:
        proof.check(leaf_hash(entry))
    except BadProof as error:
        report.undecided("not-included", where, index=proof.leaf_index, size=shown.checkpoint.size, why=error)
        return None
    try:
        leaf = read_leaf(entry)
    except NotALeaf as error:
        report.undecided("leaf-unreadable", where, index=proof.leaf_index, why=error)
        return None
    if check_place(leaf, proof.leaf_index, where, report, is_signed=shown.is_signed):
        size = shown.checkpoint.size
        report.proven("included", where, event=leaf.id, type=leaf.event["type"], index=proof.leaf_index, size=size)
    return Included(shown, leaf, entry, proof.leaf_index)
