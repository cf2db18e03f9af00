"""`choose`: the value of the first option whose condition holds, or the highest of several values."""

from __future__ import annotations

from decimal import Decimal

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.kernel.arithmetic import NO_OPTION, N, Note, Registers, Step, T
from service.kernel.kinds.kind import Kind
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import ChooseFirst, ChooseHighest, Option
from service.law.conditions import All

_OTHERWISE = All(())


class ChooseFirstKind(Kind[ChooseFirst]):
    """The note is which option was chosen; an option without a condition always holds."""

    def step(self, component: ChooseFirst, scope: Scope[N, T]) -> Step:
        """Test every option, then take the first that holds."""
        first, refusal = scope.arithmetic.first, scope.refusal(NO_OPTION)
        tests = [scope.condition(option.when or _OTHERWISE) for option in component.options]
        slots = [scope.slot(option.value) for option in component.options]

        def choose(registers: Registers) -> tuple[N, Note]:
            return first([test(registers) for test in tests], [registers[slot] for slot in slots], refusal)

        return choose

    def describe(self, component: ChooseFirst, reading: Reading) -> dict[str, Json]:
        """Write which option was chosen and why, and why those before it were not."""
        tried = component.options[: reading.note + 1]
        return {
            "chosen": _name(tried[-1].value),
            "options": [_option(option, reading) for option in tried],
        }

    def branches(self, component: ChooseFirst) -> tuple[str, ...]:
        """Name the options."""
        values = (_name(option.value) for option in component.options)
        return tuple(f"option {position} ({value})" for position, value in enumerate(values, 1))

    def taken(self, component: ChooseFirst, reading: Reading) -> tuple[str, ...]:
        """Name the option that was chosen."""
        return (self.branches(component)[reading.note],)


class ChooseHighestKind(Kind[ChooseHighest]):
    """The note is which of the values was the highest, the first of equals."""

    def step(self, component: ChooseHighest, scope: Scope[N, T]) -> Step:
        """Take the highest."""
        highest, slots = scope.arithmetic.highest, [scope.slot(name) for name in component.of]

        def choose(registers: Registers) -> tuple[N, Note]:
            return highest([registers[slot] for slot in slots])

        return choose

    def describe(self, component: ChooseHighest, reading: Reading) -> dict[str, Json]:
        """Write which was chosen, and that the others are lower or equal."""
        options: list[Json] = [
            {"value": name, "amount": reading.text(name), "holds": position == reading.note}
            for position, name in enumerate(component.of)
        ]
        return {"chosen": component.of[reading.note], "highest": options}

    def branches(self, component: ChooseHighest) -> tuple[str, ...]:
        """Name the values."""
        return tuple(f"highest is {name}" for name in component.of)

    def taken(self, component: ChooseHighest, reading: Reading) -> tuple[str, ...]:
        """Name the one that was chosen."""
        return (self.branches(component)[reading.note],)


def _name(value: str | Decimal) -> str:
    return value if isinstance(value, str) else plain(value)


def _option(option: Option, reading: Reading) -> Json:
    why = None if option.when is None else reading.why(option.when)
    return {"value": _name(option.value), "why": why}
