"""
The slow reference: a version computed on `fractions.Fraction`, word for word as the law of each kind reads.

It shares nothing with the kernel but the document: bands are charged one by one, every mode of rounding is spelled
out, and conditions are walked. It judges both arithmetics.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from service.law import components as law
from service.law.components import Component
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Not, OneOf, Season, Since
from service.law.document import Version

HALF = Fraction(1, 2)


class ReferenceRefusal(Exception):
    """No outcome, for the reason of this code."""


def compute(version: Version, facts: Mapping[str, Any], day: date | None) -> dict[str, Fraction | bool]:
    """Compute every component of *version*; numbers come out as fractions, findings as truths."""
    values = {name: Fraction(value) if isinstance(value, Decimal) else value for name, value in facts.items()}
    for component in version.components:
        for operand in _operands(component):
            if operand in facts and facts[operand] is None:
                raise ReferenceRefusal("fact-missing")
    for component in version.components:
        values[component.head.id] = _outcome(component, values, day)
    return {component.head.id: values[component.head.id] for component in version.components}


def round_half(quotient: Fraction, mode: str) -> int:  # noqa: PLR0911 - one mode a branch
    """Round to a whole number by *mode*."""
    below = floor(quotient)
    part = quotient - below
    if part == 0:
        return below
    towards_zero, away = (below, below + 1) if quotient > 0 else (below + 1, below)
    match mode:
        case "floor":
            return below
        case "ceiling":
            return below + 1
        case "down":
            return towards_zero
        case "up":
            return away
        case _:
            pass
    if part != HALF:
        return below if part < HALF else below + 1
    match mode:
        case "half_up":
            return away
        case "half_down":
            return towards_zero
        case "half_even":
            return below if below % 2 == 0 else below + 1
        case _:
            raise AssertionError(mode)


def holds(condition: Condition | None, values: Mapping[str, Any], day: date | None) -> bool | None:
    """Judge *condition* after Kleene: yes, no, or not known."""
    match condition:
        case None:
            return True
        case Not(of):
            inner = holds(of, values, day)
            return None if inner is None else not inner
        case All(of):
            judged = [holds(part, values, day) for part in of]
            return False if False in judged else (None if None in judged else True)
        case AnyOf(of):
            judged = [holds(part, values, day) for part in of]
            return True if True in judged else (None if None in judged else False)
        case _:
            pass
    value = day if isinstance(condition, Season) else values[condition.fact]
    return None if value is None else _leaf(condition, value)


def _leaf(leaf: OneOf | InList | Compared | Since | Season, value: Any) -> bool:
    match leaf:
        case OneOf(_, codes) | InList(_, _, codes):
            return value in codes
        case Compared(_, relation, bound):
            limit = Fraction(bound)
            compared = {
                "above": value > limit,
                "at_least": value >= limit,
                "below": value < limit,
                "at_most": value <= limit,
                "equals": value == limit,
            }
            return bool(compared[relation])
        case Since(_, first):
            return bool(value >= first)
        case Season(start, end):
            at = (value.month, value.day)
            return bool(start <= at < end) if start < end else bool(at >= start or at < end)


def _decided(condition: Condition | None, values: Mapping[str, Any], day: date | None) -> bool:
    judged = holds(condition, values, day)
    if judged is None:
        raise ReferenceRefusal("fact-missing")
    return judged


def _number(operand: str | Decimal, values: Mapping[str, Any]) -> Fraction:
    return Fraction(values[operand]) if isinstance(operand, str) else Fraction(operand)


def _outcome(component: Component, values: Mapping[str, Any], day: date | None) -> Any:  # noqa: PLR0911 - one kind a branch
    match component:
        case law.PerUnit() | law.Percent() | law.Brackets() | law.Lookup() | law.Product() | law.Ratio():
            return _rated(component, values)
        case law.ChooseFirst() | law.Exempt() | law.Surcharge() | law.Credit() | law.Eligibility():
            return _conditional(component, values, day)
        case law.Subtract(_, base, less, least):
            rest = values[base] - sum(values[name] for name in less)
            return rest if least is None else max(rest, Fraction(least))
        case law.Total(_, add, less):
            return Fraction(sum(values[name] for name in add) - sum(values[name] for name in less))
        case law.ChooseHighest(_, of):
            return max(values[name] for name in of)
        case law.Cap(_, of, at):
            return min(values[of], _number(at, values))
        case law.Minimum(_, of, at):
            return max(values[of], _number(at, values))
        case law.Round(_, of, step, mode):
            return round_half(values[of] / Fraction(step), mode) * Fraction(step)


def _rated(component: Component, values: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one kind a branch
    match component:
        case law.PerUnit(_, of, rate) | law.Percent(_, of, rate):
            return values[of] * Fraction(rate)
        case law.Brackets(_, of, "marginal", bands):
            return _marginal(values[of], bands)
        case law.Brackets(_, of, _, bands):
            return values[of] * _rate_at(values[of], bands)
        case law.Lookup(_, by, _, dict(table)):
            if values[by] not in table:
                raise ReferenceRefusal("rate-not-found")
            return Fraction(table[values[by]])
        case law.Lookup(_, by, bands, _):
            return _rate_at(values[by], bands or ())
        case law.Product(_, of, by):
            return values[of] * values[by]
        case law.Ratio(_, of, by, scale, mode, if_zero):
            if values[by] == 0:
                return Fraction(if_zero)
            return Fraction(round_half(values[of] / values[by] * 10**scale, mode), 10**scale)
        case _:
            raise AssertionError(component)


def _conditional(component: Component, values: Mapping[str, Any], day: date | None) -> Any:
    match component:
        case law.ChooseFirst(_, options):
            for option in options:
                if _decided(option.when, values, day):
                    return _number(option.value, values)
            raise ReferenceRefusal("no-option-applies")
        case law.Exempt(_, of, when, _):
            return Fraction(0) if _decided(when, values, day) else values[of]
        case law.Surcharge(_, of, rate, when):
            return values[of] * Fraction(rate) if _decided(when, values, day) else Fraction(0)
        case law.Credit(_, of, rate, when, refundable):
            if not _decided(when, values, day):
                return Fraction(0)
            share = values[of] * Fraction(rate)
            return share if refundable else max(min(share, values[of]), Fraction(0))
        case law.Eligibility(_, when):
            return _decided(when, values, day)
        case _:
            raise AssertionError(component)


def _marginal(value: Fraction, bands: Sequence[law.Band]) -> Fraction:
    if value < Fraction(bands[0].start):
        raise ReferenceRefusal("rate-not-found")
    total = Fraction(0)
    for position, band in enumerate(bands):
        start = Fraction(band.start)
        end = Fraction(bands[position + 1].start) if position + 1 < len(bands) else value
        if value > start:
            total += (min(value, end) - start) * Fraction(band.rate)
    return total


def _rate_at(value: Fraction, bands: Sequence[law.Band]) -> Fraction:
    reached = [band for band in bands if Fraction(band.start) <= value]
    if not reached:
        raise ReferenceRefusal("rate-not-found")
    return Fraction(reached[-1].rate)


def _operands(component: Component) -> list[str]:
    """List the names that *component* computes with, whatever its conditions say."""
    match component:
        case law.ChooseFirst(_, options):
            return [option.value for option in options if isinstance(option.value, str)]
        case law.ChooseHighest(_, of):
            return list(of)
        case law.Subtract(_, base, less, _):
            return [base, *less]
        case law.Total(_, add, less):
            return [*add, *less]
        case _:
            fields = [getattr(component, name, None) for name in ("of", "by", "at")]
            return [field for field in fields if isinstance(field, str)]
