"""The service as a command uses it: on the database that the settings name, as that database's administrator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from service.cli.settings import settings
from service.clock import system_clock
from service.domain.canonical import fingerprint
from service.domain.identifiers import new_identifier
from service.domain.principals import Principal
from service.store import migrations
from service.store.database import Database
from service.usecases.calendars.record_calendars import record_calendars
from service.usecases.keys import LOCAL_ADMINISTRATOR, LOCAL_SANDBOX_ADMINISTRATOR
from service.usecases.record_library import record_library
from service.usecases.requests import Command
from service.usecases.service import Service
from service.wiring import open_service

ADMINISTRATOR: Final = LOCAL_ADMINISTRATOR
SANDBOX_ADMINISTRATOR: Final = LOCAL_SANDBOX_ADMINISTRATOR


def prepare() -> None:
    """Bring the database that the settings name to this release: its tables, and the law that is shipped."""
    config = settings()
    migrations.upgrade(config.database_url, keys=config.keys)
    database = Database(config.database_url, config.keys)
    try:
        record_library(database, system_clock)
        record_calendars(database, system_clock)
    finally:
        database.close()


@contextmanager
def local_service() -> Iterator[Service]:
    """
    Open the service on its database.

    Raises:
        Unavailable: the database does not answer or is not migrated; says which command mends it.
    """
    config = settings()
    demand_ready(config.database_url)
    service = open_service(config)
    try:
        yield service
    finally:
        service.store.close()


def administrator_of(*, sandbox: bool) -> Principal:
    """Return whom a command speaks for: the administrator of the live operators, or of the sandboxes."""
    return SANDBOX_ADMINISTRATOR if sandbox else ADMINISTRATOR


def write(operation: str, document: Any, principal: Principal = ADMINISTRATOR) -> Command:
    """Name one write of the terminal: *operation* is the command, *document* all that it was given."""
    request = new_identifier("request", system_clock())
    return Command(principal, request, operation, fingerprint(document), request)


def repeatable_write(operation: str, document: Any) -> Command:
    """Name a write by what it says: done again, it has no second effect and gives the same answer."""
    said = fingerprint([operation, document])
    return Command(ADMINISTRATOR, said, operation, said, new_identifier("request", system_clock()))


def demand_ready(url: str) -> None:
    """Raise what `Database.ready` raises, if anything."""
    database = Database(url)
    try:
        database.ready()
    finally:
        database.close()
