"""The content of a report as JSON and back: what is stored, hashed, shown, and read again years later."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from service.domain.canonical import read_canonical
from service.domain.clock import instant_text
from service.domain.report_documents import read_reported
from service.usecases.requests import ReportContent

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.domain.reports import EnergyLine, ProductionLine

_KEPT: Final = 64  # contents: few, because each may have thousands of lines


def content_json(content: ReportContent) -> dict[str, Json]:
    """Write *content* with every member spelled out; numbers keep the digits they were sent with."""
    return {
        "period": content.period.as_json(),
        "energy": [_energy_json(line) for line in content.energy],
        "production": [_production_json(line) for line in content.production],
        "costs": [{"category": line.category, "amount": line.amount.as_json()} for line in content.costs],
    }


@lru_cache(maxsize=_KEPT)
def stored_content(content: bytes) -> ReportContent:
    """Read what was stored; the same bytes again, as of one report before and after a correction, are read once."""
    return read_content(read_canonical(content))


def read_content(document: Any) -> ReportContent:
    """Read what `content_json` wrote."""
    return ReportContent(*read_reported(document))


def _energy_json(line: EnergyLine) -> dict[str, Json]:
    return {
        "kwh": f"{line.kwh:f}",
        "supply": line.supply.value,
        "metering": line.metering.value,
        "grid_connected": line.grid_connected,
        "cost": None if line.cost is None else line.cost.as_json(),
        "start": None if line.span is None else line.span.start.isoformat(),
        "end": None if line.span is None else line.span.end.isoformat(),
    }


def _production_json(line: ProductionLine) -> dict[str, Json]:
    declared = line.unit_price
    return {
        "asset": line.asset,
        "quantity": f"{line.quantity:f}",
        "received_on": None if line.received_on is None else line.received_on.isoformat(),
        "received_at": None if line.received_at is None else instant_text(line.received_at),
        "unit_price": None if declared is None else declared.as_json(),
        "price_source": "recorded" if declared is None else "declared",
    }
