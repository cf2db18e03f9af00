"""Edges: the numbers at which a version may turn, each with the value that is measured against it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from service.domain.decimals import plain
from service.law.components import Brackets, Cap, Component, Lookup, Minimum
from service.law.conditions import Compared
from service.law.document import Version
from service.law.errors import pointer
from service.law.references import conditions, leaves


class Edge(NamedTuple):
    """A number, in the unit of *subject* (an input, a fact or an earlier component); *path* is where it is written."""

    path: str
    component: str
    subject: str
    at: Decimal
    law: str | None

    @property
    def id(self) -> str:
        """Name it as its author does who accepts what happens there: `levy:grid_kwh:1000000`."""
        return f"{self.component}:{self.subject}:{plain(self.at)}"


def edges_of(version: Version) -> tuple[Edge, ...]:
    """
    Return the edges of bands, of conditions and of bounds that are numbers, in the order of the document.

    The first band begins at the floor of what it measures: nothing lies below it, and it is no edge. An edge that is
    written twice in one component is one.
    """
    found: dict[str, Edge] = {}
    for position, component in enumerate(version.components):
        for path, subject, at in _of(component):
            edge = Edge(pointer("components", position) + path, component.head.id, subject, at, component.head.law)
            found.setdefault(edge.id, edge)
    return tuple(found.values())


def _of(component: Component) -> Iterator[tuple[str, str, Decimal]]:
    match component:
        case Brackets(of=subject, bands=bands) | Lookup(by=subject, bands=bands):
            for at, band in enumerate(bands or ()):
                if at:
                    yield pointer("bands", at, "from"), subject, band.start
        case Cap(of=subject, at=Decimal() as bound) | Minimum(of=subject, at=Decimal() as bound):
            yield "/at", subject, bound
        case _:
            for root, condition in conditions(component):
                for path, leaf in leaves(condition, root):
                    if isinstance(leaf, Compared):
                        yield path + pointer(leaf.relation), leaf.fact, leaf.bound
