"""
From the JSON of a condition to its value: the one part of a document that nests without limit of kind.

A condition is a mapping whose keys say what it is; each shape is listed once, in `_SHAPES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from service.law.components import ChooseFirst, Component, Credit, Eligibility, Exempt, Surcharge
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Not, OneOf, Season, Since
from service.law.document import Zones
from service.law.format.fields import Day, DocumentField, Formed, MonthDay, Number, Sequence, Text, each
from service.law.format.forms import NAME
from service.law.format.shapes import DocumentSchema, Part

T = TypeVar("T")
Member = tuple[DocumentField[Any], object]
Reader = Callable[[dict[str, object]], Condition]

RELATIONS: Final = ("above", "at_least", "below", "at_most", "equals")

_EXPECTED: Final = (
    "{all: [...]}, {any: [...]}, {not: ...}, {fact, in: [...]}, {fact, in_list: name}, "
    '{fact, above | at_least | below | at_most | equals: "n"}, {fact, since: "YYYY-MM-DD"} '
    'or {between: {from: "MM-DD", to: "MM-DD"}}'
)


class ConditionField(DocumentField[Condition]):
    """A condition; lists that it names are bound later, by `bind_lists`."""

    expected = f"a condition: {_EXPECTED}"

    def _read(self, value: object) -> Condition:
        """Read the shape that the keys of *value* are those of."""
        if isinstance(value, dict):
            for shape, read in _SHAPES.items():
                if shape == value.keys():
                    return read(value)
        raise self.refuse("unknown-condition", value, "Write it as one of these, with these keys and no others.")


class _SeasonSchema(DocumentSchema):
    start = MonthDay(required=True, data_key="from")
    end = MonthDay(required=True, data_key="to")


def bind_lists(component: Component, lists: dict[str, Zones]) -> Component:
    """Return *component* with the members of *lists* in every condition that names one."""
    match component:
        case ChooseFirst():
            bound = (option._replace(when=bind(option.when, lists)) for option in component.options)
            return component._replace(options=tuple(bound))
        case Exempt() | Eligibility():
            return component._replace(when=_bound(component.when, lists))
        case Surcharge() | Credit():
            return component._replace(when=bind(component.when, lists))
        case _:
            return component


def bind(condition: Condition | None, lists: dict[str, Zones]) -> Condition | None:
    """Return *condition*, if any, with the members of the *lists* that it names."""
    return None if condition is None else _bound(condition, lists)


def _bound(condition: Condition, lists: dict[str, Zones]) -> Condition:
    """Give each list its members and its own name; an unknown list stays empty, for the checks to refuse."""
    match condition:
        case All(of):
            return All(tuple(_bound(part, lists) for part in of))
        case AnyOf(of):
            return AnyOf(tuple(_bound(part, lists) for part in of))
        case Not(of):
            return Not(_bound(of, lists))
        case InList() if condition.list in lists:
            members = lists[condition.list].members
            return condition._replace(values=(*members, *(() if condition.list in members else (condition.list,))))
        case _:
            return condition


def _joined(key: str, join: Callable[[tuple[Condition, ...]], Condition]) -> Reader:
    parts = Sequence(ConditionField())
    return lambda value: join(_member(value, key, parts))


def _negated(value: dict[str, object]) -> Condition:
    return Not(_member(value, "not", _CONDITION))


def _leaf(key: str, field: DocumentField[T], make: Callable[[str, T], Condition]) -> Reader:
    def read(value: dict[str, object]) -> Condition:
        members: list[tuple[str, Member]] = [("fact", (_FACT, value["fact"])), (key, (field, value[key]))]
        parts = each(members, _deserialize)
        return make(parts["fact"], parts[key])

    return read


def _deserialize(member: Member) -> Any:  # two members of different types
    return member[0].take(member[1])


def _compared(relation: str) -> Reader:
    return _leaf(relation, Number(), lambda fact, bound: Compared(fact, relation, bound))


def _season(value: dict[str, object]) -> Condition:
    edges = _member(value, "between", _SEASON)
    return Season(edges["start"], edges["end"])


def _member(value: dict[str, object], key: str, field: DocumentField[T]) -> T:
    """Read one member of *value*, and file what is wrong with it under its key."""
    return each(((key, value[key]),), field.take)[key]


_FACT: Final = Formed(NAME)
_CONDITION: Final = ConditionField()
_SEASON: Final = Part[dict[str, tuple[int, int]]](_SeasonSchema)
_SHAPES: Final[dict[frozenset[str], Reader]] = {
    frozenset({"all"}): _joined("all", All),
    frozenset({"any"}): _joined("any", AnyOf),
    frozenset({"not"}): _negated,
    frozenset({"between"}): _season,
    frozenset({"fact", "in"}): _leaf("in", Sequence(Text()), OneOf),
    frozenset({"fact", "in_list"}): _leaf("in_list", Formed(NAME), lambda fact, name: InList(fact, name, ())),
    frozenset({"fact", "since"}): _leaf("since", Day(), Since),
    **{frozenset({"fact", relation}): _compared(relation) for relation in RELATIONS},
}
