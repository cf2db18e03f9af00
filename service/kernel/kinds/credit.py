"""`credit`: a share of an earlier line as a positive amount, for a later `total` to take off."""

from __future__ import annotations

from decimal import Decimal

from service.domain.canonical import Json
from service.domain.decimals import EXACT, ONE, ZERO
from service.kernel.arithmetic import N, Registers, Step, T
from service.kernel.kinds.kind import BOUNDED, Kind, applied, conditional, went
from service.kernel.reading import Reading
from service.kernel.scope import Scope
from service.law.components import Credit


class CreditKind(Kind[Credit]):
    """
    `of` times `rate` where the condition holds (the note), else zero.

    Unless it is refundable it never exceeds `of`, and of nothing or less there is nothing to credit: taking it off
    cannot bring the line below zero.
    """

    def step(self, component: Credit, scope: Scope[N, T]) -> Step:
        """Multiply, hold the bounds, and grant it where it is due."""
        arithmetic, of, refundable = scope.arithmetic, scope.slot(component.of), component.refundable
        select, multiply, at_most, at_least = (
            arithmetic.select, arithmetic.multiply, arithmetic.at_most, arithmetic.at_least,
        )  # fmt: skip
        test, rate, zero = scope.settled(component.when), arithmetic.constant(component.rate), arithmetic.constant(ZERO)

        def credit(registers: Registers) -> tuple[N, T]:
            holds, line = test(registers), registers[of]
            share = multiply(line, rate)
            if not refundable:
                share, _ = at_least(at_most(share, line)[0], zero)
            return select(holds, share, zero), holds

        return credit

    def describe(self, component: Credit, reading: Reading) -> dict[str, Json]:
        """Write the rate, whether and why it was granted, and whether the line bound it."""
        node: dict[str, Json] = {"of": component.of, "rate": f"{component.rate:f}", **applied(component.when, reading)}
        if not component.refundable and reading.note:
            node["bound"] = _is_bound(component, reading)
        return node

    def branches(self, component: Credit) -> tuple[str, ...]:
        """Name both sides of the condition, and of the bound where the rate can reach it."""
        return (*conditional(component.when), *(BOUNDED if _can_bind(component) else ()))

    def taken(self, component: Credit, reading: Reading) -> tuple[str, ...]:
        """Name the sides that it fell on."""
        bound = (BOUNDED[not _is_bound(component, reading)],) if reading.note and _can_bind(component) else ()
        return (*went(reading), *bound)


def _can_bind(component: Credit) -> bool:
    """Tell whether the line can bind its credit, other than by being below zero itself."""
    return component.rate > ONE and not component.refundable


def _is_bound(component: Credit, reading: Reading) -> bool:
    share: Decimal = EXACT.multiply(reading.value(component.of), component.rate)
    return bool(share != reading.out)
