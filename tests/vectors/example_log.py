"""
A log to take artefacts from: small, the same on every run, and willing to do what no honest log does.

Its keys are worked out of their names. They are for these tests and for nothing else: everybody has them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.audit.commitments import commit
from service.domain.canonical import Json, canonical
from service.evidence.checkpoints import Checkpoint, cosignature_line, cosigned_text
from service.evidence.merkle import (
    Span,
    complete,
    consistency_spans,
    inclusion_spans,
    joined,
    leaf_hash,
    root_of,
)
from service.evidence.notes import COSIGNATURE_ED25519, ED25519, Key, Note, Signature
from service.evidence.promises import Promise, PromisedEvent
from service.evidence.proofs import Proof

ORIGIN: Final = "log.example/hashlevy"
OPERATOR: Final = "opr_00000000000000000000000001"
OTHER: Final = "opr_00000000000000000000000002"
NOWHERE: Final = "0" * 64
# 2026-11-23T00:00:00Z, in milliseconds since 1970.
MIDNIGHT: Final = 1_795_392_000_000


class Signer(NamedTuple):
    """A key that everybody has, because it is made of its name."""

    key: Key
    private: Ed25519PrivateKey

    def note(self, text: str) -> Note:
        """Sign the text of a note."""
        return Note(text, (Signature(self.key.name, self.key.id, self.private.sign(text.encode())),))

    def cosign(self, text: str, seconds: int) -> Signature:
        """Sign a checkpoint as a witness does."""
        return cosignature_line(self.key, seconds, self.private.sign(cosigned_text(self.key, seconds, text)))


def signer(name: str, kind: int = ED25519, variant: str = "") -> Signer:
    """Return the key of a name; it is no secret."""
    seed = sha256(f"Hashlevy's conformance set, for tests only: {name} {variant}".encode()).digest()
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(Key(name, kind, private.public_key().public_bytes_raw()), private)


LOG: Final = signer(ORIGIN)
PROMISES: Final = signer(f"{ORIGIN}/promise")
WITNESS: Final = signer("witness.example/one", COSIGNATURE_ED25519)


def salt(of: str) -> bytes:
    """Return a salt that is the same on every run."""
    return sha256(f"salt {of}".encode()).digest()


def event(number: int, operator: str | None, kind: str = "report.submitted", **said: Any) -> bytes:
    """Return the bytes of an event; *number* is its minute and part of its name."""
    name = f"evt_{number:026d}"
    tenant = None if operator is None else commit("tenant", operator, salt(name))
    instant = f"2026-11-23T{number // 60:02d}:{number % 60:02d}:00.000000Z"
    return canonical({"id": name, "occurred_at": instant, "tenant": tenant, "type": kind, "v": 1, **said})


def leaf(body: bytes, n: int, prev: str) -> bytes:
    """Put an event into a leaf."""
    return b'{"event":' + body + b',"stream":' + canonical({"n": n, "prev": prev}) + b"}"


class ExampleLog:
    """A log with the entries it is given."""

    def __init__(self, origin: str = ORIGIN, signing: Signer = LOG) -> None:
        """Begin with the leaf that every log of ours begins with."""
        self.origin, self.signing = origin, signing
        self.entries: list[bytes] = []
        self.events: list[bytes] = []
        self._heads: dict[str | None, tuple[int, str]] = {}
        detail = {"origin": origin, "vkey": signing.key.write()}
        self.append(None, "log.genesis", detail=detail)

    def append(self, operator: str | None, kind: str = "report.submitted", **said: Any) -> int:
        """Log an event, and return its index."""
        n, prev = self._heads.get(operator, (-1, NOWHERE))
        return self.place(event(len(self.entries), operator, kind, **said), operator, n + 1, prev)

    def place(self, body: bytes, operator: str | None, n: int, prev: str) -> int:
        """Log an event at a place of its stream that an honest log need not give it."""
        entry = leaf(body, n, prev)
        self.entries.append(entry)
        self.events.append(body)
        self._heads[operator] = (n, leaf_hash(entry).hex())
        return len(self.entries) - 1

    def heads(self, size: int | None = None) -> int:
        """Commit to the heads of all streams, as of now."""
        entries = self.head_entries()
        root = root_of([leaf_hash(entry) for entry in entries]).hex()
        detail = {"root": root, "size": len(self.entries) if size is None else size, "streams": len(entries)}
        return self.append(None, "stream.heads", detail=detail)

    def head_entries(self) -> list[bytes]:
        """Return what a commitment to all heads is made over."""
        made: list[dict[str, Json]] = [
            {"leaf": head, "n": n, "stream": commit("stream_of", operator or "", salt(f"stream {operator}"))}
            for operator, (n, head) in self._heads.items()
        ]
        return [canonical(entry) for entry in sorted(made, key=lambda entry: str(entry["stream"]))]

    def head_proof(self, operator: str) -> tuple[int, list[bytes]]:
        """Return the index of an operator's head among all of them now, and the way to their root."""
        entries = self.head_entries()
        stream = commit("stream_of", operator, salt(f"stream {operator}")).encode()
        index = next(place for place, entry in enumerate(entries) if stream in entry)
        hashes = [leaf_hash(entry) for entry in entries]
        return index, [_hash(hashes, span) for span in inclusion_spans(index, len(hashes))]

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """Return the state at a size, without any signature."""
        count = len(self.entries) if size is None else size
        return Checkpoint(self.origin, count, root_of([leaf_hash(entry) for entry in self.entries[:count]]))

    def note(self, size: int | None = None) -> Note:
        """Return the state, signed by the log."""
        return self.signing.note(self.checkpoint(size).text())

    def witnessed(self, size: int | None = None) -> Note:
        """Return the state, signed by the log and a witness."""
        note = self.note(size)
        return note._replace(signatures=(*note.signatures, WITNESS.cosign(note.text, MIDNIGHT // 1000)))

    def path(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the way from a leaf to the root."""
        hashes = [leaf_hash(entry) for entry in self.entries[:size]]
        return [_hash(hashes, span) for span in inclusion_spans(index, len(hashes))]

    def growth(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the proof that the log only grew."""
        hashes = [leaf_hash(entry) for entry in self.entries[:new]]
        return [_hash(hashes, span) for span in consistency_spans(old, len(hashes))]

    def receipt(self, index: int, size: int | None = None) -> Proof:
        """Return the receipt of an entry."""
        return Proof(index, tuple(self.path(index, size)), self.note(size), self.entries[index])


def promise(log: ExampleLog, *indices: int, delay: int = 60, at: int | None = None) -> Promise:
    """Return the promise of some events of *log*, of the time of the first."""
    events = tuple(PromisedEvent(f"evt_{index:026d}", sha256(log.events[index]).digest()) for index in indices)
    milliseconds = MIDNIGHT + (indices[0] if indices else 0) * 60_000 if at is None else at
    return Promise(log.origin, milliseconds, delay, events)


def _hash(hashes: list[bytes], span: Span) -> bytes:
    return joined([root_of(hashes[part.start : part.end]) for part in complete(span)])
