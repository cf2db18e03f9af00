"""
A made-up farm in a real place: the south of Irkutsk oblast, before and after mining was prohibited there year-round.

No farm-level figures of Russian miners are published. The place and the law are real; the figures are round ones.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from examples.making.documents import (
    Examples,
    JsonObject,
    Origin,
    Place,
    energy_line,
    farm,
    money,
    month,
    operator,
    production_line,
    report,
)

_OPERATOR: Final = "irkutsk-example"
_FARM: Final = "irkutsk-south-example"

# Half past three in the night of 1 May where the farm stands, and still April in Moscow, whose time the law keeps.
_NIGHT: Final = datetime(2025, 5, 1, 3, 30, tzinfo=timezone(timedelta(hours=8)))

# Month, then the coins received: how many, when, at how many roubles each.
_MONTHS: Final = (
    ("2024-12", (("2.1", date(2024, 12, 20), "9900000"),)),
    ("2025-03", (("2.0", date(2025, 3, 20), "7200000"),)),
    ("2025-04", (("1.0", date(2025, 4, 4), "7100000"), ("1.5", date(2025, 4, 18), "7350000"))),
    ("2025-05", (("2.2", _NIGHT, "8300000"),)),
)


def irkutsk() -> Examples:
    """Make four monthly reports; April 2025 has its electricity split at the day of the change."""
    examples = Examples()
    examples.operators.append(operator(_OPERATOR, "A made-up company near Irkutsk"))
    place = Place("RU-IRK", "Asia/Irkutsk", zone="irkutsk_south")
    examples.farms.append(farm(_FARM, _OPERATOR, "A made-up farm in Irkutsk's southern zone", place))
    for name, coins in _MONTHS:
        production = [production_line(count, when, money(Decimal(price), "RUB")) for count, when, price in coins]
        costs: list[JsonObject] = [{"category": "depreciation", "amount": money(Decimal(4_500_000), "RUB")}]
        lines = {"energy": _energy(name), "production": production, "costs": costs}
        origin = Origin(
            "made up", f"A made-up month, {name}, in a real zone.",
            assumed=("every figure: energy, cost, coins and prices are round numbers, not anybody's",),
        )  # fmt: skip
        examples.add("reports", report(f"{_FARM}-{name}", _FARM, month(name), **lines), origin, name=f"{_FARM}-{name}")
    return examples


def _energy(name: str) -> list[JsonObject]:
    if name != "2025-04":
        return [energy_line("1500000", money(Decimal(7_500_000), "RUB"))]
    until: JsonObject = {"start": "2025-04-01", "end": "2025-04-07"}
    since: JsonObject = {"start": "2025-04-07", "end": "2025-05-01"}
    return [
        energy_line("300000", money(Decimal(1_500_000), "RUB"), until),
        energy_line("1200000", money(Decimal(6_000_000), "RUB"), since),
    ]
