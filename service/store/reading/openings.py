"""Reads of what commitments open to, sealed as it is kept, and of the keys that seal it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from sqlalchemy import bindparam, select

from service.store.mapping import columns_of
from service.store.reading.listed import listed
from service.store.reading.session import Session
from service.store.rows import ErasureRow, OpeningKeyRow, OpeningRow, WrappingKeyRow
from service.store.statement import Query
from service.store.tables import erasures, opening_keys, openings, wrapping_keys

_OPENING: Final = Query(
    OpeningRow,
    select(*columns_of(OpeningRow)).where(openings.c.event == bindparam("event")),
)
_KEY: Final = Query(
    OpeningKeyRow,
    select(*columns_of(OpeningKeyRow)).where(opening_keys.c.subject == bindparam("subject")),
)
_OPENINGS: Final = Query(OpeningRow, select(*columns_of(OpeningRow)).where(listed(openings.c.event)))
_KEYS: Final = Query(OpeningKeyRow, select(*columns_of(OpeningKeyRow)).where(listed(opening_keys.c.subject)))
# Whoever writes of a subject shares this lock, and whoever destroys its key holds it alone: nothing is sealed by a key
# that is destroyed meanwhile. It lasts until the unit of work ends.
_HELD_KEYS: Final = Query(
    OpeningKeyRow,
    select(*columns_of(OpeningKeyRow))
    .where(listed(opening_keys.c.subject))
    .order_by(opening_keys.c.subject)
    .with_for_update(read=True, key_share=True),
)
ERASURE: Final = Query(
    ErasureRow,
    select(*columns_of(ErasureRow)).where(erasures.c.operator == bindparam("operator")),
)
_ERASED: Final = Query(
    str,
    select(erasures.c.operator).where(listed(erasures.c.operator)).order_by(erasures.c.operator),
)
_WRAPPING_KEYS: Final = Query(
    WrappingKeyRow,
    select(*columns_of(WrappingKeyRow)).order_by(wrapping_keys.c.number),
)


class Openings(Session):
    """Openings and their keys."""

    def opening(self, sealing: str) -> OpeningRow | None:
        """Return what the commitments of the events with this *sealing* open to, sealed, unless it was erased."""
        return self._first(_OPENING, {"event": sealing})

    def opening_key(self, subject: str) -> OpeningKeyRow | None:
        """Return the key that seals the openings of *subject*; none before there is one, and after it was erased."""
        return self._first(_KEY, {"subject": subject})

    def openings_and_keys(
        self, sealings: Iterable[str], subjects: Iterable[str]
    ) -> tuple[dict[str, OpeningRow], dict[str, OpeningKeyRow]]:
        """Return what `opening` and `opening_key` do, for many at once and in one round trip, by their names."""
        kept, keys = self._fetch(
            (_OPENINGS, {"names": tuple(sorted(set(sealings)))}), (_KEYS, {"names": tuple(sorted(set(subjects)))})
        )
        return {row.event: row for row in kept}, {row.subject: row for row in keys}

    @cached_property
    def held_keys(self) -> dict[str, OpeningKeyRow]:
        """The keys of subjects that nobody destroys until this unit of work ends, as far as they were asked for."""
        return {}

    def hold_opening_keys(self, subjects: Iterable[str]) -> None:
        """Take into `held_keys` what seals the openings of *subjects*, as far as they have keys."""
        wanted = sorted(set(subjects) - self.held_keys.keys())
        if wanted:
            self.held_keys.update({key.subject: key for key in self._every(_HELD_KEYS, {"names": wanted})})

    def is_erased(self, operator: str) -> bool:
        """Tell whether the data of *operator* were erased."""
        return self._first(ERASURE, {"operator": operator}) is not None

    def erased_among(self, operators: Iterable[str]) -> tuple[str, ...]:
        """Return those of *operators* whose data were erased."""
        return self._every(_ERASED, {"names": sorted(operators)})

    def wrapping_keys(self) -> tuple[WrappingKeyRow, ...]:
        """Return the keys that wrap those of subjects; the last one wraps what is new."""
        return self._every(_WRAPPING_KEYS)
