"""People whose data are erased while others file, and somebody writes of them: these are gone, all else stays."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from service.audit.commitments import opens
from service.store.database import Database
from service.usecases.openings import open_events
from service.verifier.main import main as verify
from tests.faults.clients import Clients, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.log import wait_until_sequenced
from tests.faults.oracle import disagreements
from tests.faults.reading import read
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving
from tests.faults.trusting import trust_text

pytestmark = pytest.mark.faults_at_length

FAULT: Final = "erasure under load"
# In each round twice as many people, who have no farm, and so no records that a law would want kept.
PEOPLE: Final = 3
RECEIPTS: Final = 3
PAGE: Final = 250
WISH: Final = {"legal_basis": {"act": "An act of the tests", "article": "article 1"}, "reason": "Asked for by letter."}


class Erased(NamedTuple):
    """Whose data were erased: the operator, and a name that nobody else has."""

    operator: str
    name: str


class Eraser:
    """Registers people, and has them erased by two administrators."""

    def __init__(self, serving: Serving) -> None:
        """Ask for a second administrator, who confirms."""
        self._serving = serving
        self.found: list[str] = []
        self._asker = serving.key
        self._confirmer = self._post("/v1/keys", {"name": "The second", "role": "administrator"})[1]["secret"]

    def erase_one(self, beside: Callable[[str], int] | None = None) -> Erased | None:
        """
        Have somebody erased, and return whom; *beside* writes of them at the same moment.

        What comes first is the other's refusal: with a farm there may be records, which a law wants kept. Then nobody
        was erased.
        """
        name = f"Person {secrets.token_hex(8)}"
        operator = self._post("/v1/operators", {"kind": "individual", "name": name})[1]["id"]
        path = f"/v1/operators/{operator}/erasure"
        request = self._post(path, WISH)[1]["request"]
        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(beside, operator) if beside is not None else None
            status, answer = self._post(f"{path}/confirm", {"request": request}, self._confirmer)
            written = 410 if writing is None else writing.result()
        if (status, written) not in ((201, 410), (409, 201)):
            self.found.append(f"erasing {operator} was answered {status} {answer}, writing of it meanwhile {written}")
        return Erased(operator, name) if status == 201 else None

    def register_farm(self, operator: str) -> int:
        """Write of somebody."""
        place = {"operator": operator, "name": "Hall", "region": "KZ-71", "time_zone": "Asia/Almaty"}
        return self._post("/v1/farms", place)[0]

    def _post(self, path: str, body: dict[str, Any], bearer: str = "") -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {bearer or self._asker}", "Idempotency-Key": secrets.token_hex(16)}
        return self._serving.ask("POST", path, body, **headers)


def erase_under_load(serving: Serving, clients: Clients, rounds: int) -> tuple[list[Erased], list[str]]:
    """Erase people one after the other while *clients* write; return whom, and what was answered wrongly."""
    eraser, erased = Eraser(serving), list[Erased | None]()
    for _ in range(rounds):
        clients.wait_for(10)
        erased += [eraser.erase_one(beside) for _ in range(PEOPLE) for beside in (None, eraser.register_farm)]
    clients.wait_for(10)
    return [each for each in erased if each is not None], eraser.found


def left(url: str, erased: list[Erased]) -> Iterator[str]:
    """Yield what is still there of those who were erased."""
    database = Database(url)
    with database.engine.connect() as connection:
        for table in ("openings", "opening_keys"):
            subjects = {subject for (subject,) in read(connection, f"SELECT subject FROM {table}")}
            yield from (f"{table} of {each.operator}" for each in erased if each.operator in subjects)
        named = {name for (name,) in read(connection, "SELECT name FROM operators")}
        answers = b"\n".join(bytes(body) for (body,) in read(connection, "SELECT body FROM idempotency"))
        yield from (f"the name of {each.operator}" for each in erased if each.name in named)
        yield from (f"answers that name {each.operator}" for each in erased if each.name.encode() in answers)
    database.close()


def closed(url: str, keys: Path, erased: list[Erased]) -> Iterator[str]:
    """Yield the events of all others whose commitments do not open, and of the erased those that do."""
    database, gone = Database(url, keys), {each.operator for each in erased}
    with database.reading() as reading:
        told = list(
            read(reading.connection, "SELECT id FROM events WHERE operator IS NOT NULL AND type <> 'data.erased'")
        )
        for start in range(0, len(told), PAGE):
            events = reading.events_named([event for (event,) in told[start : start + PAGE]])
            for event, openings in open_events(reading, keys, events.values()).items():
                is_open = bool(openings) and all(map(opens, openings))
                if is_open is (events[event].operator in gone):
                    yield f"{event} of {events[event].operator} {'opens' if is_open else 'does not open'}"
    database.close()


def unproven(serving: Serving, folder: Path, erased: list[Erased]) -> Iterator[str]:
    """Yield the events of those who were erased of which the verifier does not find the receipt proven."""
    (folder / "trust").write_text(trust_text(serving.environment), encoding="utf-8")
    database = Database(serving.environment["DATABASE_URL"])
    with database.engine.connect() as connection:
        told = list(read(connection, "SELECT id, operator FROM events WHERE operator IS NOT NULL ORDER BY id DESC"))
    database.close()
    bearer = {"Authorization": f"Bearer {serving.key}", "Prefer": "wait=10"}
    for each in erased:
        for event in [event for event, operator in told if operator == each.operator][:RECEIPTS]:
            status, receipt = serving.ask("GET", f"/v1/events/{event}/receipt", **bearer)
            (folder / "receipt").write_text(str(receipt), encoding="utf-8")
            words = ["receipt", str(folder / "receipt"), "--policy", str(folder / "trust"), "--language", "en"]
            if status != 200 or verify(words) != 0:
                yield f"the receipt of {event}, of {each.operator}, is not proven"


@pytest.mark.fault(FAULT, "of people one by one while others file; of every second, somebody writes at that moment")
def test_who_is_erased_under_load_is_gone_and_nobody_else(folder: Path, cluster: Cluster, judge: Judge) -> None:
    """Whoever writes of them is wholly before it or refused; what the log proves of them stays proven."""
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:
        clients = clients_of(serving, number=8)
        with clients.writing() as ledger:
            erased, found = erase_under_load(serving, clients, ROUNDS)
        clients.settle()
        wait_until_sequenced(cluster.url)
        found += unproven(serving, folder, erased)
    keys = Path(serving.environment["HASHLEVY_KEYS_DIRECTORY"])
    found += [*left(cluster.url, erased), *closed(cluster.url, keys, erased), *disagreements(cluster.url, ledger)]
    assert ([], {}) == (ledger.failures, ledger.refused)
    judge(len(ledger.acknowledged), found)


@pytest.mark.control(FAULT, "erasure that only tells of itself")
def test_an_erasure_that_destroys_nothing_is_found(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: each kind of what should be gone is found, and it opens; writers are not refused."""
    sabotage = sabotaged("erasures_destroy_nothing")
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url, **sabotage) as serving:
        clients = clients_of(serving, number=2)
        with clients.writing():
            erased, found = erase_under_load(serving, clients, 1)
        clients.settle()
        wait_until_sequenced(cluster.url)
    keys = Path(serving.environment["HASHLEVY_KEYS_DIRECTORY"])
    remains, opened = list(left(cluster.url, erased)), list(closed(cluster.url, keys, erased))
    assert {"openings", "opening_keys", "the", "answers"} == {each.split()[0] for each in remains}
    assert {each.operator for each in erased} == {each.split()[2] for each in opened}
    caught([*found, *remains, *opened])
