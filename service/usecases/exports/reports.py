"""Export what reports state: a line for each line of the revisions that count, and one for a report without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from service.domain.canonical import read_canonical
from service.domain.clock import instant_text
from service.domain.decimals import decimal, plain
from service.domain.money import MINOR_UNITS, amount_text
from service.usecases.access import require
from service.usecases.exports.export import PAGE, Addend, Export, Line, Summing, Wanted, by_pages, prepare

if TYPE_CHECKING:
    from service.domain.principals import Principal
    from service.store.reading import ExportedRevision, Reading
    from service.usecases.service import Service

COLUMNS: Final = (
    *("report", "revision", "operator", "farm", "period_start", "period_end", "line", "kind", "start", "end"),
    *("supply", "metering", "grid_connected", "kwh", "asset", "quantity", "received_on", "received_at"),
    *("price_source", "category", "unit_price", "cost", "currency", "submitted_at", "content_sha256"),
)
KINDS: Final = ("energy", "production", "cost", "nil")
_KWH: Final = "kWh"


def export_reports(service: Service, principal: Principal, wanted: Wanted) -> Export:
    """
    Export what the latest submitted revisions of reports state, in the order in which the reports were begun.

    Raises:
        Forbidden: an authority names a jurisdiction that is not in its own.
        Nonsense: `known_at` lies in the future.
    """
    require(principal, "reports:read")
    meant, known_at, bounds = prepare(service, principal, wanted)

    def read(reading: Reading, after: str) -> Sequence[tuple[str, Sequence[Line]]]:
        return [(row.report, list(_lines(row))) for row in reading.exported_revisions(bounds, after, PAGE)]

    return Export("reports", COLUMNS, meant, known_at, _SUMMING, lambda: by_pages(service, known_at, read))


def _lines(row: ExportedRevision) -> Iterator[Line]:
    content = read_canonical(row.content)
    stated = [
        *_members(content, "energy", _energy),
        *_members(content, "production", _production),
        *_members(content, "costs", _cost),
    ]
    for members in stated or [{"kind": "nil"}]:
        yield {
            **dict.fromkeys(COLUMNS),
            "report": row.report,
            "revision": row.revision,
            "operator": row.operator,
            "farm": row.farm,
            "period_start": row.period_start.isoformat(),
            "period_end": row.period_end.isoformat(),
            **members,
            "submitted_at": instant_text(row.submitted_at),
            "content_sha256": row.sha256,
        }


def _members(content: Any, name: str, members: Any) -> Iterator[Line]:
    """Yield what each line of a list says, with the JSON pointer to it."""
    for number, line in enumerate(content[name]):
        yield {"line": f"/{name}/{number}", **members(line)}


def _energy(line: Any) -> Line:
    cost = line["cost"] or {}
    return {
        "kind": "energy",
        "start": line["start"],
        "end": line["end"],
        "supply": line["supply"],
        "metering": line["metering"],
        "grid_connected": line["grid_connected"],
        "kwh": line["kwh"],
        "cost": cost.get("amount"),
        "currency": cost.get("currency"),
    }


def _production(line: Any) -> Line:
    price = line["unit_price"] or {}
    return {
        "kind": "production",
        "asset": line["asset"],
        "quantity": line["quantity"],
        "received_on": line["received_on"],
        "received_at": line.get("received_at"),  # revisions from before there were instants lack it
        "price_source": line["price_source"],
        "unit_price": price.get("amount"),
        "currency": price.get("currency"),
    }


def _cost(line: Any) -> Line:
    return {
        "kind": "cost",
        "category": line["category"],
        "cost": line["amount"]["amount"],
        "currency": line["amount"]["currency"],
    }


def _addends(line: Line) -> Iterator[Addend]:
    kind = str(line["kind"])
    units = {"kwh": _KWH, "quantity": line["asset"], "cost": line["currency"]}
    summed = [name for name in units if line[name] is not None]
    for name in summed:
        yield (kind, name, str(units[name])), decimal(line[name])
    if not summed:
        yield (kind, None, None), None


def _sum_text(key: tuple[str | None, ...], amount: Decimal) -> str:
    unit = key[2] or ""
    return amount_text(amount, unit) if unit in MINOR_UNITS else plain(amount)


_SUMMING: Final = Summing(("kind", "member", "unit"), "sum", _addends, _sum_text)
