"""What the electricity of a published month cost: as published, or kWh times the published price, exactly."""

from __future__ import annotations

from decimal import Decimal


def cost_of(row: dict[str, str]) -> Decimal | None:
    """Return the cost of *row* in US dollars, or nothing where it can be neither read nor derived."""
    if row["electricity_cost"]:
        return Decimal(row["electricity_cost"])
    if row["energy_kwh"] and row["unit_price_per_kwh"]:
        return Decimal(row["energy_kwh"]) * Decimal(row["unit_price_per_kwh"])
    return None
