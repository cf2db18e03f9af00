"""What changes in the charges of an aftermath from one version to another: step by step, key by key."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.canonical import Json
from service.law.changes import Change, Place, Sides, Told, either, named, named_key, rows, table
from service.law.charges import Charge
from service.law.document import Version
from service.law.errors import pointer
from service.law.wording.charges import tell_charge
from service.law.wording.terms import Terms

Placed = tuple[int, Charge]


def charges(sides: Sides) -> Iterator[Change]:
    """Compare the charges of two versions by their ids; the cases say nothing of their own."""
    before, after = _by_id(sides.a), _by_id(sides.b)
    for name in either(before, after):
        old, new = before.get(name), after.get(name)
        at, charge = new or before[name]
        place = Place(pointer("charges", at), named("a_charge", name=name), name, charge.head.law)
        data = _content(sides.a, old), _content(sides.b, new)
        if old is None or new is None:
            yield sides.told(place, *data, _sentence(charge))
        else:
            yield from _changed(sides, place, *data)


def _by_id(version: Version) -> dict[str, Placed]:
    return {charge.head.id: (at, charge) for at, charge in enumerate(version.charges)}


def _content(version: Version, placed: Placed | None) -> Json:
    return None if placed is None else rows(version.content["charges"])[placed[0]]


def _sentence(charge: Charge) -> Told:
    def told(terms: Terms) -> str:
        step = tell_charge(charge, terms)
        return "; ".join((step.sentence, *step.rows))

    return told


def _changed(sides: Sides, place: Place, before: Json, after: Json) -> Iterator[Change]:
    """Compare one charge with itself, key by key; steps by their number where there are as many."""
    mine, its = table(before), table(after)
    for key in either(mine, its):
        old, new = rows(mine.get(key)), rows(its.get(key))
        if key == "steps" and len(old) == len(new):
            for at, (earlier, later) in enumerate(zip(old, new, strict=True)):
                here = place._replace(path=place.path + "/steps").inner(at, named("a_step", number=at + 1))
                yield from _members(sides, here, earlier, later)
        else:
            yield from sides.value(place.inner(key), key, mine.get(key), its.get(key))


def _members(sides: Sides, place: Place, before: Json, after: Json) -> Iterator[Change]:
    mine, its = table(before), table(after)
    for key in either(mine, its):
        yield from sides.value(place.inner(key, named_key(key)), key, mine.get(key), its.get(key))
