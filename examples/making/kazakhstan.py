"""
Kazakhstan's digital mining fee of the first quarter of 2022, as its State Revenue Committee published it.

The fee was 1 KZT/kWh, so the collection in tenge is the consumption in kWh. Three regions were named; the remainder of
the published total is reported as one more farm, so that the reports add up to the tenge.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Final

from examples.making.documents import Examples, Origin, Place, energy_line, estimate, farm, operator, report

_OPERATOR: Final = "kz-miners"
_QUARTER: Final[dict[str, object]] = {"start": "2022-01-01", "end": "2022-04-01"}
_CLOCK: Final = "Asia/Almaty"
_TOTAL: Final = "KZ"
_DERIVED: Final = "kWh derived: the fee collected divided by its rate of 1 KZT/kWh"
_ASSUMED: Final = (
    "all payers are reported as one company, and each region as one farm",
    "collected for the first quarter of 2022; the page prints the sum without the days it covers",
    "grid electricity, metered (the rate of 2022 was the same for every supply)",
)
_NAMES: Final = {"KZ-71": "astana", "KZ-27": "west-kazakhstan", "KZ-15": "aktobe", _TOTAL: "other-regions"}


def kazakhstan(rows_file: Path) -> Examples:
    """Make four reports that add up to the published total, and one estimate of the total itself."""
    with rows_file.open(encoding="utf-8", newline="") as lines:
        rows = {row["region_iso3166_2"]: row for row in csv.DictReader(lines)}
    examples = Examples()
    examples.operators.append(operator(_OPERATOR, "Payers of Kazakhstan's digital mining fee, together"))
    total = rows.pop(_TOTAL)
    for region, row in rows.items():
        _add_region(examples, region, row, row["region_name"])
    remainder = Decimal(total["energy_kwh_derived"]) - sum(Decimal(row["energy_kwh_derived"]) for row in rows.values())
    _add_region(examples, _TOTAL, total | {"energy_kwh_derived": f"{remainder:f}"}, "Other regions together")
    energy = [energy_line(total["energy_kwh_derived"])]
    examples.add(
        "estimates",
        estimate(_TOTAL, _QUARTER, "kz.digital_mining_fee", energy),
        _origin("The published national total: 652 million KZT.", total),
        name="kz-2022-national-total",
    )
    return examples


def _add_region(examples: Examples, region: str, row: dict[str, str], name: str) -> None:
    slug = f"kz-{_NAMES[region]}"
    examples.farms.append(farm(slug, _OPERATOR, name, Place(region, _CLOCK)))
    document = report(f"{slug}-2022-q1", slug, _QUARTER, energy=[energy_line(row["energy_kwh_derived"])])
    examples.add("reports", document, _origin(f"{name}, first quarter of 2022.", row), name=f"{slug}-2022-q1")


def _origin(about: str, row: dict[str, str]) -> Origin:
    return Origin("derived", about, (row["source"],), (_DERIVED,), _ASSUMED, (row["note"],))
