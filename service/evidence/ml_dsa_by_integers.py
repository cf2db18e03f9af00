"""
ML-DSA-44 signatures checked by nothing but integers and SHAKE (FIPS 204, algorithms 3 and 8); numbers are those there.

Not in constant time, which a verifier with no secret does not need: one signature takes some 20 milliseconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

# Table 1, of the parameter set ML-DSA-44.
_Q: Final = 8380417
_ZETA: Final = 1753
_D: Final = 13
_TAU: Final = 39
_GAMMA_1: Final = 1 << 17
_GAMMA_2: Final = (_Q - 1) // 88
_K: Final = 4
_L: Final = 4
_BETA: Final = 78
_OMEGA: Final = 80
_N: Final = 256
_CHALLENGE_BYTES: Final = 32
_SEED_BYTES: Final = 32
_Z_BITS: Final = 18
_T1_BITS: Final = 10
_W1_BITS: Final = 6
_Z_BYTES: Final = _N * _Z_BITS // 8
_HIGH_BITS: Final = (_Q - 1) // (2 * _GAMMA_2)
# What SHAKE128 gives for a polynomial: 256 numbers below 2**23, of which one in a thousand is not below q.
_UNIFORM_BYTES: Final = 3 * 400

_Polynomial = list[int]


def is_signed_by_integers(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether *signature* is that of *public_key* under *message*; both have the lengths of their kind."""
    seed, packed = public_key[:_SEED_BYTES], public_key[_SEED_BYTES:]
    challenge, rest = signature[:_CHALLENGE_BYTES], signature[_CHALLENGE_BYTES:]
    z = [[_GAMMA_1 - number for number in _numbers(part, _Z_BITS)] for part in _parts(rest[: _L * _Z_BYTES], _L)]
    hints = _hints(rest[_L * _Z_BYTES :])
    if hints is None or any(abs(number) >= _GAMMA_1 - _BETA for part in z for number in part):
        return False
    t1 = [_numbers(part, _T1_BITS) for part in _parts(packed, _K)]
    # M' of algorithm 3 is the message behind two zeros: signed itself, and without a context.
    signed = _shake(_shake(public_key, 64) + b"\0\0" + message, 64)
    w1 = b"".join(_encoded(row, hint) for row, hint in zip(_approximations(seed, z, challenge, t1), hints, strict=True))
    return _shake(signed + w1, _CHALLENGE_BYTES) == challenge


def _approximations(
    seed: bytes, z: list[_Polynomial], challenge: bytes, t1: list[_Polynomial]
) -> Iterator[_Polynomial]:
    """Yield the rows of A z - c t1 2**d."""
    z_hat, c_hat = [_transformed(part) for part in z], _transformed(_in_ball(challenge))
    for row in range(_K):
        t_hat = _transformed([number << _D for number in t1[row]])
        total = [-c * t for c, t in zip(c_hat, t_hat, strict=True)]
        for column in range(_L):
            a_hat = _uniform(seed + bytes([column, row]))
            total = [so_far + a * part for so_far, a, part in zip(total, a_hat, z_hat[column], strict=True)]
        yield _transformed_back(total)


def _encoded(row: _Polynomial, hint: frozenset[int]) -> bytes:
    """Round *row* to its high bits as *hint* says (algorithms 40 and 36), and pack them."""
    packed = 0
    for at, number in enumerate(row):
        high, low = _split(number)
        if at in hint:
            high = (high + (1 if low > 0 else -1)) % _HIGH_BITS
        packed |= high << (at * _W1_BITS)
    return packed.to_bytes(_N * _W1_BITS // 8, "little")


def _split(number: int) -> tuple[int, int]:
    low = number % (2 * _GAMMA_2)
    if low > _GAMMA_2:
        low -= 2 * _GAMMA_2
    if number - low == _Q - 1:
        return 0, low - 1
    return (number - low) // (2 * _GAMMA_2), low


def _hints(data: bytes) -> list[frozenset[int]] | None:
    """Unpack the hints (algorithm 21); nothing, where they are not packed in their one form."""
    places, ends = data[:_OMEGA], data[_OMEGA:]
    found, start = list[frozenset[int]](), 0
    for end in ends:
        part = places[start:end]
        if not start <= end <= _OMEGA or any(one >= other for one, other in pairwise(part)):
            return None
        found.append(frozenset(part))
        start = end
    return None if any(places[start:]) else found


def _in_ball(challenge: bytes) -> _Polynomial:
    """Draw the polynomial of a challenge (algorithm 29): tau numbers of it are 1 or -1, the others 0."""
    stream = hashlib.shake_256(challenge).digest(8 + 8 * _N)
    signs, drawn = int.from_bytes(stream[:8], "little"), iter(stream[8:])
    found = [0] * _N
    for number, last in enumerate(range(_N - _TAU, _N)):
        at = next(place for place in drawn if place <= last)
        found[last], found[at] = found[at], -1 if signs >> number & 1 else 1
    return found


def _uniform(seed: bytes) -> _Polynomial:
    """Draw a polynomial of the matrix (algorithm 30), transformed already."""
    stream = hashlib.shake_128(seed).digest(_UNIFORM_BYTES)
    numbers = (int.from_bytes(stream[at : at + 3], "little") & 0x7FFFFF for at in range(0, _UNIFORM_BYTES, 3))
    return [number for number in numbers if number < _Q][:_N]


def _transformed(polynomial: Sequence[int]) -> _Polynomial:
    """Return the number-theoretic transform (algorithm 41)."""
    found, step, length = list(polynomial), 0, _N // 2
    while length:
        for start in range(0, _N, 2 * length):
            step += 1
            zeta = _ZETAS[step]
            for at in range(start, start + length):
                turned = zeta * found[at + length] % _Q
                found[at + length], found[at] = found[at] - turned, found[at] + turned
        length //= 2
    return found


def _transformed_back(polynomial: Sequence[int]) -> _Polynomial:
    """Return what was transformed (algorithm 42), each number from 0 to below q."""
    found, step, length = list(polynomial), _N, 1
    while length < _N:
        for start in range(0, _N, 2 * length):
            step -= 1
            zeta = -_ZETAS[step]
            for at in range(start, start + length):
                one, other = found[at], found[at + length]
                found[at], found[at + length] = one + other, zeta * (one - other) % _Q
        length *= 2
    return [number * _ONE_IN_N % _Q for number in found]


def _numbers(data: bytes, bits: int) -> _Polynomial:
    packed, mask = int.from_bytes(data, "little"), (1 << bits) - 1
    return [packed >> at & mask for at in range(0, _N * bits, bits)]


def _parts(data: bytes, count: int) -> list[bytes]:
    size = len(data) // count
    return [data[at : at + size] for at in range(0, len(data), size)]


def _shake(data: bytes, size: int) -> bytes:
    return hashlib.shake_256(data).digest(size)


def _bits_reversed(number: int) -> int:
    return int(f"{number:08b}"[::-1], 2)


_ZETAS: Final = [pow(_ZETA, _bits_reversed(number), _Q) for number in range(_N)]
_ONE_IN_N: Final = pow(_N, -1, _Q)
