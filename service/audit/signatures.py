"""Signatures of authorities under versions of the law: Ed25519 (RFC 8032), over a text that names what is signed."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_FORM: Final = "hashlevy.version/1"
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


def text_to_sign(reference: str, sha256: str) -> str:
    """Return the text whose bytes are signed, three lines: what it is, `schedule@version`, the hash of the version."""
    return f"{_FORM}\n{reference}\n{sha256}\n"


def is_public_key(text: str) -> bool:
    """Tell whether *text* is a public key: 32 bytes in base64."""
    return _decoded(text, KEY_BYTES) is not None


def is_signed(text: str, public_key: str, signature: str) -> bool:
    """Tell whether *signature* (64 bytes in base64) is that of *public_key* under *text*."""
    key, signed = _decoded(public_key, KEY_BYTES), _decoded(signature, SIGNATURE_BYTES)
    if key is None or signed is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed, text.encode())
    except InvalidSignature:
        return False
    return True


def _decoded(text: str, length: int) -> bytes | None:
    try:
        data = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length else None
