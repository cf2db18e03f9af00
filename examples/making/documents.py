"""What examples consist of: reports and estimates in the wire format, and where their figures come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

JsonObject = dict[str, object]

_DECEMBER: Final = 12


@dataclass(frozen=True)
class Origin:
    """Where the figures of one file come from; *kind* is `published`, `derived` (in part) or `made up`."""

    kind: str
    about: str
    sources: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """Write it for `sources.json`."""
        return {
            "kind": self.kind,
            "about": self.about,
            "sources": list(self.sources),
            "derived": list(self.derived),
            "assumed": list(self.assumed),
            "notes": list(self.notes),
        }


@dataclass
class Examples:
    """Everything that one source of figures gives: who reports, the files by their names, and what was left out."""

    operators: list[JsonObject] = field(default_factory=list)
    farms: list[JsonObject] = field(default_factory=list)
    files: dict[str, tuple[JsonObject, Origin]] = field(default_factory=dict)
    not_filed: list[JsonObject] = field(default_factory=list)

    def add(self, folder: str, document: JsonObject, origin: Origin, *, name: str) -> None:
        """Take a report or an estimate and its origin."""
        self.files[f"{folder}/{name}.json"] = (document, origin)

    def take(self, other: Examples) -> None:
        """Take all of *other*."""
        self.operators += other.operators
        self.farms += other.farms
        self.files |= other.files
        self.not_filed += other.not_filed


@dataclass(frozen=True)
class Place:
    """Where a farm is: its region (ISO 3166-2), its zone if the law names one, and the zone of its clock."""

    region: str
    time_zone: str
    zone: str | None = None


def operator(reference: str, name: str) -> JsonObject:
    """Write an operator as `POST /v1/operators` takes it; all of the examples' are companies."""
    return {"kind": "legal_entity", "name": name, "client_reference": reference}


def farm(reference: str, operator_reference: str, name: str, place: Place) -> JsonObject:
    """Write a farm as `POST /v1/farms` takes it, except that `operator` is the operator's own reference."""
    return {
        "operator": operator_reference,
        "name": name,
        "region": place.region,
        "zone": place.zone,
        "time_zone": place.time_zone,
        "client_reference": reference,
    }


def report(reference: str, farm_reference: str, period: JsonObject, **lines: list[JsonObject]) -> JsonObject:
    """Write a report as `POST /v1/reports` takes it, except that `farm` is the farm's own reference."""
    return {"farm": farm_reference, "client_reference": reference, "period": period, **lines, "submit": True}


def estimate(region: str, period: JsonObject, schedule: str, energy: list[JsonObject]) -> JsonObject:
    """Write a request of `POST /v1/estimates` for a company, under one schedule."""
    return {
        "operator": {"kind": "legal_entity"},
        "region": region,
        "zone": None,
        "period": period,
        "schedules": [schedule],
        "known_at": None,
        "energy": energy,
    }


def energy_line(kwh: str, cost: JsonObject | None = None, span: JsonObject | None = None) -> JsonObject:
    """Write electricity from the grid, measured by a meter; *span* where it is dated more closely than its report."""
    line: JsonObject = {
        "kwh": kwh, "supply": "grid", "metering": "metered", "grid_connected": True,
        "cost": cost, "start": None, "end": None,
    }  # fmt: skip
    return line | (span or {})


def production_line(coins: str, received: date | datetime, unit_price: JsonObject | None = None) -> JsonObject:
    """Write bitcoin received on a day or at an instant, at recorded prices where no *unit_price* is declared."""
    when = "received_at" if isinstance(received, datetime) else "received_on"
    line: JsonObject = {"asset": "BTC", "quantity": coins, when: received.isoformat()}
    return line | ({} if unit_price is None else {"unit_price": unit_price, "price_source": "declared"})


def money(amount: Decimal, currency: str) -> JsonObject:
    """Write *amount* with two decimals, which it must not exceed."""
    written = amount.quantize(Decimal("0.01"))
    if written != amount:
        message = f"{amount} {currency} has parts of a cent: derive it so that it has none, and say how"
        raise ValueError(message)
    return {"amount": f"{written:f}", "currency": currency}


def month(name: str) -> JsonObject:
    """Return the calendar month `2024-03` as a half-open period."""
    first = date.fromisoformat(f"{name}-01")
    following = date(first.year + first.month // _DECEMBER, first.month % _DECEMBER + 1, 1)
    return {"start": first.isoformat(), "end": following.isoformat()}


def last_day(period: JsonObject) -> date:
    """Return the last day of a half-open period."""
    return date.fromisoformat(str(period["end"])) - timedelta(days=1)


def year(number: int) -> JsonObject:
    """Return a calendar year as a half-open period."""
    return {"start": f"{number}-01-01", "end": f"{number + 1}-01-01"}


def joined(parts: Iterable[Examples]) -> Examples:
    """Join what several sources give, in their order."""
    whole = Examples()
    for part in parts:
        whole.take(part)
    return whole
