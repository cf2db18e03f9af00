"""`stream`: whether these are all events of one operator, proven without those of others (docs/decisions/0095)."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

from service.audit.commitments import SALT_BYTES, Opening, commit, opens
from service.domain.canonical import canonical
from service.evidence.merkle import BadProof, check_inclusion, leaf_hash
from service.evidence.policy import Policy
from service.verifier.findings import Report
from service.verifier.leaves import Leaf, NotALeaf, read_leaf
from service.verifier.members import Member, Misshapen
from service.verifier.receipts import check_place
from service.verifier.stream_document import ShownHeads, ShownLeaf, StreamDocument, read_stream
from service.verifier.trust import Shown, judge_checkpoint

_HEADS: Final = "stream.heads"


class Link(NamedTuple):
    """A leaf of the stream that is in the log; *is_opened* where it says itself whose it is."""

    leaf_index: int
    entry: bytes
    leaf: Leaf
    is_opened: bool


def check_stream(policy: Policy, data: bytes, where: str, report: Report) -> None:
    """Check the document *data*, which anybody can have shortened or changed on its way."""
    try:
        stream = read_stream(data)
    except Misshapen as error:
        report.undecided("stream-unreadable", where, why=error)
        return
    shown = judge_checkpoint(policy, stream.checkpoint, where, report)
    if shown is None:
        return
    if shown.checkpoint.origin != stream.origin:
        report.undecided("two-logs", where, one=stream.origin, other=shown.checkpoint.origin)
        return
    links = _links(stream, shown, where, report)
    if links is None or not _is_chain(links, where, report, is_signed=shown.is_signed):
        return
    if stream.heads is None:
        report.undecided("heads-missing", where, operator=stream.operator, count=len(links))
        return
    _check_heads(stream, stream.heads, links, (shown, where), report)


def _links(stream: StreamDocument, shown: Shown, where: str, report: Report) -> list[Link] | None:
    """Return the leaves as they stand in the log; nothing, and why, where one is not there or is another's."""
    links: list[Link] = []
    for each in stream.leaves:
        leaf = _included(each, shown, where, report)
        if leaf is None:
            return None
        if each.salt is not None and not _is_of(stream.operator, each, leaf):
            report.undecided("stream-other", where, index=each.leaf_index, operator=stream.operator)
            return None
        links.append(Link(each.leaf_index, each.entry, leaf, each.salt is not None))
    report.proven("stream-included", where, count=len(links), size=shown.checkpoint.size)
    return links


def _included(each: ShownLeaf, shown: Shown, where: str, report: Report) -> Leaf | None:
    checkpoint = shown.checkpoint
    try:
        check_inclusion(leaf_hash(each.entry), each.leaf_index, checkpoint.size, checkpoint.root, each.proof)
    except BadProof as error:
        report.undecided("not-included", where, index=each.leaf_index, size=checkpoint.size, why=error)
        return None
    try:
        leaf = read_leaf(each.entry)
    except NotALeaf as error:
        report.undecided("leaf-unreadable", where, index=each.leaf_index, why=error)
        return None
    return leaf if check_place(leaf, each.leaf_index, where, report, is_signed=shown.is_signed) else None


def _is_of(operator: str, each: ShownLeaf, leaf: Leaf) -> bool:
    commitment = leaf.event.get("tenant")
    if not isinstance(commitment, str) or each.salt is None or each.value != operator:
        return False
    return opens(Opening(commitment, "tenant", each.salt, operator))


def _is_chain(links: list[Link], where: str, report: Report, *, is_signed: bool) -> bool:
    """
    Say whether the leaves follow each other without a gap.

    A leaf that is not shown may have been left out by whoever shows them. But two leaves of the log that both say whose
    they are, and exclude each other, are the log's own doing.
    """
    if not links or links[0].leaf.place.n != 0:
        report.undecided("stream-gap", where, n=0)
        return False
    for before, after in pairwise(links):
        if after.leaf.place.n == before.leaf.place.n + 1 and _follows(before, after):
            continue
        is_own = is_signed and before.is_opened and after.is_opened and _exclude(before, after)
        code = "stream-forked" if _exclude(before, after) else "stream-gap"
        report.against(
            code, where, is_signed=is_own, n=before.leaf.place.n + 1, one=before.leaf_index, other=after.leaf_index
        )
        return False
    return True


def _follows(before: Link, after: Link) -> bool:
    return after.leaf_index > before.leaf_index and after.leaf.place.prev == leaf_hash(before.entry).hex()


def _exclude(before: Link, after: Link) -> bool:
    """Tell whether no stream has both: two leaves of one number, or a next one that names another before it."""
    step = after.leaf.place.n - before.leaf.place.n
    return (step == 0 and after.entry != before.entry) or (step == 1 and not _follows(before, after))


def _check_heads(
    stream: StreamDocument, heads: ShownHeads, links: list[Link], seen: tuple[Shown, str], report: Report
) -> None:
    """Check that the last leaf below the size that *heads* names is the head that the log committed to."""
    shown, where = seen
    leaf = _included(heads.leaf, shown, where, report)
    if leaf is None:
        return
    try:
        root, size, streams = _detail(leaf)
    except Misshapen as error:
        report.undecided("heads-unreadable", where, index=heads.leaf.leaf_index, why=error)
        return
    if size > heads.leaf.leaf_index:
        report.against("heads-contradict", where, is_signed=shown.is_signed, index=heads.leaf.leaf_index, size=size)
        return
    below = [link for link in links if link.leaf_index < size]
    if not below or streams != heads.streams or len(heads.salt) != SALT_BYTES:
        report.undecided("heads-other", where, size=size, why="")
        return
    try:
        check_inclusion(leaf_hash(_entry(stream, heads, below[-1])), heads.place, streams, root, heads.proof)
    except BadProof as error:
        report.undecided("heads-other", where, size=size, why=error)
        return
    rest = len(links) - len(below)
    report.proven("stream-complete", where, operator=stream.operator, count=len(below), size=size, rest=rest)


def _entry(stream: StreamDocument, heads: ShownHeads, head: Link) -> bytes:
    commitment = commit("stream_of", stream.operator, heads.salt)
    return canonical({"leaf": leaf_hash(head.entry).hex(), "n": head.leaf.place.n, "stream": commitment})


def _detail(leaf: Leaf) -> tuple[bytes, int, int]:
    if leaf.event["type"] != _HEADS:
        raise Misshapen(f"found an event of the type {leaf.event['type'][:40]!r}, expected {_HEADS}")
    detail = Member(leaf.event)["detail"]
    try:
        root = bytes.fromhex(detail["root"].text())
    except ValueError as error:
        raise Misshapen("found no root of heads") from error
    return root, detail["size"].number(), detail["streams"].number()
