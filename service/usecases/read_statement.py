"""Read the statement of an operator: as of any day, by the knowledge of any instant, byte for byte the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.clock import instant_text
from service.kernel.lateness.books import Books, Note
from service.kernel.lateness.statement import draw
from service.usecases.access import concerned, require, visible_operator
from service.usecases.calendars.record_calendars import working_days
from service.usecases.clock_moves import timeline_of
from service.usecases.known_at import reading_at
from service.usecases.liabilities import Owing
from service.usecases.reference_rates import known_rates
from service.usecases.rulings import decisions_about

if TYPE_CHECKING:
    from datetime import date, datetime

    from service.domain.canonical import Json
    from service.domain.clock import Timeline
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import OperatorRow, PaymentRow
    from service.usecases.requests import StatementRequest
    from service.usecases.service import Service


def read_statement(service: Service, principal: Principal, request: StatementRequest) -> dict[str, Json]:
    """
    Read what was assessed, what being late costs, what was paid and what is left.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
    """
    require(principal, "statements:read")
    known_at = request.known_at or service.clock()
    with reading_at(service, request.known_at) as reading:
        operator = visible_operator(reading, principal, request.operator)
        return draw_statement(service, reading, principal, operator, (known_at, request.as_of))


def draw_statement(
    service: Service, reading: Reading, principal: Principal, operator: OperatorRow, when: tuple[datetime, date | None]
) -> dict[str, Json]:
    """Draw the statement of an operator that *principal* sees: *when* has the instant, and a day or none."""
    known_at, as_of = when
    timeline = timeline_of(reading, principal, operator.id)
    books = _seen(principal, _books(service, reading, operator, (known_at, timeline)))
    statement = draw(books, as_of)
    return {"object": "statement", "operator": operator.id, "known_at": instant_text(known_at), **statement}


def _books(service: Service, reading: Reading, operator: OperatorRow, known: tuple[datetime, Timeline]) -> Books:
    known_at, timeline = known
    library = service.library.as_known_at(known_at)
    owing = Owing(
        library=library,
        calendars=working_days(reading, known_at),
        decisions=decisions_about(reading, operator.id, known_at),
        withdrawn={row.assessment for row in reading.assessment_voids(operator.id, known_at)},
        timeline=timeline,
    )
    return Books(
        operator_kind=operator.kind,
        liabilities=owing.liabilities(reading.assessments_known(operator.id, known_at)),
        notes=tuple(map(_note, reading.payments_known(operator.id, known_at))),
        library=library,
        rates=known_rates(reading, known_at),
        known_at=known_at,
        timeline=timeline,
    )


def _seen(principal: Principal, books: Books) -> Books:
    """Leave to an authority the accounts of its own jurisdiction."""
    there_are = {each.jurisdiction for each in books.liabilities} | {note.jurisdiction for note in books.notes}
    seen = concerned(principal, there_are)
    if seen is None:
        return books
    return books._replace(
        liabilities=tuple(each for each in books.liabilities if each.jurisdiction in seen),
        notes=tuple(note for note in books.notes if note.jurisdiction in seen),
    )


def _note(row: PaymentRow) -> Note:
    return Note(row.id, row.jurisdiction, row.currency, row.paid_on, row.amount, row.reference, row.reverses)
