"""What every use case works with: the store, the law as recorded, the clock; made once by whoever wires the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.usecases.bearers import Bearers

if TYPE_CHECKING:
    from service.domain.clock import Clock
    from service.law.library import Library
    from service.store.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """The wired service of one process; *database* is none for a bare estimate in a terminal."""

    database: Database | None
    library: Library
    clock: Clock
    bearers: Bearers = field(default_factory=Bearers)

    @property
    def store(self) -> Database:
        """The store of a service that has one."""
        if self.database is None:
            message = "this service was wired without a database"
            raise RuntimeError(message)
        return self.database
