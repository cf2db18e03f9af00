"""JSON pointers (RFC 6901): how a refusal names the member that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.http.limits import MAX_POINTER

# Names are the sender's, and may be as long as a body; a pointer says enough with their beginning.
_MAX_NAME: Final = 64


def pointer(path: Iterable[str | int]) -> str:
    """
    Write *path*, member names and indexes from the outside in, as a pointer that any JSON writer can carry.

    A path longer than any that is expected ends in an ellipsis, but never in the middle of an escape.
    """
    written = "".join(f"/{_escaped(step)}" for step in path)
    return written if len(written) <= MAX_POINTER else f"{written[: MAX_POINTER - 1].rstrip('~')}…"


def _escaped(step: str | int) -> str:
    if isinstance(step, int):
        return str(step)
    shown = step if len(step) <= _MAX_NAME else f"{step[:_MAX_NAME]}…"
    # Half a surrogate pair can be sent as an escape, but not be answered in UTF-8.
    return shown.replace("~", "~0").replace("/", "~1").encode(errors="backslashreplace").decode()
