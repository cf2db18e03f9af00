"""
Erasing: destroys the key of an operator, what it sealed, and names that stand in clear, in the present transaction.

What stays, and why, is decided in docs/decisions/0104-what-erasure-covers.md. Guards in the database let this through
for operators of which an `ErasureRow` is kept, and for nobody else; so that row comes first.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, literal, null, select, update

from service.store.tables import (
    declarations,
    drafts,
    erasures,
    events,
    farms,
    idempotency,
    keys,
    opening_keys,
    openings,
    operators,
    reports,
    revisions,
)

if TYPE_CHECKING:
    from service.store.rows import ErasureRow

# Answers are looked through one by one, which happens once in the life of an operator.
_UNHURRIED: Final = "SET LOCAL statement_timeout = '30min'"


class Erasing:
    """What erasing does in one transaction; nothing of it is kept before the commit."""

    def __init__(self, connection: Connection) -> None:
        """Work on *connection*, whose transaction writes."""
        self._connection = connection

    def hold(self, operator: str) -> None:
        """Let nobody seal anything of *operator* until this transaction ends: whoever does shares this lock."""
        locked = select(opening_keys.c.subject).where(opening_keys.c.subject == operator).with_for_update()
        self._connection.execute(locked).all()

    def count_openings(self, operator: str) -> int:
        """Return how many openings the key of *operator* sealed."""
        counted = select(func.count()).where(*_sealed_for(operator))
        return int(self._connection.execute(counted).scalar_one())

    def erase(self, row: ErasureRow) -> None:
        """Keep *row*, and take away all that it says is erased."""
        connection, operator = self._connection, row.operator
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_UNHURRIED)
        connection.execute(insert(erasures), asdict(row))
        connection.execute(delete(opening_keys).where(opening_keys.c.subject == operator))
        connection.execute(delete(openings).where(*_sealed_for(operator)))
        self._discard_drafts(operator)
        self._take_names(operator)
        self._forget_answers(operator)

    def _discard_drafts(self, operator: str) -> None:
        """Discard what was never submitted: it is no record, and would be a report of somebody without a name."""
        of_operator = select(reports.c.id).where(reports.c.operator == operator)
        never_submitted = ~exists().where(revisions.c.report == reports.c.id)
        self._connection.execute(delete(drafts).where(drafts.c.report.in_(of_operator)))
        self._connection.execute(delete(reports).where(reports.c.operator == operator, never_submitted))

    def _take_names(self, operator: str) -> None:
        nameless = {"name": "", "client_reference": null()}
        for statement in (
            update(operators).where(operators.c.id == operator).values(nameless),
            update(farms).where(farms.c.operator == operator).values(nameless),
            update(declarations).where(declarations.c.operator == operator).values(declarant=""),
            update(keys).where(keys.c.operators == (operator,)).values(name=""),
        ):
            self._connection.execute(statement)

    def _forget_answers(self, operator: str) -> None:
        """Forget the answers that speak of *operator*: names stand in them, and nobody sends these requests again."""
        named = operator.encode()
        if self._connection.dialect.name == "postgresql":
            speaks = func.pg_catalog.position(idempotency.c.body, named) > literal(0)
        else:
            speaks = func.instr(idempotency.c.body, named) > literal(0)
        self._connection.execute(delete(idempotency).where(speaks))


def _sealed_for(operator: str) -> tuple[ColumnElement[bool], ...]:
    """Find openings by the index of events: they have none of their own, which every write would have to keep."""
    named = select(events.c.sealing).where(events.c.operator == operator)
    return openings.c.event.in_(named), openings.c.subject == operator
