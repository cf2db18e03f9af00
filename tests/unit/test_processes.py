"""Processes that a test forks end, and tell of their end."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool
from typing import NoReturn

import pytest

from tests import processes

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


class UnreadableError(Exception):
    """Can be written in one process, and not be read in another."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def refuse(_: int) -> NoReturn:
    """Raise what cannot be read."""
    raise UnreadableError("one", "other")


def square(number: int) -> int:
    """Return something."""
    return number * number


def test_what_each_process_returns_is_returned_in_order() -> None:
    """One process each."""
    assert [1, 4, 9] == processes.in_processes(square, [1, 2, 3])


def test_a_failure_that_cannot_be_read_is_told_and_not_waited_for() -> None:
    """`multiprocessing.Pool` loses it together with the thread that reads, and waits for ever."""
    with pytest.raises(BrokenProcessPool):
        processes.in_processes(refuse, [1, 2])


def test_processes_that_wait_for_ever_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the system, after a while."""
    monkeypatch.setattr(processes, "_SECONDS_MAX", 1)
    with pytest.raises(BrokenProcessPool):
        processes.in_processes(time.sleep, [600, 600])


def test_a_forked_process_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for it learns by which signal."""
    monkeypatch.setattr(processes, "_SECONDS_MAX", 1)
    child = os.fork()
    if child == 0:
        processes.be_mortal()
        time.sleep(600)
        os._exit(0)
    _, status = os.waitpid(child, 0)

    assert -signal.SIGALRM == os.waitstatus_to_exitcode(status)


if not hasattr(os, "fork"):
    pytest.skip("there are no forks here", allow_module_level=True)
