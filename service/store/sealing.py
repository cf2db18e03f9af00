"""What commitments open to, sealed on its way to the store by the keys of those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from service.domain.errors import Gone
from service.store.reading.openings import Openings
from service.store.rows import OpeningKeyRow, OpeningRow, WrappingKeyRow


class RecordedSealing(Protocol):
    """What the commitments of the events of one request were made with: `service.audit.commitments.Sealing`."""

    @property
    def event(self) -> str: ...  # noqa: D102 -- the members are those of `OpeningRow`
    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def fields(self) -> tuple[str, ...]: ...  # noqa: D102

    def new_key(self, keys: Path, by: str) -> tuple[str, bytes]:
        """Make the key of the subject; returns the name of the key that wraps it, and the wrapped key."""

    def sealed(self, keys: Path, by: str, key: bytes) -> bytes:
        """Return what it opens to, sealed by the subject's key."""

    def wrapping_key(self, keys: Path) -> str:
        """Return the name of a key in the directory *keys* to begin with; it is made where there is none."""


class Sealings:
    """The sealings of one unit of work, each kept once under its first event."""

    def __init__(self, keys: Path) -> None:
        """Begin without any; *keys* is the directory of the keys that wrap those of subjects."""
        self._keys = keys
        self._sealings: dict[str, RecordedSealing] = {}

    def add(self, sealing: RecordedSealing) -> None:
        """Keep *sealing*, with all that it will have committed to by the commit."""
        self._sealings[sealing.event] = sealing

    def rows(self, work: Openings) -> Iterator[WrappingKeyRow | OpeningKeyRow | OpeningRow]:
        """
        Yield the rows to be written; *work* asks for the keys, behind locks that last until its end.

        Raises:
            Gone: `erased`, the key of a subject was destroyed: nothing is written of it any more.
        """
        work.hold_opening_keys(sealing.subject for sealing in self._sealings.values())
        yield from self._first_keys(work)
        for sealing in self._sealings.values():
            key = work.held_keys[sealing.subject]
            sealed = sealing.sealed(self._keys, key.wrapped_by, key.wrapped)
            yield OpeningRow(sealing.event, sealing.subject, sealing.fields, sealed)

    def _first_keys(self, work: Openings) -> Iterator[WrappingKeyRow | OpeningKeyRow]:
        """Make the keys of subjects that have none yet, and in an empty database the one that wraps them."""
        without = {each.subject: each for each in self._sealings.values() if each.subject not in work.held_keys}
        if not without:
            return
        for subject in work.erased_among(without):
            raise erased(subject)
        names = [row.id for row in work.wrapping_keys()]
        if not names:
            names = [next(iter(without.values())).wrapping_key(self._keys)]
            yield WrappingKeyRow(names[0], 1)
        for subject, sealing in without.items():
            made = OpeningKeyRow(subject, *sealing.new_key(self._keys, names[-1]))
            work.held_keys[subject] = made
            yield made


def refuse_erased(work: Openings, operator: str) -> None:
    """
    Refuse what is kept of *operator* without an event, where its data were erased; asked behind its lock.

    Raises:
        Gone: `erased`.
    """
    if operator not in work.held_keys and work.is_erased(operator):
        raise erased(operator)


def erased(operator: str) -> Gone:
    """Say that there is nothing more to read or write of *operator*."""
    return Gone("erased", f"The data of the operator {operator} were erased. What the log proves of it stays proven.")
