"""
What is offered to a witness, and what its answer is worth (C2SP tlog-witness, from the side of the log).

A proof is checked here before it is offered. So a witness that finds it wrong has seen another history of this log, and
one that has cosigned more leaves than there are has seen what this log no longer knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final, NamedTuple, Protocol

from service.audit.asking import Answer, Away
from service.audit.outside import frozen
from service.evidence.checkpoints import Cosignature, cosignatures, read_checkpoint, read_number
from service.evidence.merkle import BadProof, check_consistency, consistency_spans
from service.evidence.ml_dsa import checker
from service.evidence.notes import BadNote, BadSignature, Key, Note, of_key, read_note
from service.evidence.submissions import Submission
from service.evidence.tiles import Hashes, NotATile, Tile

_SIZE: Final = "text/x.tlog.size"
_SHOWN: Final = 200


class Tiles(Protocol):
    """A read transaction on the log."""

    def log_tile(self, tile: Tile) -> bytes | None:
        """Return the data of a tile."""


class Cosigned(NamedTuple):
    """A cosignature that was checked: the key, and the line to put under the checkpoint."""

    key: Key
    line: str


class Elsewhere(NamedTuple):
    """The witness cosigned a tree of *size* last, and wants a proof from there."""

    size: int


class Contradicted(NamedTuple):
    """The witness has seen another history of this log; *why* is what shows it."""

    why: str


Verdict = tuple[Cosigned, ...] | Elsewhere | Contradicted


def offer(tiles: Tiles, note: Note, old: int) -> bytes:
    """
    Return what to submit to a witness that cosigned a tree of *old* leaves last, none for 0, to have *note* cosigned.

    Raises:
        Unavailable: `audit-log-frozen`, the tiles do not prove that the log only grew.
    """

    def read(tile: Tile) -> bytes:
        data = tiles.log_tile(tile)
        if data is None:
            raise frozen(f"the tile {tile.path} is missing")
        return data

    new = read_checkpoint(note.text)
    try:
        proof = tuple(Hashes(new.size, read).proof(consistency_spans(old, new.size)))
        check_consistency(old, Hashes(old, read).root(), new.size, new.root, proof)
    except (BadProof, NotATile) as error:
        raise frozen(f"the tiles do not prove that {old} leaves became {new.size}: {error}") from error
    return Submission(old, proof, note, new).write()


def judge(answer: Answer, note: Note, keys: Iterable[Key]) -> Verdict:
    """
    Judge what a witness with *keys* answered when *note* was offered to it.

    Raises:
        Away: the answer is none that the protocol has, or a refusal that says nothing of the log's history.
    """
    match answer.status:
        case HTTPStatus.OK:
            return _cosigned(answer.body, note, keys)
        case HTTPStatus.CONFLICT if answer.content_type == _SIZE:
            return Elsewhere(_size(answer.body))
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return Contradicted(f"it refuses a proof that is good: {_words(answer)}")
        case HTTPStatus.NOT_FOUND:
            raise Away(f"it does not know this log (404): {_words(answer)}")
        case HTTPStatus.FORBIDDEN:
            raise Away(f"it does not know the key of this log (403): {_words(answer)}")
        case status:
            raise Away(f"it answered {status} ({answer.content_type or 'of no type'}): {_words(answer)}")


def good_cosignature(note: Note, key: Key) -> Cosignature | None:
    """
    Return the cosignature of *key* under *note*; none where there is none, or it cannot be checked here.

    Raises:
        BadSignature: there is one, and it is not the key's own, or tells no time.
    """
    found = cosignatures(note, [key], checker())
    if any(each.seconds == 0 for each in found):
        raise BadSignature(f"the cosignature of {key.name} tells no time")
    return found[0] if found else None


def _cosigned(body: bytes, note: Note, keys: Iterable[Key]) -> tuple[Cosigned, ...]:
    """Return the cosignatures by *keys* in an answer; those by keys that nobody trusts here are left out."""
    try:
        answered = read_note(f"{note.text}\n".encode() + body)
        known = [key for key in keys if good_cosignature(answered, key) is not None]
    except (BadNote, BadSignature) as error:
        raise Away(f"it answered no cosignature: {error}") from error
    if not known:
        raise Away("it cosigned by none of the keys that the trust file has for it")
    return tuple(Cosigned(key, of_key(answered, key)[0].line()) for key in known)


def _size(body: bytes) -> int:
    try:
        text = body.decode("ascii")
        return read_number(text[:-1] if text.endswith("\n") else "")  # cut off, it might be another number
    except (UnicodeDecodeError, BadNote) as error:
        raise Away("it answered a conflict without the size that it cosigned") from error


def _words(answer: Answer) -> str:
    """Return the beginning of an answer for the log, whatever is in it."""
    return repr(answer.body[:_SHOWN].decode("utf-8", "replace").strip())
