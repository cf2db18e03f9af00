"""A node: one start of the service, which looks whether it loses nothing, and tells the audit log what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service.audit.events import Request
from service.domain.canonical import read_canonical
from service.domain.clock import instant_text
from service.store.durability import Check, Verdict, preloads
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from service.domain.canonical import Json
    from service.domain.clock import Clock
    from service.store.database import Database
    from service.usecases.service import Service

PRODUCTION: Final = "production"


@dataclass(frozen=True, slots=True)
class Node:
    """The *profile* of a start, what its loader was told to *preload*, and the *event* by which it was told, if any."""

    profile: str = "development"
    preload: str = ""
    event: str | None = None

    def checks(self, database: Database) -> tuple[Check, ...]:
        """
        Look at the database as this process reaches it, and at this process.

        Raises:
            Unavailable: the database does not answer.
        """
        return (*database.durability(), preloads(self.preload))


class NotDurable(Exception):
    """A production profile on what can lose what was acknowledged: *failed* says how."""

    def __init__(self, failed: tuple[Check, ...]) -> None:
        """Name the checks that failed."""
        names = ", ".join(f"{check.name} is {check.found}, expected {check.expected}" for check in failed)
        super().__init__(f"An acknowledged write could be lost here: {names}.")
        self.failed = failed


def checked(node: Node, database: Database) -> tuple[Check, ...]:
    """
    Look whether what is acknowledged is kept.

    Raises:
        NotDurable: it is not, and the profile is that of production.
        Unavailable: the database does not answer.
    """
    checks = node.checks(database)
    failed = tuple(check for check in checks if check.verdict is Verdict.FAILED)
    if failed and node.profile == PRODUCTION:
        raise NotDurable(failed)
    return checks


def tell_start(node: Node, database: Database, clock: Clock, operation: str) -> tuple[str, tuple[Check, ...]]:
    """
    Look, and tell the audit log that a node started and what it found; *operation* is the command that started it.

    Returns the event, and what was found.

    Raises:
        NotDurable: see `checked`; nothing is told then.
        Unavailable: the database does not answer.
    """
    checks = checked(node, database)
    detail: dict[str, Json] = {"checks": [_json(check) for check in checks], "profile": node.profile}
    with database.unit_of_work() as work:
        event = Teller(work, clock(), "system", Request(operation)).tell(Happening("node.started", detail=detail))
        work.commit()
    return event, checks


def read_durability(service: Service) -> dict[str, Json]:
    """
    Return what this node found when it started, as its event in the log says, or what it finds now, if it told of none.

    Raises:
        Unavailable: the database does not answer.
    """
    node = service.node
    if node.event is not None:
        with service.store.reading(snapshot=False) as reading:
            told = reading.event(node.event)
        if told is not None:
            detail = read_canonical(told.body)["detail"]
            return _document(detail["profile"], detail["checks"], told.id, instant_text(told.occurred_at))
    checks = [_json(check) for check in node.checks(service.store)]
    return _document(node.profile, checks, None, instant_text(service.clock()))


def _document(profile: str, checks: list[dict[str, Json]], event: str | None, looked_at: str) -> dict[str, Json]:
    return {
        "object": "durability",
        "profile": profile,
        "durable": all(check["verdict"] != Verdict.FAILED for check in checks),
        "checked_at": looked_at,
        "event": event,
        "checks": checks,
    }


def _json(check: Check) -> dict[str, Json]:
    return {"name": check.name, "found": check.found, "expected": check.expected, "verdict": str(check.verdict)}
