"""What must be true of all signatures of a log whose keys were rotated, worked out past the service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from service.evidence import ml_dsa
from service.evidence.checkpoints import signers
from service.evidence.notes import BadSignature, Key, read_key, read_note, signed_by
from service.evidence.policy import Policy
from service.evidence.promises import from_header, read_promise
from service.store.database import Database
from service.store.types import Instant
from tests.faults.clients import Ledger
from tests.faults.reading import read

# A process looks once a second which keys are in force, and may do so late under load.
_LATE: Final = timedelta(seconds=3)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Days(NamedTuple):
    """When a key was in force."""

    since: datetime
    until: datetime | None


def key_disagreements(url: str, ledger: Ledger, policy: Policy) -> list[str]:
    """Return which checkpoints and promises no key of the trust file *policy* signed, or one out of its time."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            known = tuple(log.key for log in policy.logs)
            times = _times(connection)
            return [*_checkpoints(connection, known, times), *_promises(ledger, known, times)]
    finally:
        database.close()


def _times(connection: Connection) -> dict[Key, Days]:
    found: dict[Key, Days] = {}
    for vkey, change, at in read(connection, "SELECT vkey, change, at FROM log_key_changes ORDER BY number"):
        key, instant = read_key(vkey), _instant(connection, at)
        found[key] = Days(instant, None) if change == "signs" else found[key]._replace(until=instant)
    return found


def _checkpoints(connection: Connection, known: tuple[Key, ...], times: dict[Key, Days]) -> Iterator[str]:
    """Look for a checkpoint by nobody known, for one out of time, and for two in a row that no key signed both."""
    before: set[Key] = set()
    for size, note, made_at in read(connection, "SELECT size, note, made_at FROM checkpoints ORDER BY size"):
        read_back = read_note(note.encode())
        try:
            by = set(signers(read_back, [key for key in known if "/promise" not in key.name], ml_dsa.checker()))
        except BadSignature as error:
            yield f"a checkpoint of {size} leaves that nobody known signed: {error}"
            continue
        if len(read_back.signatures) != len(by):
            yield f"a checkpoint of {size} leaves that somebody unknown signed too"
        if before and not by & before:
            yield f"no key signed the checkpoint of {size} leaves and the one before it"
        yield from _out_of_time(f"the checkpoint of {size} leaves", by, _instant(connection, made_at), times)
        before = by


def _instant(connection: Connection, kept: Any) -> datetime:
    read_as = Instant().result_processor(connection.dialect, None)
    found: Any = kept if read_as is None else read_as(kept)
    assert isinstance(found, datetime)
    return found


def _promises(ledger: Ledger, known: tuple[Key, ...], times: dict[Key, Days]) -> Iterator[str]:
    for name, (_, answer) in ledger.acknowledged.items():
        note = from_header(answer.headers["Hashlevy-Promise"])
        try:
            by = set(signed_by(note, known))
        except BadSignature as error:
            yield f"a promise that nobody known signed: {name}: {error}"
            continue
        at = _EPOCH + timedelta(milliseconds=read_promise(note.text).milliseconds)
        yield from _out_of_time(f"the promise {name}", by, at, times)


def _out_of_time(what: str, by: set[Key], at: datetime, times: dict[Key, Days]) -> Iterator[str]:
    for key in by & times.keys():
        since, until = times[key]
        if at < since - _LATE or (until is not None and at > until + _LATE):
            yield f"{what} of {at} is by {key.name}+{key.id.hex()}, in force from {since} to {until}"
