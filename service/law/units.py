"""
Units of measure: what every value of a version is measured in, worked out from the units of its facts.

Each component says how units hang together (kWh times currency per kWh is currency); each such equation in which one
unit is still unknown gives it. The unit of a rate that a `lookup` finds is thus known by its use, forwards or backwards
from the result; a document has to say it only where that does not tell, as where two looked-up rates are multiplied.
After A. Kennedy, "Types for Units-of-Measure: Theory and Practice" (2009), without his polymorphism: a version in which
a unit stays open is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from service.domain.facts import CATALOGUE
from service.law.components import (
    Brackets,
    Cap,
    ChooseFirst,
    ChooseHighest,
    Component,
    Credit,
    Exempt,
    Lookup,
    Minimum,
    Percent,
    PerUnit,
    Product,
    Ratio,
    Round,
    Subtract,
    Surcharge,
    Total,
)
from service.law.document import Version
from service.law.errors import pointer
from service.law.references import references


class Unit(NamedTuple):
    """A product of powers: of kilowatt-hours, coins and the schedule's currency; all zero is a plain number."""

    kwh: int = 0
    coin: int = 0
    currency: int = 0

    def times(self, other: Unit, power: int = 1) -> Unit:
        """Return this unit times *other* to the *power*."""
        kwh, coin, currency = (mine + power * its for mine, its in zip(self, other, strict=True))
        return Unit(kwh, coin, currency)

    def text(self, currency: str) -> str:
        """Write it with the name of the schedule's *currency*: `KZT/kWh`."""
        names = ((currency, self.currency), ("coin", self.coin), ("kWh", self.kwh))
        above = "·".join(_power(name, power) for name, power in names if power > 0)
        below = "·".join(_power(name, -power) for name, power in names if power < 0)
        return (above or "1") + (f"/{below}" if below else "")


NUMBER: Final = Unit()
KWH: Final = Unit(kwh=1)
COIN: Final = Unit(coin=1)
CURRENCY: Final = Unit(currency=1)

_UNITS: Final = {"kWh": KWH, "coin": COIN, "currency": CURRENCY}
# What a lookup may say of its rate.
RATE_UNITS: Final = {
    "1": NUMBER,
    "currency": CURRENCY,
    "currency/kWh": CURRENCY.times(KWH, -1),
    "currency/coin": CURRENCY.times(COIN, -1),
}


class Equation(NamedTuple):
    """The units of *terms*, each to its power, multiply to *product*; stated at *path* of the document."""

    terms: tuple[tuple[str, int], ...]
    product: Unit
    path: str


class Clash(NamedTuple):
    """An equation that does not hold: *found* is what its terms multiply to."""

    equation: Equation
    found: Unit


class Measured(NamedTuple):
    """The unit of every value whose unit is known, and the equations that do not hold."""

    units: dict[str, Unit]
    clashes: tuple[Clash, ...]


def fact_unit(name: str) -> Unit | None:
    """Return the unit of a fact of the catalogue; codes and days, and facts that are not in it, have none."""
    fact = CATALOGUE.get(name)
    if fact is None or fact.type not in ("quantity", "money"):
        return None
    return _UNITS[fact.unit] if fact.unit is not None else NUMBER


def measure(version: Version) -> Measured:
    """Work out the units of all inputs and components of *version* that are numbers."""
    units = {entry.name: unit for entry in version.inputs.values() if (unit := fact_unit(entry.fact)) is not None}
    waiting, clashes = list(_equations(version)), list[Clash]()
    solved = True
    while waiting and solved:
        solved = False
        for equation in tuple(waiting):
            unknown = [(name, power) for name, power in equation.terms if name not in units]
            if len(unknown) > 1:
                continue
            waiting.remove(equation)
            solved = True
            missing = _missing(equation, units)
            if not unknown:
                clashes += () if missing == NUMBER else (Clash(equation, equation.product.times(missing, -1)),)
            else:
                name, power = unknown[0]
                units[name] = NUMBER.times(missing, power)  # powers are 1 or -1
    return Measured(units, tuple(clashes))


def _missing(equation: Equation, units: Mapping[str, Unit]) -> Unit:
    """Return what the known terms still lack to make up the product."""
    missing = equation.product
    for name, power in equation.terms:
        missing = missing.times(units.get(name, NUMBER), -power)
    return missing


def _equations(version: Version) -> Iterator[Equation]:
    for index, component in enumerate(version.components):
        for equation in _of_component(component):
            yield equation._replace(path=pointer("components", index) + equation.path)
    if version.result is not None:
        yield Equation(((version.result, 1),), CURRENCY, "/result")


def _of_component(component: Component) -> Iterator[Equation]:
    """Return how the units of *component* hang together with those of what it names."""
    name = component.head.id
    match component:
        case PerUnit() | Brackets():
            yield Equation(((name, 1),), CURRENCY, "/of")
        case Product():
            yield Equation(((name, 1), (component.of, -1), (component.by, -1)), NUMBER, "/by")
        case Ratio():
            yield Equation(((name, 1), (component.of, -1), (component.by, 1)), NUMBER, "/by")
        case (
            Percent() | Surcharge() | Credit() | Exempt() | Cap() | Minimum() | Round() | Subtract() | Total()
            | ChooseFirst() | ChooseHighest()
        ):  # fmt: skip
            for path, other in references(component):
                yield Equation(((name, 1), (other, -1)), NUMBER, path)
        case Lookup() if component.unit is not None:
            yield Equation(((name, 1),), RATE_UNITS[component.unit], "/unit")
        case _:
            pass  # any other lookup's rate is known by its use; a finding has no unit


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
