"""
One oracle for all faults: what was acknowledged is there once, with the same bytes; what was refused is not.

It looks at the database alone, past the service, once the service is at rest or gone, and returns every disagreement in
words. An empty list is a pass, so each test that uses it has a control in which it must not be empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection

from service.clock import system_clock
from service.domain.canonical import read_canonical
from service.domain.errors import Refusal
from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.record_library import recorded_library
from service.usecases.replay import replay
from service.usecases.service import Service
from tests.faults.clients import Ledger
from tests.faults.log import log_disagreements
from tests.faults.reading import read

_TABLES: Final = {"/v1/operators": "operators", "/v1/farms": "farms", "/v1/reports": "reports"}
_REPLAYED_MAX: Final = 25


def disagreements(url: str, ledger: Ledger) -> list[str]:
    """Return where the database *url* and what clients were told disagree."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            # One view of all tables: a process that was killed may have left a commit under way.
            is_file = url.startswith("sqlite")
            connection.exec_driver_sql("BEGIN" if is_file else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if not is_file:  # To compare tens of thousands of answers may take longer than a request may think.
                connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            found = [*_answers(connection, ledger), *_effects(connection, ledger), *_assessed(ledger)]
            found += [*_events(connection), *log_disagreements(connection, ledger)]
            connection.exec_driver_sql("ROLLBACK")
        return [*found, *_figures(database)]
    finally:
        database.close()


def _answers(connection: Connection, ledger: Ledger) -> Iterator[str]:
    """Compare the answers that were given with those that are kept."""
    kept = {key: bytes(body) for key, body in read(connection, "SELECT key, body FROM idempotency")}
    for key, (write, answer) in ledger.acknowledged.items():
        if key not in kept:
            yield f"lost: {write.path} {key} was acknowledged with {answer.status}, and is not there"
        elif kept[key] != answer.body:
            yield f"changed: {write.path} {key} was acknowledged with other bytes than are kept"
    for key, (write, answer) in ledger.refused.items():
        if key in kept:
            yield f"kept though refused: {write.path} {key} was refused with {answer.status}"


def _effects(connection: Connection, ledger: Ledger) -> Iterator[str]:
    """Look for what each write should have left: exactly one thing, or none."""
    for path, table in _TABLES.items():
        found = list(read(connection, f"SELECT client_reference, id FROM {table}"))
        named: dict[str, list[str]] = {}
        for reference, identifier in found:
            named.setdefault(reference, []).append(identifier)
        for key, (write, answer) in ledger.acknowledged.items():
            if write.path == path and named.get(key) != [_identifier(answer.document)]:
                yield f"not once: {path} {key} has {named.get(key, [])}"
        for key, (write, _) in ledger.refused.items():
            if write.path == path and key in named:
                yield f"effect of a refusal: {path} {key}"
        yield from (f"twice: {table} {key}" for key, those in named.items() if key and len(those) > 1)


def _assessed(ledger: Ledger) -> Iterator[str]:
    """Look for filings that nothing was assessed of: what clients file is of a country whose law charges it."""
    for key, (write, answer) in ledger.acknowledged.items():
        if write.path == "/v1/reports" and not answer.document.get("assessments"):
            yield f"not assessed: {write.path} {key} was acknowledged without an assessment"


def _identifier(document: dict[str, object]) -> object:
    found = document.get("report", document)
    return found["id"] if isinstance(found, dict) else None


def _events(connection: Connection) -> Iterator[str]:
    """Look for events that are neither in the log nor waiting, or both; and for assessments that none tells of."""
    placed = {event for (event,) in read(connection, "SELECT event FROM leaves")}
    waiting = [event for (event,) in read(connection, "SELECT event FROM pending_events")]
    kept = {event for (event,) in read(connection, "SELECT id FROM events")}
    yield from (f"event in log and queue: {event}" for event in sorted(placed & set(waiting)))
    yield from (f"event nowhere: {event}" for event in sorted(kept - placed - set(waiting)))
    yield from (f"event of nothing: {event}" for event in sorted((placed | set(waiting)) - kept))
    if len(waiting) != len(set(waiting)):
        yield "an event waits twice"
    told = {
        read_canonical(bytes(body))["result_sha256"]
        for (body,) in read(connection, "SELECT body FROM events WHERE type = 'assessment.created'")
    }
    made = {digest for (digest,) in read(connection, "SELECT sha256 FROM assessments")}
    yield from (f"assessment that no event tells of: {digest}" for digest in sorted(made - told))


def _figures(database: Database) -> Iterator[str]:
    """Compute assessments again from their facts and the recorded law; as many as a test has time for."""
    with database.engine.connect() as connection:
        rows = list(read(connection, "SELECT id, document, sha256 FROM assessments ORDER BY id"))
    yield from (f"document and hash differ: {row[0]}" for row in rows if sha256(bytes(row[1])).hexdigest() != row[2])
    if not rows:
        return
    with database.reading() as reading:
        service = Service(database, recorded_library(reading), system_clock)
    for identifier, *_ in rows[:: max(1, len(rows) // _REPLAYED_MAX)]:
        try:
            if not replay(service, LOCAL_ADMINISTRATOR, identifier)["identical"]:
                yield f"computed otherwise: {identifier}"
        except (LookupError, Refusal) as error:
            yield f"cannot be computed again: {identifier}: {error!r}"
