"""The reading of a component in one outcome: its note and the values around it, written as a trace writes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.domain.money import amount_text
from service.kernel.arithmetic import DAY_REGISTER, Note, Registers
from service.kernel.conditions import judge, value_text
from service.law.conditions import Condition


class Names(NamedTuple):
    """Where names stand in the registers of a program, their units, and the currency that amounts are written in."""

    slots: Mapping[str, int]
    units: Mapping[str, str]
    currency: str | None


class Reading(NamedTuple):
    """One component of one case: what it noted, and the registers it was computed from."""

    names: Names
    registers: Registers
    id: str
    note: Note

    def value(self, operand: str | Decimal) -> Any:
        """Return the value of a name, or the number itself."""
        return self.registers[self.names.slots[operand]] if isinstance(operand, str) else operand

    @property
    def out(self) -> Any:
        """The outcome of the component."""
        return self.registers[self.names.slots[self.id]]

    def text(self, operand: str | Decimal) -> str | None:
        """Write the value of a name: money with the decimals of its currency, anything else as it is."""
        value = self.value(operand)
        if isinstance(operand, str) and isinstance(value, Decimal):
            return self.like(operand, value)
        return value_text(value)

    def like(self, name: str, value: Decimal) -> str:
        """Write *value*, which has the unit of *name*."""
        currency = self.names.currency
        return amount_text(value, currency) if currency and self.names.units[name] == currency else plain(value)

    def unit(self, name: str) -> str:
        """Return the unit of a name."""
        return self.names.units[name]

    def why(self, condition: Condition) -> Json:
        """Write which leaves of *condition* decided it."""
        facts = {name: self.registers[slot] for name, slot in self.names.slots.items()}
        return judge(condition, facts, self.registers[DAY_REGISTER]).as_json()
