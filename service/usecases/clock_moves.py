"""
The clocks of sandboxes: read one, move it forwards, ask what it shows.

Only what is judged by the calendar goes by it: whether a period has begun or ended, what is overdue, until when a
report may be amended. Whatever is recorded is recorded in true time, and so is whatever is known.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from service.domain.canonical import canonical, sha256
from service.domain.clock import TRUE_TIME, Move, Timeline, instant_text
from service.domain.errors import Fault, Forbidden, Nonsense
from service.store.rows import ClockMoveRow
from service.usecases.access import require, visible_operator
from service.usecases.perform import perform_on
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Admission, Reading
    from service.store.rows import OperatorRow
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

# Far enough for the longest terms, and near enough that obligations up to then can be listed.
_FARTHEST_AHEAD: Final = timedelta(days=3653)
_A_MOMENT: Final = timedelta(microseconds=1)


def timeline_of(reading: Reading, principal: Principal, operator: str) -> Timeline:
    """Return what the clock of an operator that *principal* sees shows when; nothing is asked for one that is live."""
    return _timeline(reading.clock_moves(operator)) if principal.sandbox else TRUE_TIME


def clock_of(reading: Reading, operator: OperatorRow) -> Timeline:
    """Return what the clock of *operator* shows when, whoever asks."""
    return _timeline(reading.clock_moves(operator.id)) if operator.sandbox else TRUE_TIME


def read_clock(service: Service, principal: Principal, operator: str) -> dict[str, Json]:
    """
    Read what the clock of a sandbox shows.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        Forbidden: `live-tenant`.
    """
    require(principal, "farms:read")
    with service.store.reading() as reading:
        row = _sandbox(reading, principal, operator)
        return _clock_json(row.id, reading.clock_moves(row.id), service.clock())


def move_clock(service: Service, command: Command, operator: str, instant: datetime) -> Answer:
    """
    Have the clock of a sandbox show *instant*, and go on from there; answers 201 with it.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        Forbidden: `live-tenant`.
        Nonsense: that would be backwards, or more than ten years ahead.
    """
    require(command.principal, "reports:write")

    def read(work: UnitOfWork) -> Admission:
        row = _sandbox(work, command.principal, operator)
        work.lock_operators([row.id])  # whoever files meanwhile does so wholly before, or wholly after
        return work.admission(command.principal.key, command.idempotency_key)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        moves = work.clock_moves(operator)
        moved_at = max([now, *(move.moved_at + _A_MOMENT for move in moves[-1:])])
        _refuse_unfit(instant, _timeline(moves).shown(moved_at), now)
        row = ClockMoveRow(operator, len(moves) + 1, instant, moved_at, command.principal.key)
        work.add(row)
        body = canonical(_clock_json(operator, [*moves, row], moved_at))
        Teller.of(work, now, command).tell(Happening("clock.moved", operator, result_sha256=sha256(body)))
        return Answer(201, body, location=f"/v1/test/clock?operator={operator}")

    return perform_on(service, command, read, effect)


def _sandbox(reading: Reading, principal: Principal, operator: str) -> OperatorRow:
    row = visible_operator(reading, principal, operator)
    if not row.sandbox:
        detail = "This operator is live: its days are those of the calendar, and nobody moves its clock."
        raise Forbidden("live-tenant", detail)
    return row


def _refuse_unfit(instant: datetime, shown: datetime, now: datetime) -> None:
    latest = now + _FARTHEST_AHEAD
    if not shown < instant <= latest:
        message = f"expected an instant after {instant_text(shown)}, which it shows, and up to {instant_text(latest)}"
        fault = Fault("/instant", "out-of-range", message)
        raise Nonsense("validation-failed", "A clock goes forwards, and not without end.", faults=[fault])


def _timeline(moves: Sequence[ClockMoveRow]) -> Timeline:
    return Timeline(tuple(Move(row.shown_at, row.moved_at) for row in moves))


def _clock_json(operator: str, moves: Sequence[ClockMoveRow], instant: datetime) -> dict[str, Json]:
    return {
        "object": "clock",
        "operator": operator,
        "shown_at": instant_text(_timeline(moves).shown(instant)),
        "true_at": instant_text(instant),
        "moves": len(moves),
        "last_move": None if not moves else _move_json(moves[-1]),
        "links": {"self": f"/v1/test/clock?operator={operator}", "operator": f"/v1/operators/{operator}"},
    }


def _move_json(row: ClockMoveRow) -> dict[str, Json]:
    return {
        "shown_at": instant_text(row.shown_at),
        "moved_at": instant_text(row.moved_at),
        "moved_by": row.moved_by,
    }
