"""What every use case works with: the store, the law as known, the clock, what promises; made once, at the wiring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.law.library import Library
from service.usecases.bearers import Bearers
from service.usecases.node import Node

if TYPE_CHECKING:
    from datetime import datetime

    from service.audit.outside import Outside
    from service.audit.promising import Promising
    from service.domain.clock import Clock
    from service.evidence.policy import Policy
    from service.store.database import Database
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.known_law import KnownLaw


@dataclass(frozen=True, slots=True)
class Service:
    """
    The wired service of one process.

    *database* is none for a bare estimate in a terminal; without *promising* writes are acknowledged by their answer
    alone, and without *outside* nobody sees that the audit log is behind what was signed. *policy* says who witnesses
    the log: nobody, where there is none. *node* is what this process knows of the start that it belongs to.
    """

    database: Database | None
    law: Library | KnownLaw
    clock: Clock
    promising: Promising | None = None
    outside: Outside | None = None
    policy: Policy | None = None
    bearers: Bearers = field(default_factory=Bearers)
    node: Node = field(default_factory=Node)

    @property
    def library(self) -> Library:
        """The law as it is known now: what was recorded elsewhere is in it within a second."""
        return self.law if isinstance(self.law, Library) else self.law.library()

    def library_within(self, work: UnitOfWork, changes: int, known_at: datetime) -> Library:
        """Return the law as known at *known_at*, nothing missed; *work* holds its lock and found so many *changes*."""
        return self.law if isinstance(self.law, Library) else self.law.within(work, changes, known_at)

    def notice_law(self) -> None:
        """Look at once for law that was recorded or withdrawn, because this process did it."""
        if not isinstance(self.law, Library):
            self.law.refresh()

    @property
    def store(self) -> Database:
        """The store of a service that has one."""
        if self.database is None:
            message = "this service was wired without a database"
            raise RuntimeError(message)
        return self.database
