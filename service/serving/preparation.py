"""What must be there before the first request: tables, the law, and a key to begin with."""

from __future__ import annotations

from service.audit.belonging import refuse_anothers
from service.audit.outside import Outside
from service.config import Config
from service.serving.starting import start
from service.store import migrations
from service.store.database import Database
from service.usecases.calendars.record_calendars import record_calendars
from service.usecases.keys import issue_first_key
from service.usecases.log_events import begin_log
from service.usecases.log_keys import Keeper
from service.usecases.log_signers import begin_second_signature
from service.usecases.record_library import record_library
from service.wiring import open_service, open_signers, open_signing, system_clock


def prepare(config: Config) -> tuple[str, str | None]:
    """
    Migrate the store, begin the audit log, tell of the start, record the law that is shipped, and issue the first key.

    Returns the event of the start and the text of that key, which is shown this once; none, when there were keys.

    Raises:
        NotDurable: a production profile would lose what it acknowledges.
        Unavailable: `keys-of-another-log`, another database uses the directory of keys.
    """
    migrations.upgrade(config.database_url, keys=config.keys)
    database = Database(config.database_url, config.keys)
    try:
        refuse_anothers(Outside(config.outside), database.reading)
        signers = open_signers(config, database)
        begin_log(database, system_clock, open_signing(config, signers))
        keeper = Keeper(database, signers.ring, system_clock, "system")
        begin_second_signature(keeper, wanted=config.ml_dsa_44)
        event = start(config, database, "serve")
        record_library(database, system_clock)
        record_calendars(database, system_clock)
    finally:
        database.close()
    service = open_service(config)
    try:
        return event, issue_first_key(service)
    finally:
        service.store.close()
