"""`promise`: whether the log kept the word that it gave when it acknowledged a write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from service.evidence.notes import Note, base64_bytes, read_note
from service.evidence.policy import Policy
from service.evidence.promises import Promise, PromisedEvent
from service.verifier.findings import Report, Verdict
from service.verifier.fsck import fsck
from service.verifier.leaves import Leaf, NotALeaf, occurred_milliseconds, read_leaf
from service.verifier.places import Kept
from service.verifier.receipts import Included

_HEADER: Final = b"hashlevy-promise:"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_promise_note(data: bytes) -> Note:
    """
    Read a promise as it was kept: the note itself, or the header it came in, with or without its name.

    Raises:
        BadNote: it is neither.
    """
    if b"\n\n" in data:
        return read_note(data)
    line = data.strip(b" \t\r\n")
    if line[: len(_HEADER)].lower() == _HEADER:
        line = line[len(_HEADER) :].strip(b" \t")
    return read_note(base64_bytes(line.decode("ascii", "replace")))


def check_by_receipts(promise: Promise, receipts: list[tuple[str, Included]], report: Report) -> None:
    """Check *promise* by receipts of its events, each with the name of its file."""
    for promised in promise.events:
        shown = [(where, each) for where, each in receipts if each.leaf.id == promised.event]
        if not shown:
            report.undecided("promise-unshown", "", event=promised.event)
        for where, included in shown:
            _compare(promise, promised, included, where, report)
    _refuse_empty(promise, report)


def check_by_log(promise: Promise, kept: Kept, policy: Policy, report: Report) -> None:
    """Check *promise* by the whole log at *kept*: what is not in it by the time that was promised, was left out."""
    search = _Search(promise)
    before = len(report.findings)
    shown = fsck(kept, policy, report, (search.see,))
    _refuse_empty(promise, report)
    if shown is None:
        return
    if shown.checkpoint.origin != promise.origin:
        report.undecided("two-logs", kept.name, one=promise.origin, other=shown.checkpoint.origin)
        return
    is_whole = not any(finding.verdict is not Verdict.PROVEN for finding in report.findings[before:])
    for promised in promise.events:
        if promised in search.found:
            report.proven("promise-kept", kept.name, event=promised.event, index=search.found[promised])
        elif is_whole:
            _missing(promise, promised, search, kept.name, report)
        else:
            report.undecided("promise-unshown", kept.name, event=promised.event)


def _missing(promise: Promise, promised: PromisedEvent, search: _Search, where: str, report: Report) -> None:
    """Say what it means that a log, seen whole, does not have an event: nothing, before the promised time is over."""
    due = _instant(promise.due_milliseconds)
    if promised.event in search.other:
        index = search.other[promised.event]
        report.broken("promise-rewritten", where, event=promised.event, index=index)
    elif search.latest > promise.due_milliseconds:
        at = _instant(search.latest)
        report.broken("promise-broken", where, event=promised.event, due=due, index=search.latest_index, at=at)
    else:
        report.undecided("promise-open", where, event=promised.event, due=due)


def _compare(promise: Promise, promised: PromisedEvent, included: Included, where: str, report: Report) -> None:
    checkpoint = included.shown.checkpoint
    if checkpoint.origin != promise.origin:
        report.undecided("two-logs", where, one=promise.origin, other=checkpoint.origin)
    elif included.leaf.event_sha256 == promised.sha256:
        report.proven("promise-kept", where, event=promised.event, index=included.leaf_index)
    else:
        is_signed = included.shown.is_signed
        report.against("promise-rewritten", where, is_signed=is_signed, event=promised.event, index=included.leaf_index)


def _refuse_empty(promise: Promise, report: Report) -> None:
    if not promise.events:
        report.undecided("promise-of-nothing", "")


class _Search:
    """Looks for the promised events among all entries, and for the latest time that any of them names."""

    def __init__(self, promise: Promise) -> None:
        self.found: dict[PromisedEvent, int] = {}
        self.other: dict[str, int] = {}
        self.latest, self.latest_index = -1, -1
        self._names = {each.event for each in promise.events}

    def see(self, index: int, entries: list[bytes]) -> None:
        for here, entry in enumerate(entries, index):
            try:
                self._look(here, read_leaf(entry))
            except NotALeaf:
                continue

    def _look(self, index: int, leaf: Leaf) -> None:
        if leaf.id in self._names:
            self.found.setdefault(PromisedEvent(leaf.id, leaf.event_sha256), index)
            self.other.setdefault(leaf.id, index)
        milliseconds = occurred_milliseconds(leaf.event)
        if milliseconds is not None and milliseconds > self.latest:
            self.latest, self.latest_index = milliseconds, index


def _instant(milliseconds: int) -> str:
    try:
        return f"{_EPOCH + timedelta(milliseconds=milliseconds):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return f"{milliseconds} ms"
