"""Record reference rates: what is recorded already stays alone, a rate that differs becomes a new recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import sha256
from service.domain.errors import TooLarge
from service.store.rows import ReferenceRateRow
from service.usecases.access import require
from service.usecases.prices.reading import MAX_BYTES
from service.usecases.prices.reference_rate_csv import FORMAT, read_reference_rates
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from service.domain.canonical import Json
    from service.store.reading import Reading
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.prices.reference_rate_csv import ReferenceRateQuote
    from service.usecases.requests import Command
    from service.usecases.service import Service


class _Recording(NamedTuple):
    """Rows to be recorded, and how many of them revise an earlier rate."""

    rows: list[ReferenceRateRow]
    revised: int


def import_reference_rates(service: Service, command: Command, content: bytes) -> dict[str, Json]:
    """
    Record all that a file says and is not recorded yet, in one transaction, and say how much that was.

    Raises:
        TooLarge, Nonsense: the file cannot be read; nothing of it is recorded.
    """
    require(command.principal, "prices:write")
    if len(content) > MAX_BYTES:
        raise TooLarge("quotes-too-large", f"The file has more than {MAX_BYTES} bytes: split it.")
    quotes = read_reference_rates(content)
    now = service.clock()

    def record(work: UnitOfWork) -> _Recording:
        recording = _compared(work, quotes, now)
        for row in recording.rows:
            work.add(row)
        if recording.rows:
            happening = Happening("reference_rates.recorded", inputs_sha256=sha256(content))
            Teller.of(work, now, command).tell(happening)
            work.commit()
        return recording

    recording = service.store.transact(record)
    return {
        "format": FORMAT,
        "read": len(quotes),
        "recorded": len(recording.rows),
        "revised": recording.revised,
        "already_recorded": len(quotes) - len(recording.rows),
    }


def _compared(reading: Reading, quotes: Iterable[ReferenceRateQuote], now: datetime) -> _Recording:
    """Return the rows that are new, or that say something else than what was recorded last of their day."""
    held = {(row.series, row.since): row for row in reading.reference_rates_known(now)}
    rows: list[ReferenceRateRow] = []
    revised = 0
    for quote in quotes:
        known = held.get((quote.series, quote.since))
        if known is None or (known.rate, known.source) != (quote.rate, quote.source):
            rows.append(ReferenceRateRow(*quote, recorded_at=now))
            revised += known is not None
    return _Recording(rows, revised)
