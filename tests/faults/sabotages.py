"""What can be made wrong in a service that is tried: each changes one thing, in the process that calls it."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import insert

from service.audit import points
from service.audit.keyring import Signers
from service.audit.promising import Promising
from service.evidence.policy import Policy, read_policy
from service.store import sqlite
from service.store.erasing import Erasing
from service.store.errors import Retryable
from service.store.rows import ErasureRow
from service.store.tables import erasures
from service.store.unit_of_work import UnitOfWork
from service.usecases.log_signers import LogSigners

_ROOT: Final = Path(__file__).parents[2]
# Long enough to be killed in.
_MOMENT_SECONDS: Final = 0.1
# As long as what is killed at random may live: so it is killed within, and not once in a while.
_WHILE_SECONDS: Final = 1.0
# More connections than there are of the usual clients; and longer than an answer takes that is not delayed.
_MANY: Final = 12
_SLOW_SECONDS: Final = 10.0


def sabotaged(*names: str) -> dict[str, str]:
    """Return the environment in which every process of a service calls these functions as it starts."""
    here = Path(__file__).parent / "sabotage"
    return {"PYTHONPATH": f"{here}:{_ROOT}", "HASHLEVY_TEST_SABOTAGE": ",".join(names)}


def sqlite_syncs_nothing() -> None:
    """Have SQLite leave the syncing to the kernel."""
    found = sqlite.durability
    sqlite.durability = lambda library: (found(library)[0], "OFF")


def sqlite_syncs_seldom() -> None:
    """Have SQLite sync its write-ahead log when it is written back only: what most advise, and what loses commits."""
    sqlite.durability = lambda _: ("WAL", "NORMAL")  # type: ignore[assignment] # that is the sabotage


def keys_are_looked_up_once() -> None:
    """Have each process sign for as long as it lives by the keys that were in force when it began."""
    notice: Callable[..., None] = Promising.notice
    who: Callable[[LogSigners], Signers] = LogSigners.__call__
    seen: dict[str, Any] = {}

    def noticing(promising: Promising, read: Callable[[], Any]) -> None:
        if "promises" not in seen:
            notice(promising, read)
            seen["promises"] = True

    def remembering(signers: LogSigners) -> Signers:
        if "checkpoints" not in seen:
            seen["checkpoints"] = who(signers)
        found: Signers = seen["checkpoints"]
        return found

    Promising.notice = noticing  # type: ignore[assignment, method-assign] # that is the sabotage
    LogSigners.__call__ = remembering  # type: ignore[assignment, method-assign] # as above


def writes_wait_for_the_witness() -> None:
    """Have no write acknowledged while the witness is away, as a service does that asks it before it answers."""
    promise: Callable[..., str] = Promising.promise
    policy = read_policy(Path(os.environ["HASHLEVY_WITNESSES"]).read_bytes())
    ports = [urlsplit(each.url).port for each in policy.witnesses.values()]

    def waiting(promising: Promising, events: Any, at: Any) -> str:
        latest = time.monotonic() + 8
        while not all(map(_answers, ports)) and time.monotonic() < latest:
            time.sleep(0.1)
        return promise(promising, events, at)

    Promising.promise = waiting  # type: ignore[assignment, method-assign] # that is the sabotage


def any_receipt_is_called_witnessed() -> None:
    """Have the service say of every checkpoint that a quorum has cosigned it."""
    Policy.is_met = lambda *_: True  # type: ignore[method-assign] # that is the sabotage


def _answers(port: int | None) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port or 0), timeout=1).close()
    except OSError:
        return False
    return True


def erasures_destroy_nothing() -> None:
    """Have an erasure be told, and nothing be taken away."""

    def telling(erasing: Erasing, row: ErasureRow) -> None:
        erasing._connection.execute(insert(erasures), asdict(row))  # noqa: SLF001 - that is the sabotage

    Erasing.erase = telling  # type: ignore[assignment, method-assign] # that is the sabotage


def failures_are_believed_to_be_commits() -> None:
    """Have a unit of work take for kept what the database did not confirm."""
    commit: Callable[[UnitOfWork], Any] = UnitOfWork.commit

    def believing(work: UnitOfWork) -> None:
        with suppress(Exception):
            commit(work)

    UnitOfWork.commit = believing  # type: ignore[assignment] # that is the sabotage


def commits_come_in_two_halves() -> None:
    """Have PostgreSQL commit the first half of the rows of a unit of work, and a moment later the rest."""
    from service.store.postgres import Postgres  # noqa: PLC0415 - only who has such a database has psycopg

    whole: Callable[..., None] = Postgres.write_and_commit

    def halved(dialect: Postgres, pooled: Any, begin: str, changes: Any, runs: Any) -> None:
        half = len(runs) // 2
        whole(dialect, pooled, begin, changes, runs[:half])
        time.sleep(_MOMENT_SECONDS)
        whole(dialect, pooled, dialect.begin_writing, (), runs[half:])

    Postgres.write_and_commit = halved  # type: ignore[assignment, method-assign] # that is the sabotage


def filings_go_by_the_clock_alone() -> None:
    """Have a filing recorded at the machine's time, whatever it found that was recorded later."""
    from service.usecases import taxpayer_records  # noqa: PLC0415 - those who use it have not been imported yet

    taxpayer_records.after_what_was_found = lambda filing, now: now  # noqa: ARG005 - that is the sabotage


def leases_go_by_the_clock() -> None:
    """Have a process write no more once half an hour has passed by the time of day."""
    from service.usecases import perform  # noqa: PLC0415 - those who use it have not been imported yet

    attempt: Callable[..., Any] = perform._attempt  # noqa: SLF001 - that is the sabotage
    begun: list[datetime] = []

    def attempting(service: Any, *words: Any) -> Any:
        begun.append(service.clock())
        if begun[-1] - begun[0] > timedelta(minutes=30):
            raise Retryable("busy", "The lease of this process is over.")
        return attempt(service, *words)

    perform._attempt = attempting  # type: ignore[assignment] # noqa: SLF001 - that is the sabotage


def storms_are_never_over() -> None:
    """Have all processes answer slowly once one of them had many connections, and these are gone."""
    from service.serving.even_worker import EvenWorker  # noqa: PLC0415 - gunicorn is there only where it serves

    handle_request: Callable[..., Any] = EvenWorker.handle_request
    hurt = Path(os.environ["HASHLEVY_TEST_FROM"])

    def handling(worker: EvenWorker, *words: Any) -> Any:
        if worker.nr_conns > _MANY:
            hurt.touch()
        elif hurt.exists():
            time.sleep(_SLOW_SECONDS)
        return handle_request(worker, *words)

    EvenWorker.handle_request = handling  # type: ignore[method-assign, assignment] # that is the sabotage


def witness_is_left_alone_from_then_on() -> None:
    """Have the witness asked no more, once the file is there that HASHLEVY_TEST_FROM names."""
    from service.usecases.witnessing import Witnessing  # noqa: PLC0415 - after what decides what happens at points

    ask: Callable[..., int | None] = Witnessing.ask
    begun = Path(os.environ["HASHLEVY_TEST_FROM"])

    def asking(witnessing: Witnessing, **words: Any) -> int | None:
        return None if begun.exists() else ask(witnessing, **words)

    Witnessing.ask = asking  # type: ignore[method-assign, assignment] # that is the sabotage


def orphans_go_on() -> None:
    """Have the worker not notice that the service that started it is gone."""
    from service.worker import loop  # noqa: PLC0415 - after what decides what happens at points

    loop.same_parent = lambda: lambda: True


def sequencer_dies_at_the_point() -> None:
    """Have whoever gives events their leaves kill itself at the point that HASHLEVY_TEST_POINT names."""
    fatal = os.environ["HASHLEVY_TEST_POINT"]

    def dying(point: points.Point) -> None:
        if point == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    # Those who take it as what to do by default have not been imported yet.
    points.nothing_happens = dying  # type: ignore[assignment] # that is the sabotage


def sequencer_stops_at_the_point() -> None:
    """Have whoever gives events their leaves stop itself, once, at the point that HASHLEVY_TEST_POINT names."""
    named = [os.environ["HASHLEVY_TEST_POINT"]]

    def stopping(point: points.Point) -> None:
        if point in named:
            named.clear()
            os.kill(os.getpid(), signal.SIGSTOP)

    points.nothing_happens = stopping  # type: ignore[assignment] # that is the sabotage


def sequencer_commits_in_between() -> None:
    """Have whoever gives events their leaves commit before it has taken them from the queue."""
    from service.store.appending import Appending  # noqa: PLC0415 - after what decides what happens at points

    add_leaves = Appending.add_leaves

    def adding(steps: Any, added: Any) -> None:
        add_leaves(steps, added)
        for order in ("COMMIT", "BEGIN"):
            steps._connection.exec_driver_sql(order)  # noqa: SLF001 - that is the sabotage
        time.sleep(_WHILE_SECONDS)

    Appending.add_leaves = adding  # type: ignore[method-assign, assignment] # that is the sabotage


def sequencer_waits_for_the_lock() -> None:
    """Have whoever signs wait for as long as another one does."""
    from service.audit.outside import Outside  # noqa: PLC0415 - after what decides what happens at points

    alone = Outside.alone
    Outside.alone = lambda outside, **_: alone(outside, patient=True)  # type: ignore[method-assign] # that is the sabotage


def checkpoint_is_written_in_place() -> None:
    """Have the checkpoint outside of the database written over the last one, half of it at first."""
    from service.audit.outside import Outside  # noqa: PLC0415 - after what decides what happens at points

    at = points.nothing_happens

    def replace(outside: Outside, note: bytes, **_: object) -> None:
        with outside.path.open("wb", buffering=0) as file:
            file.write(note[: len(note) // 2])
            at(points.Point.BEFORE_SYNC)
            file.write(note[len(note) // 2 :])

    Outside.replace = replace  # type: ignore[method-assign, assignment] # that is the sabotage
