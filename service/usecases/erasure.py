"""
Erase the personal data of an operator: one asks, another confirms, and what the log proves stays proven.

It is refused while the law wants records kept. The key of the operator's openings is destroyed and names in clear
with it, in one transaction with the event that tells of it; afterwards nothing is written of the operator any more.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Forbidden, NotFound
from service.domain.identifiers import new_identifier
from service.domain.periods import earliest_day
from service.domain.regions import lies_in
from service.evidence.merkle import leaf_hash, root_of
from service.store.grants import DatabaseRole
from service.store.rows import ErasureRequestRow, ErasureRow
from service.store.sealing import erased
from service.usecases.access import missing, require, visible_operator
from service.usecases.clock_moves import clock_of
from service.usecases.perform import perform_on
from service.usecases.requests import Answer
from service.usecases.retention import Retained, refuse_retained, retained, rule_json
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.reading import Admission
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

# A leaf is below 8 KiB. Beyond so many bytes of rules, their hash stands for them.
_RULES_BYTES_MAX = 4096


class ErasureWish(NamedTuple):
    """By which *act* and *article* the data are to be erased, and the *reason*, which the log does not tell."""

    act: str
    article: str
    reason: str


def request_erasure(service: Service, command: Command, operator: str, wish: ErasureWish) -> Answer:
    """
    Ask for the personal data of an operator to be erased; answers 201 with the request, which another key confirms.

    Raises:
        NotFound: there is no such operator that the key sees.
        Forbidden: `foreign-jurisdiction`, the operator has farms outside of the authority's.
        Conflict: `retention-not-known`, `retention-runs`.
        Gone: `erased`, they were already.
    """
    require(command.principal, "data:erase")

    def read(work: UnitOfWork) -> Admission:
        return _held(work, command, operator)

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        if work.is_erased(operator):
            raise erased(operator)
        _refuse_early(work, command.principal, operator, now)
        row = ErasureRequestRow(
            new_identifier("erasure_request", now),
            operator,
            *wish,
            requested_by=command.principal.key,
            requested_at=now,
        )
        work.add(row)
        body = canonical(_request_json(row))
        Teller.of(work, now, command).tell(Happening("erasure.requested", operator, inputs_sha256=sha256(body)))
        return Answer(201, body, location=f"/v1/operators/{operator}/erasure")

    return perform_on(service, command, read, effect)


def confirm_erasure(service: Service, command: Command, operator: str, request: str) -> Answer:
    """
    Erase what *request* asks for; answers 201 with the erasure, and 200 where it was done before.

    Raises:
        NotFound: there is no such operator that the key sees, or no such request for it.
        Forbidden: `four-eyes-required`, who asked does not confirm; `foreign-jurisdiction`.
        Conflict: `retention-not-known`, `retention-runs`.
    """
    require(command.principal, "data:erase")

    def read(work: UnitOfWork) -> Admission:
        admission = _held(work, command, operator)
        work.erasing().hold(operator)
        return admission

    def effect(work: UnitOfWork, now: datetime, _: Admission) -> Answer:
        asked = next((row for row in work.erasure_requests(operator) if row.id == request), None)
        if asked is None:
            raise missing("erasure request", request)
        done = work.erasure(operator)
        if done is not None:
            return Answer(200, canonical(_erasure_json(done, asked)))
        if asked.requested_by == command.principal.key:
            detail = "Whoever asks for an erasure does not confirm it. Ask somebody else with a key of their own."
            raise Forbidden("four-eyes-required", detail)
        kept = _refuse_early(work, command.principal, operator, now)
        row = _erase(work, Teller.of(work, now, command), asked, kept, now)
        return Answer(201, canonical(_erasure_json(row, asked)), location=f"/v1/operators/{operator}/erasure")

    store = service.store.acting_as(DatabaseRole.ERASER)
    answer = perform_on(replace(service, database=store), command, read, effect)
    store.scour()
    return answer


def read_erasure(service: Service, principal: Principal, operator: str) -> dict[str, Json]:
    """
    Read how the data of an operator were erased, or who last asked for it.

    Raises:
        NotFound: there is no such operator that the key sees, or nobody asked.
    """
    require(principal, "operators:read")
    with service.store.reading() as reading:
        visible_operator(reading, principal, operator)
        requests, done = reading.erasure_requests(operator), reading.erasure(operator)
    if not requests:
        raise NotFound("not-found", f"Nobody asked for the data of {operator} to be erased.")
    if done is None:
        return _request_json(requests[-1])
    return _erasure_json(done, next(row for row in requests if row.id == done.request))


def _held(work: UnitOfWork, command: Command, operator: str) -> Admission:
    """Return what decides whether the write is to be done at all, behind the lock of the operator."""
    work.lock_operators([visible_operator(work, command.principal, operator).id])
    return work.admission(command.principal.key, command.idempotency_key)


def _refuse_early(work: UnitOfWork, principal: Principal, operator: str, now: datetime) -> Retained:
    """Return until when the records were kept; refuse while they are, and where they are not the authority's alone."""
    if principal.jurisdiction is not None:
        foreign = {it for it in work.places_of_operator(operator) if not lies_in(it, principal.jurisdiction)}
        if foreign:
            detail = f"This key stands for {principal.jurisdiction}; the operator has records in {min(foreign)} too."
            raise Forbidden("foreign-jurisdiction", detail)
    row = visible_operator(work, principal, operator)
    kept = retained(work, operator)
    refuse_retained(kept, earliest_day(clock_of(work, row).shown(now)))
    return kept


def _erase(work: UnitOfWork, teller: Teller, asked: ErasureRequestRow, kept: Retained, now: datetime) -> ErasureRow:
    erasing, operator = work.erasing(), asked.operator
    detail: dict[str, Json] = {
        "basis": {"act": asked.act, "article": asked.article},
        "commitments": _commitments(work.event_bodies(operator)),
        "openings": erasing.count_openings(operator),
        "retention": _retention(kept),
    }
    event = teller.tell(Happening("data.erased", operator, detail=detail))
    rules = tuple(rule.id for rule in kept.rules)
    row = ErasureRow(operator, asked.id, event, rules, kept.until, teller.actor, now)
    erasing.erase(row)
    return row


def _commitments(bodies: Iterable[bytes]) -> dict[str, Json]:
    """
    Return how many commitments no longer open, and the root of the RFC 6962 tree over them in ascending order.

    A list of them would tell everybody which leaves concern one operator; the root proves of one that it is among them.
    """
    texts = sorted({text for body in bodies for text in _texts(json.loads(body)) if text.startswith("c:")})
    return {"count": len(texts), "root": root_of([leaf_hash(text.encode()) for text in texts]).hex()}


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)


def _retention(kept: Retained) -> Mapping[str, Json]:
    rules: list[Json] = [
        {name: value for name, value in rule_json(rule).items() if name not in ("object", "id", "url")}
        for rule in kept.rules
    ]
    ended_on = None if kept.until is None else kept.until.isoformat()
    if len(canonical(rules)) > _RULES_BYTES_MAX:
        return {"ended_on": ended_on, "rules_sha256": sha256(canonical(rules))}
    return {"ended_on": ended_on, "rules": rules}


def _request_json(row: ErasureRequestRow) -> dict[str, Json]:
    return {
        "object": "erasure",
        "operator": row.operator,
        "state": "requested",
        "request": row.id,
        "legal_basis": {"act": row.act, "article": row.article},
        "reason": row.reason,
        "requested_at": instant_text(row.requested_at),
        "retained_until": None,
        "event": None,
        "erased_at": None,
    }


def _erasure_json(row: ErasureRow, asked: ErasureRequestRow) -> dict[str, Json]:
    return _request_json(asked) | {
        "state": "erased",
        "retained_until": None if row.retained_until is None else row.retained_until.isoformat(),
        "event": row.event,
        "erased_at": instant_text(row.erased_at),
    }
