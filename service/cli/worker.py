"""`hashlevy worker`: what runs beside requests, where it has a machine or a container of its own."""

from __future__ import annotations

import click

from service import logs
from service.cli.commands import Leaf
from service.cli.refusing import Unsafe
from service.cli.settings import settings
from service.serving.starting import start
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.usecases.log_keys import Keeper
from service.usecases.log_signers import begin_second_signature
from service.usecases.node import NotDurable
from service.wiring import open_signers, open_signing, open_stamping, open_witnessing, system_clock
from service.worker.asking_witnesses import stamps_asked, witnesses_asked
from service.worker.duties import duties
from service.worker.log_keeping import log_keeping
from service.worker.loop import stop_on_signals, work


@click.command("worker", cls=Leaf, examples=["hashlevy worker"])
def command() -> None:
    """
    Order the events of the audit log, notice the end of embargoes, and work on jobs, until SIGTERM or Ctrl-C.

    `serve` runs a worker of its own; this one is for services that run on several machines. More than one does no harm.
    """
    config = settings()
    logs.configure(config.log_level)
    stop, database = stop_on_signals(), Database(config.database_url, config.keys)
    try:
        database.ready()
        signers = open_signers(config, database.acting_as(DatabaseRole.SEQUENCER))
        signing = open_signing(config, signers)
        start(config, database, "worker")
        begin_second_signature(Keeper(database, signers.ring, system_clock, "system"), wanted=config.ml_dsa_44)
        keep_log = log_keeping(database, system_clock, signing, signers)
        witnesses, authorities = open_witnessing(config, database), open_stamping(config, database)
        with witnesses_asked(witnesses, config.witness_seconds), stamps_asked(authorities):
            log = database.acting_as(DatabaseRole.SEQUENCER)
            work(log, stop, jobs=duties(database, system_clock), keep_log=keep_log)
    except NotDurable as error:
        raise Unsafe(error) from error
    finally:
        database.close()
