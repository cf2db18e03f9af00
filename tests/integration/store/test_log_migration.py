"""Positions that were given before there were leaves become leaves, in their order, and the log goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from service.audit.sequencing import sequence_pending
from service.store import migrations
from service.store.database import Database
from service.store.dialect import dialect_of
from service.store.grants import DatabaseRole
from service.store.tables import events, pending_events
from tests.integration.store.samples import NOW, SHA256
from tests.log_model import Told, demand_whole

pytestmark = pytest.mark.thorough

AFTER = "0010"
BEFORE = migrations.revisions()[migrations.revisions().index(AFTER) - 1]
# More than the step takes at once.
SIZE = 5003
TOLD = [Told(f"evt_{at:05}", f"opr_{at % 7}" if at % 5 else None, b'{"at":%d}' % at) for at in range(SIZE + 10)]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect past the service."""
    engine = dialect_of(url).engine()
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def positioned(url: str, size: int) -> None:
    """Keep the log as it was: *size* events with positions, and ten that wait; told in another order than named."""
    with connected(url) as connection:
        connection.execute(text("BEGIN"))
        connection.execute(
            events.insert(),
            [
                {
                    "id": event.id,
                    "operator": event.operator,
                    "farm": None,
                    "type": "report.submitted",
                    "body": event.body,
                    "sha256": SHA256,
                    "occurred_at": NOW,
                    "sealing": event.id,
                }
                for event in reversed(TOLD)
            ],
        )
        connection.execute(
            text("INSERT INTO event_positions (position, event) VALUES (:position, :event)"),
            [{"position": at, "event": event.id} for at, event in enumerate(TOLD[:size])],
        )
        connection.execute(pending_events.insert(), [{"event": event.id} for event in TOLD[SIZE:]])
        connection.execute(text(f"UPDATE audit_tree SET size = {SIZE}"))
        connection.execute(text("COMMIT"))


def test_positions_become_leaves_in_the_same_order_and_the_log_goes_on(database_url: str) -> None:
    """Twice, with the way back between: the same leaves again."""
    migrations.upgrade(database_url, BEFORE)
    positioned(database_url, SIZE)
    for way in (AFTER, BEFORE, "head"):
        (migrations.downgrade if way == BEFORE else migrations.upgrade)(database_url, way)
    database = Database(database_url, role=DatabaseRole.OWNER)

    demand_whole(database, TOLD[:SIZE])
    assert 10 == sequence_pending(database)
    demand_whole(database, TOLD)
    database.close()


def test_the_way_back_leaves_the_positions(database_url: str) -> None:
    """Those given since then as well."""
    migrations.upgrade(database_url, BEFORE)
    positioned(database_url, SIZE)
    migrations.upgrade(database_url)
    database = Database(database_url, role=DatabaseRole.OWNER)
    sequence_pending(database)
    database.close()
    migrations.downgrade(database_url, BEFORE)

    with connected(database_url) as connection:
        kept = connection.execute(text("SELECT position, event FROM event_positions ORDER BY position")).all()
        size = connection.execute(text("SELECT size FROM audit_tree")).scalar_one()
    assert (list(enumerate(event.id for event in TOLD)), len(TOLD)) == ([tuple(row) for row in kept], size)


def test_a_log_with_a_gap_is_not_taken_for_whole(database_url: str) -> None:
    """What the log counts and what follows one another has to be the same."""
    migrations.upgrade(database_url, BEFORE)
    positioned(database_url, SIZE - 1)

    with pytest.raises(RuntimeError, match=f"counts {SIZE} events, and {SIZE - 1} follow one another"):
        migrations.upgrade(database_url)
    assert BEFORE == migrations.current(database_url)
