"""
The judgement of a witness (C2SP tlog-witness): a checkpoint is cosigned if its log signed it and it only appends.

Nothing is locked while it is judged and signed. The state moves by compare-and-swap, durably, before a cosignature is
given out; so of two that go on from the same checkpoint, one is refused, and the witness can never be led back.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final

from service.evidence.checkpoints import Checkpoint, signers
from service.evidence.merkle import BadProof, check_consistency
from service.evidence.ml_dsa import checker
from service.evidence.notes import BadNote, BadSignature, Key, Note, of_key
from service.evidence.submissions import Submission, read_submission
from service.witness.keys import Cosigner
from service.witness.state import SIZE_MAX, Seen, State

_log: Final = logging.getLogger(__name__)


class NotCosigned(Exception):
    """A checkpoint is refused; the *status* and the words are those of the answer, *size* that of a conflict."""

    def __init__(self, status: HTTPStatus, why: str, size: int | None = None) -> None:
        """Say why."""
        super().__init__(why)
        self.status = status
        self.size = size


class Witness:
    """One who cosigns for some logs."""

    def __init__(
        self, logs: Iterable[Key], cosigners: Sequence[Cosigner], state: State, clock: Callable[[], datetime]
    ) -> None:
        """Know *logs* by their keys, several for one log where it is changing them; sign as each of *cosigners*."""
        self._logs: dict[str, list[Key]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        self._origins = {hashlib.sha256(origin.encode()).hexdigest(): origin for origin in self._logs}
        self._cosigners = tuple(cosigners)
        self._state = state
        self._clock = clock

    def add(self, body: bytes) -> str:
        """
        Judge what a log submits, and return the signature lines of the witness under its checkpoint.

        Raises:
            NotCosigned: it has not the right form, is not by a known log, or does not go on from what was cosigned.
            StateUnusable: what was cosigned cannot be read or written.
        """
        try:
            submission = read_submission(body)
        except BadNote as error:
            raise NotCosigned(HTTPStatus.BAD_REQUEST, str(error)) from error
        note, new = self._by_a_known_log(submission), submission.checkpoint
        if not submission.old <= new.size <= SIZE_MAX:
            why = f"found the old size {submission.old} before a checkpoint of the size {new.size}"
            raise NotCosigned(HTTPStatus.BAD_REQUEST, why)
        before = self._state.seen(new.origin)
        self._demand_continuation(before, submission, note)
        lines = self._cosigned(note.text)
        if not self._state.move(before, new, note.write() + lines):
            raise _conflict(self._state.seen(new.origin))
        _log.info("cosigned %s: %d leaves after %d", new.origin, new.size, before.size)
        return lines

    def latest(self, origin_hash: str) -> str | None:
        """
        Return the last checkpoint that was cosigned of a log, with its signatures and ours; none before the first.

        *origin_hash* is the SHA-256 of the log's origin in lowercase hexadecimal digits.
        """
        origin = self._origins.get(origin_hash)
        return (self._state.seen(origin).note or None) if origin is not None else None

    def _by_a_known_log(self, submission: Submission) -> Note:
        """Return the note with those signatures alone that are of known keys of its log."""
        origin = submission.checkpoint.origin
        keys = self._logs.get(origin)
        if keys is None:
            raise NotCosigned(HTTPStatus.NOT_FOUND, "this witness knows no log of that origin")
        try:
            by = signers(submission.note, keys, checker())
        except BadSignature as error:
            raise NotCosigned(HTTPStatus.FORBIDDEN, str(error)) from error
        signatures = tuple(dict.fromkeys(line for key in by for line in of_key(submission.note, key)))
        return Note(submission.note.text, signatures)

    def _demand_continuation(self, before: Seen, submission: Submission, note: Note) -> None:
        new = submission.checkpoint
        if before.note and new.size == before.size and new.root != before.root:
            self._keep_contradiction(new, note, before)
        if submission.old != before.size:
            raise _conflict(before)
        try:
            check_consistency(before.size, before.root, new.size, new.root, submission.proof)
        except BadProof as error:
            _log.warning("refused %s: %d leaves after %d: %s", new.origin, new.size, before.size, error)
            raise NotCosigned(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error

    def _keep_contradiction(self, new: Checkpoint, note: Note, before: Seen) -> None:
        if self._state.contradict(new, note.write(), before.note):
            _log.error("%s has signed two roots for %d leaves: kept as proof", new.origin, new.size)

    def _cosigned(self, text: str) -> str:
        # Before the state moves: until then the tree was the largest that was seen, which is what a cosignature says.
        seconds = int(self._clock().timestamp())
        return "".join(cosigner.cosign(text, seconds).line() for cosigner in self._cosigners)


def _conflict(seen: Seen) -> NotCosigned:
    return NotCosigned(HTTPStatus.CONFLICT, "the log has to go on from the size that was cosigned last", seen.size)
