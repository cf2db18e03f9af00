"""
What an event says beyond whom it concerns, where its type has something to say: its member `detail`.

It stands in the log for good and is shown to anybody, so it names nobody, as the rest of an event (record 0087).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from service.domain.canonical import Json

# The types of events that have a detail; no other has, and none of these is without.
DETAILED: Final = frozenset(
    {"log.genesis", "log.unfrozen", "key.rotated", "key.retired", "stream.heads", "node.started", "data.erased"}
)

# Beyond it, a reader that takes numbers for binary floats would read another one (RFC 8785, appendix D).
_LARGEST: Final = 2**53
_IDENTIFIER: Final = re.compile(r"(?P<kind>[a-z]{3})_[0-9a-z]{26}", re.ASCII)
_EVENT: Final = "evt"


def fault_of(kind: str, detail: Mapping[str, Json] | None) -> str | None:
    """Return what is wrong with the *detail* of an event of this *kind*: `found ..., expected ...`, or none."""
    if (kind in DETAILED) != (detail is not None):
        expected = "one, an object" if kind in DETAILED else "none"
        return f"found the detail {detail!r} of an event {kind!r}, expected {expected}"
    return _fault("detail", detail)


def _fault(path: str, value: Json) -> str | None:
    """Look at *value* and all within it; *path* says where it stands."""
    match value:
        case None | bool():
            return None
        case str():
            return _fault_of_text(path, value)
        case int():
            return None if abs(value) < _LARGEST else f"found {path} = {value}, expected a whole number below 2**53"
        case dict():
            parts = [(f"{path}.{name}", part) for name, part in value.items()]
            odd = [name for name in value if not (isinstance(name, str) and name.isascii())]
        case list() | tuple():
            parts, odd = [(f"{path}[{at}]", part) for at, part in enumerate(value)], []
        case _:
            return f"found {path} = {value!r}, expected a text, a whole number, true, false, null, a list or an object"
    if odd:
        return f"found the member {odd[0]!r} of {path}, expected a name in ASCII"
    return next((fault for where, part in parts if (fault := _fault(where, part))), None)


def _fault_of_text(path: str, text: str) -> str | None:
    named = next((found for found in _IDENTIFIER.finditer(text) if found["kind"] != _EVENT), None)
    return named and f"found {named.group()!r} in {path}, expected a commitment: an event names nobody"
