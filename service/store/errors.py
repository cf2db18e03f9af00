"""What the store refuses beyond the domain's own refusals: what to try again, and what exists already."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.errors import Conflict, Stale, Unavailable


class Retryable(Unavailable):
    """
    The database undid the whole unit of work, and a repetition may succeed: deadlock, serialization failure, lost race.

    `Database.transact` repeats by itself; what escapes it is answered as any other `Unavailable` (503).
    """


class Duplicate(Conflict):
    """A row with the same key exists already; *table* and *columns* name the key that is taken."""

    def __init__(self, table: str, columns: tuple[str, ...]) -> None:
        """Name the key that is taken."""
        super().__init__(
            "duplicate",
            f"There is a row of {table} with the same {', '.join(columns)} already. "
            "Read what exists, or send a different value.",
            extra={"table": table, "columns": list(columns)},
        )
        self.table = table
        self.columns = columns


class AppendOnly(Conflict):
    """Somebody tried to change or remove what is kept for good; the database refused and nothing was changed."""


def taken(table: str, columns: tuple[str, ...]) -> Duplicate | Retryable:
    """
    Return what it means that a key is taken.

    Taken in `idempotency`, a request with the same idempotency key was answered meanwhile: done again from the start,
    this one finds that answer. Taken among the keys of openings, somebody wrote of the same subject for the first time;
    among those of the log, somebody else changed them.
    """
    if table == "idempotency":
        return Retryable("answered-meanwhile", "The same request was answered meanwhile. Send it again to read it.")
    if table in ("opening_keys", "wrapping_keys", "log_key_changes"):
        return Retryable("lost-race", "Another request went first; nothing was changed. Try again with the same key.")
    return Duplicate(table, columns)


def refuse_unmade(counts: Iterable[int]) -> None:
    """
    Demand that every change was made to one row.

    Raises:
        Stale: one found nothing to change.
    """
    if any(count != 1 for count in counts):
        raise Stale("stale", "What this would change was changed meanwhile. Read it again and decide anew.")
