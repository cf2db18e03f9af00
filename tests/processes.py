"""Processes that a test forks: none lives for ever, and what becomes of one is told to whoever waits for it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

# Shorter than the time that a test has: see `tests/time_limit.py`.
_SECONDS_MAX: Final = 120

_Given = TypeVar("_Given")
_Result = TypeVar("_Result")


def be_mortal() -> None:
    """
    Have the system end this process after a while, whatever it does or waits for then (alarm(2)).

    First thing in a forked process: so nobody waits for it longer, and it does not outlive a test that was ended. It
    would keep open what pytest-xdist looks at to see that a worker is gone.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_SECONDS_MAX)


def in_processes(action: Callable[[_Given], _Result], given: Sequence[_Given]) -> list[_Result]:
    """
    Do *action* on each of *given* at once, each in a forked process, and return the results.

    Raises:
        Exception: what one of them raised.
        BrokenProcessPool: one was ended, or what it gave could not be read. `multiprocessing.Pool` waits for ever then.
    """
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(len(given), mp_context=context, initializer=be_mortal) as processes:
        return list(processes.map(action, given))
