"""No test runs for ever: at the limit, the stacks of all threads are told and its process ends; others take over."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final

import pytest

# Far more than any test needs, and than any wait inside of one is given: machines differ, and neighbours are noisy.
SECONDS_MAX: Final = 240
_PATIENCE: Final = {"slow": 15, "faults_at_length": 4}


class TimeLimit:
    """
    A plugin that gives the setup, the call and the teardown of each test some time.

    What waits in C, or holds the interpreter, can only be ended with its process. pytest-xdist reports that as a crash
    of the test and starts another worker for those that are left; without it the run ends there. pytest's own
    `faulthandler_timeout` would let a test that has failed tear down for ever, and knows no slow tests.
    """

    def __init__(self, seconds: float = SECONDS_MAX) -> None:
        """Take the time of a test that is not marked slow."""
        self._seconds = seconds
        assert sys.__stderr__ is not None
        # Past the capture of each test, which would keep the stacks to itself.
        self._told = os.dup(sys.__stderr__.fileno())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """Limit what the fixtures do before the test."""
        with self._limited(item):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Limit the test itself."""
        with self._limited(item):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        """Limit what the fixtures do after it."""
        with self._limited(item):
            return (yield)

    @contextmanager
    def _limited(self, item: pytest.Item) -> Iterator[None]:
        factor = max((times for mark, times in _PATIENCE.items() if item.get_closest_marker(mark)), default=1)
        faulthandler.dump_traceback_later(self._seconds * factor, file=self._told, exit=True)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
