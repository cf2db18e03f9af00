"""Export the payments that were noted: a line for each note, and for each that takes one away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from service.domain.clock import instant_text
from service.domain.decimals import EXACT, decimal
from service.domain.money import amount_text
from service.usecases.access import require
from service.usecases.exports.export import PAGE, Addend, Export, Line, Summing, Wanted, by_pages, prepare

if TYPE_CHECKING:
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import PaymentRow
    from service.usecases.service import Service

COLUMNS: Final = ("payment", "operator", "jurisdiction", "paid_on", "kind", "currency", "paid", "reverses", "noted_at")


def export_payments(service: Service, principal: Principal, wanted: Wanted) -> Export:
    """
    Export the notes of payments, in the order in which they were noted; *start* and *end* bound the day of payment.

    Raises:
        Forbidden: an authority names a jurisdiction that is not in its own.
        Nonsense: `known_at` lies in the future.
    """
    require(principal, "statements:read")
    meant, known_at, bounds = prepare(service, principal, wanted)

    def read(reading: Reading, after: str) -> Sequence[tuple[str, Sequence[Line]]]:
        return [(row.id, [_line(row)]) for row in reading.exported_payments(bounds, after, PAGE)]

    return Export("payments", COLUMNS, meant, known_at, _SUMMING, lambda: by_pages(service, known_at, read))


def _line(row: PaymentRow) -> Line:
    """Write a note; what is taken away counts below zero, so that the lines add up to what is paid."""
    is_reversal = row.reverses is not None
    return {
        "payment": row.id,
        "operator": row.operator,
        "jurisdiction": row.jurisdiction,
        "paid_on": row.paid_on.isoformat(),
        "kind": "reversal" if is_reversal else "payment",
        "currency": row.currency,
        "paid": amount_text(EXACT.minus(row.amount) if is_reversal else row.amount, row.currency),
        "reverses": row.reverses,
        "noted_at": instant_text(row.noted_at),
    }


def _addends(line: Line) -> Iterator[Addend]:
    yield tuple(str(line[name]) for name in _SUMMING.by), decimal(line["paid"], negative=True)


def _sum_text(key: tuple[str | None, ...], amount: Decimal) -> str:
    return amount_text(amount, key[1] or "")


_SUMMING: Final = Summing(("jurisdiction", "currency"), "paid", _addends, _sum_text)
