"""
The one door through which decimal numbers enter and leave.

Everything exact in Hashlevy is a `decimal.Decimal` made here, computed under `EXACT`, and written by `plain`. `EXACT`
traps `Inexact`: a result that would have to be rounded raises instead of losing a digit. Only a declared rounding step
(`round_to_step`, `divide_to_step`) or a declared ratio (`divide_at_scale`) may round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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

# 400 digits hold the product of six capped numbers (40 digits before the point, 18 after it) with room to spare.
EXACT: Final = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, Clamped])
_ROUNDING: Final = Context(prec=400, traps=[InvalidOperation, DivisionByZero, Overflow, Clamped])

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
_STAND_INS: Final = {-1: Decimal("0.25"), 0: Decimal("0.5"), 1: Decimal("0.75")}

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


def decimal(text: object, *, digits: int = 40, scale: int = 18, negative: bool = False) -> Decimal:
    """
    Read *text*, a string, as an exact number: ASCII digits, a point, no exponent, no plus sign, no leading zeros.

    *digits* caps the digits before the point, *scale* those after it. The number keeps its written scale.

    Raises:
        NotADecimal: says what was expected; its text is fit to be shown to the sender.
    """
    match = _GRAMMAR.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        message = 'expected a plain decimal number in a string, such as "812345.600"'
        raise NotADecimal(message)
    sign, whole, fraction = match.groups()
    if sign and not negative:
        message = "expected a number that is not negative"
        raise NotADecimal(message)
    if len(whole) > digits or len(fraction or "") > scale:
        message = f"expected at most {digits} digits before the point and {scale} after it"
        raise NotADecimal(message)
    return Decimal(match.group())


def plain(value: Decimal, *, decimals: int = 0) -> str:
    """Write *value* without exponent or needless zeros, padded to at least *decimals* digits after the point."""
    text = str(value)  # a third of the time of formatting, and without exponent but for the very small and round
    if "E" in text:
        text = f"{value:f}"
    if "." not in text:
        whole = "0" if text == "-0" else text
        return f"{whole}.{'0' * decimals}" if decimals else whole
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if whole == "-0" and not fraction:
        whole = "0"
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def round_to_step(value: Decimal, step: Decimal, mode: str) -> Decimal:
    """Round *value* to a whole multiple of *step* (same unit, above zero) by a mode of `ROUNDING_MODES`, once."""
    return rounder(step, mode)(value)


def rounder(step: Decimal, mode: str) -> Callable[[Decimal], Decimal]:
    """
    Prepare `round_to_step` for many values.

    Almost every law rounds to 1 or 0.01, which `Decimal` does by itself in a tenth of the time of any other step.
    """
    place = step.normalize(EXACT)
    if place <= ONE and place.as_tuple().digits == (1,):
        rounding = ROUNDING_MODES[mode]
        return lambda value: value.quantize(place, rounding, _ROUNDING) or ZERO
    return lambda value: EXACT.multiply(_quotient(value, step, mode), step)


def divide_at_scale(dividend: Decimal, divisor: Decimal, scale: int, mode: str) -> Decimal:
    """
    Divide, rounded once to *scale* digits after the point by a mode of `ROUNDING_MODES`.

    Raises:
        decimal.DivisionByZero: *divisor* is zero; say beforehand what that means.
    """
    return _quotient(dividend.scaleb(scale, EXACT), divisor, mode).scaleb(-scale, EXACT)


def divide_to_step(dividend: Decimal, divisor: Decimal, step: Decimal, mode: str) -> Decimal:
    """
    Divide, rounded once to a whole multiple of *step* (above zero) by a mode of `ROUNDING_MODES`.

    Raises:
        decimal.DivisionByZero: *divisor* is zero; say beforehand what that means.
    """
    return EXACT.multiply(_quotient(dividend, EXACT.multiply(divisor, step), mode), step)


def _quotient(dividend: Decimal, divisor: Decimal, mode: str) -> Decimal:
    """
    Return the whole number that `dividend / divisor` is rounded to, judged on its exact remainder.

    To every mode, what is cut off matters only as less than, equal to or more than one half. So one quarter, one half
    or three quarters stand in for it, and `Decimal` rounds that.
    """
    whole, remainder = EXACT.divmod(dividend, divisor)  # cut towards zero; the remainder has the sign of the dividend
    if remainder:
        stand_in = _STAND_INS[_against_half(remainder, divisor)]
        away = stand_in if remainder.is_signed() is divisor.is_signed() else stand_in.copy_negate()
        whole = EXACT.add(whole, away).to_integral_value(ROUNDING_MODES[mode], _ROUNDING)
    return whole or ZERO  # what is left of -0.4 is -0


def _against_half(remainder: Decimal, divisor: Decimal) -> int:
    """Compare what is cut off with one half of *divisor*: less (-1), equal (0) or more (1)."""
    doubled, step = EXACT.add(remainder, remainder).copy_abs(), divisor.copy_abs()
    return (doubled > step) - (doubled < step)
