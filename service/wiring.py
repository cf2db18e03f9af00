"""Wires what every way in to the service shares: the store, the law as recorded there, and the one clock."""

from __future__ import annotations

from service.clock import system_clock
from service.config import Config
from service.store.database import Database
from service.usecases.known_law import KnownLaw
from service.usecases.record_library import recorded_versions
from service.usecases.service import Service


def open_service(config: Config) -> Service:
    """
    Open the store and read the law that is recorded in it.

    Raises:
        Unavailable: the store cannot be read.
    """
    database = Database(config.database_url)
    law = KnownLaw(database, system_clock, recorded_versions)
    law.refresh()
    return Service(database, law, system_clock)


__all__ = ["open_service", "system_clock"]
