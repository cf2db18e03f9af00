"""
Statements sent to PostgreSQL together and answered together: one round trip, however many there are.

This is libpq's pipeline mode (https://www.postgresql.org/docs/current/libpq-pipeline-mode.html) through `psycopg.pq`,
with the statements prepared and their values as text. Psycopg's own pipeline does the same for any statement; filing a
report sends some fifteen that never change, and what is prepared here once, psycopg works out anew for each.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from psycopg.pq.abc import PGresult

_COMMAND_OK: Final = pq.ExecStatus.COMMAND_OK
_TUPLES_OK: Final = pq.ExecStatus.TUPLES_OK
_SYNC: Final = pq.ExecStatus.PIPELINE_SYNC
_ABORTED: Final = pq.ExecStatus.PIPELINE_ABORTED
# Longer than any limit of the server. A commit that waits for a standby has no other limit, and must not be cancelled:
# PostgreSQL reports a cancelled wait as success.
_SECONDS_MAX: Final = 45


class Prepared(dict[bytes, bytes]):
    """The names under which a connection has prepared statements; it lives as long as the connection."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._count = 0

    def new_name(self) -> bytes:
        """Return a name that was never used: a failed exchange may have prepared what it was not heard to."""
        self._count += 1
        return b"hashlevy_%d" % self._count


class Exchange:
    """One round trip on *connection*: `send` or `order` any number of statements, then `results` once."""

    def __init__(self, connection: psycopg.Connection[Any], prepared: Prepared) -> None:
        """Begin; nothing is sent yet."""
        self._connection = connection
        self._libpq = connection.pgconn
        self._prepared = prepared
        self._waiting: list[tuple[bytes, Sequence[bytes | None] | None, Sequence[int] | None]] = []
        # For each answer that will come: the statement whose preparation it confirms, or nothing.
        self._expected: list[bytes | None] = []

    def send(self, text: bytes, values: Sequence[bytes | None], formats: Sequence[int] | None = None) -> None:
        """Add a statement that is prepared when it comes for the first time; *values* are for `$1`, `$2`, ..."""
        self._waiting.append((text, values, formats))

    def order(self, text: bytes) -> None:
        """Add a statement without values that is not worth preparing."""
        self._waiting.append((text, None, None))

    def results(self) -> list[PGresult]:
        """
        Send everything and return the result of each statement, in their order.

        Raises:
            psycopg.Error: the first that failed; none after it was executed.
            psycopg.OperationalError: also when the connection broke or the server kept silent. The connection is
                closed then, and what was sent may or may not have been done.
        """
        try:
            self._send_waiting()
            received = self._receive()
            self._libpq.exit_pipeline_mode()
        except BaseException:
            # Whatever interrupted this, even the end of the process: answers are under way that nobody will read.
            self._connection.close()
            raise
        return self._judge(received)

    def _send_waiting(self) -> None:
        """Hand everything to libpq."""
        libpq, prepared, expected = self._libpq, self._prepared, self._expected
        libpq.enter_pipeline_mode()
        for text, values, formats in self._waiting:
            if values is None:
                libpq.send_query_params(text, None)
            else:
                name = prepared.get(text)
                if name is None:
                    name = prepared[text] = prepared.new_name()
                    libpq.send_prepare(name, text)
                    expected.append(text)
                libpq.send_query_prepared(name, values, formats)
            expected.append(None)
        libpq.pipeline_sync()

    def _receive(self) -> list[PGresult]:
        """Wait for the answers to everything sent."""
        libpq = self._libpq
        received: list[PGresult] = []
        poll = select.poll()
        poll.register(libpq.socket, select.POLLIN)
        has_read = False
        while libpq.flush():
            poll.modify(libpq.socket, select.POLLIN | select.POLLOUT)
            self._wait(poll)
            # This sends, too, and then reads. What it has read makes the socket readable to nobody any more.
            libpq.consume_input()
            has_read = True
        poll.modify(libpq.socket, select.POLLIN)
        while True:
            if not has_read:
                self._wait(poll)
                libpq.consume_input()
            has_read = False
            # Each question whether an answer is there lets go of the interpreter, and another thread may take it. The
            # end of an answer, which is none, is always there with it.
            while not libpq.is_busy():
                while (result := libpq.get_result()) is not None:
                    if result.status == _SYNC:
                        return received
                    received.append(result)

    @staticmethod
    def _wait(poll: select.poll) -> None:
        """Wait until the server has said something, or can be told more."""
        if not poll.poll(_SECONDS_MAX * 1000):
            raise psycopg.OperationalError(f"no answer from the database for {_SECONDS_MAX} seconds")

    def _judge(self, received: list[PGresult]) -> list[PGresult]:
        """Separate the results of statements from those of their preparation, and raise what went wrong first."""
        answers: list[PGresult] = []
        failed: PGresult | None = None
        for expected, result in zip(self._expected, received, strict=True):
            if result.status in (_COMMAND_OK, _TUPLES_OK):
                if expected is None:
                    answers.append(result)
                continue
            if expected is not None:
                self._prepared.pop(expected, None)
            if failed is None and result.status != _ABORTED:
                failed = result
        if failed is not None:
            raise errors.error_from_result(failed, encoding="utf-8")
        return answers
