"""Export the statements of operators line by line, and a line for whatever one lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from service.domain.decimals import decimal
from service.domain.money import amount_text
from service.domain.regions import lies_in
from service.usecases.access import require
from service.usecases.exports.export import Addend, Export, Line, Summing, Wanted, by_pages, prepare
from service.usecases.read_statement import draw_statement

if TYPE_CHECKING:
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import OperatorRow
    from service.usecases.service import Service

COLUMNS: Final = (
    *("operator", "jurisdiction", "currency", "as_of", "on", "kind", "amount", "balance"),
    *("schedule", "period_start", "period_end", "due_on", "rule", "assessment", "payment", "reverses", "gap"),
)
KINDS: Final = ("assessed", "difference", "interest", "penalty", "payment", "reversal", "gap")
# Operators of a page. A statement is drawn from all that was ever assessed of one: some milliseconds each.
OPERATORS: Final = 50
_AS_THEY_STAND: Final = ("on", "kind", "amount", "balance", "due_on", "rule", "assessment", "payment", "reverses")


def export_statements(service: Service, principal: Principal, wanted: Wanted) -> Export:
    """
    Export the lines of the statements of all operators that *principal* sees, in the order of their registration.

    Raises:
        Forbidden: an authority names a jurisdiction that is not in its own.
        Nonsense: `known_at` lies in the future.
    """
    require(principal, "statements:read")
    meant, known_at, bounds = prepare(service, principal, wanted)

    def read(reading: Reading, after: str) -> Sequence[tuple[str, Sequence[Line]]]:
        rows = reading.operators(bounds.operators, bounds.seen_from, after=after, limit=OPERATORS)
        return [(row.id, list(lines(reading, row))) for row in rows]

    def lines(reading: Reading, row: OperatorRow) -> Iterator[Line]:
        statement: Any = draw_statement(service, reading, principal, row, (known_at, meant.as_of))
        for account in statement["accounts"]:
            if meant.jurisdiction is None or lies_in(account["jurisdiction"], meant.jurisdiction):
                yield from _lines(row.id, account)

    def pages() -> Iterator[Sequence[Line]]:
        return by_pages(service, known_at, read, page=OPERATORS)

    return Export("statements", COLUMNS, meant, known_at, _SUMMING, pages)


def _lines(operator: str, account: Mapping[str, Any]) -> Iterator[Line]:
    whose = {"operator": operator, **{name: account[name] for name in ("jurisdiction", "currency", "as_of")}}
    for line in account["lines"]:
        stated = {name: line.get(name) for name in _AS_THEY_STAND}
        yield {**dict.fromkeys(COLUMNS), **whose, **stated, **_of(line)}
    for gap in account["gaps"]:
        said = {"kind": "gap", "rule": gap["rule"], "gap": gap["code"]}
        yield {**dict.fromkeys(COLUMNS), **whose, **said, **_of(gap)}


def _of(said: Mapping[str, Any]) -> Line:
    """Return the schedule and the tax period that something is of; payments are of none."""
    period = said.get("period") or {}
    return {"schedule": said.get("schedule"), "period_start": period.get("start"), "period_end": period.get("end")}


def _addends(line: Line) -> Iterator[Addend]:
    amount = line["amount"]
    key = tuple(str(line[name]) for name in _SUMMING.by)
    yield key, None if amount is None else decimal(amount, negative=True)


def _sum_text(key: tuple[str | None, ...], amount: Decimal) -> str:
    return amount_text(amount, key[1] or "")


_SUMMING: Final = Summing(("jurisdiction", "currency", "kind"), "amount", _addends, _sum_text)
