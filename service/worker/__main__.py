"""`python -m service.worker`: the worker of a `serve` that started it, and ends with it."""

from __future__ import annotations

from service import logs
from service.config import Config
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.wiring import open_signers, open_signing, open_stamping, open_witnessing, system_clock
from service.worker.asking_witnesses import stamps_asked, witnesses_asked
from service.worker.duties import duties
from service.worker.log_keeping import log_keeping
from service.worker.loop import same_parent, stop_on_signals, work


def main() -> None:
    """Work for as long as the process that started this one is there."""
    config = Config.from_environment()
    logs.configure(config.log_level)
    stop, database = stop_on_signals(), Database(config.database_url, config.keys)
    try:
        signers = open_signers(config, database.acting_as(DatabaseRole.SEQUENCER))
        witnesses, authorities = open_witnessing(config, database), open_stamping(config, database)
        with witnesses_asked(witnesses, config.witness_seconds), stamps_asked(authorities):
            work(
                database.acting_as(DatabaseRole.SEQUENCER),
                stop,
                needed=same_parent(),
                jobs=duties(database, system_clock),
                keep_log=log_keeping(database, system_clock, open_signing(config, signers), signers),
            )
    finally:
        database.close()


if __name__ == "__main__":
    main()
