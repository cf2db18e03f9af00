"""What must be there before the first request: tables, the law, and a key to begin with."""

from __future__ import annotations

from service.config import Config
from service.store import migrations
from service.store.database import Database
from service.usecases.calendars.record_calendars import record_calendars
from service.usecases.keys import issue_first_key
from service.usecases.record_library import record_library
from service.wiring import open_service, system_clock


def prepare(config: Config) -> str | None:
    """
    Migrate the store, record the law that is shipped, and issue the first administrator's key where there is none.

    Returns the text of that key, which is shown this once; nothing, when there were keys already.
    """
    migrations.upgrade(config.database_url)
    database = Database(config.database_url)
    try:
        record_library(database, system_clock)
        record_calendars(database, system_clock)
    finally:
        database.close()
    service = open_service(config)
    try:
        return issue_first_key(service)
    finally:
        service.store.close()
