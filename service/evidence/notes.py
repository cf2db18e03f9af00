"""
Signed notes (C2SP signed-note): a text with signatures under it, and the keys that they are checked with.

Whoever reads a note uses nothing of its text before a known key has signed it; a signature that claims to be of a known
key and is not spoils the whole note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from service.evidence import ed25519

ED25519: Final = 0x01
COSIGNATURE_ED25519: Final = 0x04
COSIGNATURE_ML_DSA_44: Final = 0x06
KEY_ID_BYTES: Final = 4
NOTE_BYTES_MAX: Final = 1 << 20
SIGNATURES_MAX: Final = 100
_MARK: Final = "\u2014 "
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME: Final = re.compile(r"[^\s+]+")
_KEY: Final = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")


class BadNote(ValueError):
    """What should be a note or a key has not its form."""


class BadSignature(ValueError):
    """A note is not signed by a key that is known, or the signature of one that is does not fit."""


class Signature(NamedTuple):
    """A signature line: whose, under which key, and the bytes that the key's kind explains."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Write it, with its newline."""
        return f"{_MARK}{self.name} {base64_text(self.key_id + self.value)}\n"


class Note(NamedTuple):
    """A text, which ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def write(self) -> str:
        """Write it."""
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)


class Key(NamedTuple):
    """A key to check signatures with: the *name* of whoever signs, the *kind* of signature, and the public key."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The key's identifier: four bytes of the hash over name, kind and public key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID_BYTES]

    def write(self) -> str:
        """Write the verifier key, as trust files have it."""
        return f"{self.name}+{self.id.hex()}+{base64_text(bytes([self.kind]) + self.public)}"


def read_key(text: str) -> Key:
    """
    Read a verifier key.

    Raises:
        BadNote: it has not the form `<name>+<id>+<key>`, or the identifier is not that of the key.
    """
    match = _KEY.fullmatch(text)
    data = base64_bytes(match["key"]) if match else b""
    if match is None or not data:
        raise BadNote(f"found the key {text[:80]!r}, expected <name>+<identifier>+<base64>")
    key = Key(match["name"], data[0], data[1:])
    if key.id.hex() != match["id"]:
        raise BadNote(f"found the identifier {match['id']} at a key whose own is {key.id.hex()}: one is mistyped")
    return key


def read_note(data: bytes) -> Note:
    """
    Read a note strictly; whether anybody signed it is another question.

    Raises:
        BadNote: it has not the form of one.
    """
    if len(data) > NOTE_BYTES_MAX:
        raise BadNote(f"found {len(data)} bytes, expected at most {NOTE_BYTES_MAX}")
    try:
        written = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote("found bytes that are no UTF-8") from error
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not written.endswith("\n") or _CONTROL.search(written):
        raise BadNote("expected a text, an empty line, and signatures, each ending in a newline, without controls")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > SIGNATURES_MAX:
        raise BadNote(f"found {len(signatures)} signatures, expected at most {SIGNATURES_MAX}")
    return Note(f"{text}\n", signatures)


def signed_by(note: Note, keys: Iterable[Key]) -> tuple[Key, ...]:
    """
    Return those of the Ed25519 *keys* that signed the text of *note*, in their order.

    Raises:
        BadSignature: none of them did, or a signature that names one of them is not its own.
    """
    known = {(key.name, key.id): key for key in keys if key.kind == ED25519}
    found: dict[Key, None] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not ed25519.is_signed(key.public, note.text.encode(), signature.value):
            raise BadSignature(f"the signature of {key.name} is not its own: text or signature have been changed")
        found[key] = None
    if not found:
        names = ", ".join(sorted({key.name for key in known.values()})) or "any known key"
        raise BadSignature(f"this is not signed by {names}")
    return tuple(key for key in known.values() if key in found)


def is_name(text: str) -> bool:
    """Tell whether *text* can name a key: something without spaces and plus signs."""
    return _NAME.fullmatch(text) is not None


def base64_bytes(text: str) -> bytes:
    """
    Read base64 (RFC 4648, section 4) in its one form.

    Raises:
        BadNote: it is none: characters of another alphabet, padding that is missing, bits left over.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote(f"found {text[:80]!r}, expected base64") from error
    if base64_text(data) != text:
        raise BadNote(f"found {text[:80]!r}, expected base64 as it is written back")
    return data


def base64_text(data: bytes) -> str:
    """Write base64."""
    return base64.b64encode(data).decode("ascii")


def _signature(line: str) -> Signature:
    name, space, written = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space or not is_name(name):
        raise BadNote(f"found the signature line {line[:80]!r}, expected an em dash, a name and base64")
    data = base64_bytes(written)
    if len(data) <= KEY_ID_BYTES:
        raise BadNote(f"found a signature of {len(data)} bytes, expected more than the identifier of its key")
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def of_key(note: Note, key: Key) -> Sequence[Signature]:
    """Return the signatures of *note* that name *key*."""
    return [each for each in note.signatures if (each.name, each.key_id) == (key.name, key.id)]
