"""Tables for the terminal: columns as wide as their widest cell, two spaces between, no lines drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[int] = ()) -> str:
    """Align *rows* under *header*; columns whose numbers, from 0, are in *right* are aligned to the right."""
    lines = [[name.upper() for name in header], *map(list, rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths, right) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    placed = (
        cell.rjust(width) if position in right else cell.ljust(width)
        for position, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(placed).rstrip()


def block(title: str, members: Iterable[tuple[str, str]]) -> str:
    """Write *title* and below it, indented, the members that say something, their names aligned."""
    told = [(name, text) for name, text in members if text]
    width = max((len(name) for name, _ in told), default=0)
    return "\n".join([title, *(f"    {name.ljust(width)}  {text}".rstrip() for name, text in told)])
