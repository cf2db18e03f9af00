"""Units multiply to the currency: kilowatt-hours times tenge per kilowatt-hour are tenge."""

from __future__ import annotations

from collections.abc import Iterator

from service.law.components import Eligibility, PerUnit
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, pointer
from service.law.units import CURRENCY, NUMBER, Clash, Measured, measure


def check_units(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `unit-mismatch`, `unit-not-currency` and `unit-unknown`."""
    measured = measure(version)
    currency = schedule.currency or "currency"
    for clash in measured.clashes:
        yield _clash(clash, measured, currency)
    for index, component in enumerate(version.components):
        path = pointer("components", index)
        if isinstance(component, PerUnit) and measured.units.get(component.of) == CURRENCY:
            expected, remedy = "a quantity, such as kWh", "Charge a share of money with percent."
            yield fault(path + "/of", "unit-mismatch", found=f"money ({currency})", expected=expected, remedy=remedy)
        if not isinstance(component, Eligibility) and component.head.id not in measured.units:
            yield fault(
                path,
                "unit-unknown",
                found=f"a {component.head.kind} whose unit nothing tells",
                expected="a value whose use tells its unit, such as a rate that multiplies kWh to money",
                remedy='Use it in what leads to the result, or remove it; a lookup can say its unit: "currency/kWh".',
            )


def _clash(clash: Clash, measured: Measured, currency: str) -> DocumentFault:
    """Tell an equation that does not hold as two units that should be one."""
    (name, _), *others = clash.equation.terms
    left = measured.units[name].text(currency)
    if not others:
        expected = clash.equation.product.text(currency)
        code = "unit-not-currency" if clash.equation.path == "/result" else "unit-mismatch"
        remedy = "Multiply quantities by rates until the result is money."
        return fault(clash.equation.path, code, found=f"{name} in {left}", expected=expected, remedy=remedy)
    right = NUMBER
    for other, power in others:
        right = right.times(measured.units[other], -power)
    names = " and ".join(other for other, _ in others)
    found = f"{names} in {right.text(currency)}" if len(others) == 1 else f"{names}, which make {right.text(currency)}"
    remedy = "Add and compare only like with like; a rate turns kWh into money."
    return fault(
        clash.equation.path, "unit-mismatch", found=found, expected=f"{left}, as {name} is used", remedy=remedy
    )
