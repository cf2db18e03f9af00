"""The service as a command uses it: on the database that the settings name, as that database's administrator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from service.cli.settings import settings
from service.domain.canonical import fingerprint
from service.domain.errors import Unavailable
from service.domain.identifiers import new_identifier
from service.store import migrations
from service.store.database import Database
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.record_library import record_library, shipped_library
from service.usecases.requests import Command
from service.usecases.service import Service
from service.wiring import open_service, system_clock

ADMINISTRATOR: Final = LOCAL_ADMINISTRATOR


def prepare() -> None:
    """Bring the database that the settings name to this release: its tables, and the law that is shipped."""
    url = settings().database_url
    migrations.upgrade(url)
    database = Database(url)
    try:
        record_library(database, system_clock)
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
    _demand_ready(config.database_url)
    service = open_service(config)
    try:
        yield service
    finally:
        service.store.close()


@contextmanager
def estimating_service() -> Iterator[Service]:
    """
    Open the service on its database, or, where none is set up, on the shipped law alone.

    Raises:
        Unavailable: there is a database, but it does not answer.
    """
    if _is_set_up(settings().database_url):
        with local_service() as service:
            yield service
    else:
        yield Service(None, shipped_library(system_clock()), system_clock)


def write(operation: str, document: Any) -> Command:
    """Name one write of the terminal: *operation* is the command, *document* all that it was given."""
    request = new_identifier("request", system_clock())
    return Command(ADMINISTRATOR, request, operation, fingerprint(document), request)


def repeatable_write(operation: str, document: Any) -> Command:
    """Name a write by what it says: done again, it has no second effect and gives the same answer."""
    said = fingerprint([operation, document])
    return Command(ADMINISTRATOR, said, operation, said, new_identifier("request", system_clock()))


def _is_set_up(url: str) -> bool:
    """Tell whether a database is there and migrated, without making the file of one that is not."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return False
    try:
        _demand_ready(url)
    except Unavailable as refusal:
        if refusal.code == "database-not-migrated":
            return False
        raise
    return True


def _demand_ready(url: str) -> None:
    database = Database(url)
    try:
        database.ready()
    finally:
        database.close()
