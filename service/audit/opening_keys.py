"""
Keys of openings: each subject has one of its own, which seals what its commitments open to and is itself kept wrapped.

All by AES-256-GCM (NIST SP 800-38D). Nonces are random: by its section 8.3 that is safe for 2**32 messages under one
key, and a key here has one message for each request of one subject, one that wraps has one for each subject. What is
sealed is bound to its place: moved to another event, subject or set of fields, it does not open.

Keys that wrap are files beside the keys of the log, `openings-<16 hex>.key`, and never in a database. They alone open
what copies of the database hold of keys that were destroyed since.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.audit.keys import kept_line, unusable
from service.domain.canonical import canonical
from service.domain.errors import Unavailable
from service.evidence.notes import base64_bytes, base64_text

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES: Final = 32
SEED_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_OPENING: Final = "hashlevy.opening/1"
_KEY: Final = "hashlevy.opening-key/1"
# Processes meet a second wrapping key only while they are rotated.
_WRAPPERS: Final = 8


class Unsealable(ValueError):
    """What was sealed does not open: it was changed or moved, or the key is another one."""


class Wrapped(NamedTuple):
    """The key of a subject as it is kept: *key* is sealed by the wrapping key *by*."""

    by: str
    key: bytes


class Place(NamedTuple):
    """What sealed openings are bound to: the event that names them, whose they are ("" for nobody's), and of what."""

    event: str
    subject: str
    fields: tuple[str, ...]


def new_wrapping_key(directory: Path) -> str:
    """
    Make a key that wraps, in a file that nobody but the owner reads; return its name.

    Raises:
        Unavailable: `keys-unusable`, the directory cannot be used.
    """
    name = secrets.token_hex(8)
    kept_line(directory, _file(name), lambda: base64_text(secrets.token_bytes(KEY_BYTES)))
    return name


def wrapping_keys(directory: Path) -> tuple[str, ...]:
    """Return the names of the keys that wrap in *directory*, in their order."""
    found = directory.glob(_file("*"))
    return tuple(sorted(path.stem.removeprefix("openings-") for path in found))


def destroy_wrapping_key(directory: Path, name: str) -> None:
    """Take the file of a key away: nothing that it wrapped is ever opened again, in no copy of the database."""
    (directory / _file(name)).unlink(missing_ok=True)
    _wrapper.cache_clear()


def new_key(directory: Path, by: str, subject: str) -> Wrapped:
    """Make the key of *subject*, wrapped by the key *by*."""
    return _wrap(directory, by, subject, secrets.token_bytes(KEY_BYTES))


def rewrapped(directory: Path, wrapped: Wrapped, subject: str, by: str) -> Wrapped:
    """Return the same key, wrapped by another: what it seals stays as it is."""
    return _wrap(directory, by, subject, _unwrap(directory, wrapped, subject))


def seal(directory: Path, wrapped: Wrapped, place: Place, seed: bytes, disclosures: bytes) -> bytes:
    """Seal the *seed* and the *disclosures* of a `Sealing`."""
    return _sealed(AESGCM(_unwrap(directory, wrapped, place.subject)), seed + disclosures, _bound(place))


def unseal(directory: Path, wrapped: Wrapped, place: Place, sealed: bytes) -> tuple[bytes, bytes]:
    """
    Return seed and disclosures.

    Raises:
        Unsealable: they were changed, or are of another place or key.
        Unavailable: `keys-unusable`, the key that wraps is not there.
    """
    opened = _opened(AESGCM(_unwrap(directory, wrapped, place.subject)), sealed, _bound(place))
    return opened[:SEED_BYTES], opened[SEED_BYTES:]


def _wrap(directory: Path, by: str, subject: str, key: bytes) -> Wrapped:
    return Wrapped(by, _sealed(_wrapper(directory, by), key, canonical([_KEY, by, subject])))


def _unwrap(directory: Path, wrapped: Wrapped, subject: str) -> bytes:
    return _opened(_wrapper(directory, wrapped.by), wrapped.key, canonical([_KEY, wrapped.by, subject]))


def _bound(place: Place) -> bytes:
    return canonical([_OPENING, place.event, place.subject, list(place.fields)])


def _sealed(cipher: AESGCM, content: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound)


def _opened(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as error:
        raise Unsealable("found what does not open, expected what was sealed for this place by this key") from error


@lru_cache(maxsize=_WRAPPERS)
def _wrapper(directory: Path, name: str) -> AESGCM:
    path = directory / _file(name)
    try:
        return AESGCM(base64_bytes(kept_line(directory, path.name, lambda: _refuse_missing(path))))
    except ValueError as error:
        raise unusable(path, f"expected {KEY_BYTES} bytes in base64") from error


def _refuse_missing(path: Path) -> str:
    raise Unavailable(
        "keys-unusable",
        f"The key {path} is not there. The keys of openings in this database are wrapped by it: copy it from a machine "
        "of this service that has it, or set HASHLEVY_KEYS_DIRECTORY to the directory where it is.",
    )


def _file(name: str) -> str:
    return f"openings-{name}.key"
