"""
A signer by ML-DSA-44 that is careless where its user says so: it does not reject numbers z that are too large.

It is algorithms 6 and 7 of FIPS 204 with secrets that are drawn freely, which is all that verification can see of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random
from typing import Final, NamedTuple

from service.evidence.ml_dsa_by_integers import (
    _BETA,
    _D,
    _GAMMA_1,
    _GAMMA_2,
    _K,
    _L,
    _N,
    _OMEGA,
    _Q,
    _T1_BITS,
    _Z_BITS,
    _encoded,
    _in_ball,
    _shake,
    _split,
    _transformed,
    _transformed_back,
    _uniform,
)

_ETA: Final = 2
_Vector = list[list[int]]


class Signed(NamedTuple):
    """A signature, and how large the largest number of its z is."""

    signature: bytes
    largest: int


class CarelessSigner:
    """A key, drawn by *dice*; `public` is its public half."""

    def __init__(self, dice: Random) -> None:
        """Draw it."""
        self._dice = dice
        seed = dice.randbytes(32)
        self._matrix = [[_uniform(seed + bytes([column, row])) for column in range(_L)] for row in range(_K)]
        self._s1, self._s2 = self._drawn(_L, -_ETA, _ETA), self._drawn(_K, -_ETA, _ETA)
        t = _added(self._times_matrix(self._s1), self._s2)
        t1 = [[(number + (1 << (_D - 1)) - 1) >> _D for number in part] for part in t]
        self._t0 = [[one - (high << _D) for one, high in zip(*parts, strict=True)] for parts in zip(t, t1, strict=True)]
        self.public = seed + b"".join(_packed(part, _T1_BITS) for part in t1)

    def signatures(self, message: bytes) -> Iterator[Signed]:
        """Yield signatures of *message* that are right in all but, perhaps, how large the numbers of z are."""
        signed = _shake(_shake(self.public, 64) + b"\0\0" + message, 64)
        while True:
            y = self._drawn(_L, 1 - _GAMMA_1, _GAMMA_1)
            w = self._times_matrix(y)
            challenge = _shake(signed + b"".join(_encoded(row, frozenset()) for row in w), 32)
            c = _transformed(_in_ball(challenge))
            z = [[_centred(number) for number in part] for part in _added(y, _times(c, self._s1))]
            rest = _added(w, _times(c, [[-number for number in part] for part in self._s2]))
            hints = self._hints(rest, _times(c, self._t0))
            if hints is not None and all(-_GAMMA_1 < number <= _GAMMA_1 for number in chain(*z)):
                packed = b"".join(_packed([_GAMMA_1 - number for number in part], _Z_BITS) for part in z)
                yield Signed(challenge + packed + hints, max(abs(number) for number in chain(*z)))

    def _hints(self, rest: _Vector, ct0: _Vector) -> bytes | None:
        """Pack the hints by which the high bits are found without t0; nothing, where they cannot be."""
        if any(abs(_split(number)[1]) >= _GAMMA_2 - _BETA for number in chain(*rest)):
            return None
        if any(abs(_centred(number)) >= _GAMMA_2 for number in chain(*ct0)):
            return None
        places, ends = list[int](), list[int]()
        for one, other in zip(rest, _added(rest, ct0), strict=True):
            places += [at for at in range(_N) if _split(one[at])[0] != _split(other[at])[0]]
            ends.append(len(places))
        if len(places) > _OMEGA:
            return None
        return bytes(places + [0] * (_OMEGA - len(places)) + ends)

    def _drawn(self, count: int, least: int, most: int) -> _Vector:
        return [[self._dice.randint(least, most) for _ in range(_N)] for _ in range(count)]

    def _times_matrix(self, vector: _Vector) -> _Vector:
        turned = [_transformed(part) for part in vector]
        return [
            _transformed_back([sum(a * b for a, b in pairs) for pairs in _paired(row, turned)]) for row in self._matrix
        ]


def _paired(row: _Vector, vector: _Vector) -> Iterator[list[tuple[int, int]]]:
    for at in range(_N):
        yield [(one[at], other[at]) for one, other in zip(row, vector, strict=True)]


def _times(c: list[int], vector: _Vector) -> _Vector:
    turned = [_transformed(part) for part in vector]
    return [_transformed_back([one * other for one, other in zip(c, part, strict=True)]) for part in turned]


def _added(one: _Vector, other: _Vector) -> _Vector:
    return [[(a + b) % _Q for a, b in zip(*parts, strict=True)] for parts in zip(one, other, strict=True)]


def _centred(number: int) -> int:
    number %= _Q
    return number - _Q if number > _Q // 2 else number


def _packed(numbers: Sequence[int], bits: int) -> bytes:
    packed = sum(number << (at * bits) for at, number in enumerate(numbers))
    return packed.to_bytes(_N * bits // 8, "little")
