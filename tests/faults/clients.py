"""
Clients that write while something breaks, and what they were told: acknowledged, refused, or nothing to rely on.

Each write is an operator, a farm or a filing, under an idempotency key of its own. What a client was not told it asks
for again, later, by the same key: that is all it can do, and it must be enough.
"""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from service.evidence.policy import Policy
from tests.faults.serving import Serving
from tests.faults.trusting import trust_of

_SECONDS_MAX: Final = 20
_REST_SECONDS: Final = 0.05
_LOOK_SECONDS: Final = 0.25
_FARMS: Final = 4
_OK: Final = range(200, 300)
_REFUSED: Final = range(400, 500)
# Refusals that ask to come again with the same key: not an end.
_AGAIN: Final = frozenset({409, 425, 429})
ANSWERING: Final = (OSError, http.client.HTTPException)


class Write(NamedTuple):
    """A request that changes something."""

    path: str
    key: str
    body: bytes


class Answered(NamedTuple):
    """What came back, byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Ledger:
    """What clients were told, by idempotency key; a write stands in one of the three."""

    acknowledged: dict[str, tuple[Write, Answered]] = field(default_factory=dict)
    refused: dict[str, tuple[Write, Answered]] = field(default_factory=dict)
    unknown: dict[str, Write] = field(default_factory=dict)
    attempts: int = 0
    failures: list[str] = field(default_factory=list)
    # The checkpoints that were shown, one after the other; and whose signatures under them and promises are believed.
    seen: list[bytes] = field(default_factory=list)
    trust: Policy | None = None
    # When clients looked last: what is late by then is late.
    until: datetime | None = None
    # Whether the clock of the service goes as those of its clients do.
    clock_is_true: bool = True

    @property
    def surprises(self) -> list[str]:
        """What the service had not foreseen: 500, where 503 says what went wrong."""
        return [failure for failure in self.failures if failure.startswith("500")]

    def copied(self) -> Ledger:
        """Return what stands here now, as of now; what was not known is left out."""
        return replace(
            self,
            acknowledged=dict(self.acknowledged),
            refused=dict(self.refused),
            unknown={},
            seen=list(self.seen),
            until=datetime.now(UTC),
        )

    def told(self, write: Write, answer: Answered) -> None:
        """Enter what a client can trust."""
        self.unknown.pop(write.key, None)
        if answer.status in _OK:
            self.acknowledged[write.key] = (write, answer)
        else:
            self.refused[write.key] = (write, answer)

    def doubted(self, write: Write, why: str) -> None:
        """Enter that a client does not know what became of its write."""
        self.unknown[write.key] = write
        self.failures.append(why)


class Clients:
    """A number of clients that write to one service, each for operators of its own, until they are stopped."""

    def __init__(
        self, port: Callable[[], int], bearer: Callable[[], str], number: int = 16, trust: Policy | None = None
    ) -> None:
        """Write to the *port* of this machine, which may be another after a restart, with the key *bearer*."""
        self._port, self._bearer, self._number = port, bearer, number
        self._stop = threading.Event()
        self.ledger = Ledger(trust=trust)

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """Let all write for as long as the block runs."""
        threads = [threading.Thread(target=self._write, name=f"client-{number}") for number in range(self._number)]
        threads.append(threading.Thread(target=self._look, name="onlooker"))
        self._stop.clear()
        for thread in threads:
            thread.start()
        try:
            yield self.ledger
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(_SECONDS_MAX * 2)
            self.ledger.until = datetime.now(UTC)

    def wait_for(self, more: int, seconds: float = 60) -> None:
        """Wait until so many more writes were acknowledged."""
        assert self.go_on(more, seconds), f"not {more} more in {seconds} s: {self.ledger.failures[-3:]}"

    def go_on(self, more: int, seconds: float) -> bool:
        """Tell whether so many more writes are acknowledged in so many seconds, as soon as that is known."""
        wanted, latest = len(self.ledger.acknowledged) + more, time.monotonic() + seconds
        while len(self.ledger.acknowledged) < wanted:
            if time.monotonic() >= latest:
                return False
            time.sleep(_REST_SECONDS)
        return True

    def settle(self, seconds: float = 60) -> None:
        """Ask for every outcome that is not known, by its key, until all are known."""
        latest = time.monotonic() + seconds
        while self.ledger.unknown:
            for write in list(self.ledger.unknown.values()):
                self._send(None, write)
            assert time.monotonic() < latest, f"not known after all: {list(self.ledger.unknown)[:3]}"
        self.ledger.until = datetime.now(UTC)

    def ask(self, write: Write) -> Answered:
        """Send one write over a connection of its own, and return what comes back."""
        connection = self._connected()
        try:
            return self._exchange(connection, write)
        finally:
            connection.close()

    def _look(self) -> None:
        """Look at the log's checkpoint every moment, and keep it whenever it is another."""
        while not self._stop.wait(_LOOK_SECONDS):
            try:
                note = self._shown()
            except ANSWERING:
                continue
            if note is not None and note not in self.ledger.seen[-1:]:
                self.ledger.seen.append(note)

    def _shown(self) -> bytes | None:
        connection = self._connected()
        try:
            connection.request("GET", "/log/v1/checkpoint")
            answer = connection.getresponse()
            return answer.read() if answer.status in _OK else None
        finally:
            connection.close()

    def _write(self) -> None:
        """Register an operator with a few farms, file for each, and begin again with another."""
        connection: http.client.HTTPConnection | None = None
        steps = _steps()
        write = next(steps)
        while not self._stop.is_set():
            try:
                connection = connection or self._connected()
            except ANSWERING:
                time.sleep(_REST_SECONDS)
                continue
            answer = self._send(connection, write)
            if answer is None:
                connection.close()
                connection, steps = None, _steps()
                write = next(steps)
                time.sleep(_REST_SECONDS)
            elif answer.status in _OK:
                write = steps.send(answer)
            else:
                steps = _steps()
                write = next(steps)
        if connection is not None:
            connection.close()

    def _send(self, connection: http.client.HTTPConnection | None, write: Write) -> Answered | None:
        """Send a write, enter what was told, and return it; nothing where nothing can be trusted."""
        self.ledger.attempts += 1
        try:
            answer = self.ask(write) if connection is None else self._exchange(connection, write)
        except ANSWERING as error:
            self.ledger.doubted(write, repr(error))
            return None
        if answer.status not in _OK and (answer.status not in _REFUSED or answer.status in _AGAIN):
            self.ledger.doubted(write, f"{answer.status} {answer.body[:200]!r}")
            return None
        self.ledger.told(write, answer)
        return answer

    def _connected(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self._port(), timeout=_SECONDS_MAX)
        connection.connect()
        return connection

    def _exchange(self, connection: http.client.HTTPConnection, write: Write) -> Answered:
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._bearer()}",
            "Idempotency-Key": write.key,
        }
        connection.request("POST", write.path, write.body, headers)
        answer = connection.getresponse()
        return Answered(answer.status, dict(answer.getheaders()), answer.read())


def clients_of(serving: Serving, number: int = 16) -> Clients:
    """Return clients of a service that runs, who believe the keys that it shows."""
    assert serving.port, f"the service did not start: {serving.log[-2000:]}"
    return Clients(lambda: serving.port, lambda: serving.key, number, trust_of(serving.environment))


def _steps() -> Generator[Write, Answered, None]:
    """Give the writes of a new operator one after the other; each is told the answer of the one before."""
    operator = yield _asking("/v1/operators", {"kind": "legal_entity", "name": "TOO"})
    while True:
        for _ in range(_FARMS):
            place = {"operator": operator.document["id"], "name": "Hall", "region": "KZ-71", "time_zone": "Asia/Almaty"}
            farm = yield _asking("/v1/farms", place)
            yield _asking("/v1/reports", report(farm.document["id"]))
        operator = yield _asking("/v1/operators", {"kind": "legal_entity", "name": "TOO"})


def report(farm: str) -> dict[str, Any]:
    """Return a filing of a quarter of 2024 for *farm*."""
    cost = {"amount": "12185184.00", "currency": "KZT"}
    line = {"kwh": "812345.600", "supply": "grid", "metering": "metered", "grid_connected": True, "cost": cost}
    period = {"start": "2024-01-01", "end": "2024-04-01"}
    return {"farm": farm, "period": period, "submit": True, "energy": [line], "production": [], "costs": []}


def _asking(path: str, body: dict[str, Any]) -> Write:
    """Name a write by a key of its own, under which its sender would know it too."""
    key = secrets.token_hex(16)
    return Write(path, key, json.dumps({**body, "client_reference": key}).encode())
