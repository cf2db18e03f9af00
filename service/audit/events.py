"""
Audit events: what happened, as canonical JSON (RFC 8785) whose exact bytes are kept, hashed and proven.

An event names no person, place, key or amount: who it concerns stands in salted commitments, what was computed in
hashes. It can be shown to anybody, and what is erased elsewhere cannot be read from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from service.audit.details import DETAILED, fault_of
from service.audit.engine import ENGINE, Engine
from service.audit.sealing import Sealing
from service.domain.canonical import Json, canonical, sha256
from service.domain.clock import instant_text

FORM: Final = 1
# An entry of a tile-based log has at most 65,535 bytes (C2SP tlog-tiles); an event holds digests, so this is ample.
BYTES_MAX: Final = 8 * 1024

EVENT_TYPES: Final = DETAILED | frozenset(
    {
        "operator.registered",
        "farm.registered",
        "farm.relocated",
        "group.formed",
        "group.membership_recorded",
        "report.submitted",
        "assessment.created",
        "schedule.recorded",
        "schedule.withdrawn",
        "law.drafted",
        "law.changed",
        "law.submitted",
        "law.rejected",
        "law.published",
        "signing_key.registered",
        "signing_key.revoked",
        "prices.recorded",
        "job.requested",
        "job.cancelled",
        "payment.noted",
        "payment.reversed",
        "reference_rates.recorded",
        "assessment.declared",
        "assessment.voided",
        "obligation.extended",
        "obligation.waived",
        "obligation.reinstated",
        "period.locked",
        "period.unlocked",
        "calendar.recorded",
        "clock.moved",
        "erasure.requested",
        "retention_rule.recorded",
        "key.issued",
        "key.revoked",
    }
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
# A method and a path template, or a command of the terminal: `POST /v1/reports/{id}/submit`, `prices import`.
_OPERATION: Final = re.compile(r"[A-Za-z][A-Za-z _-]*(?: /[a-z0-9_/{}-]*)?", re.ASCII)
_REFERENCE: Final = re.compile(r"[a-z0-9_.]+@[A-Za-z0-9._-]+", re.ASCII)
_IDENTIFIER: Final = re.compile(r"[a-z]{3}_[0-9a-z]{26}", re.ASCII)


class NotAnEvent(ValueError):
    """What should be told does not have the form of an event: a mistake in the code that tells it."""


class Request(NamedTuple):
    """What asked for it: the operation by name, the hash of all that was sent, and its idempotency key."""

    operation: str
    sha256: str | None = None
    idempotency_key: str | None = None


class Rules(NamedTuple):
    """The version of the law that was applied: `schedule@version` and the hash of its text."""

    reference: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """
    What happened.

    *operator* and *farm* are whom it concerns, *actor* is the key that asked, or a name such as `system`.
    *inputs_sha256* and *result_sha256* are the hashes of what went in and came out, *supersedes* is the
    `result_sha256` of what this takes the place of. *detail* is what some types say, those of `service.audit.details`.
    """

    type: str
    occurred_at: datetime
    actor: str
    request: Request
    operator: str | None = None
    farm: str | None = None
    inputs_sha256: str | None = None
    result_sha256: str | None = None
    rules: Rules | None = None
    supersedes: str | None = None
    detail: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event to be kept: its canonical bytes, who may read it, and what its commitments were made with."""

    id: str
    operator: str | None
    farm: str | None
    type: str
    body: bytes
    sha256: str
    occurred_at: datetime
    sealing: Sealing


def make_event(identifier: str, occurrence: Occurrence, sealing: Sealing, made_by: Engine = ENGINE) -> EventRecord:
    """
    Make the event *identifier* of *occurrence*; events of one request share one *sealing*.

    Raises:
        NotAnEvent: the type is unknown or has another detail, a hash is none, somebody is named, or it is too large.
    """
    _check(occurrence)
    sealing.event = sealing.event or identifier
    body = canonical(_document(identifier, occurrence, sealing, made_by))
    if len(body) > BYTES_MAX:
        raise NotAnEvent(f"found an event of {len(body)} bytes, expected at most {BYTES_MAX}")
    return EventRecord(
        identifier,
        occurrence.operator,
        occurrence.farm,
        occurrence.type,
        body,
        sha256(body),
        occurrence.occurred_at,
        sealing,
    )


def _document(identifier: str, occurrence: Occurrence, sealing: Sealing, made_by: Engine) -> dict[str, Json]:
    request, rules = occurrence.request, occurrence.rules
    detail: dict[str, Json] = {} if occurrence.detail is None else {"detail": dict(occurrence.detail)}
    return detail | {
        "actor": sealing.commitment("actor", occurrence.actor),
        "engine": {"build": made_by.build, "version": made_by.version},
        "id": identifier,
        "inputs_sha256": occurrence.inputs_sha256,
        "occurred_at": instant_text(occurrence.occurred_at),
        "request": {
            "idem": sealing.commitment("idem", request.idempotency_key),
            "op": request.operation,
            # What was sent may be as short as a name, which whoever guesses it would find by its hash.
            "sha256": sealing.commitment("request", request.sha256),
        },
        "result_sha256": occurrence.result_sha256,
        "rules": None if rules is None else {"reference": rules.reference, "sha256": rules.sha256},
        "stream": sealing.commitment("stream", occurrence.farm),
        "supersedes": occurrence.supersedes,
        "tenant": sealing.commitment("tenant", occurrence.operator),
        "type": occurrence.type,
        "v": FORM,
    }


def _check(occurrence: Occurrence) -> None:
    request, rules = occurrence.request, occurrence.rules
    if occurrence.type not in EVENT_TYPES:
        raise NotAnEvent(f"found the type {occurrence.type!r}, expected one of {', '.join(sorted(EVENT_TYPES))}")
    if _OPERATION.fullmatch(request.operation) is None or _IDENTIFIER.search(request.operation):
        raise NotAnEvent(f"found the operation {request.operation!r}, expected a template without identifiers")
    if rules is not None and _REFERENCE.fullmatch(rules.reference) is None:
        raise NotAnEvent(f"found the rules {rules.reference!r}, expected schedule@version")
    if fault := fault_of(occurrence.type, occurrence.detail):
        raise NotAnEvent(fault)
    hashes = (request.sha256, occurrence.inputs_sha256, occurrence.result_sha256, occurrence.supersedes)
    for digest in (*hashes, None if rules is None else rules.sha256):
        if digest is not None and _SHA256.fullmatch(digest) is None:
            raise NotAnEvent(f"found {digest!r}, expected a SHA-256 in lower-case hexadecimal")
