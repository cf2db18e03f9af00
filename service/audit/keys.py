"""
Keys that sign for the log: files that nobody but their owner reads, in a directory that nobody else enters.

A file is one line, in the form in which Go's `golang.org/x/mod/sumdb/note` keeps a private key, so that its tools can
read it: `PRIVATE+KEY+<name>+<identifier>+<base64 of kind and seed>`. Beside the keys stands the log's name, its origin.
Keys of ML-DSA-44 (FIPS 204) have the same form; they sign checkpoints alone, as C2SP tlog-cosignature has it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from service.domain.errors import Unavailable
from service.evidence.checkpoints import cosignature_line, cosigned_text
from service.evidence.notes import (
    COSIGNATURE_ML_DSA_44,
    ED25519,
    BadNote,
    Key,
    Note,
    Signature,
    base64_bytes,
    base64_text,
    is_name,
)
from service.evidence.promises import key_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DIRECTORY_MODE: Final = 0o700
FILE_MODE: Final = 0o600
PROMISE: Final = "promise"
CHECKPOINT: Final = "checkpoint"
# The second signature under checkpoints.
ML_DSA_44: Final = "checkpoint-ml-dsa-44"
PURPOSES: Final = (CHECKPOINT, PROMISE, ML_DSA_44)

_OTHERS: Final = 0o077
_SEED_BYTES: Final = 32
_ORIGIN_BYTES_MAX: Final = 200
_ORIGIN: Final = "origin"
_PRIVATE: Final = re.compile(r"PRIVATE\+KEY\+(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")


class SigningKey:
    """A key that signs notes; `key` is what its signatures are checked with."""

    __slots__ = ("_private", "_seed", "key")

    def __init__(self, name: str, seed: bytes, kind: int = ED25519) -> None:
        """
        Take the key of 32 bytes *seed* (RFC 8032, FIPS 204), which signs as *name*.

        Raises:
            BadNote: keys of this *kind* sign nothing here, or nothing on this machine can.
        """
        self._seed = seed
        self._private = _private(kind, seed)
        self.key = Key(name, kind, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """
        Sign the *text* of a note; ML-DSA-44 signs that of a checkpoint, and nothing else.

        Its signature bears the time 0: that no larger tree was seen, one of several sequencers cannot state.
        """
        if self.key.kind == ED25519:
            return Signature(self.key.name, self.key.id, self._private.sign(text.encode()))
        return cosignature_line(self.key, 0, self._private.sign(cosigned_text(self.key, 0, text)))

    def note(self, text: str) -> Note:
        """Return *text* as a note with the signature of this key alone."""
        return Note(text, (self.sign(text),))

    def write(self) -> str:
        """Write the key itself, as its file has it: whoever reads this can sign."""
        data = bytes([self.key.kind]) + self._seed
        return f"PRIVATE+KEY+{self.key.name}+{self.key.id.hex()}+{base64_text(data)}"


def new_key(name: str, kind: int = ED25519) -> SigningKey:
    """Make a key that nobody has."""
    return SigningKey(name, secrets.token_bytes(_SEED_BYTES), kind)


def name_and_kind(purpose: str, origin: str) -> tuple[str, int]:
    """Return as whom the keys for *purpose* of the log *origin* sign, and of which kind they are."""
    return (
        key_name(origin) if purpose == PROMISE else origin,
        COSIGNATURE_ML_DSA_44 if purpose == ML_DSA_44 else ED25519,
    )


def read_signing_key(text: str) -> SigningKey:
    """
    Read a key as its file has it.

    Raises:
        BadNote: it has not the form of one; the words do not repeat what was found.
    """
    match = _PRIVATE.fullmatch(text)
    data = _secret_bytes(match["key"]) if match else b""
    if match is None or len(data) != 1 + _SEED_BYTES:
        raise BadNote("expected PRIVATE+KEY+<name>+<identifier>+<base64>, of a key of Ed25519 or ML-DSA-44")
    key = SigningKey(match["name"], data[1:], data[0])
    if key.key.id.hex() != match["id"]:
        raise BadNote(f"found the identifier {match['id']} at a key whose own is {key.key.id.hex()}")
    return key


def open_origin(directory: Path, configured: str | None) -> str:
    """
    Return the name of the log, and keep it in *directory* from the first time on: *configured*, or one of its own.

    Raises:
        Unavailable: `keys-unusable`, the directory is open to others, or the log has another name already.
    """
    origin = kept_line(directory, _ORIGIN, lambda: configured or f"hashlevy.invalid/{secrets.token_hex(8)}")
    if not is_name(origin) or len(origin.encode()) > _ORIGIN_BYTES_MAX:
        raise unusable(directory / _ORIGIN, f"found {origin[:80]!r}, expected a name without spaces and plus signs")
    if configured not in (None, origin):
        raise unusable(
            directory / _ORIGIN,
            f"the log is called {origin!r} and cannot be called {configured!r} from now on; "
            "set HASHLEVY_LOG_ORIGIN to its name, or begin another log with another directory of keys",
        )
    return origin


def open_key(directory: Path, purpose: str, name: str) -> SigningKey:
    """
    Return the key for *purpose* in *directory*, which signs as *name*; it is made where there is none.

    Of several processes that find none at the same time, one makes it and all return the same.

    Raises:
        Unavailable: `keys-unusable`, directory or file are open to others, or hold something else.
    """
    return read_key_file(directory / f"{purpose}.key", name, lambda: new_key(name).write())


def read_key_file(path: Path, name: str, make: Callable[[], str]) -> SigningKey:
    """
    Return the key of *name* in the file *path*, which has the line that *make* returns where there is none.

    Raises:
        Unavailable: `keys-unusable`, directory or file are open to others, or hold something else.
    """
    try:
        key = read_signing_key(kept_line(path.parent, path.name, make))
    except BadNote as error:
        raise unusable(path, str(error)) from error
    if key.key.name != name:
        raise unusable(path, f"found the key of {key.key.name!r}, expected that of {name!r}")
    return key


def kept_line(directory: Path, name: str, make: Callable[[], str]) -> str:
    """
    Return the line that the file *name* has, which is made where there is none, whole and durably.

    Raises:
        Unavailable: `keys-unusable`, directory or file are open to others, or cannot be read.
    """
    path = directory / name
    try:
        directory.mkdir(DIRECTORY_MODE, parents=True, exist_ok=True)
        _refuse_open(directory, DIRECTORY_MODE)
        if not path.exists():
            _keep(path, make())
        _refuse_open(path, FILE_MODE)
        return path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise unusable(path, str(error)) from error


def _secret_bytes(text: str) -> bytes:
    """Read base64, or nothing: unlike that of other readers, the refusal must not repeat what was found."""
    try:
        return base64_bytes(text)
    except BadNote:
        return b""


def _private(kind: int, seed: bytes) -> Ed25519PrivateKey | MLDSA44PrivateKey:
    if kind == ED25519:
        return Ed25519PrivateKey.from_private_bytes(seed)
    if kind != COSIGNATURE_ML_DSA_44:
        raise BadNote(f"found a key of the kind {kind:#04x}, expected one of Ed25519 or ML-DSA-44")
    try:
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    except UnsupportedAlgorithm as error:
        raise BadNote("the libraries of this machine cannot sign by ML-DSA-44") from error


def _keep(path: Path, line: str) -> None:
    """Write *line* to *path*, whole or not at all and durably, unless another process was faster."""
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(written, path)
    finally:
        written.unlink()
    _flush(path.parent)


def _flush(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_open(path: Path, expected: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        raise unusable(path, f"found the mode {mode:04o}, expected {expected:04o}: chmod {expected:o} {path}")


def unusable(path: Path, what: str) -> Unavailable:
    """Say what is wrong with a file of keys, and how to mend it."""
    return Unavailable("keys-unusable", f"The keys of the log cannot be used. {path}: {what}.")
