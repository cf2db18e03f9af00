"""
What changes from one version to another, as data and in words: bands, rates, dates, articles, conditions, inputs.

Compared is what the documents say, not how they are written: components by their ids, bands by their edges, numbers by
their values. Embedded tests are left out: they say nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.domain.canonical import Json
from service.law.changes import Change, Place, Sides, Told, What, either, named, named_key, rows, table
from service.law.charge_changes import charges
from service.law.component_changes import components
from service.law.document import Law, Version
from service.law.errors import pointer
from service.law.wording.language import Language

__all__ = ["Change", "diff"]

_HEAD: Final = (
    ("status",),
    ("valid", "from"),
    ("valid", "to"),
    ("published_on",),
    ("replaces",),
    ("gap",),
    ("retroactive",),
    ("evidence",),
    ("applies",),
    ("result",),
    ("due", "return"),
    ("due", "payment"),
    ("due", "shift"),
    ("due", "amendment"),
)


def diff(a: Version, b: Version) -> list[Change]:
    """Return what changes from *a* to *b*, in the order in which a document says it."""
    sides = Sides(a, b)
    return [
        *_head(sides),
        *_laws(sides),
        *_inputs(sides),
        *_lists(sides),
        *components(sides),
        *charges(sides),
        *sides.items(
            Place("/aftermath", named_key("aftermath")),
            rows(a.content.get("aftermath")),
            rows(b.content.get("aftermath")),
        ),
        *sides.items(Place("/notes", named("a_note")), rows(a.content.get("notes")), rows(b.content.get("notes"))),
    ]


def _head(sides: Sides) -> Iterator[Change]:
    """Compare what the versions say of themselves."""
    for keys in _HEAD:
        before, after = _member(sides.a, keys), _member(sides.b, keys)
        yield from sides.value(Place(pointer(*keys), _called(keys)), keys[-1], before, after)


def _laws(sides: Sides) -> Iterator[Change]:
    """Compare the acts by their keys, and those in both key by key."""
    before, after = table(sides.a.content["law"]), table(sides.b.content["law"])
    for name in either(before, after):
        place = Place(pointer("law", name), named("a_law", name=name))
        mine, its = before.get(name), after.get(name)
        if mine is None or its is None:
            yield sides.told(place, mine, its, _act((sides.a if its is None else sides.b).laws[name]))
            continue
        for key in either(table(mine), table(its)):
            yield from sides.value(place.inner(key), key, table(mine).get(key), table(its).get(key))


def _inputs(sides: Sides) -> Iterator[Change]:
    """Compare the inputs by their names: which fact each asks for, and which lines count towards it."""
    before, after = table(sides.a.content.get("inputs")), table(sides.b.content.get("inputs"))
    for name in either(before, after):
        if before.get(name) != after.get(name):
            place = Place(pointer("inputs", name), named("an_input", name=name))
            yield sides.told(place, before.get(name), after.get(name), _fact(name))


def _lists(sides: Sides) -> Iterator[Change]:
    """Compare the lists, place by place."""
    before, after = table(sides.a.content.get("lists")), table(sides.b.content.get("lists"))
    for name in either(before, after):
        mine, its = table(before.get(name)), table(after.get(name))
        place = Place(pointer("lists", name), named("a_list", name=name))
        yield from sides.value(place.inner("title"), "title", mine.get("title"), its.get("title"))
        yield from sides.items(place.inner("members"), rows(mine.get("members")), rows(its.get("members")))


def _member(version: Version, keys: tuple[str, ...]) -> Json:
    value: Json = version.content
    for key in keys:
        value = table(value).get(key)
    return value


def _called(keys: tuple[str, ...]) -> What:
    def what(language: Language) -> str:
        return " ".join(named_key(key)(language) for key in keys if key != "due")

    return what


def _act(law: Law) -> Told:
    return lambda _: f"{law.title} ({law.cite})"


def _fact(name: str) -> Told:
    return lambda terms: terms.fact(name)
