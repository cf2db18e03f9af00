"""Crowds of farms for a shipped version: rows on and beside each of its edges, then random ones, always the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from service.domain.decimals import EXACT
from service.domain.facts import CATALOGUE
from service.kernel.columns import Codes, Column
from service.kernel.program import Program
from service.law.components import Brackets, Lookup
from service.law.conditions import Compared, InList, OneOf, Season, Since
from service.law.references import conditions, leaves

SCALE = 3  # watt-hours of kilowatt-hours; money has a digit to spare
UNIT = 10**SCALE
BEYOND_INT64 = 10**25
SEASONS_OF = range(2024, 2028)
# Of every thousand random numbers: some are nothing, and one leaves 64 bits.
NOTHING_IN_THOUSAND = 50

Row = dict[str, Any]


class Crowd(NamedTuple):
    """Columns by input name and the days; the first *edges* rows lie on or beside an edge."""

    columns: dict[str, Any]
    days: Any
    edges: int

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.days.size)

    def case(self, row: int) -> Row:
        """Return one row as `exact` takes it."""
        return {name: _value(column, row) for name, column in self.columns.items()}

    def day(self, row: int) -> date:
        """Return the day of one row."""
        day: date = self.days[row].item()
        return day


def crowd_for(program: Program, rows: int) -> Crowd:
    """Make *rows* rows for *program*, always the same ones."""
    random = np.random.default_rng(crc32(program.version.name.encode()))
    numbers = [name for name, need in program.inputs.items() if CATALOGUE[need.fact].type in ("quantity", "money")]
    edge_rows = list(_edge_rows(program, numbers))
    edges, drawn = len(edge_rows), rows - len(edge_rows)
    columns: dict[str, Any] = {}
    for name, need in program.inputs.items():
        match CATALOGUE[need.fact].type:
            case "quantity" | "money":
                ints = [*(row.get(name, 0) for row in edge_rows), *_numbers(random, drawn)]
                columns[name] = Column.of(np.array(ints, dtype=object), SCALE)
            case "code":
                columns[name] = _codes(program, name, random, rows)
            case _:
                columns[name] = _days(_named_days(program), random, rows)
    return Crowd(columns, _days(_season_days(program), random, rows), edges)


def _edge_rows(program: Program, numbers: list[str]) -> Iterator[dict[str, int]]:
    """Yield every edge of the version in every number and one unit to either side of it, over divisors that suit it."""
    for edge in sorted({int(EXACT.scaleb(edge, SCALE)) for edge in _edges(program)}):
        for side in (-1, 0, 1):
            for name in numbers:
                yield {name: max(edge + side, 0)}
                yield {name: max(edge + side, 0), **{other: UNIT for other in numbers if other != name}}
                yield {name: max(1000 * edge + side, 0), **{other: 1000 * UNIT for other in numbers if other != name}}


def _edges(program: Program) -> Iterator[Decimal]:
    yield Decimal(0)
    for component in program.version.components:
        if isinstance(component, Brackets | Lookup):
            yield from (band.start for band in component.bands or ())
        for _, condition in conditions(component):
            yield from (leaf.bound for _, leaf in leaves(condition) if isinstance(leaf, Compared))


def _numbers(random: np.random.Generator, count: int) -> list[int]:
    """Draw numbers of every magnitude, from a thousandth to a hundred gigawatt-hours."""
    magnitudes = 10.0 ** random.uniform(0, 14, count)
    ints: list[int] = random.integers(0, magnitudes.astype(np.int64) + 1).tolist()
    for at in np.flatnonzero(random.integers(0, 1000, count) < NOTHING_IN_THOUSAND).tolist():
        ints[at] = 0
    for at in np.flatnonzero(random.integers(0, 1000, count) == 0).tolist():
        ints[at] += BEYOND_INT64
    return ints


def _codes(program: Program, name: str, random: np.random.Generator, rows: int) -> Codes:
    """Draw among the codes that the version tells apart, one that it does not name, and nothing."""
    known = dict.fromkeys(
        code
        for component in program.version.components
        for _, condition in conditions(component)
        for _, leaf in leaves(condition)
        if isinstance(leaf, OneOf | InList) and leaf.fact == name
        for code in leaf.values
    )
    categories = (*known, "elsewhere")
    unknown = CATALOGUE[program.inputs[name].fact].optional
    return Codes(random.integers(-1 if unknown else 0, len(categories), rows), categories)


def _days(edges: list[date], random: np.random.Generator, rows: int) -> Any:
    """Draw among the days on and beside *edges*."""
    beside = sorted({edge + timedelta(days=days) for edge in edges for days in (-1, 0, 1)})
    return np.array(beside, dtype="datetime64[D]")[random.integers(0, len(beside), rows)]


def _named_days(program: Program) -> list[date]:
    """List the days that conditions name."""
    named = [
        leaf.day
        for component in program.version.components
        for _, condition in conditions(component)
        for _, leaf in leaves(condition)
        if isinstance(leaf, Since)
    ]
    return named or [date(2025, 1, 1)]


def _season_days(program: Program) -> list[date]:
    """List the days on which seasons begin and end, of some years."""
    turns = [
        date(year, month, day)
        for component in program.version.components
        for _, condition in conditions(component)
        for _, leaf in leaves(condition)
        if isinstance(leaf, Season)
        for year in SEASONS_OF
        for month, day in (leaf.start, leaf.end)
    ]
    return turns or [date(2025, 1, 1)]


def _value(column: Any, row: int) -> Any:
    match column:
        case Column():
            return column.decimal(row)
        case Codes(indexes, categories):
            return None if indexes[row] < 0 else categories[indexes[row]]
        case _:
            return column[row].item()
