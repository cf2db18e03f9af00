"""
An export: lines of figures, identifiers and codes, page by page, as known at an instant that is settled.

Settled means that nobody writes any more at that instant or before it. So the pages are of one state without a
transaction that lasts as long as the slowest reader, and the same request with this `known_at` gives the same bytes
for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from service.domain.principals import Role
from service.store.reading import Bounds, Reading
from service.usecases.access import jurisdiction_asked, visible_operators
from service.usecases.known_at import settled

if TYPE_CHECKING:
    from service.domain.principals import Principal
    from service.usecases.service import Service

# Members by name; what does not apply is none. Figures are decimals in a text, so that none is rounded on its way.
Line: TypeAlias = dict[str, str | int | None]
# By what a figure is summed, and the figure; none where the line has no figure, and is only counted.
Addend: TypeAlias = tuple[tuple[str | None, ...], Decimal | None]

# Rows of a page: a fraction of a second's work, and no more memory than a request's own body may take.
PAGE: Final = 1000


class Wanted(NamedTuple):
    """
    What is to be exported; *start* and *end* bound the first day of a period: [*start*, *end*).

    Of payments they bound the day of payment. *as_of* is that of statements (none: the day of the instant).
    """

    jurisdiction: str | None = None
    schedule: str | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    known_at: datetime | None = None


class Summing(NamedTuple):
    """How the lines of an export are summed: the names of what they are put together by, and of the sum."""

    by: tuple[str, ...]
    name: str
    addends: Callable[[Line], Iterator[Addend]]
    text: Callable[[tuple[str | None, ...], Decimal], str]


class Export(NamedTuple):
    """
    What is exported: its *name*, the members of its lines in order, and its pages, read while they are taken.

    *wanted* has the instant and the jurisdiction that it is of, whether they were asked for or not.
    """

    name: str
    columns: tuple[str, ...]
    wanted: Wanted
    known_at: datetime
    summing: Summing
    pages: Callable[[], Iterator[Sequence[Line]]]


def prepare(service: Service, principal: Principal, wanted: Wanted) -> tuple[Wanted, datetime, Bounds]:
    """
    Return what *principal* may have of what is *wanted*, and the instant that it is of, which is settled by now.

    Raises:
        Forbidden: an authority names a jurisdiction that is not in its own.
        Nonsense: `known_at` lies in the future.
    """
    jurisdiction = jurisdiction_asked(principal, wanted.jurisdiction)
    known_at = settled(service, wanted.known_at)
    meant = wanted._replace(jurisdiction=jurisdiction, known_at=known_at)
    seen_from = principal.jurisdiction if principal.role is Role.AUTHORITY else None
    bounds = Bounds(
        visible_operators(principal), jurisdiction, wanted.schedule, wanted.start, wanted.end, seen_from=seen_from
    )
    return meant, known_at, bounds


def by_pages(
    service: Service,
    known_at: datetime,
    read: Callable[[Reading, str], Sequence[tuple[str, Sequence[Line]]]],
    *,
    page: int | None = None,
) -> Iterator[Sequence[Line]]:
    """
    Yield the lines of each page that *read* returns: rows after an identifier, each by its own and with its lines.

    A page is read by itself; between two of them nothing is held of the database, however slowly they are taken. One
    with fewer rows than *page* (none: `PAGE`) is the last.
    """
    page = page or PAGE
    after, rows = "", page
    while rows == page:
        with service.store.reading(known_at, snapshot=False) as reading:
            found = read(reading, after)
        rows = len(found)
        if found:
            after = found[-1][0]
            yield [line for _, lines in found for line in lines]
