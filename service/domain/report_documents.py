"""Reads the document of a report, as it is stored, hashed and disclosed, back into what the farm reported."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import CostLine, EnergyLine, Metering, ProductionLine, Supply


class Reported(NamedTuple):
    """What a report states for a period."""

    period: Period
    energy: tuple[EnergyLine, ...]
    production: tuple[ProductionLine, ...]
    costs: tuple[CostLine, ...]


def read_reported(document: Any) -> Reported:
    """
    Read a document that the service wrote.

    Raises:
        ArithmeticError, AttributeError, LookupError, TypeError, ValueError: it is none.
    """
    return Reported(
        period=_period(document["period"]),
        energy=tuple(_energy_line(line) for line in document["energy"]),
        production=tuple(_production_line(line) for line in document["production"]),
        costs=tuple(CostLine(line["category"], _money(line["amount"])) for line in document["costs"]),
    )


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
