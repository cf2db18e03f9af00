"""A million farms, mixed across every shipped schedule: columns come to what `exact` comes to."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

import pytest

from service.domain.errors import Nonsense
from service.kernel.columns import ColumnOutcome
from service.kernel.program import Program, compile_version
from service.law.components import Eligibility
from tests.golden.shipped import library
from tests.property.kernel.crowds import Crowd, crowd_for

MILLION = 1_000_000
EVERY = 199  # a prime, so that no pattern of a crowd is missed

NAMES = sorted(library())


@cache
def program_of(name: str) -> Program:
    """Compile a shipped version."""
    return compile_version(*library()[name])


@pytest.mark.parametrize("name", NAMES)
def test_edges_and_a_sample_come_to_the_same_one_by_one(name: str) -> None:
    """Of this version's share of the million: all rows on or beside an edge, and every 199th of the others."""
    program = program_of(name)
    crowd = crowd_for(program, MILLION // len(NAMES))

    outcome = program.columns(crowd.columns, crowd.days)

    assert crowd.size >= MILLION // len(NAMES)
    assert [] == differences(crowd, program, outcome, [*range(crowd.edges), *range(crowd.edges, crowd.size, EVERY)])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_one_of_the_million_comes_to_the_same(name: str) -> None:
    """The whole million, row by row."""
    program = program_of(name)
    crowd = crowd_for(program, MILLION // len(NAMES) + 1)

    outcome = program.columns(crowd.columns, crowd.days)

    assert [] == differences(crowd, program, outcome, range(crowd.size))


def test_the_crowds_reach_every_way_that_a_version_can_go() -> None:
    """A crowd that misses a band would prove nothing about it."""
    missed = [(name, way) for name in NAMES for way in sorted(ways_missed(program_of(name)))]

    assert [] == missed


def differences(crowd: Crowd, program: Program, outcome: ColumnOutcome, rows: Iterable[int]) -> list[str]:
    """Name the rows in which an arithmetic differs from the other, and how."""
    found = []
    for row in rows:
        expected, columns = one_by_one(crowd, program, row), in_columns(outcome, program, row)
        if expected != columns:
            found.append(f"{program.version.name} {crowd.case(row)}: {expected} but {columns} in columns")
    return found


def one_by_one(crowd: Crowd, program: Program, row: int) -> tuple[dict[str, Decimal], list[str]] | str:
    """Compute a row exactly: numbers and findings, or the code of a refusal."""
    try:
        outcome = program.exact(crowd.case(row), crowd.day(row))
    except Nonsense as refusal:
        return refusal.code
    return dict(outcome.values), [finding.code for finding in outcome.findings]


def in_columns(outcome: ColumnOutcome, program: Program, row: int) -> tuple[dict[str, Decimal], list[str]] | str:
    """Read the same from the columns."""
    refusal = outcome.refusal(row)
    if refusal is not None:
        return refusal.code
    numbers = {name: column.decimal(row) for name, column in outcome.numbers.items()}
    eligibility = (part for part in program.version.components if isinstance(part, Eligibility))
    return numbers, [part.finding for part in eligibility if outcome.findings[part.head.id][row]]


def ways_missed(program: Program) -> set[str]:
    """Name the ways of *program* that no edge row and no sampled row goes."""
    crowd = crowd_for(program, 3000)
    ways = {
        f"{frame.component.head.id}: {way}" for frame in program.frames for way in frame.kind.branches(frame.component)
    }
    for row in range(crowd.size):
        try:
            outcome = program.exact(crowd.case(row), crowd.day(row))
        except Nonsense:
            continue
        for position, frame in enumerate(program.frames):
            taken = frame.kind.taken(frame.component, outcome.reading(position))
            ways -= {f"{frame.component.head.id}: {way}" for way in taken}
    return ways
