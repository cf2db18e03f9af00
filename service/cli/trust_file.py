"""The trust file (C2SP tlog-policy) of a log's keys: a line for each, and in a comment above it when it signed."""

from __future__ import annotations

from collections.abc import Iterable

from service.evidence.policy import NONE, key_comment
from service.usecases.known_log_keys import WAITS, KnownLogKey


def trust_file(known: Iterable[KnownLogKey]) -> str:
    """Write the keys *known*, those that sign no more and those that do not yet included; no witness is asked for."""
    return "".join(f"{_comment(each)}\nlog {each.key.write()}\n" for each in known) + f"quorum {NONE}\n"


def _comment(known: KnownLogKey) -> str:
    if known.state == WAITS:
        return f"# {known.purpose}: waits, and signs nothing yet"
    since, until = (None if day is None else day.date() for day in (known.since, known.until))
    return key_comment(known.purpose, since, until)
