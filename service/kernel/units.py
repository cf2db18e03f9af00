"""
The unit of every value of a version, found by the algebra of units: kWh x KZT/kWh = KZT.

A document states no units: those of inputs come from the catalogue of facts, and a rate has whatever unit makes its
product money. What comes out in the schedule's currency is a line of the assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.facts import CATALOGUE
from service.law.components import (
    Brackets,
    ChooseFirst,
    ChooseHighest,
    Component,
    Eligibility,
    Lookup,
    PerUnit,
    Product,
    Ratio,
    Subtract,
    Total,
)
from service.law.document import Schedule, Version

# Exponents by name: money per kilowatt-hour is {"currency": 1, "kWh": -1}, a fraction is {}.
Unit = Mapping[str, int]
MONEY: Final[Unit] = {"currency": 1}
RATE: Final[Unit] = {"rate": 1}
NONE: Final[Unit] = {"none": 1}  # of codes, days and findings


def units_of(schedule: Schedule, version: Version) -> dict[str, str]:
    """
    Return the unit of every input, fact and component by name, as people write it.

    `KZT`, `kWh`, `KZT/kWh`; empty for a fraction, `rate` for a rate that still waits for its quantity, `none` for
    what is no number.
    """
    units: dict[str, Unit] = {fact.name: {fact.unit: 1} if fact.unit else NONE for fact in CATALOGUE.values()}
    units |= {name: units[declared.fact] for name, declared in version.inputs.items()}
    for component in version.components:
        units[component.head.id] = _unit(component, units)
    return {name: _text(unit, schedule.currency) for name, unit in units.items()}


def _unit(component: Component, units: Mapping[str, Unit]) -> Unit:  # noqa: PLR0911 - one answer a kind
    match component:
        case PerUnit() | Brackets():
            return MONEY
        case Lookup():
            return RATE
        case Eligibility():
            return NONE
        case Product(of=of, by=by):
            return MONEY if RATE in (units[of], units[by]) else _times(units[of], units[by], 1)
        case Ratio(of=of, by=by):
            return _times(units[of], units[by], -1)
        case Subtract(base=first) | Total(add=(first, *_)) | ChooseHighest(of=(first, *_)):
            return units[first]
        case ChooseFirst(options=options):
            named = [units[option.value] for option in options if isinstance(option.value, str)]
            return named[0] if named else RATE
        case Total() | ChooseHighest():
            return NONE  # of nothing, which the reader refuses
        case _:
            return units[component.of]


def _times(unit: Unit, other: Unit, power: int) -> Unit:
    names = dict.fromkeys((*unit, *other))
    exponents = {name: unit.get(name, 0) + power * other.get(name, 0) for name in names}
    return {name: exponent for name, exponent in exponents.items() if exponent}


def _text(unit: Unit, currency: str | None) -> str:
    named = {currency or "currency" if name == "currency" else name: exponent for name, exponent in unit.items()}
    above = "*".join(name for name, exponent in named.items() if exponent > 0)
    below = "".join(f"/{name}" for name, exponent in named.items() if exponent < 0)
    return f"{above or '1'}{below}" if below else above
