"""
Invented law of the country XA: a levy on operators by the quarter, a duty on farms by the month, a tax of the year.

The tax accumulates from the beginning of its year. All are charged by one formula, whose terms may differ from version
to version; in winter there is a surcharge. The duty finds farms in zones that are closed. Two more look at controlled
groups, whose members fill one set of bands together. It is written here twice: as the text of a version, and as what a
naive reader makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from tests.property.usecases.naive_calendar import is_winter

NAMES: Final = ("a", "b", "c", "d")
# The last is never closed.
ZONES: Final = ("hills", "plain", "coast")
CLOSED: Final = "prohibited-zone"
_CENT: Final = Fraction(1, 100)
_THRESHOLD: Final = "1000"
_LARGE: Final = "2000"
# Worked cases, on days when every version is in force that ends at all: kilowatt-hours, value and day.
_CASES: Final = (("0", "0", "2025-01-05"), ("500", "100", "2025-06-01"), ("2500", "100000", "2025-01-05"))


class Invented(NamedTuple):
    """A schedule: its name, whom it looks at, for which tax period, counted how, and where its days begin."""

    name: str
    subject: str
    period: str
    accumulates: str
    time_zone: str

    @property
    def content(self) -> dict[str, Any]:
        """The text of its `schedule.yaml`."""
        return {
            "format": "hashlevy.schedule/1",
            "schedule": self.name,
            "title": {"en": "Invented", "ru": "Придуманный"},
            "jurisdiction": "XA",
            "kind": "levy",
            "subject": self.subject,
            "period": self.period,
            "accumulates": self.accumulates,
            "time_zone": self.time_zone,
            "currency": "EUR",
        }

    @property
    def is_cut(self) -> bool:
        """Tell whether another version, or a season, that begins within the tax period counts from then on."""
        return (self.period, self.accumulates) != ("year", "discrete")


LEVY: Final = Invented("xa.levy", "operator", "quarter", "discrete", "Asia/Almaty")
DUTY: Final = Invented("xa.duty", "farm", "month", "discrete", "Europe/Moscow")
TAX: Final = Invented("xa.tax", "operator", "year", "year_to_date", "Europe/Moscow")
SCHEDULES: Final = (LEVY, DUTY, TAX)

# Of controlled groups: one is cut where anything changes, the other is chosen by its first day and not cut.
SHARED: Final = Invented("xa.shared", "group", "quarter", "discrete", "Asia/Almaty")
EXCISE: Final = Invented("xa.excise", "group", "year", "discrete", "Europe/Moscow")
OF_GROUPS: Final = (SHARED, EXCISE)


class Terms(NamedTuple):
    """A version: when it is in force, whose place it takes, and what may differ in its formula."""

    name: str
    since: date
    until: date | None
    replaces: str | None
    low: Decimal
    high: Decimal
    share: Decimal
    relief: Decimal
    least: Decimal
    most: Decimal
    surcharge: Decimal
    winter: tuple[str, str]
    closed: tuple[str, ...]


days: Final = st.sampled_from(
    (date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 10), date(2025, 3, 1), date(2025, 4, 1))
)
_amounts: Final = {
    "low": ("0.01", "0.013"),
    "high": ("0.02", "0.007", "0.05"),
    "share": ("0.10", "0.075"),
    "relief": ("0.1", "0.25"),
    "least": ("1", "4.44"),
    "most": ("60", "1000"),
    "surcharge": ("0.05", "0.2"),
}
terms: Final = st.builds(
    Terms,
    name=st.sampled_from(NAMES),
    since=days,
    until=st.none() | st.sampled_from((date(2025, 2, 20), date(2025, 4, 10))),
    replaces=st.none() | st.sampled_from(NAMES),
    winter=st.sampled_from((("12-15", "02-10"), ("11-15", "03-16"))),
    closed=st.sampled_from((("hills",), ("hills", "plain"))),
    **{name: st.sampled_from(texts).map(Decimal) for name, texts in _amounts.items()},
)


def charge(said: Terms, kwh: Fraction, value: Fraction, *, winter: bool) -> dict[str, Fraction]:
    """Return every line of the formula."""
    threshold = Fraction(_THRESHOLD)
    energy = min(kwh, threshold) * Fraction(said.low) + max(kwh - threshold, Fraction(0)) * Fraction(said.high)
    coins = value * Fraction(said.share)
    gross = energy + coins
    relief = gross * Fraction(said.relief) if kwh >= Fraction(_LARGE) else Fraction(0)
    net = gross - relief
    surcharge = net * Fraction(said.surcharge) if winter else Fraction(0)
    full = net + surcharge
    floored = max(full, Fraction(said.least))
    capped = min(floored, Fraction(said.most))
    due = floor(capped / _CENT + Fraction(1, 2)) * _CENT
    lines = {"energy": energy, "coins": coins, "gross": gross, "relief": relief}
    lines |= {"net": net, "surcharge": surcharge, "full": full}
    return lines | {"floored": floored, "capped": capped, "due": due}


def write_law(folder: Path, schedule: Invented, versions: Iterable[Terms]) -> None:
    """Write *versions* of *schedule* below *folder*, as somebody would who records them."""
    folder.mkdir(parents=True)
    (folder / "schedule.yaml").write_text(json.dumps(schedule.content), encoding="utf-8")
    for said in versions:
        (folder / f"{said.name}.yaml").write_text(json.dumps(version_content(schedule, said)), encoding="utf-8")


def version_content(schedule: Invented, said: Terms) -> dict[str, Any]:
    """Return the text of a version, with worked cases that go every way."""
    until = None if said.until is None else said.until.isoformat()
    return {
        "format": "hashlevy.version/1",
        "schedule": schedule.name,
        "version": said.name,
        "status": "enacted",
        "valid": {"from": said.since.isoformat(), "to": until},
        "published_on": "2024-06-01",
        "replaces": said.replaces,
        "evidence": "verified",
        "law": {"act": {"title": "Act", "cite": "A", "address": None, "evidence": "verified", "note": None}},
        "inputs": {"kwh": {"fact": "energy_kwh"}, "value": {"fact": "mined_value"}},
        "components": [*_components(said), *([_closed(said)] if schedule == DUTY else [])],
        "result": "due",
        "due": {"return": {"month": 1, "day": 15}, "payment": None},
        "notes": [],
        "tests": [_worked(schedule, said, *case) for case in _CASES],
    }


def _components(said: Terms) -> Iterable[Mapping[str, Any]]:
    bands = [{"from": "0", "rate": str(said.low)}, {"from": _THRESHOLD, "rate": str(said.high)}]
    large = {"fact": "kwh", "at_least": _LARGE}
    energy = {"id": "energy", "kind": "brackets", "of": "kwh", "mode": "marginal", "edge": "lower_inclusive"}
    yield energy | {"bands": bands, "law": "act#1"}
    yield {"id": "coins", "kind": "percent", "of": "value", "rate": str(said.share), "law": "act#2"}
    yield {"id": "gross", "kind": "total", "add": ["energy", "coins"], "law": "act#3"}
    relief = {"id": "relief", "kind": "credit", "of": "gross", "rate": str(said.relief), "when": large}
    yield relief | {"refundable": "false", "law": "act#4"}
    yield {"id": "net", "kind": "total", "add": ["gross"], "less": ["relief"], "law": "act#5"}
    winter = {"between": dict(zip(("from", "to"), said.winter, strict=True))}
    surcharge = {"id": "surcharge", "kind": "surcharge", "of": "net", "rate": str(said.surcharge), "when": winter}
    yield surcharge | {"law": "act#9"}
    yield {"id": "full", "kind": "total", "add": ["net", "surcharge"], "law": "act#9"}
    yield {"id": "floored", "kind": "minimum", "of": "full", "at": str(said.least), "law": "act#6"}
    yield {"id": "capped", "kind": "cap", "of": "floored", "at": str(said.most), "law": "act#7"}
    yield {"id": "due", "kind": "round", "of": "capped", "step": "0.01", "mode": "half_up", "law": "act#8"}


def _closed(said: Terms) -> dict[str, Any]:
    """Return what finds farms where nothing may be mined; it comes to no money."""
    message = {"en": "Mining is prohibited here.", "ru": "Майнинг здесь запрещён."}
    found = {"id": "closed", "kind": "eligibility", "when": {"fact": "zone", "in": list(said.closed)}, "law": "act#10"}
    return found | {"finding": CLOSED, "severity": "alert", "message": message}


def _worked(schedule: Invented, said: Terms, kwh: str, value: str, day: str) -> dict[str, Any]:
    winter = is_winter(date.fromisoformat(day), said.winter)
    due = charge(said, Fraction(kwh), Fraction(value), winter=winter)["due"]
    inputs = {"kwh": kwh, "value": value}
    expected = f"{Decimal(due.numerator) / Decimal(due.denominator):.2f}"
    case = {"name": f"{kwh} and {value} on {day}", "day": day, "expect": {"due": expected}}
    if schedule != DUTY:
        return case | {"inputs": inputs}
    zone = said.closed[0] if winter else ZONES[-1]
    return case | {"inputs": inputs | {"zone": zone}, "findings": [CLOSED] if winter else []}
