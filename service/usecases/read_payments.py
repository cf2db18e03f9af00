"""Read noted payments, one or a page of an operator's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.usecases.access import concerned, require, visible_operator, visible_payment
from service.usecases.known_at import reading_at
from service.usecases.representations import payment_json

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.rows import PaymentRow
    from service.usecases.requests import Page
    from service.usecases.service import Service


def read_payment(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read a noted payment, and which note takes it away, if one does."""
    require(principal, "statements:read")
    with reading_at(service, known_at) as reading:
        return _payment(reading, visible_payment(reading, principal, identifier))


def list_payments(service: Service, principal: Principal, operator: str, page: Page) -> dict[str, Json]:
    """List the payments noted of an operator, oldest note first."""
    require(principal, "statements:read")
    known = {schedule.jurisdiction for schedule in service.library.schedules()}
    with reading_at(service, page.known_at) as reading:
        owner = visible_operator(reading, principal, operator)
        rows = reading.payments(owner.id, concerned(principal, known), after=page.after, limit=page.limit + 1)
        shown = rows[: page.limit]
        cursor = shown[-1].id if len(rows) > page.limit else None
        return {"items": [_payment(reading, row) for row in shown], "next_cursor": cursor}


def _payment(reading: Reading, row: PaymentRow) -> dict[str, Json]:
    reversal = reading.reversal(row.id)
    return payment_json(row, None if reversal is None else reversal.id)
