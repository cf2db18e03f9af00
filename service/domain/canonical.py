"""
Canonical JSON: one sequence of bytes for one value, as RFC 8785 (JCS) writes it.

Restricted on purpose: objects with ASCII member names, arrays, strings, booleans, null and whole numbers below 2**53.
Within these limits orjson's sorted, compact JSON is RFC 8785 to the byte (the tests compare it with the reference
implementation). Numbers other than whole ones never occur: quantities travel as decimal strings. Where orjson is not
installed, as in the verifier that courts run with Python alone, the standard library writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

try:
    import orjson
except ImportError:  # the verifier runs with Python alone
    orjson = None  # type: ignore[assignment]  # the name of a module, where there is none

_HAS_ORJSON: Final = bool(orjson)
# What orjson would write besides (days, instants, data classes) has to be given as the text that is meant.
_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS if _HAS_ORJSON else 0
)

# Covariant, so that a dict of texts is one; what is written is always dict, list, str, int, bool or None.
Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None


def canonical(value: Json) -> bytes:
    """Write *value* as canonical JSON in UTF-8."""
    return orjson.dumps(value, None, _OPTIONS) if _HAS_ORJSON else canonical_by_standard_library(value)


def canonical_with(document: Mapping[str, Json], name: str, pages: Iterable[Sequence[Json]]) -> Iterator[bytes]:
    """
    Yield, in pieces, the canonical JSON of *document* with one more member, an array of all that is in *pages*.

    Each piece is written when its page is there, so that no more than one page is ever held.
    """
    before = canonical({each: value for each, value in document.items() if each < name})[1:-1]
    after = canonical({each: value for each, value in document.items() if each > name})[1:-1]
    waiting, separator = b"{" + before + (b"," if before else b"") + canonical(name) + b":[", b""
    for page in pages:
        if page:
            yield waiting + separator + canonical(page)[1:-1]
            waiting, separator = b"", b","
    yield waiting + b"]" + (b"," if after else b"") + after + b"}"


def canonical_by_standard_library(value: Json) -> bytes:
    """Write the same with nothing but the standard library, ten times as slowly."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    try:
        return written.encode()
    except UnicodeEncodeError as error:
        raise TypeError(str(error)) from error  # as orjson has it: no bytes say half of a surrogate pair


def read_canonical(content: bytes | str) -> Any:
    """Read what `canonical` wrote: JSON of our own, which nobody needs to be strict with."""
    return orjson.loads(content) if _HAS_ORJSON else json.loads(content)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of *content* in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(value: Json) -> str:
    """Return the SHA-256 of the canonical JSON of *value*."""
    return sha256(canonical(value))
