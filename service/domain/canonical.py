"""
Canonical JSON: one sequence of bytes for one value, as RFC 8785 (JCS) writes it.

Restricted on purpose: objects with ASCII member names, arrays, strings, booleans, null and whole numbers below 2**53.
Within these limits orjson's sorted, compact JSON is RFC 8785 to the byte (the tests compare it with the reference
implementation). Numbers other than whole ones never occur: quantities travel as decimal strings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import orjson

# Covariant, so that a dict of texts is one; what is written is always dict, list, str, int, bool or None.
Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

# What orjson would write besides (days, instants, data classes) has to be given as the text that is meant.
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def canonical(value: Json) -> bytes:
    """Write *value* as canonical JSON in UTF-8."""
    return orjson.dumps(value, None, _OPTIONS)


def read_canonical(content: bytes | str) -> Any:
    """Read what `canonical` wrote: JSON of our own, which nobody needs to be strict with."""
    return orjson.loads(content)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of *content* in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(value: Json) -> str:
    """Return the SHA-256 of the canonical JSON of *value*."""
    return sha256(canonical(value))
