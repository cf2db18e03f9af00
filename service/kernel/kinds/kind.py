"""What every component kind is: a step over an arithmetic, a description for the trace, and the ways it can go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Final, Generic, TypeVar

from service.domain.canonical import Json
from service.kernel.arithmetic import N, Step, T
from service.kernel.reading import Names, Reading
from service.kernel.scope import Scope
from service.law.components import Component
from service.law.conditions import All, Condition

C = TypeVar("C", bound=Component)

# What a node says beside operands and outcome, JSON-ready.
Description = dict[str, Json]

BOUNDED: Final = ("the bound binds", "the bound does not bind")
CONDITIONAL: Final = ("the condition holds", "the condition does not hold")


class Kind(ABC, Generic[C]):
    """One component kind, for components `C`."""

    @abstractmethod
    def step(self, component: C, scope: Scope[N, T]) -> Step:
        """Compile it over the arithmetic of *scope*."""

    def describing(self, component: C, names: Names) -> Callable[[Reading], Description]:  # noqa: ARG002 - for kinds with rows
        """Prepare `describe`, for kinds that say much which is the same in every case."""
        return lambda reading: self.describe(component, reading)

    def describe(self, component: C, reading: Reading) -> Description:  # noqa: ARG002 - for kinds that say more
        """Write what its node says beside operands and outcome."""
        return {}

    def branches(self, component: C) -> tuple[str, ...]:  # noqa: ARG002 - for kinds that branch
        """Name every way it can go, for the tests of a document to take."""
        return ()

    def taken(self, component: C, reading: Reading) -> Iterable[str]:  # noqa: ARG002 - for kinds that branch
        """Name the ways that a case went."""
        return ()


def conditional(condition: Condition | None) -> tuple[str, ...]:
    """Name the sides of a condition; one that always holds has but one."""
    always = condition is None or (isinstance(condition, All) and not condition.of)  # by type: All(()) == AnyOf(())
    return CONDITIONAL[:1] if always else CONDITIONAL


def went(reading: Reading) -> tuple[str, ...]:
    """Name the side on which a case fell, of a kind that notes whether its condition held."""
    return (CONDITIONAL[not reading.note],)


def applied(condition: Condition | None, reading: Reading) -> Description:
    """Write whether a component was applied, and which leaves of its condition decided that."""
    node: Description = {"applied": reading.note}
    if condition is not None:
        node["why"] = reading.why(condition)
    if not reading.note:
        node["reason"] = "condition-not-met"
    return node
