"""`python -m service.worker`: the worker of a `serve` that started it, and ends with it."""

from __future__ import annotations

from service import logs
from service.clock import system_clock
from service.config import Config
from service.store.database import Database
from service.worker.duties import duties
from service.worker.loop import same_parent, stop_on_signals, work


def main() -> None:
    """Work for as long as the process that started this one is there."""
    config = Config.from_environment()
    logs.configure(config.log_level)
    stop = stop_on_signals()
    database = Database(config.database_url)
    try:
        work(database, stop, needed=same_parent(), jobs=duties(database, system_clock))
    finally:
        database.close()


if __name__ == "__main__":
    main()
