"""Threads that take a new connection only while one of them is free, so that the processes share connections evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from concurrent.futures import Future

    from gunicorn.workers.gthread import TConn


class EvenWorker(ThreadWorker):
    """
    gunicorn's threaded worker, which otherwise accepts whatever comes, and queues what its threads have no time for.

    Connections are kept alive and stay with the process that accepted them: a client that opens sixteen at once could
    have all of them queue in one process, while the other has nothing to do.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing in hand."""
        super().__init__(*args, **kwargs)
        self._in_hand = 0

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection to the threads; with that, all of them may have one."""
        self._in_hand += 1
        super().enqueue_req(conn)
        if self._in_hand >= self.cfg.threads:
            self.set_accept_enabled(enabled=False)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Take note that a thread is free; the loop that calls this looks then whether to accept again."""
        self._in_hand -= 1
        super().finish_request(conn, fs)

    def set_accept_enabled(self, enabled: bool | None) -> None:  # noqa: FBT001 - gunicorn's own
        """Accept from now on, or leave new connections to others; a loop asks again and again."""
        super().set_accept_enabled(bool(enabled) and self._in_hand < self.cfg.threads)
