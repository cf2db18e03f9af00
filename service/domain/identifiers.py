"""Identifiers: prefixed UUIDv7 (RFC 9562), time-ordered, in lower-case Crockford base 32, safe in a URL."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
# 26 characters of 5 bits hold 128, written two at a time: the first ten hold the 48 of the time, the others 80.
_PAIRS: Final = [first + second for first in _ALPHABET for second in _ALPHABET]
_FORMER: Final = range(40, -1, -10)
_LATTER: Final = range(70, -1, -10)
# The time, in characters; and how many come after it.
_TIME: Final = 10
_REST: Final = 16

PREFIXES: Final = {
    "operator": "opr",
    "farm": "frm",
    "group": "grp",
    "report": "rep",
    "assessment": "asm",
    "payment": "pay",
    "declaration": "dec",
    "decision": "odc",
    "lock": "lck",
    "event": "evt",
    "key": "key",
    "law_draft": "ldr",
    "signing_key": "sgk",
    "request": "req",
    "retention_rule": "rtn",
    "erasure_request": "ers",
    "job": "job",
}
IDENTIFIER: Final = re.compile(r"[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}", re.ASCII)


def new_identifier(kind: str, now: datetime) -> str:
    """Make an identifier of *kind* (a key of `PREFIXES`) that sorts by *now*, to the millisecond."""
    random = secrets.randbits(74)
    value = 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & ((1 << 62) - 1)
    return _beginning(kind, now) + _base32(value, _LATTER)


def made_with(kind: str, identifier: str) -> tuple[str, str]:
    """Return between which texts the identifiers of *kind* are that were made in the millisecond of *identifier*."""
    _, _, text = identifier.partition("_")
    begun = f"{PREFIXES[kind]}_{text[:_TIME]}"
    return begun + _ALPHABET[0] * _REST, begun + _ALPHABET[-1] * _REST


def is_identifier(text: str, kind: str) -> bool:
    """Tell whether *text* has the shape of an identifier of *kind*."""
    return text.startswith(PREFIXES[kind]) and IDENTIFIER.fullmatch(text) is not None


@lru_cache(maxsize=64)
def _beginning(kind: str, now: datetime) -> str:
    """Write what tells kind and time; all that is made in one transaction begins alike."""
    return f"{PREFIXES[kind]}_{_base32(int(now.timestamp() * 1000), _FORMER)}"


def _base32(value: int, shifts: range) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in shifts])
