"""ML-DSA-44 signatures checked (FIPS 204): by `cryptography` where it is installed and has them, else by integers."""

from __future__ import annotations

from typing import Final

from service.evidence.checkpoints import CheckMlDsa
from service.evidence.ml_dsa_by_integers import is_signed_by_integers

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:  # the verifier runs with Python alone
    MLDSA44PublicKey = None  # type: ignore[assignment,misc]  # the name of a class, where there is none

KEY_BYTES: Final = 1312
SIGNATURE_BYTES: Final = 2420


def checker() -> CheckMlDsa:
    """Return what checks these signatures here."""
    return is_signed


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether *signature* (2420 bytes) is that of *public_key* (1312 bytes) under *message*, without a context."""
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    if MLDSA44PublicKey is None:
        return is_signed_by_integers(public_key, message, signature)
    try:
        MLDSA44PublicKey.from_public_bytes(public_key).verify(signature, message)
    except UnsupportedAlgorithm:  # its OpenSSL is older than these signatures
        return is_signed_by_integers(public_key, message, signature)
    except (InvalidSignature, ValueError):
        return False
    return True
