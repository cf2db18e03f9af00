"""
The private keys of a witness: one line in a file of mode 0600, written as golang.org/x/mod/sumdb/note writes them.

`PRIVATE+KEY+<name>+<identifier>+<base64 of kind and seed>`: for Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204) alike, the
seed is 32 bytes, and the key follows from it.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from service.evidence.checkpoints import cosignature_line, cosigned_text
from service.evidence.notes import (
    COSIGNATURE_ED25519,
    COSIGNATURE_ML_DSA_44,
    BadNote,
    Key,
    Signature,
    base64_bytes,
    base64_text,
    is_name,
)
from service.witness.files import put_in_place

SEED_BYTES: Final = 32
_NAME_BYTES_MAX: Final = 255
_FILE_BYTES_MAX: Final = 1024
_PRIVATE: Final = re.compile(r"PRIVATE\+KEY\+(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<seed>[A-Za-z0-9+/]+={0,2})\n?")
_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class BadKey(Exception):
    """A file holds no key to cosign with, or not safely; the words say what to do."""


class Cosigner(NamedTuple):
    """A public *key*, and the act of signing with its private part."""

    key: Key
    sign: Callable[[bytes], bytes]

    def cosign(self, text: str, seconds: int) -> Signature:
        """Say that the checkpoint *text* was seen at *seconds* since 1970."""
        return cosignature_line(self.key, seconds, self.sign(cosigned_text(self.key, seconds, text)))


def new_seed(name: str, kind: int) -> str:
    """
    Make a private key for the witness *name*, as its file has it.

    Raises:
        BadKey: *name* cannot name a key, or keys of this kind cannot be made on this machine.
    """
    if not is_name(name) or len(name.encode()) > _NAME_BYTES_MAX:
        raise BadKey(f"found the name {name!r}, expected 1 to {_NAME_BYTES_MAX} bytes without spaces and plus signs")
    seed = secrets.token_bytes(SEED_BYTES)
    key = _cosigner(name, kind, seed).key
    return f"PRIVATE+KEY+{name}+{key.id.hex()}+{base64_text(bytes([kind]) + seed)}\n"


def keep(path: Path, text: str) -> None:
    """
    Write a private key to *path*, where there is nothing as yet, for its owner alone.

    Raises:
        OSError: something is there, or the file cannot be written.
    """
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # its mode is 0600 from the start
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(Path(part), path)


def read_cosigner(path: Path) -> Cosigner:
    """
    Read a private key.

    Raises:
        BadKey: there is none, others may read it, or it is not that of a witness.
    """
    try:
        with path.open("rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(_FILE_BYTES_MAX).decode("utf-8", "replace")
    except OSError as error:
        raise BadKey(f"{path}: {error.strerror}") from error
    if mode & _OPEN_TO_OTHERS:
        raise BadKey(f"{path}: others than its owner may open it; make a new key, or: chmod 600 {path}")
    match = _PRIVATE.fullmatch(text)
    if match is None:
        raise BadKey(f"{path}: expected one line, PRIVATE+KEY+<name>+<identifier>+<base64>, and nothing else")
    try:
        data = base64_bytes(match["seed"])
        cosigner = _cosigner(match["name"], data[0], data[1:])
    except (BadNote, BadKey) as error:
        raise BadKey(f"{path}: {error}") from error
    if cosigner.key.id.hex() != match["id"]:
        raise BadKey(f"{path}: the identifier {match['id']} is not that of the key, {cosigner.key.id.hex()}")
    return cosigner


def _cosigner(name: str, kind: int, seed: bytes) -> Cosigner:
    if len(seed) != SEED_BYTES:
        raise BadKey(f"found a seed of {len(seed)} bytes, expected {SEED_BYTES}")
    private: Ed25519PrivateKey | MLDSA44PrivateKey
    try:
        match kind:
            case _ if kind == COSIGNATURE_ED25519:
                private = Ed25519PrivateKey.from_private_bytes(seed)
            case _ if kind == COSIGNATURE_ML_DSA_44:
                private = MLDSA44PrivateKey.from_seed_bytes(seed)
            case _:
                raise BadKey(f"found a key of the kind {kind:#04x}, which is none of a witness")
    except UnsupportedAlgorithm as error:
        raise BadKey("the libraries of this machine cannot sign by ML-DSA-44") from error
    return Cosigner(Key(name, kind, private.public_key().public_bytes_raw()), private.sign)
