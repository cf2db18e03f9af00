"""Child processes that end together: asked first, with time to finish what they have begun, then made to."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from types import FrameType
from typing import Final, Self

_LOOK_SECONDS: Final = 0.1
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Children:
    """
    The processes that were started; leaving the context ends them all.

    Each leads a process group of its own: what the terminal sends on Ctrl-C reaches us alone, and we pass on what lets
    requests finish.
    """

    def __init__(self, environment: Mapping[str, str], patience_seconds: float) -> None:
        """Start none yet; they will have *environment*, and *patience_seconds* to end when asked."""
        self._environment = dict(environment)
        self._patience_seconds = patience_seconds
        self._children: list[subprocess.Popen[bytes]] = []
        self._signals = 0

    def __enter__(self) -> Self:
        """Listen for signals from now on."""
        self._earlier = {number: signal.signal(number, self._signalled) for number in _ENDING}
        return self

    def __exit__(self, *_: object) -> None:
        """End all, and give the signals back."""
        self._end()
        for number, handler in self._earlier.items():
            signal.signal(number, handler)

    def start(self, command: Sequence[str], *descriptors: int, without: Collection[str] = ()) -> None:
        """Start a program, which inherits *descriptors*, and of the environment all but the variables *without*."""
        environment = {name: value for name, value in self._environment.items() if name not in without}
        child = subprocess.Popen(  # noqa: S603 - a command line of our own
            command, env=environment, pass_fds=descriptors, process_group=0, stdin=subprocess.DEVNULL
        )
        self._children.append(child)

    @property
    def go_on(self) -> bool:
        """Whether all run, and nobody has asked to stop."""
        return not self._signals and all(child.poll() is None for child in self._children)

    def watch(self) -> bool:
        """Return when it is time to stop, and say whether somebody asked for it; false when a child ended by itself."""
        while self.go_on:
            time.sleep(_LOOK_SECONDS)
        return bool(self._signals)

    def _signalled(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _end(self) -> None:
        asked = self._signals
        for child in self._children:
            if child.poll() is None:
                child.terminate()
        latest = time.monotonic() + self._patience_seconds
        while any(child.poll() is None for child in self._children):
            if time.monotonic() > latest or self._signals > max(asked, 1):
                break  # It takes too long, or somebody has asked again.
            time.sleep(_LOOK_SECONDS)
        for child in self._children:
            if child.poll() is None:
                # The whole group, since gunicorn could not end its own processes any more.
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
