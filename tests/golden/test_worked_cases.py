"""The worked cases of the law's research come out of the shipped documents, to the last unit."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Nonsense
from service.kernel.exact import Exact
from service.kernel.kinds import kind_of
from service.kernel.scope import Scope
from service.law.components import Head, PerUnit
from service.law.resolver import Unresolved, resolve
from tests.golden.shipped import computed, library, recorded

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("worked_cases.json").read_text())["cases"]
SHIPPED = [case for case in CASES if case["version"] is not None]
KNOWN_AT = datetime(2026, 11, 22, tzinfo=UTC)
GRID = {"grid_kwh": "1000", "connected_own_kwh": "0", "isolated_own_kwh": "0"}

# RU-7: (region, zone, day, findings).
PLACES = [
    ("RU-IRK", "irkutsk", "2025-04-06", ()),
    ("RU-IRK", "irkutsk", "2025-04-07", ("prohibited-zone",)),
    ("RU-IRK", "bratsk", "2025-06-01", ()),
    ("RU-BU", "ulan_ude", "2025-03-15", ("prohibited-zone",)),
    ("RU-BU", "ulan_ude", "2025-03-16", ()),
    ("RU-BU", "ulan_ude", "2025-11-15", ("prohibited-zone",)),
    ("RU-DA", None, "2031-03-15", ("prohibited-zone",)),
]


def stated(case: dict[str, Any]) -> str:
    """Name a case by the words in which it was stated."""
    return " ".join([case["schedule"], *(text for key, text in case["stated"].items() if key != "expect")])


def test_all_twenty_eight_cases_are_here_and_differ() -> None:
    """No worked case was lost or written down twice; only the levy of Laos has no shipped document."""
    assert len({stated(case) for case in CASES}) == 28
    assert [case["schedule"] for case in CASES if case["version"] is None] == ["LA-2021"]


@pytest.mark.parametrize("case", SHIPPED, ids=stated)
def test_a_shipped_version_gives_the_worked_amount(case: dict[str, Any]) -> None:
    """The result of the version is the amount that was worked out, exactly."""
    _, version = library()[case["version"]]
    outcome = computed(case["version"], case["inputs"])
    assert version.result is not None
    assert Decimal(case["stated"]["expect"]) == outcome.values[version.result]


@pytest.mark.parametrize(("region", "zone", "day", "findings"), PLACES)
def test_a_place_is_closed_only_on_its_days(region: str, zone: str | None, day: str, findings: tuple[str, ...]) -> None:
    """RU-7: what is found depends on the region, the municipality and the day's own version."""
    on = date.fromisoformat(day)
    schedule, versions = recorded("ru.mining_zones")
    name = resolve(schedule, versions, on, KNOWN_AT).version.name
    outcome = computed(name, {"region": region, "zone": zone, **GRID}, on)
    assert findings == tuple(finding.code for finding in outcome.findings)


def test_nothing_is_closed_after_the_decree_ends() -> None:
    """RU-7: on 16 March 2031 no version is in force, and the answer says since when."""
    schedule, versions = recorded("ru.mining_zones")
    with pytest.raises(Unresolved) as refusal:
        resolve(schedule, versions, date(2031, 3, 16), KNOWN_AT)
    assert refusal.value.code == "ended-on"


@pytest.mark.parametrize(
    ("kwh", "findings"), [("5999", ()), ("6000", ()), ("6000.001", ("limit-exceeded",)), ("6001", ("limit-exceeded",))]
)
def test_a_household_may_use_six_thousand_kilowatt_hours_and_no_more(kwh: str, findings: tuple[str, ...]) -> None:
    """RU-8: the limit itself is allowed, the smallest unit above it is found."""
    outcome = computed("ru.household_limit@2024-11-01", {"energy_kwh_month": kwh})
    assert findings == tuple(finding.code for finding in outcome.findings)


def test_a_price_below_the_drafts_first_band_is_refused() -> None:
    """The sources print no rate of the draft below 5 tenge, and none is made up."""
    inputs = {"grid_kwh": "1000000", "grid_cost": "4999999", "own_kwh": "0", "own_renewable_kwh": "0"}
    with pytest.raises(Nonsense) as refusal:
        computed("kz.digital_mining_fee@2022-draft", inputs)
    assert refusal.value.code == "rate-not-found"


def test_a_levy_on_capacity_is_a_quantity_times_its_rate() -> None:
    """LA-1: a million dollars for ten megawatts; tried on the kind, since no fact of the catalogue is a capacity."""
    case = next(case for case in CASES if case["schedule"] == "LA-2021")
    levy = PerUnit(Head("levy", "per_unit", None, None, None), "capacity_mw", Decimal(100000))
    step = kind_of(levy).step(levy, Scope(Exact(), {"capacity_mw": 1}))
    amount, _ = step([None, Decimal(case["inputs"]["capacity_mw"])])
    assert Decimal(case["stated"]["expect"]) == amount
