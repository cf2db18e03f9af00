"""Threads that take a new connection only while one of them is free, so that the processes share connections evenly."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from concurrent.futures import Future

    from gunicorn.workers.gthread import TConn

_PATIENCE_SECONDS: Final = 0.02


class EvenWorker(ThreadWorker):
    """
    gunicorn's threaded worker, which otherwise accepts whatever comes, and queues what its threads have no time for.

    Connections are kept alive and stay with the process that accepted them: a client that opens sixteen at once could
    have all of them queue in one process, while the other has nothing to do. So a busy process leaves new connections
    to the others, but not for long: where all are busy, those who come late wait no longer than those who are there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing in hand."""
        super().__init__(*args, **kwargs)
        self._in_hand = 0
        self._busy_since = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection to the threads; with that, all of them may have one."""
        self._in_hand += 1
        super().enqueue_req(conn)
        if self._in_hand == self.cfg.threads:
            self._busy_since = monotonic()
        if self._in_hand >= self.cfg.threads:
            super().set_accept_enabled(enabled=False)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Take note that a thread is free; the loop that calls this asks then whether to accept again."""
        self._in_hand -= 1
        super().finish_request(conn, fs)

    def accept(self, listener: Any) -> None:
        """Accept one connection, and be patient again before the next."""
        self._busy_since = monotonic()
        super().accept(listener)

    def set_accept_enabled(self, enabled: bool | None) -> None:  # noqa: FBT001 - gunicorn's own
        """Accept from now on, or leave new connections to others; the loop asks again at every turn."""
        super().set_accept_enabled(bool(enabled) and self._may_accept())

    def is_parent_alive(self) -> bool:
        """
        Tell whether the master lives; without it, this process ends as if it had been asked to.

        gunicorn's own would keep connections alive for as long as somebody asks over them, up to its graceful timeout.
        """
        alive = bool(super().is_parent_alive())
        self.alive = self.alive and alive
        return alive

    def _may_accept(self) -> bool:
        return self._in_hand < self.cfg.threads or monotonic() - self._busy_since > _PATIENCE_SECONDS
