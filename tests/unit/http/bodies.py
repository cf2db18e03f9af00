"""The example of the contract, and small changes to it."""

from __future__ import annotations

import copy
from typing import Any, Final

_EXAMPLE: Final[dict[str, Any]] = {
    "operator": {"kind": "legal_entity"},
    "region": "US-NY",
    "zone": None,
    "period": {"start": "2027-01-01", "end": "2028-01-01"},
    "schedules": ["us_ny.pow_excise"],
    "known_at": None,
    "energy": [
        {
            "kwh": "12000000",
            "supply": "grid",
            "metering": "metered",
            "grid_connected": True,
            "cost": {"amount": "600000.00", "currency": "USD"},
            "start": None,
            "end": None,
        }
    ],
    "production": [
        {
            "asset": "BTC",
            "quantity": "1.23456789",
            "received_on": "2027-02-03",
            "unit_price": {"amount": "65000.00", "currency": "USD"},
            "price_source": "declared",
        }
    ],
    "costs": [{"category": "depreciation", "amount": {"amount": "1000.00", "currency": "USD"}}],
}


def example() -> dict[str, Any]:
    """Return the example, to be changed at will."""
    return copy.deepcopy(_EXAMPLE)


def changed(pointer: str, value: object) -> dict[str, Any]:
    """Return the example with *value* at *pointer*, a JSON pointer to a member that is there or to a new one."""
    document = example()
    *path, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    inner: Any = document
    for step in path:
        inner = inner[step]
    inner[last] = value
    return document


def without(pointer: str) -> dict[str, Any]:
    """Return the example without the member at *pointer*."""
    document = example()
    *path, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    inner: Any = document
    for step in path:
        inner = inner[step]
    del inner[last]
    return document
