"""Lock days of an authority's own jurisdiction against filings, with the reason and the ways left open; unlock them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Conflict, Fault, Forbidden, Nonsense
from service.domain.identifiers import is_identifier, new_identifier
from service.domain.principals import Role
from service.domain.regions import lies_in
from service.store.rows import PeriodLockRow, PeriodUnlockRow
from service.usecases.access import missing, require, sees_operator, visible_operator, visible_operators
from service.usecases.closed_periods import lock_json
from service.usecases.known_at import reading_at
from service.usecases.perform import perform
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.periods import Period
    from service.domain.principals import Principal
    from service.store.reading import Reading
    from service.store.reading.obligations import HeldLock
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command, Page
    from service.usecases.service import Service

# Ways to a correction that a lock leaves open, as its authority says.
ROUTES: Final = ("unlock-request", "notice-response", "objection", "court")


class NewLock(NamedTuple):
    """Days to be locked: of one *operator* and *schedule*, or of all in the jurisdiction; *routes* stay open."""

    operator: str | None
    schedule: str | None
    period: Period
    reason: str
    routes: tuple[str, ...]


def lock_period(service: Service, command: Command, wanted: NewLock) -> Answer:
    """
    Lock days in the authority's jurisdiction; answers 201 with the lock.

    Raises:
        NotFound: there is no such operator or schedule, or the authority does not see it.
        Forbidden: the schedule is one of another jurisdiction.
    """
    require(command.principal, "periods:lock")
    jurisdiction = _jurisdiction(command.principal)
    _refuse_everybody(command.principal, wanted.operator)
    if wanted.schedule is not None:
        schedule = service.library.schedule(wanted.schedule)
        if not lies_in(jurisdiction, schedule.jurisdiction):
            detail = f"This key stands for {jurisdiction}, where {wanted.schedule} is not law."
            raise Forbidden("foreign-jurisdiction", detail)

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        if wanted.operator is not None:
            visible_operator(work, command.principal, wanted.operator)
        row = PeriodLockRow(
            id=new_identifier("lock", now),
            jurisdiction=jurisdiction,
            operator=wanted.operator,
            schedule=wanted.schedule,
            period_start=wanted.period.start,
            period_end=wanted.period.end,
            reason=wanted.reason,
            routes=wanted.routes,
            recorded_at=now,
        )
        work.add(row)
        body = canonical(_document(row, None))
        _tell(Teller.of(work, now, command), "period.locked", row, body)
        return Answer(201, body, location=f"/v1/period-locks/{row.id}")

    return perform(service, command, effect)


def unlock_period(service: Service, command: Command, identifier: str, reason: str) -> Answer:
    """
    End a lock, from now on; answers 200 with it. The lock stays where it is recorded.

    Raises:
        NotFound: there is no such lock, or it is another authority's.
        Conflict: it was ended before.
    """
    require(command.principal, "periods:lock")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        held = _visible(work, command.principal, identifier)
        if held.lock.jurisdiction != command.principal.jurisdiction:
            raise missing("lock", identifier)
        _refuse_everybody(command.principal, held.lock.operator)
        if held.unlock is not None:
            raise Conflict("invalid-state", f"This lock was ended on {instant_text(held.unlock.recorded_at)}.")
        row = PeriodUnlockRow(held.lock.id, reason, now)
        work.add(row)
        body = canonical(_document(held.lock, row))
        _tell(Teller.of(work, now, command), "period.unlocked", held.lock, body)
        return Answer(200, body)

    return perform(service, command, effect)


def read_lock(
    service: Service, principal: Principal, identifier: str, known_at: datetime | None = None
) -> dict[str, Json]:
    """Read a lock, with what ended it, if anything."""
    require(principal, "obligations:read")
    with reading_at(service, known_at) as reading:
        return _document(*_visible(reading, principal, identifier))


def list_locks(service: Service, principal: Principal, page: Page) -> dict[str, Json]:
    """List the locks that *principal* sees, ended or not, in the order of recording."""
    require(principal, "obligations:read")
    with reading_at(service, page.known_at) as reading:
        rows = reading.period_locks(
            principal.jurisdiction, visible_operators(principal), after=page.after, limit=page.limit + 1
        )
    items = [_document(*held) for held in rows]
    shown = items[: page.limit]
    return {"items": list(shown), "next_cursor": shown[-1]["id"] if len(items) > page.limit else None}


def _jurisdiction(principal: Principal) -> str:
    if principal.jurisdiction is None:
        raise Forbidden("foreign-jurisdiction", "This key stands for no jurisdiction; authorities lock periods.")
    return principal.jurisdiction


def _visible(reading: Reading, principal: Principal, identifier: str) -> HeldLock:
    """Return a lock: everybody sees those of everybody, and those of their own; authorities see their own."""
    held = reading.period_lock(identifier) if is_identifier(identifier, "lock") else None
    if held is None:
        raise missing("lock", identifier)
    lock = held.lock
    if principal.role is Role.AUTHORITY:
        owner = None if lock.operator is None else reading.operator(lock.operator)
        seen = lock.jurisdiction == principal.jurisdiction and (owner is None or owner.sandbox == principal.sandbox)
    else:
        seen = lock.operator is None or sees_operator(principal, reading.operator(lock.operator))
    if not seen:
        raise missing("lock", identifier)
    return held


def _refuse_everybody(principal: Principal, operator: str | None) -> None:
    """Refuse a lock of everybody to whoever only tries: it would hold those in earnest."""
    if principal.sandbox and operator is None:
        fault = Fault("/operator", "invalid-value", "expected a sandbox operator: a sandbox key locks nobody else")
        raise Nonsense("validation-failed", "A sandbox key does not lock everybody.", faults=[fault])


def _document(lock: PeriodLockRow, unlock: PeriodUnlockRow | None) -> dict[str, Json]:
    return {
        "object": "period_lock",
        **lock_json(lock),
        "recorded_at": instant_text(lock.recorded_at),
        "unlocked": None
        if unlock is None
        else {"reason": unlock.reason, "recorded_at": instant_text(unlock.recorded_at)},
    }


def _tell(teller: Teller, kind: str, lock: PeriodLockRow, body: bytes) -> None:
    teller.tell(Happening(kind, lock.operator, result_sha256=sha256(body)))
