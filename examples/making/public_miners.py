"""
Monthly production reports of public mining companies, as they published them.

A report is made from each row that lies in one region, or in several states of one country; a row that mixes countries
belongs to no farm that a law could be applied to, and is listed as not filed.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from examples.making.documents import (
    Examples,
    JsonObject,
    Origin,
    Place,
    energy_line,
    farm,
    last_day,
    money,
    month,
    operator,
    production_line,
    report,
)
from examples.making.electricity import cost_of

Row = dict[str, str]

_SLUGS: Final = {
    "IREN (Iris Energy)": "iren",
    "Riot Platforms": "riot",
    "TeraWulf": "terawulf",
    "Bitfarms": "bitfarms",
    "Core Scientific (self-mining)": "core-scientific",
    "MARA": "mara",
    "CleanSpark": "cleanspark",
    "Bitdeer": "bitdeer",
    "Cipher Mining": "cipher",
    "Canaan": "canaan",
}
_CLOCKS: Final = {
    "BT-12": "Asia/Thimphu",
    "CA-BC": "America/Vancouver",
    "US": "America/New_York",
    "US-GA": "America/New_York",
    "US-TX": "America/Chicago",
}
_ASSUMED: Final = (
    "all sites of the company in the region are reported as one farm",
    "grid electricity, metered: the companies publish neither",
    "the coins of the month are dated its last day",
)


def read_rows(rows_file: Path) -> list[Row]:
    """Read the published rows."""
    with rows_file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def public_miners(rows: list[Row]) -> Examples:
    """Make a report from every row that can be filed."""
    examples = Examples()
    seen: set[str] = set()
    for row in rows:
        region = region_of(row)
        if region is None:
            examples.not_filed.append(_not_filed(row))
            continue
        company = slug_of(row)
        site = f"{company}-{region.lower()}"
        if company not in seen:
            examples.operators.append(operator(company, row["company"]))
        if site not in seen:
            name = f"All sites of {row['company']} in {region}"
            examples.farms.append(farm(site, company, name, Place(region, _CLOCKS[region])))
        seen |= {company, site}
        examples.add("reports", _report(row, site), _origin(row, region), name=f"{site}-{row['period']}")
    return examples


def slug_of(row: Row) -> str:
    """Return the company's short name in references and file names."""
    return _SLUGS[row["company"]]


def region_of(row: Row) -> str | None:
    """Return the one region that a row lies in, the country where it names several states of one, or nothing."""
    regions = row["region"].split(";")
    countries = {region.partition("-")[0] for region in regions}
    if len(countries) > 1:
        return None
    return regions[0] if len(regions) == 1 else countries.pop()


def _report(row: Row, site: str) -> JsonObject:
    period = month(row["period"])
    lines: dict[str, list[JsonObject]] = {"energy": [], "production": [], "costs": []}
    lines["production"].append(production_line(row["coins_mined"], last_day(period)))
    cost = cost_of(row)
    if row["energy_kwh"]:
        lines["energy"].append(energy_line(row["energy_kwh"], None if cost is None else money(cost, "USD")))
    elif cost is not None:
        lines["costs"].append({"category": "electricity", "amount": money(cost, "USD")})
    return report(f"{site}-{row['period']}", site, period, **lines)


def _origin(row: Row, region: str) -> Origin:
    derived = [f"kWh {row['energy_basis']}"] if row["energy_kwh"] else []
    if row["energy_kwh"] and row["unit_price_per_kwh"] and not row["electricity_cost"]:
        derived.append("cost derived: kWh x published price per kWh")
    notes = [f"sites: {row['site']}; regions as published: {row['region']}"]
    if region != row["region"]:
        notes.append(f"several states, no split of energy published: reported for {region}")
    notes += [row["note"]] if row["note"] else []
    if not row["energy_kwh"]:
        notes.append("no energy published: the report states none, which its company would not")
    about = f"{row['company']}, {row['period']}."
    kind = "derived" if derived or "derived" in row["note"] else "published"
    return Origin(kind, about, (row["source"],), tuple(derived), _ASSUMED, tuple(notes))


def _not_filed(row: Row) -> JsonObject:
    return {
        "company": row["company"],
        "period": row["period"],
        "region": row["region"],
        "source": row["source"],
        "why": "the row mixes countries and publishes no split: a report is for one farm in one region",
    }
