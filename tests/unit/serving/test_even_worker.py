"""When a process takes new connections: while a thread is free, or when all were busy for a while."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from service.serving import even_worker
from service.serving.even_worker import EvenWorker

NOTHING: Any = None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Stop the clock of the worker; its one item is the time."""
    now = [100.0]
    monkeypatch.setattr(even_worker, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> EvenWorker:
    """Make a worker of two threads, of which gunicorn's own half only remembers whether it accepts."""

    def remember(self: Any, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's own
        self.accepts = enabled

    for method in ("enqueue_req", "finish_request", "accept"):
        monkeypatch.setattr(ThreadWorker, method, lambda *_: None)
    monkeypatch.setattr(ThreadWorker, "set_accept_enabled", remember)
    monkeypatch.setattr(ThreadWorker, "__init__", lambda self: setattr(self, "cfg", SimpleNamespace(threads=2)))
    made = EvenWorker()
    turn(made)
    return made


def turn(worker: EvenWorker) -> bool:
    """Have the loop ask whether to accept, as it does at every turn, and tell what came of it."""
    worker.set_accept_enabled(enabled=True)
    return accepts(worker)


def accepts(worker: Any) -> bool:
    """Tell whether it accepts as it stands."""
    return bool(worker.accepts)


@pytest.mark.usefixtures("clock")
def test_it_accepts_while_a_thread_is_free(worker: EvenWorker) -> None:
    """The second connection is the last one that it has a thread for."""
    worker.enqueue_req(NOTHING)
    assert turn(worker)

    worker.enqueue_req(NOTHING)
    assert not accepts(worker)
    assert not turn(worker)

    worker.finish_request(NOTHING, NOTHING)
    assert turn(worker)


def test_nobody_waits_for_ever_at_a_process_that_is_always_busy(worker: EvenWorker, clock: list[float]) -> None:
    """After a while it accepts one more, and is patient again before the next."""
    worker.enqueue_req(NOTHING)
    worker.enqueue_req(NOTHING)
    clock[0] += 0.019
    assert not turn(worker)

    clock[0] += 0.002
    assert turn(worker)

    worker.accept(NOTHING)
    assert not turn(worker)


@pytest.mark.usefixtures("clock")
def test_a_process_that_is_told_not_to_accept_does_not(worker: EvenWorker) -> None:
    """As when it ends, or has as many connections as it may."""
    worker.set_accept_enabled(enabled=False)

    assert not accepts(worker)
