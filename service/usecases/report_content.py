"""The content of a report as JSON and back: what is stored, hashed, shown, and read again years later."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.domain.clock import instant_text
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import CostLine, EnergyLine, Metering, ProductionLine, Supply
from service.usecases.requests import ReportContent

if TYPE_CHECKING:
    from service.domain.canonical import Json


def content_json(content: ReportContent) -> dict[str, Json]:
    """Write *content* with every member spelled out; numbers keep the digits they were sent with."""
    return {
        "period": content.period.as_json(),
        "energy": [_energy_json(line) for line in content.energy],
        "production": [_production_json(line) for line in content.production],
        "costs": [{"category": line.category, "amount": line.amount.as_json()} for line in content.costs],
    }


def read_content(document: Any) -> ReportContent:
    """Read what `content_json` wrote."""
    return ReportContent(
        period=_period(document["period"]),
        energy=tuple(_energy_line(line) for line in document["energy"]),
        production=tuple(_production_line(line) for line in document["production"]),
        costs=tuple(CostLine(line["category"], _money(line["amount"])) for line in document["costs"]),
    )


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


def _energy_line(line: Any) -> EnergyLine:
    return EnergyLine(
        kwh=Decimal(line["kwh"]),
        supply=Supply(line["supply"]),
        metering=Metering(line["metering"]),
        grid_connected=line["grid_connected"],
        cost=None if line["cost"] is None else _money(line["cost"]),
        span=None if line["start"] is None else _period(line),
    )


def _production_line(line: Any) -> ProductionLine:
    return ProductionLine(
        asset=line["asset"],
        quantity=Decimal(line["quantity"]),
        received_on=None if line["received_on"] is None else date.fromisoformat(line["received_on"]),
        received_at=_instant(line.get("received_at")),
        unit_price=None if line["unit_price"] is None else _money(line["unit_price"]),
    )


def _instant(text: str | None) -> datetime | None:
    """Read an instant; revisions from before there were any lack the member."""
    return None if text is None else datetime.fromisoformat(text)


def _money(document: Any) -> Money:
    return Money(Decimal(document["amount"]), document["currency"])


def _period(document: Any) -> Period:
    return Period(date.fromisoformat(document["start"]), date.fromisoformat(document["end"]))
