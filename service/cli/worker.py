"""`hashlevy worker`: what runs beside requests, where it has a machine or a container of its own."""

from __future__ import annotations

import click

from service import logs
from service.cli.commands import Leaf
from service.cli.settings import settings
from service.clock import system_clock
from service.store.database import Database
from service.worker.duties import duties
from service.worker.loop import stop_on_signals, work


@click.command("worker", cls=Leaf, examples=["hashlevy worker"])
def command() -> None:
    """
    Order the events of the audit log, notice the end of embargoes, and work on jobs, until SIGTERM or Ctrl-C.

    `serve` runs a worker of its own; this one is for services that run on several machines. More than one does no harm.
    """
    config = settings()
    logs.configure(config.log_level)
    stop = stop_on_signals()
    database = Database(config.database_url)
    try:
        database.ready()
        work(database, stop, jobs=duties(database, system_clock))
    finally:
        database.close()
