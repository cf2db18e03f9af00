"""Identifiers: prefixed UUIDv7 (RFC 9562), time-ordered, in lower-case Crockford base 32, safe in a URL."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
# 26 characters of 5 bits hold 128; written two at a time.
_PAIRS: Final = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS: Final = range(120, -1, -10)

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
    "job": "job",
}
IDENTIFIER: Final = re.compile(r"[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}", re.ASCII)


def new_identifier(kind: str, now: datetime) -> str:
    """Make an identifier of *kind* (a key of `PREFIXES`) that sorts by *now*, to the millisecond."""
    milliseconds = int(now.timestamp() * 1000)
    random = secrets.randbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & ((1 << 62) - 1)
    return f"{PREFIXES[kind]}_{_base32(value)}"


def is_identifier(text: str, kind: str) -> bool:
    """Tell whether *text* has the shape of an identifier of *kind*."""
    return text.startswith(PREFIXES[kind]) and IDENTIFIER.fullmatch(text) is not None


def _base32(value: int) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in _SHIFTS])
