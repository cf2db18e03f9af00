"""Events get their places without gaps, whoever gives them, and none is left out by committing late."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from service.audit.commitments import Sealing, openings_of, opens
from service.audit.events import Occurrence, Request, make_event
from service.audit.sequencing import sequence_pending
from service.store import rows
from service.store.database import Database
from service.store.tables import event_positions, events, pending_events
from tests.integration.store.samples import EVENT, NOW


def tell(database: Database, *names: str) -> None:
    """Keep events that wait for a position, in one unit of work."""
    with database.unit_of_work() as work:
        for name in names:
            work.add(replace(EVENT, id=name, sealing=name))
            work.add(rows.PendingEventRow(name))
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


def _members(row: rows.EventRow) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in events.columns}


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
    """It read the size and the queue, then stood still: what it would do is no longer true."""
    tell(database, "evt_a", "evt_b")
    with database.reading(snapshot=False) as reading:
        size, names = reading.log_size(), reading.pending_events(10)
    sequence_pending(database)

    with database.unit_of_work() as overtaken:
        assert not overtaken.append_positions(size, names)
    assert [(0, "evt_a"), (1, "evt_b")] == log(database)


def test_without_the_size_of_the_log_two_would_have_disagreed(database: Database) -> None:
    """The negative control: the same step without compare-and-swap collides, here at the unique position."""
    tell(database, "evt_a", "evt_b")
    sequence_pending(database)
    with database.engine.connect() as connection, pytest.raises(Exception, match=r"(?i)unique|append-only"):
        connection.execute(event_positions.insert(), {"position": 0, "event": "evt_a"})


def test_a_batch_that_is_not_committed_leaves_the_queue_as_it_was(database: Database) -> None:
    """A sequencer that dies half-way has done nothing."""
    tell(database, "evt_a")
    with database.unit_of_work() as work:
        assert work.append_positions(0, work.pending_events(10))

    assert (1, []) == (waiting(database), log(database))
    with database.reading() as reading:
        assert 0 == reading.log_size()


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
        kept = reading.opening(second.sealing)
    assert kept is not None
    openings = {opening.field: opening for opening in openings_of(kept.seed, kept.disclosures)}
    assert [told[0].body, told[1].body] == [first.body, second.body]
    assert {"actor": "key_1", "idem": "k", "tenant": "opr_1"} == {at: opening.value for at, opening in openings.items()}
    assert openings["tenant"].commitment == json.loads(second.body)["tenant"]
    assert opens(openings["tenant"])
