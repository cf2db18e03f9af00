"""
How gunicorn serves: threads in a few processes, no control socket, bounded request heads, JSON logs.

What differs from one start to the next (address, processes, threads, patience) is on its command line; see
`service.serving.commands`.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service import logs
from service.serving.lifeline import end_with_parent
from service.serving.raw_problems import answer_unreadable_requests

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - not a guess at a temporary file: memory, where there is any
# A request allocates hundreds of objects that reference counting frees; looking for cycles after every 700 of them,
# as Python does unless told, takes a fifth of the time of an estimate.
_ALLOCATIONS: Final = 50_000
_FIGURES: Final = tempfile.mkdtemp(prefix="hashlevy-figures-")

wsgi_app = "service.app:from_environment()"
worker_class = "service.serving.even_worker.EvenWorker"
# Connections to the store belong to the process that makes them; nothing is made before the fork.
preload_app = False
# Heartbeats are written to a file: on a disk they would wait behind the database.
worker_tmp_dir = str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None
control_socket_disable = True

# Longer than proxies keep an idle connection, so that it is they who close it.
keepalive = 75
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# The worker processes add up their figures in one directory, new for each start: old ones would be counted again.
raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_FIGURES}"]

logger_class = "service.serving.server_log.ServerLog"
logconfig_dict = logs.standard_library("info")
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": [], "propagate": True}


def on_starting(arbiter: Arbiter) -> None:
    """End with the `serve` that opened our socket and handed it on, even when that is killed."""
    if any(str(address).startswith("fd://") for address in arbiter.cfg.bind):
        end_with_parent()


def post_worker_init(_worker: Worker) -> None:
    """Keep the collector of garbage from what is loaded for good (the law, the modules), and let it look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)


def post_fork(_arbiter: Arbiter, _worker: Worker) -> None:
    """Have a worker answer with problems also what it cannot read as a request."""
    answer_unreadable_requests()


def child_exit(_arbiter: Arbiter, worker: Worker) -> None:
    """Close the figures of a worker that is gone."""
    from prometheus_client import multiprocess  # noqa: PLC0415 - only once the directory is in the environment

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # it ships none


def on_exit(_arbiter: Arbiter) -> None:
    """Leave no figures behind."""
    shutil.rmtree(_FIGURES, ignore_errors=True)
