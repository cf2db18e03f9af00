"""What a component names, and where in the document each name stands: values, conditions, the facts of conditions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from service.law.components import (
    Brackets,
    Cap,
    ChooseFirst,
    ChooseHighest,
    Component,
    Credit,
    Eligibility,
    Exempt,
    Lookup,
    Minimum,
    Percent,
    PerUnit,
    Product,
    Ratio,
    Round,
    Subtract,
    Surcharge,
    Total,
)
from service.law.conditions import All, AnyOf, Condition, Leaf, Not, Season
from service.law.document import Version
from service.law.errors import pointer


class Reference(NamedTuple):
    """A value that a component names; *path* is a JSON pointer within the component."""

    path: str
    name: str


class PlacedCondition(NamedTuple):
    """A condition, or a part of one, and where it stands."""

    path: str
    condition: Condition


class PlacedLeaf(NamedTuple):
    """A leaf of a condition, and where it stands."""

    path: str
    leaf: Leaf


def references(component: Component) -> tuple[Reference, ...]:
    """Return the inputs and components whose values *component* works on."""
    if isinstance(component, ChooseFirst):
        options = enumerate(component.options)
        return tuple(found for index, option in options for found in _names(f"/first/{index}/value", option.value))
    return tuple(
        found for key, member in _OPERANDS[type(component)] for found in _names(f"/{key}", getattr(component, member))
    )


def conditions(component: Component) -> tuple[PlacedCondition, ...]:
    """Return the conditions of *component*."""
    match component:
        case ChooseFirst():
            whens = ((f"/first/{index}/when", option.when) for index, option in enumerate(component.options))
            return tuple(PlacedCondition(path, when) for path, when in whens if when is not None)
        case Exempt() | Eligibility():
            return (PlacedCondition("/when", component.when),)
        case Surcharge() | Credit():
            return (PlacedCondition("/when", component.when),) if component.when is not None else ()
        case _:
            return ()


def conditions_of(version: Version) -> Iterator[PlacedCondition]:
    """Return every condition of *version* with its place in the document; `applies` is the first."""
    if version.applies is not None:
        yield PlacedCondition("/applies", version.applies)
    for index, component in enumerate(version.components):
        for path, condition in conditions(component):
            yield PlacedCondition(pointer("components", index) + path, condition)


def parts(condition: Condition, path: str = "") -> Iterator[PlacedCondition]:
    """Return *condition*, which stands at *path*, and all its parts, the innermost first."""
    match condition:
        case All(of) | AnyOf(of):
            key = "all" if isinstance(condition, All) else "any"
            for index, part in enumerate(of):
                yield from parts(part, path + pointer(key, index))
        case Not(of):
            yield from parts(of, path + pointer("not"))
        case _:
            pass
    yield PlacedCondition(path, condition)


def leaves(condition: Condition, path: str = "") -> Iterator[PlacedLeaf]:
    """Return the leaves of *condition*, which stands at *path*, in the order of the document."""
    for here, part in parts(condition, path):
        if not isinstance(part, All | AnyOf | Not):
            yield PlacedLeaf(here, part)


def facts_of(condition: Condition) -> frozenset[str]:
    """Return the names of the facts that *condition* asks about."""
    return frozenset(leaf.fact for _, leaf in leaves(condition) if not isinstance(leaf, Season))


def _names(path: str, operand: str | Decimal | tuple[str, ...]) -> Iterator[Reference]:
    """Return the names in *operand*, which stands at *path*; a number is none."""
    if isinstance(operand, tuple):
        yield from (Reference(path + pointer(index), name) for index, name in enumerate(operand))
    elif isinstance(operand, str):
        yield Reference(path, operand)


_OF: Final = (("of", "of"),)
_OF_AND_BY: Final = (("of", "of"), ("by", "by"))
_OF_AND_AT: Final = (("of", "of"), ("at", "at"))
# Of each kind, the keys that name values, and the members of the component that they are read into.
_OPERANDS: Final[dict[type, tuple[tuple[str, str], ...]]] = {
    PerUnit: _OF,
    Percent: _OF,
    Brackets: _OF,
    Lookup: (("by", "by"),),
    Product: _OF_AND_BY,
    Ratio: _OF_AND_BY,
    Subtract: (("from", "base"), ("less", "less")),
    Total: (("add", "add"), ("less", "less")),
    ChooseHighest: (("highest", "of"),),
    Exempt: _OF,
    Surcharge: _OF,
    Credit: _OF,
    Cap: _OF_AND_AT,
    Minimum: _OF_AND_AT,
    Eligibility: (),
    Round: _OF,
}
