"""Events get their leaves without gaps, whoever gives them, and none is left out by committing late."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import Final

import pytest
from sqlalchemy import Table, func, select

from service.audit.commitments import opens
from service.audit.events import Occurrence, Request, make_event
from service.audit.leaves import leaf_of
from service.audit.points import Pass, Point
from service.audit.sealing import Sealing
from service.audit.sequencing import sequence_pending
from service.evidence.tiles import Tile, edge_of, root_of_edge
from service.store import rows
from service.store.database import Database
from service.store.tables import events, leaves, pending_events
from service.usecases.openings import open_event
from tests.integration.store.samples import EVENT, LEAF, NOW
from tests.log_model import Told, demand_whole, places, root_of


def tell(database: Database, *names: str) -> None:
    """Keep events that wait for a position, in one unit of work."""
    with database.unit_of_work() as work:
        for name in names:
            work.add(replace(EVENT, id=name, sealing=name))
            work.add(rows.PendingEventRow(name))
        work.commit()


# How many leaves for batches of which size: over the edge of a tile, on it, and of two levels.
SIZES: Final = {1: 20, 7: 261, 256: 512, 1000: 700}
STEPS: Final = (
    Point.BEFORE_SWAP,
    Point.BEFORE_LEAVES,
    Point.AMONG_TILES,
    Point.BEFORE_STREAMS,
    Point.BEFORE_TAKING,
    Point.BEFORE_COMMIT,
)


class Failed(Exception):
    """What a test makes happen."""


def failing(deadly: Point) -> Pass:
    """Return what fails at a point."""

    def fail(point: Point) -> None:
        if point is deadly:
            raise Failed

    return fail


def tell_all(database: Database, told: Sequence[Told]) -> None:
    """Keep events of operators that wait for their leaves, in one unit of work."""
    with database.unit_of_work() as work:
        for event in told:
            digest = sha256(event.body).hexdigest()
            told_of = replace(EVENT, id=event.id, operator=event.operator, body=event.body, sha256=digest)
            work.add(replace(told_of, sealing=event.id))
            work.add(rows.PendingEventRow(event.id))
        work.commit()


def log(database: Database) -> list[tuple[int, str]]:
    """Read the log in its order."""
    with database.reading() as reading:
        return [(entry.position, entry.event.id) for entry in reading.events(None, limit=1000)]


def waiting(database: Database) -> int:
    """Count what waits."""
    with database.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(pending_events)).scalar_one())


def queued_numbers(database: Database) -> dict[str, int]:
    """Read which number each waiting event has."""
    with database.engine.connect() as connection:
        return {event: enq for enq, event in connection.execute(select(pending_events))}


def queued(database: Database) -> list[str]:
    """Read which events wait."""
    return sorted(queued_numbers(database))


def _members(row: rows.Row, table: Table = events) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in table.columns}


def test_events_are_placed_from_zero_in_the_order_of_their_arrival(database: Database) -> None:
    """Not in that of their names."""
    tell(database, "evt_c", "evt_a")
    tell(database, "evt_b")

    assert 3 == sequence_pending(database)
    assert [(0, "evt_c"), (1, "evt_a"), (2, "evt_b")] == log(database)
    assert 0 == waiting(database)


def test_an_empty_queue_changes_nothing(database: Database) -> None:
    """The worker asks several times a second."""
    assert 0 == sequence_pending(database)
    assert [] == log(database)


def test_a_batch_ends_at_its_limit_and_the_next_goes_on(database: Database) -> None:
    """Positions have no gap between batches."""
    tell(database, *[f"evt_{at}" for at in range(5)])

    assert [2, 2, 1, 0] == [sequence_pending(database, limit=2) for _ in range(4)]
    assert [(at, f"evt_{at}") for at in range(5)] == log(database)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_an_event_that_commits_late_is_not_skipped(database: Database) -> None:
    """
    The slow one is numbered first and committed last; in between, the log has grown past its number.

    A reader that asks for numbers above the last one seen would never see it: the numbers at the end show that.
    """
    with database.unit_of_work() as slow:
        slow.connection.execute(events.insert(), _members(replace(EVENT, id="evt_slow", sealing="evt_slow")))
        slow.connection.execute(pending_events.insert(), {"event": "evt_slow"})
        tell(database, "evt_fast")
        assert ["evt_fast"] == queued(database)
        assert 1 == sequence_pending(database)
        slow.commit()

    number_of_slow = queued_numbers(database)["evt_slow"]
    assert 1 == sequence_pending(database)
    assert [(0, "evt_fast"), (1, "evt_slow")] == log(database)
    assert 1 == number_of_slow, "it was numbered before the one that was placed first"


def test_of_two_sequencers_at_once_each_event_gets_one_place(database: Database) -> None:
    """They read the same queue; the size of the log lets only one of them append."""
    names = [f"evt_{at:03}" for at in range(120)]
    tell(database, *names)

    def drain() -> int:
        placed = 0
        while waiting(database):
            placed += sequence_pending(database, limit=7)
        return placed

    with ThreadPoolExecutor(4) as pool:
        counts = [drained.result(timeout=60) for drained in [pool.submit(drain) for _ in range(4)]]

    assert len(names) == sum(counts)
    assert list(enumerate(names)) == log(database)


def test_a_sequencer_that_was_overtaken_appends_nothing(database: Database) -> None:
    """It read the tree and the queue, then stood still before its first step: what it would do is no longer true."""
    tell(database, "evt_a", "evt_b")

    def overtake(point: Point) -> None:
        if point is Point.BEFORE_SWAP and waiting(database) and database.engine.dialect.name == "postgresql":
            assert 2 == sequence_pending(database)

    placed = sequence_pending(database, at=overtake)

    assert (0 if database.engine.dialect.name == "postgresql" else 2) == placed
    assert [(0, "evt_a"), (1, "evt_b")] == log(database)


def test_without_the_tree_two_would_have_disagreed(database: Database) -> None:
    """The negative control: the same step without compare-and-swap collides, here at the unique position."""
    tell(database, "evt_a", "evt_b")
    sequence_pending(database)
    with database.engine.connect() as connection, pytest.raises(Exception, match=r"(?i)unique|append-only"):
        connection.execute(leaves.insert(), _members(replace(LEAF, event="evt_a", n=7), leaves))


@pytest.mark.parametrize("point", STEPS)
def test_a_batch_that_is_not_committed_leaves_the_log_as_it_was(database: Database, point: Point) -> None:
    """A sequencer that fails half-way has done nothing, and the next one does it."""
    told = [Told(f"evt_{at:03}", f"opr_{at % 3}" if at % 4 else None, b'{"at":%d}' % at) for at in range(300)]
    tell_all(database, told[:260])
    sequence_pending(database)
    tell_all(database, told[260:])

    with pytest.raises(Failed):
        sequence_pending(database, at=failing(point))
    assert 40 == waiting(database)
    demand_whole(database, told[:260])
    assert 40 == sequence_pending(database)
    demand_whole(database, told)


def test_one_that_fails_after_the_commit_has_placed_everything(database: Database) -> None:
    """Whoever comes next finds nothing left to do."""
    tell(database, "evt_a", "evt_b")
    with pytest.raises(Failed):
        sequence_pending(database, at=failing(Point.AFTER_COMMIT))

    assert 0 == sequence_pending(database)
    assert [(0, "evt_a"), (1, "evt_b")] == log(database)


@pytest.mark.parametrize("limit", SIZES)
def test_the_log_is_that_of_its_definition_whatever_the_batches(database: Database, limit: int) -> None:
    """Leaves, tiles, streams and root, by a model that knows nothing of batches."""
    told = [Told(f"evt_{at:03}", f"opr_{at % 5}" if at % 3 else None, b'{"at":%d}' % at) for at in range(SIZES[limit])]
    tell_all(database, told)
    while sequence_pending(database, limit):
        pass

    demand_whole(database, told)


def test_leaves_read_back_are_those_that_were_hashed(database: Database) -> None:
    """By position, by event and by stream; and tiles at any width that they once had."""
    told = [Told(f"evt_{at:03}", f"opr_{at % 2}", b'{"at":%d}' % at) for at in range(300)]
    tell_all(database, told)
    sequence_pending(database)

    model = places(told)
    with database.reading() as reading:
        entries = reading.log_entries(250, 260)
        one, none = reading.log_entry("evt_299"), reading.log_entry("evt_300")
        stream = reading.stream_entries("opr_1", 200, start=90, limit=100)
        widths = {width: reading.log_tile(Tile(0, 1, width)) for width in (1, 44, 45)}
        absent = [reading.log_tile(Tile(0, 2, 1)), reading.log_tile(Tile(1, 0)), reading.stream("opr_9")]
        edge = [data for _, data in reading.log_edge(300)]
    assert [place.leaf for place in model[250:260]] == [leaf_of(found.body, found.n, found.prev) for found in entries]
    assert one is not None
    assert ((299, model[299].hash), None) == ((one.position, one.hash), none)
    assert list(range(181, 200, 2)) == [found.position for found in stream]
    hashes = b"".join(place.hash for place in model[256:])
    assert {1: hashes[:32], 44: hashes, 45: None} == widths
    assert [None, None, None] == absent
    assert root_of_edge(300, zip(edge_of(300), edge, strict=True)) == root_of([place.hash for place in model])


def test_every_event_is_either_placed_or_waiting(database: Database) -> None:
    """However many tell and place at once."""
    with ThreadPoolExecutor(4) as pool:
        tellers = [pool.submit(tell, database, f"evt_{at}a", f"evt_{at}b") for at in range(20)]
        placers = [pool.submit(sequence_pending, database, 3) for _ in range(20)]
        failures = [told.exception(timeout=60) for told in tellers] + [
            placed.exception(timeout=60) for placed in placers
        ]

    placed = log(database)
    assert not any(failures)
    assert 40 == len(placed) + waiting(database)
    assert list(range(len(placed))) == [position for position, _ in placed]


def test_events_of_a_request_are_kept_with_one_opening_for_all(database: Database) -> None:
    """What they commit to opens from what is kept, and from nothing else."""
    sealing, request = Sealing(), Request("POST /v1/reports", None, "k")
    told = [
        make_event(
            name, Occurrence(type=kind, occurred_at=NOW, actor="key_1", request=request, operator="opr_1"), sealing
        )
        for name, kind in (("evt_1", "report.submitted"), ("evt_2", "assessment.created"))
    ]
    with database.unit_of_work() as work:
        for event in told:
            work.record(event)
        work.commit()
    sequence_pending(database)

    with database.reading() as reading:
        first, second = (entry.event for entry in reading.events({"opr_1"}))
        openings = {opening.field: opening for opening in open_event(reading, database.keys, second)}
    assert [told[0].body, told[1].body] == [first.body, second.body]
    assert {"actor": "key_1", "idem": "k", "tenant": "opr_1"} == {at: opening.value for at, opening in openings.items()}
    assert openings["tenant"].commitment == json.loads(second.body)["tenant"]
    assert opens(openings["tenant"])
