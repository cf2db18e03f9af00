"""The reading of a component in one outcome: its note and the values around it, written as a trace writes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.domain.money import MINOR_UNITS
from service.kernel.arithmetic import DAY_REGISTER, Note, Registers
from service.kernel.conditions import judge, value_text
from service.law.conditions import Condition
from service.law.document import Schedule, Version, Zones
from service.law.units import CURRENCY, measure


class Names(NamedTuple):
    """
    What the names of a program mean.

    Their registers, the units of their numbers, how many decimals these have at least, and the lists of places.
    """

    slots: Mapping[str, int]
    units: Mapping[str, str]
    decimals: Mapping[str, int]
    lists: Mapping[str, Zones]


def names_of(schedule: Schedule, version: Version, slots: Mapping[str, int]) -> Names:
    """Work out the units of *version*; money is written with the decimals of the currency of *schedule*."""
    currency, measured = schedule.currency, measure(version).units
    units = {name: unit.text(currency or "currency") for name, unit in measured.items()}
    minor = MINOR_UNITS[currency] if currency else 0
    decimals = {name: minor if measured.get(name) == CURRENCY else 0 for name in slots}
    return Names(slots, units, decimals, version.lists)


class Texts(dict[str, str | None]):
    """The values of a case as a trace writes them, each written once: money with the decimals of its currency."""

    def __init__(self, names: Names, registers: Registers) -> None:
        """Write nothing yet."""
        super().__init__()
        self._names = names
        self._registers = registers

    def __missing__(self, name: str) -> str | None:
        value = self._registers[self._names.slots[name]]
        written = plain(value, decimals=self._names.decimals[name]) if isinstance(value, Decimal) else value_text(value)
        self[name] = written
        return written


class Reading(NamedTuple):
    """One component of one case: what it noted, and the registers it was computed from."""

    names: Names
    registers: Registers
    texts: Texts
    id: str
    note: Note

    def value(self, name: str) -> Any:
        """Return the value of a name."""
        return self.registers[self.names.slots[name]]

    @property
    def out(self) -> Any:
        """The outcome of the component."""
        return self.registers[self.names.slots[self.id]]

    def text(self, name: str) -> str | None:
        """Write the value of a name."""
        return self.texts[name]

    def like(self, name: str, value: Decimal) -> str:
        """Write *value*, which has the unit of *name*."""
        return plain(value, decimals=self.names.decimals[name])

    def unit(self, name: str) -> str | None:
        """Return the unit of a name; codes and days have none."""
        return self.names.units.get(name)

    def why(self, condition: Condition) -> Json:
        """Write which leaves of *condition* decided it."""
        registers, slots = self.registers, self.names.slots
        return judge(condition, lambda name: registers[slots[name]], registers[DAY_REGISTER]).as_json(self.names.lists)
