"""
The one door through which decimal numbers enter and leave.

Everything exact in Hashlevy is a `decimal.Decimal` made here, computed under `EXACT`, and written by `plain`. `EXACT`
traps `Inexact`: a result that would have to be rounded raises instead of losing a digit. Only a declared rounding step
(`round_to_step`) or a declared ratio (`divide_at_scale`) may round.
"""

from __future__ import annotations

import re
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import Final

# 400 digits hold every product of capped inputs (38 + 38 + 38 + ...) with room to spare.
EXACT: Final = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, Clamped])
_ROUNDING: Final = Context(prec=400, traps=[InvalidOperation, DivisionByZero, Overflow, Clamped])

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)

ROUNDING_MODES: Final = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "half_down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}

_GRAMMAR: Final = re.compile(r"(-?)(0|[1-9][0-9]{0,99})(?:\.([0-9]{1,40}))?", re.ASCII)


class NotADecimal(ValueError):
    """A text that is not a plain decimal number, or has more digits than its field allows."""


def decimal(text: str, *, digits: int = 40, scale: int = 18, negative: bool = False) -> Decimal:
    """
    Read *text* as an exact decimal number: ASCII digits, a point, no exponent, no plus sign, no leading zeros.

    *digits* caps the digits before the point, *scale* those after it. The number keeps its written scale.

    Raises:
        NotADecimal: says what was expected; its text is fit to be shown to the sender.
    """
    match = _GRAMMAR.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        message = "expected a plain decimal number in a string, such as \"812345.600\""
        raise NotADecimal(message)
    sign, whole, fraction = match.groups()
    if sign and not negative:
        message = "expected a number that is not negative"
        raise NotADecimal(message)
    if len(whole) > digits or len(fraction or "") > scale:
        message = f"expected at most {digits} digits before the point and {scale} after it"
        raise NotADecimal(message)
    return Decimal(text)


def plain(value: Decimal, *, decimals: int = 0) -> str:
    """Write *value* without exponent or needless zeros, padded to at least *decimals* digits after the point."""
    text = f"{value:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    if whole == "-0" and not fraction.strip("0"):
        whole = "0"
    return f"{whole}.{fraction}" if fraction else whole


def round_to_step(value: Decimal, step: Decimal, mode: str) -> Decimal:
    """
    Round *value* to a whole multiple of *step* (both in one unit) with a mode of `ROUNDING_MODES`.

    Halves and quotients are judged exactly: the quotient is rounded from an exact remainder, never twice.
    """
    steps = _ROUNDING.divide(value, step)
    if EXACT.multiply(whole := steps.to_integral_value(rounding=ROUND_DOWN), step) == value:
        return EXACT.multiply(whole, step)
    return EXACT.multiply(_quotient(value, step, 0, mode), step)


def divide_at_scale(dividend: Decimal, divisor: Decimal, scale: int, mode: str) -> Decimal:
    """Divide, rounded once to *scale* digits after the point with a mode of `ROUNDING_MODES`."""
    return _quotient(dividend, divisor, scale, mode).scaleb(-scale, context=EXACT)


def _quotient(dividend: Decimal, divisor: Decimal, scale: int, mode: str) -> Decimal:
    """Return the whole number nearest to `dividend * 10**scale / divisor` by *mode*, decided on whole numbers."""
    numerator, denominator = _whole_ratio(dividend.scaleb(scale, context=EXACT), divisor)
    floor, remainder = divmod(numerator, denominator)
    return Decimal(floor + _step_up(mode, floor=floor, remainder=remainder, denominator=denominator))


def _whole_ratio(dividend: Decimal, divisor: Decimal) -> tuple[int, int]:
    """Return `dividend / divisor` as whole numerator and positive whole denominator."""
    above, below = dividend.as_integer_ratio()
    over, under = divisor.as_integer_ratio()
    numerator, denominator = above * under, below * over
    return (-numerator, -denominator) if denominator < 0 else (numerator, denominator)


def _step_up(mode: str, *, floor: int, remainder: int, denominator: int) -> int:
    """Say (1 or 0) whether rounding by *mode* goes from *floor* to the whole number above it."""
    if remainder == 0 or mode == "floor":
        return 0
    if mode == "ceiling":
        return 1
    negative = floor < 0
    if mode in ("up", "down"):
        return int((mode == "up") != negative)
    twice = 2 * remainder
    if twice != denominator:
        return int(twice > denominator)
    return {"half_up": int(not negative), "half_down": int(negative), "half_even": floor % 2}[mode]
