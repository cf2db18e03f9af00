"""What a log says of its own keys in its leaves: told to whoever walks through it, vouched for by the key before."""

from __future__ import annotations

from typing import Final, NamedTuple

from service.evidence.key_statements import ROTATED, KeyStatement, read_key_statement, vouched
from service.evidence.notes import BadNote, Note, read_note
from service.evidence.policy import Policy
from service.verifier.findings import Report
from service.verifier.leaves import NotALeaf, read_leaf

_MARK: Final = b'"type":"key.r'
_TYPES: Final = ("key.rotated", "key.retired")


class _Told(NamedTuple):
    """A statement, the note that it stands in, and the index of its leaf."""

    statement: KeyStatement
    note: Note
    leaf_index: int


class KeyLeaves:
    """Watches the leaves of a tree go by; `tell` says which of them are about keys."""

    def __init__(self, origin: str) -> None:
        """Watch those of the log *origin*."""
        self._origin = origin
        self._told: list[_Told] = []

    def see(self, index: int, entries: list[bytes]) -> None:
        """Look at *entries*, of which the first has this *index*."""
        for here, entry in enumerate(entries, index):
            if _MARK in entry and (note := _note_in(entry)) is not None:
                try:
                    statement = read_key_statement(note)
                except BadNote:
                    continue
                if statement.origin == self._origin:
                    self._told.append(_Told(statement, note, here))

    def tell(self, policy: Policy, where: str, report: Report) -> None:
        """
        Say what the log told of its keys; to be asked only of a tree whose root is the signed one.

        A key is known from the trust file, or because a known key vouched for it: one leads to the next.
        """
        trusted = {log.key for log in policy.logs}
        known = dict.fromkeys(trusted)
        for statement, note, leaf_index in self._told:
            key, (_, by) = statement.key, vouched(note, known)
            said = {"index": leaf_index, "key": f"{key.name} ({key.id.hex()})", "purpose": statement.purpose}
            if statement.what != ROTATED:
                report.proven("key-retired", where, **said)
            elif key in trusted:
                report.proven("key-rotated", where, **said)
            elif by:
                known[key] = None
                signers = ", ".join(f"{each.name} ({each.id.hex()})" for each in by)
                report.proven("key-rotated-unlisted", where, **said, signers=signers, vkey=key.write())
            else:
                report.proven("key-rotated-unvouched", where, **said)


def _note_in(entry: bytes) -> Note | None:
    try:
        event = read_leaf(entry).event
        detail = event.get("detail")
        if event["type"] not in _TYPES or not isinstance(detail, dict):
            return None
        return read_note(str(detail.get("note")).encode())
    except (NotALeaf, BadNote):
        return None
