"""
Ed25519 signatures checked (RFC 8032, section 5.1.7): by `cryptography` where it is installed, else by integers alone.

Both take a signature for good only in its one canonical form, and without the cofactor, as OpenSSL does.
"""

from __future__ import annotations

import hashlib
from typing import Final

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # the verifier runs with Python alone
    Ed25519PublicKey = None  # type: ignore[assignment,misc]  # the name of a class, where there is none

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE: Final = pow(2, (_P - 1) // 4, _P)
_SIGN_BIT: Final = 1 << 255
# Extended coordinates (X : Y : Z : T) with x = X/Z, y = Y/Z, xy = T/Z.
_Point = tuple[int, int, int, int]
_NEUTRAL: Final[_Point] = (0, 1, 1, 0)


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether *signature* (64 bytes) is that of *public_key* (32 bytes) under *message*."""
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    if Ed25519PublicKey is None:
        return is_signed_by_integers(public_key, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_signed_by_integers(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell the same with nothing but integers; not in constant time, which a verifier with no secret does not need."""
    key, scalar = _decoded(public_key), int.from_bytes(signature[KEY_BYTES:], "little")
    if key is None or scalar >= _ORDER or len(signature) != SIGNATURE_BYTES:
        return False
    digest = hashlib.sha512(signature[:KEY_BYTES] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    x, y, z, t = key
    return _encoded(_sum(_times(scalar, _BASE), _times(challenge, (-x % _P, y, z, -t % _P)))) == signature[:KEY_BYTES]


def _sum(one: _Point, other: _Point) -> _Point:
    """Add points (RFC 8032, section 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    found = _NEUTRAL
    while scalar:
        if scalar & 1:
            found = _sum(found, point)
        point, scalar = _sum(point, point), scalar >> 1
    return found


def _encoded(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(KEY_BYTES, "little")


def _decoded(data: bytes) -> _Point | None:
    """Read a point (RFC 8032, section 5.1.3); none where there is no such point."""
    if len(data) != KEY_BYTES:
        return None
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (_SIGN_BIT - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _base() -> _Point:
    point = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(KEY_BYTES, "little"))
    if point is None:  # it is the base point of the curve
        raise ArithmeticError
    return point


_BASE: Final = _base()
