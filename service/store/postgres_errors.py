"""What errors of PostgreSQL mean to the service, by SQLSTATE (PostgreSQL, appendix A)."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg.errors import Diagnostic

from service.domain.errors import Conflict, Refusal, Unavailable
from service.store.errors import AppendOnly, Retryable, taken

_LOST_RACE: Final = "Another request went first; nothing was changed. Try again with the same key."
_MEANINGS: Final[dict[str, tuple[type[Refusal], str, str]]] = {
    "40001": (Retryable, "lost-race", _LOST_RACE),
    "40P01": (Retryable, "lost-race", _LOST_RACE),
    "53100": (Unavailable, "storage-full", "There is no room left to keep this; nothing was changed."),
    "55P03": (Conflict, "request-in-flight", "Another request for the same thing is being worked on. Try again."),
    "57014": (Unavailable, "too-slow", "The database took too long; nothing was changed. Try again later."),
}


def refusal_of(error: psycopg.Error) -> Refusal | None:
    """Return what the service says of *error*; nothing of one that it does not know."""
    state = error.sqlstate or ""
    match state:
        case "23505":
            return taken(error.diag.table_name or "", _columns(error.diag))
        case "23001":
            return AppendOnly("append-only", error.diag.message_primary or "")
        case _ if state in _MEANINGS:
            kind, code, detail = _MEANINGS[state]
            return kind(code, detail)
        case _ if isinstance(error, psycopg.OperationalError):
            return Retryable("database-unreachable", "The database does not answer; nothing was changed. Try again.")
        case _:
            return None


def _columns(diagnostic: Diagnostic) -> tuple[str, ...]:
    """Return the columns of a key that is taken, from `Key (a, b)=(1, 2) already exists.`."""
    detail = diagnostic.message_detail or ""
    named = detail.partition("(")[2].partition(")=")[0]
    return tuple(column.strip('"') for column in named.split(", "))
