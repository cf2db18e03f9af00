"""Small versions to try a kind on, without a document."""

from datetime import date
from decimal import Decimal
from typing import Any

from service.kernel.outcome import Node, Outcome
from service.kernel.program import Program
from service.law.components import Band, Component, Head
from service.law.document import Due, EmbeddedTest, Evidence, Input, Schedule, Status, Version, Zones

SCHEDULE = Schedule(
    "us.trial", {"en": "Trial", "ru": "Проба"}, "US", "tax", "operator", "year", "discrete", "UTC", "USD"
)
INPUTS = {
    "kwh": Input("kwh", "energy_kwh", {}),
    "own_kwh": Input("own_kwh", "energy_kwh", {"supply": ("own", "own_renewable"), "grid_connected": ("false",)}),
    "income": Input("income", "mined_value", {}),
    "costs": Input("costs", "deductible_costs", {}),
    "place": Input("place", "region", {}),
}
LISTS = {"south": Zones({"en": "The south", "ru": "Юг"}, ("tulun", "zima"))}
DAY = date(2025, 1, 10)
# What every trial knows unless it says otherwise.
FACTS: dict[str, Any] = {
    "kwh": Decimal(12_000_000),
    "own_kwh": Decimal(0),
    "income": Decimal("1000.50"),
    "costs": Decimal("1200.75"),
    "place": "US-NY",
    "region": "US-NY",
    "zone": "tulun",
    "energy_kwh_month": Decimal(6000),
    "operator_kind": "individual",
    "period_start": date(2025, 1, 1),
}


def head(kind: str, id_: str = "c", *, title: dict[str, str] | None = None, law: str | None = "act#1") -> Head:
    """Head a component."""
    return Head(id_, kind, law, None, title)


def bands(*pairs: tuple[str, str]) -> tuple[Band, ...]:
    """Write bands as pairs of edge and rate."""
    return tuple(Band(Decimal(start), Decimal(rate), None) for start, rate in pairs)


def version_of(*components: Component, tests: tuple[EmbeddedTest, ...] = ()) -> Version:
    """Make a version of *components* over the inputs above."""
    return Version(
        "us.trial", "1", Status.PROPOSED, None, None, None, None, None, Evidence.UNVERIFIED, {}, None, INPUTS, LISTS,
        components, None, Due(None, None), (), tests, {}, "",
    )  # fmt: skip


def program_of(*components: Component) -> Program:
    """Compile them."""
    return Program(SCHEDULE, version_of(*components))


def outcome_of(*components: Component, day: date = DAY, **facts: Any) -> Outcome:
    """Compute them on the facts above, some of them changed."""
    return program_of(*components).exact({**FACTS, **facts}, day)


def node_of(*components: Component, day: date = DAY, **facts: Any) -> Node:
    """Compute them, and return the node of the last."""
    return outcome_of(*components, day=day, **facts).nodes[-1]
