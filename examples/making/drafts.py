"""
Estimates of what never became law: New York's bill S8518 and the federal DAME excise, on published months.

A year's estimate has one energy line a month, for the months that were published; it is not the company's year.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal
from typing import Final

from examples.making.documents import Examples, JsonObject, Origin, energy_line, estimate, money, month, year
from examples.making.electricity import cost_of
from examples.making.public_miners import Row, region_of, slug_of

# "Lake Mariner 290 + Nautilus 89": coins by site, the only split that TeraWulf publishes.
_SPLIT: Final = re.compile(r"Lake Mariner (?P<new_york>[0-9]+) \+ Nautilus (?P<pennsylvania>[0-9]+)")
_GRID: Final = "grid electricity, metered: the companies publish neither"
_DAME_BY_YEAR: Final = {2024: "us.dame_excise@fy2024", 2025: "us.dame_excise@fy2025"}


def drafts(rows: list[Row]) -> Examples:
    """Make the estimates of both proposals."""
    examples = Examples()
    _add_new_york(examples, [row for row in rows if slug_of(row) == "terawulf"])
    for company in ("riot", "terawulf"):
        for number in _DAME_BY_YEAR:
            months = [row for row in rows if slug_of(row) == company and row["period"].startswith(str(number))]
            _add_dame(examples, number, [row for row in months if row["energy_kwh"] and cost_of(row) is not None])
    return examples


def _add_new_york(examples: Examples, rows: list[Row]) -> None:
    """Estimate TeraWulf's New York site over 2024 under S8518, for the months whose coins are split by site."""
    split = [(row, match) for row in rows if (match := _SPLIT.fullmatch(row["site"]))]
    energy: list[JsonObject] = []
    for row, match in split:
        new_york, both = Decimal(match["new_york"]), Decimal(match["new_york"]) + Decimal(match["pennsylvania"])
        kwh = (Decimal(row["energy_kwh"]) * new_york / both).quantize(Decimal(1), rounding=ROUND_DOWN)
        energy.append(energy_line(f"{kwh:f}", span=month(row["period"])))
    derived = (
        "kWh of both sites derived: electricity cost / unit price per kWh",
        "kWh of New York derived: the share of Lake Mariner in the month's coins, whole kWh, rounded down",
    )
    notes = (
        f"months with a split by site: {', '.join(row['period'] for row, _ in split)}; the others are left out",
        "the bill is for taxable years from 2027 on: it is tried on 2024",
    )
    origin = Origin(
        "derived", "TeraWulf's Lake Mariner (New York) under bill S8518.", _sources([row for row, _ in split]), derived,
        (_GRID,), notes,
    )  # fmt: skip
    examples.add(
        "estimates", estimate("US-NY", year(2024), "us_ny.pow_excise@s8518", energy), origin, name="us-ny-terawulf-2024"
    )


def _add_dame(examples: Examples, number: int, rows: list[Row]) -> None:
    """Estimate a company's published months of a year under the DAME proposal of that year."""
    if not rows:
        return
    energy = []
    for row in rows:
        cost = cost_of(row)
        if region_of(row) is None or cost is None:
            message = f"{row['company']} {row['period']} is not a month in the United States with a cost"
            raise ValueError(message)
        energy.append(energy_line(row["energy_kwh"], money(cost, "USD"), month(row["period"])))
    company = rows[0]["company"]
    derived = sorted({f"kWh {row['energy_basis']}" for row in rows} | {_derivation_of_cost(row) for row in rows})
    notes = (f"months with energy and cost: {', '.join(row['period'] for row in rows)}", "proposed, never law")
    origin = Origin(
        "derived", f"{company}, {number}, under the DAME proposal of that year.", _sources(rows), tuple(derived),
        (_GRID, "the company's taxable year is the calendar year"), notes,
    )  # fmt: skip
    document = estimate("US", year(number), _DAME_BY_YEAR[number], energy)
    examples.add("estimates", document, origin, name=f"us-dame-{slug_of(rows[0])}-{number}")


def _derivation_of_cost(row: Row) -> str:
    if row["electricity_cost"]:
        return row["note"] if "derived" in row["note"] else "cost as published, or derived per coin as its row says"
    return "cost derived: kWh x published price per kWh"


def _sources(rows: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["source"] for row in rows))
