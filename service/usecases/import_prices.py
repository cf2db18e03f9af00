"""
Record published prices and rates: what is recorded already stays alone, a figure that differs becomes a new recording.

Nothing is ever overwritten: earlier answers rest on what was recorded before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import sha256
from service.domain.periods import Period, day_after, day_before
from service.store.rows import PriceRow, RateRow
from service.usecases.access import require
from service.usecases.prices.reading import read_quotes
from service.usecases.record_library import recording_instant
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.store.reading import Reading
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.prices.quotes import PriceQuote, Quotes, RateQuote
    from service.usecases.requests import Command
    from service.usecases.service import Service


class PriceFile(NamedTuple):
    """A file as a publisher gave it; *asked_for* is the day it was asked for, where that is known."""

    content: bytes
    format: str = "auto"
    asked_for: date | None = None


class _Recording(NamedTuple):
    """Rows to be recorded, and how many of them revise an earlier figure."""

    rows: list[PriceRow | RateRow]
    revised: int


def import_prices(service: Service, command: Command, file: PriceFile) -> dict[str, Json]:
    """
    Record all that *file* says and is not recorded yet, in one transaction, and say how much that was.

    Raises:
        TooLarge, Nonsense: the file cannot be read; nothing of it is recorded.
    """
    require(command.principal, "prices:write")
    quotes = read_quotes(file.content, file.format)

    def record(work: UnitOfWork) -> _Recording:
        now = recording_instant(work, service.clock)
        recording = _compared(work, quotes, now)
        for row in recording.rows:
            work.add(row)
        marking = work.marking(now)
        for kind, base, currency, days in _spans(recording.rows):
            marking.quotes(kind, base, currency, days)
        if recording.rows:
            Teller.of(work, now, command).tell(Happening("prices.recorded", inputs_sha256=sha256(file.content)))
            work.commit()
        return recording

    return _answer(file, quotes, service.store.transact(record))


def _compared(reading: Reading, quotes: Quotes, now: datetime) -> _Recording:
    """Return the rows that are new, or that say something else than what was recorded last of their day and source."""
    pairs: list[tuple[PriceRow | RateRow, PriceRow | RateRow | None]] = [
        *_prices(reading, quotes.prices, now),
        *_rates(reading, quotes.rates, now),
    ]
    unknown = [(row, held) for row, held in pairs if held is None or _figure(held) != _figure(row)]
    return _Recording([row for row, _ in unknown], sum(held is not None for _, held in unknown))


def _spans(rows: Iterable[PriceRow | RateRow]) -> Iterator[tuple[str, str, str, Period]]:
    """Yield the days that have new quotes, series by series, those together that follow each other."""
    days: defaultdict[tuple[str, str, str], set[date]] = defaultdict(set)
    for row in rows:
        series = ("price", row.asset) if isinstance(row, PriceRow) else ("rate", row.base)
        days[*series, row.currency].add(row.on_day)
    for (kind, base, currency), found in days.items():
        for start in sorted(day for day in found if day_before(day) not in found):
            end = start
            while end in found:
                end = day_after(end)
            yield kind, base, currency, Period(start, end)


def _prices(
    reading: Reading, quotes: Iterable[PriceQuote], now: datetime
) -> Iterator[tuple[PriceRow, PriceRow | None]]:
    """Pair each price with what was recorded last of its day and source."""
    by_series: defaultdict[tuple[str, str], list[PriceQuote]] = defaultdict(list)
    for quote in quotes:
        by_series[quote.asset, quote.currency].append(quote)
    for (asset, currency), series in by_series.items():
        first, last = min(quote.on_day for quote in series), max(quote.on_day for quote in series)
        held = {(row.on_day, row.source): row for row in reading.prices_between(asset, currency, first, last)}
        for quote in series:
            yield PriceRow(*quote, recorded_at=now), held.get((quote.on_day, quote.source))


def _rates(reading: Reading, quotes: Iterable[RateQuote], now: datetime) -> Iterator[tuple[RateRow, RateRow | None]]:
    """Pair each rate with what was recorded last of its day and source."""
    by_series: defaultdict[tuple[str, str], list[RateQuote]] = defaultdict(list)
    for quote in quotes:
        by_series[quote.base, quote.currency].append(quote)
    for (base, currency), series in by_series.items():
        first, last = min(quote.on_day for quote in series), max(quote.on_day for quote in series)
        held = {(row.on_day, row.source): row for row in reading.rates_between(base, currency, first, last)}
        for quote in series:
            yield RateRow(*quote, recorded_at=now), held.get((quote.on_day, quote.source))


def _figure(row: PriceRow | RateRow) -> tuple[object, ...]:
    """Return what a publisher may revise."""
    return (row.price, row.method) if isinstance(row, PriceRow) else (row.units, row.rate)


def _answer(file: PriceFile, quotes: Quotes, recording: _Recording) -> dict[str, Json]:
    read = len(quotes.prices) + len(quotes.rates)
    answer: dict[str, Json] = {
        "format": quotes.format,
        "published_on": None if quotes.published_on is None else quotes.published_on.isoformat(),
        "read": read,
        "recorded": len(recording.rows),
        "revised": recording.revised,
        "already_recorded": read - len(recording.rows),
        "left_out": list(quotes.left_out),
    }
    if file.asked_for is not None:
        answer["asked_for"] = file.asked_for.isoformat()
    return answer
