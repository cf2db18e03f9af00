"""
A proxy between two that talk over TCP, which cuts one connection when it is told to: before, in or after a message.

The message is known by marks in what the client sends at once, the last of which is cut through, such as COMMIT.
Before: nothing goes on. In: all does up to the middle of that mark. After: everything does, and the answer is
swallowed. Then both ends are reset.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Final, Self

_CHUNK: Final = 1 << 16
_ANSWER_SECONDS: Final = 10
# Reset instead of an orderly end (SO_LINGER of zero seconds; socket(7)).
_RESET: Final = struct.pack("ii", 1, 0)


class Moment(StrEnum):
    """When a connection is cut."""

    BEFORE = "before"
    IN = "in"
    AFTER = "after"


class Proxy:
    """Listens on a port of this machine, and goes on to what *connect* connects to."""

    def __init__(self, connect: Callable[[], socket.socket], *marks: bytes) -> None:
        """Take where to go on to, and by what to know the message of interest."""
        self._connect, self._marks = connect, marks
        self._moment: Moment | None = None
        self._changing = threading.Lock()
        self._cut = threading.Event()
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        """Listen."""
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Reset all connections."""
        self._listening.close()
        for each in self._sockets:
            _reset(each)

    def cut(self, moment: Moment, seconds: float = 60) -> None:
        """Cut one connection at its next message of interest, and return when that is done."""
        self._cut.clear()
        self._moment = moment
        assert self._cut.wait(seconds), f"nothing was sent that holds {self._marks}"

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                server = self._connect()
            except OSError:
                _reset(client)
                continue
            self._sockets += [client, server]
            answered = threading.Event()
            threading.Thread(target=self._upwards, args=(client, server, answered), daemon=True).start()
            threading.Thread(target=_pass_on, args=(server, client, answered), daemon=True).start()

    def _upwards(self, client: socket.socket, server: socket.socket, answered: threading.Event) -> None:
        """Pass on what the client sends, until a cut."""
        try:
            while data := client.recv(_CHUNK):
                moment = self._taken() if all(mark in data for mark in self._marks) else None
                if moment is None:
                    server.sendall(data)
                else:
                    if moment is Moment.IN:
                        server.sendall(data[: data.rindex(self._marks[-1]) + len(self._marks[-1]) // 2])
                    elif moment is Moment.AFTER:
                        # The client is deaf before anything is sent, so that no answer gets through.
                        _reset(client)
                        answered.clear()
                        server.sendall(data)
                        answered.wait(_ANSWER_SECONDS)
                    self._cut.set()
                    return
        except OSError:
            pass
        finally:
            _reset(server)
            _reset(client)

    def _taken(self) -> Moment | None:
        with self._changing:
            moment, self._moment = self._moment, None
            return moment


def _pass_on(server: socket.socket, client: socket.socket, answered: threading.Event) -> None:
    try:
        while data := server.recv(_CHUNK):
            answered.set()
            client.sendall(data)
    except OSError:
        pass
    finally:
        _reset(client)


def _reset(end: socket.socket) -> None:
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
