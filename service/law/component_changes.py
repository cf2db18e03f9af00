"""What changes in the components from one version to another: band by band, option by option, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.domain.canonical import Json
from service.law.changes import Change, Place, Sides, Told, either, named, named_key, rows, table
from service.law.components import Component
from service.law.document import Version
from service.law.errors import pointer
from service.law.wording.steps import tell
from service.law.wording.terms import Terms
from service.law.wording.values import number, shown

Placed = tuple[int, Component]


def components(sides: Sides) -> Iterator[Change]:
    """Compare the components of two versions by their ids, and then their order."""
    before, after = _by_id(sides.a), _by_id(sides.b)
    for name in either(before, after):
        old, new = before.get(name), after.get(name)
        yield from _component(sides, new or before[name], old, new)
    order = [[name for name in one if name in other] for one, other in ((before, after), (after, before))]
    yield from sides.value(Place("/components", named("an_order")), "order", [*order[0]], [*order[1]])


def component_changes(sides: Sides, position: int) -> Iterator[Change]:
    """Compare the components at one *position*, which have one name."""
    old, new = ((position, version.components[position]) for version in (sides.a, sides.b))
    return _component(sides, new, old, new)


def _component(sides: Sides, shown_at: Placed, old: Placed | None, new: Placed | None) -> Iterator[Change]:
    at, component = shown_at
    place = Place(pointer("components", at), named("a_component", name=component.head.id), component.head.id)
    place = place._replace(law=component.head.law)
    data = _content(sides.a, old), _content(sides.b, new)
    if old is None or new is None:
        yield sides.told(place, *data, _sentence(component))
    elif old[1].head.kind != new[1].head.kind:
        yield sides.told(place, *data, (_sentence(old[1]), _sentence(new[1])))
        heads = ({key: table(side).get(key) for key in ("law", "evidence", "title")} for side in data)
        yield from _members(sides, place, *heads)
    else:
        yield from _changed(sides, place, *data)


def _by_id(version: Version) -> dict[str, Placed]:
    return {component.head.id: (at, component) for at, component in enumerate(version.components)}


def _content(version: Version, placed: Placed | None) -> Json:
    return None if placed is None else rows(version.content["components"])[placed[0]]


def _sentence(component: Component) -> Told:
    def told(terms: Terms) -> str:
        step = tell(component, terms)
        return "; ".join((step.sentence, *step.rows))

    return told


def _changed(sides: Sides, place: Place, before: Json, after: Json) -> Iterator[Change]:
    """Compare one component with itself, key by key."""
    mine, its = table(before), table(after)
    for key in either(mine, its):
        old, new, here = mine.get(key), its.get(key), place.inner(key)
        if key == "bands" and isinstance(old, list) and isinstance(new, list):
            yield from _bands(sides, place, old, new)
        elif key == "table" and isinstance(old, dict) and isinstance(new, dict):
            yield from _table(sides, place, old, new)
        elif key == "first" and isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            yield from _options(sides, place, old, new)
        else:
            yield from sides.value(here, key, old, new)


def _bands(sides: Sides, place: Place, before: list[Json], after: list[Json]) -> Iterator[Change]:
    """Compare bands by their number where there are as many, else by their lower edges."""
    old, new = ({_edge(band): (at, table(band)) for at, band in enumerate(bands)} for bands in (before, after))
    if len(before) == len(after):
        for at, (mine, its) in enumerate(zip(before, after, strict=True)):
            yield from _members(sides, _band(place, at), table(mine), table(its))
        return
    for edge in sorted({*old, *new}, key=str):
        at = new[edge][0] if edge in new else old[edge][0]
        if edge in old and edge in new:
            yield from _members(sides, _band(place, at), old[edge][1], new[edge][1])
        else:
            mine, its = ({**bands[edge][1]} if edge in bands else None for bands in (old, new))
            yield sides.told(_band(place, at), mine, its, _mapping(mine or its))


def _band(place: Place, at: int) -> Place:
    within = place._replace(path=place.path + "/bands")
    return within.inner(at, named("a_band", number=at + 1))


def _edge(band: Json) -> object:
    edge = table(band).get("from")
    return number("from", edge) if number("from", edge) is not None else edge


def _table(sides: Sides, place: Place, before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Change]:
    within = place._replace(path=place.path + "/table")
    for code in either(before, after):
        here = within.inner(code, named("an_entry", name=code))
        yield from sides.value(here, "rate", before.get(code), after.get(code))


def _options(sides: Sides, place: Place, before: list[Json], after: list[Json]) -> Iterator[Change]:
    within = place._replace(path=place.path + "/first")
    for at, (mine, its) in enumerate(zip(before, after, strict=True)):
        here = within.inner(at, named("an_option", number=at + 1))
        yield from _members(sides, here, table(mine), table(its))


def _members(sides: Sides, place: Place, before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Change]:
    for key in either(before, after):
        yield from sides.value(place.inner(key, named_key(key)), key, before.get(key), after.get(key))


def _mapping(value: Json) -> Told:
    return lambda terms: shown("band", value, terms)
