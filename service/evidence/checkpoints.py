"""Checkpoints (C2SP tlog-checkpoint) and what witnesses put under them (C2SP tlog-cosignature)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from service.evidence import ed25519
from service.evidence.merkle import HASH_BYTES
from service.evidence.notes import (
    COSIGNATURE_ED25519,
    COSIGNATURE_ML_DSA_44,
    ED25519,
    BadNote,
    BadSignature,
    Key,
    Note,
    Signature,
    base64_bytes,
    base64_text,
    of_key,
    signed_by,
)

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES: Final = 3
_TIME_BYTES: Final = 8
_TIME_MAX: Final = 2**63 - 1
# Checks an ML-DSA-44 signature (FIPS 204): public key, message, signature.
CheckMlDsa = Callable[[bytes, bytes, bytes], bool]


class Checkpoint(NamedTuple):
    """The head of a log: whose (*origin*), how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n"


class Cosignature(NamedTuple):
    """That the holder of *key* saw this checkpoint, and none inconsistent with it, by *seconds* since 1970."""

    key: Key
    seconds: int


def read_checkpoint(text: str) -> Checkpoint:
    """
    Read the text of a note as a checkpoint. Extension lines are refused: nobody could hold the log to them.

    Raises:
        BadNote: it is none.
    """
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or not all(lines[:_LINES]) or lines[_LINES]:
        raise BadNote("expected a checkpoint of three lines: the origin, the size of the tree, its root")
    origin, size, root = lines[:_LINES]
    return Checkpoint(origin, read_number(size), read_hash(root))


def read_number(text: str) -> int:
    """Read a number without leading zeros, or raise `BadNote`."""
    if _NUMBER.fullmatch(text) is None:
        raise BadNote(f"found {text[:80]!r}, expected a number without leading zeros")
    return int(text)


def read_hash(text: str) -> bytes:
    """Read a hash in base64, or raise `BadNote`."""
    data = base64_bytes(text)
    if len(data) != HASH_BYTES:
        raise BadNote(f"found a hash of {len(data)} bytes, expected {HASH_BYTES}")
    return data


def cosigned_text(key: Key, seconds: int, text: str) -> bytes:
    """
    Return the message that the holder of *key* signs to say that it saw the checkpoint *text* at *seconds*.

    Raises:
        BadNote: keys of this kind sign no checkpoints, or a name is too long.
    """
    if key.kind == COSIGNATURE_ED25519:
        return f"cosignature/v1\ntime {seconds}\n{text}".encode()
    if key.kind != COSIGNATURE_ML_DSA_44:
        raise BadNote(f"found a key of the kind {key.kind:#04x}, which cosigns no checkpoints")
    checkpoint = read_checkpoint(text)
    numbers = (0, checkpoint.size)
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _short(key.name),
            seconds.to_bytes(_TIME_BYTES, "big"),
            _short(checkpoint.origin),
            *(number.to_bytes(_TIME_BYTES, "big") for number in numbers),
            checkpoint.root,
        )
    )


def cosignature_line(key: Key, seconds: int, value: bytes) -> Signature:
    """Return the signature to put under a checkpoint; *value* is that of the `cosigned_text`."""
    return Signature(key.name, key.id, seconds.to_bytes(_TIME_BYTES, "big") + value)


def cosignatures(note: Note, keys: Iterable[Key], check_ml_dsa: CheckMlDsa | None = None) -> tuple[Cosignature, ...]:
    """
    Return the cosignatures of *keys* under *note*; without *check_ml_dsa*, those of ML-DSA-44 do not count.

    Raises:
        BadSignature: one that names a key that can be checked is not its own.
    """
    found: list[Cosignature] = []
    for key in keys:
        check = check_ml_dsa if key.kind == COSIGNATURE_ML_DSA_44 else ed25519.is_signed
        if check is None or key.kind not in (COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44):
            continue
        for signature in of_key(note, key):
            seconds, value = int.from_bytes(signature.value[:_TIME_BYTES], "big"), signature.value[_TIME_BYTES:]
            if seconds > _TIME_MAX or not check(key.public, cosigned_text(key, seconds, note.text), value):
                raise BadSignature(f"the cosignature of {key.name} is not its own: text or signature have been changed")
            found.append(Cosignature(key, seconds))
    return tuple(found)


def signers(note: Note, keys: Iterable[Key], check_ml_dsa: CheckMlDsa | None = None) -> tuple[Key, ...]:
    """
    Return those of a log's own *keys* that signed the checkpoint in *note*; without *check_ml_dsa*, by Ed25519 alone.

    Raises:
        BadSignature: none of them did, or a signature that names one that can be checked is not its own.
    """
    own = list(keys)
    plain = [key for key in own if key.kind == ED25519]
    second = [each.key for each in cosignatures(note, (key for key in own if key not in plain), check_ml_dsa)]
    if second and not any(of_key(note, key) for key in plain):
        return tuple(second)
    return (*signed_by(note, plain), *second)


def _short(text: str) -> bytes:
    data = text.encode()
    if not 0 < len(data) <= 0xFF:  # noqa: PLR2004 - its length is one byte
        raise BadNote(f"found a name of {len(data)} bytes, expected 1 to 255")
    return bytes([len(data)]) + data
