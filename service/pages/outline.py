"""
The outline of an explanation: its plain text as headings, paragraphs and lists, for a page that shows them as such.

What is read here is what `law.explain` writes: paragraphs with an empty line between them; where one has several lines,
the first is its heading; `1. ` numbers an item, `- ` begins one, and three spaces before it put it inside the last.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final, NamedTuple

_ITEM: Final = re.compile(r"(?P<inside> {3})?(?P<mark>- |[0-9]+\. )(?P<text>.+)")


class Item(NamedTuple):
    """An item of a list, with those inside it."""

    text: str
    inside: tuple[str, ...]


class Group(NamedTuple):
    """Lines of one sort: items of a list, numbered or not, or paragraphs of their own."""

    sort: str  # numbered | bulleted | plain
    items: tuple[Item, ...]


class Section(NamedTuple):
    """A paragraph of the text; *heading* where it has several lines."""

    heading: str | None
    groups: tuple[Group, ...]


def outline(text: str) -> tuple[Section, ...]:
    """Return the sections of *text*, without the first, which is its title."""
    return tuple(_section(paragraph.splitlines()) for paragraph in text.split("\n\n")[1:])


def _section(lines: list[str]) -> Section:
    heading = lines.pop(0) if len(lines) > 1 else None
    groups = groupby(_items(lines), key=lambda sorted_item: sorted_item[0])
    return Section(heading, tuple(Group(sort, tuple(item for _, item in items)) for sort, items in groups))


def _items(lines: Iterable[str]) -> list[tuple[str, Item]]:
    items: list[tuple[str, Item]] = []
    for line in lines:
        found = _ITEM.fullmatch(line)
        if found is None:
            items.append(("plain", Item(line, ())))
        elif found["inside"] and items:
            sort, item = items[-1]
            items[-1] = (sort, item._replace(inside=(*item.inside, found["text"])))
        else:
            items.append(("bulleted" if found["mark"] == "- " else "numbered", Item(found["text"], ())))
    return items
