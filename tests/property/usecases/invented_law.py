"""
Invented law of the country XA: a levy on operators by the quarter and a duty on farms by the month.

Both are charged by one formula, whose terms may differ from version to version. It is written here twice: as the text
of a version, and as the arithmetic of a naive reader.
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

NAMES: Final = ("a", "b", "c", "d")
_CENT: Final = Fraction(1, 100)
_THRESHOLD: Final = "1000"
_LARGE: Final = "2000"


class Invented(NamedTuple):
    """A schedule: its name, whom it looks at, and for which tax period."""

    name: str
    subject: str
    period: str

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
            "accumulates": "discrete",
            "time_zone": "Etc/UTC",
            "currency": "EUR",
        }


LEVY: Final = Invented("xa.levy", "operator", "quarter")
DUTY: Final = Invented("xa.duty", "farm", "month")
SCHEDULES: Final = (LEVY, DUTY)


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


days: Final = st.sampled_from(
    (date(2025, 1, 1), date(2025, 1, 1), date(2025, 2, 10), date(2025, 3, 1), date(2025, 4, 1))
)
_amounts: Final = {
    "low": ("0.01", "0.013"),
    "high": ("0.02", "0.007", "0.05"),
    "share": ("0.10", "0.075"),
    "relief": ("0.1", "0.25"),
    "least": ("1", "4.44"),
    "most": ("60", "1000"),
}
terms: Final = st.builds(
    Terms,
    name=st.sampled_from(NAMES),
    since=days,
    until=st.none() | st.sampled_from((date(2025, 2, 20), date(2025, 4, 10))),
    replaces=st.none() | st.sampled_from(NAMES),
    **{name: st.sampled_from(texts).map(Decimal) for name, texts in _amounts.items()},
)


def charge(said: Terms, kwh: Fraction, value: Fraction) -> dict[str, Fraction]:
    """Return every line of the formula."""
    threshold = Fraction(_THRESHOLD)
    energy = min(kwh, threshold) * Fraction(said.low) + max(kwh - threshold, Fraction(0)) * Fraction(said.high)
    coins = value * Fraction(said.share)
    gross = energy + coins
    relief = gross * Fraction(said.relief) if kwh >= Fraction(_LARGE) else Fraction(0)
    net = gross - relief
    floored = max(net, Fraction(said.least))
    capped = min(floored, Fraction(said.most))
    due = floor(capped / _CENT + Fraction(1, 2)) * _CENT
    lines = {"energy": energy, "coins": coins, "gross": gross, "relief": relief}
    return lines | {"net": net, "floored": floored, "capped": capped, "due": due}


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
        "components": list(_components(said)),
        "result": "due",
        "due": {"return": {"month": 1, "day": 15}, "payment": None},
        "notes": [],
        "tests": [_worked(said, *case) for case in (("0", "0"), ("500", "100"), ("2500", "100000"))],
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
    yield {"id": "floored", "kind": "minimum", "of": "net", "at": str(said.least), "law": "act#6"}
    yield {"id": "capped", "kind": "cap", "of": "floored", "at": str(said.most), "law": "act#7"}
    yield {"id": "due", "kind": "round", "of": "capped", "step": "0.01", "mode": "half_up", "law": "act#8"}


def _worked(said: Terms, kwh: str, value: str) -> dict[str, Any]:
    due = charge(said, Fraction(kwh), Fraction(value))["due"]
    expected = f"{Decimal(due.numerator) / Decimal(due.denominator):.2f}"
    return {"name": f"{kwh} and {value}", "inputs": {"kwh": kwh, "value": value}, "expect": {"due": expected}}
