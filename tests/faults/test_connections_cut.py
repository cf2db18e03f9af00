"""Connections that are cut before, in and after a request or its COMMIT: who is not told asks again by the same key."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.faults.clients import Clients, Ledger, clients_of
from tests.faults.cluster import Cluster
from tests.faults.conftest import Judge
from tests.faults.oracle import disagreements
from tests.faults.proxy import Moment, Proxy
from tests.faults.rounds import ROUNDS
from tests.faults.sabotages import sabotaged
from tests.faults.serving import Serving
from tests.faults.trusting import trust_of

pytestmark = pytest.mark.faults_at_length

TRIES: Final = 5
SEED: Final = 20261123
DATABASE: Final = "connection to PostgreSQL cut"
SERVICE: Final = "connection to the service cut"


def cut_at_each_moment(proxy: Proxy, clients: Clients) -> None:
    """Cut before, in and after what is of interest, in each round in another order."""
    chosen = Random(SEED)
    for _ in range(ROUNDS):
        for moment in chosen.sample(list(Moment), len(Moment)):
            proxy.cut(moment)
            clients.wait_for(5)


def to_database(cluster: Cluster) -> Proxy:
    """Return a proxy that cuts connections to a PostgreSQL around the COMMIT of a write, and not of a sequencer."""
    return Proxy(partial(connected, str(cluster.sockets / ".s.PGSQL.5432")), b"client_reference", b"COMMIT")


def connected(path: str) -> socket.socket:
    """Return a connection to a socket in the file system."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    return connection


def write_through(folder: Path, cluster: Cluster, **environment: str) -> Ledger:
    """Let clients write while the connections behind their service are cut."""
    with to_database(cluster) as proxy:
        address = f"postgresql://postgres@127.0.0.1:{proxy.port}/postgres"
        with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=address, **environment) as serving:
            clients = clients_of(serving)
            with clients.writing():
                clients.wait_for(20)
                cut_at_each_moment(proxy, clients)
            clients.settle()
    return clients.ledger


@pytest.mark.fault(DATABASE, "before, in and after COMMIT, by a proxy")
def test_a_connection_to_the_database_that_is_cut_loses_and_doubles_nothing(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """The service says that it does not know, and the key finds out."""
    ledger = write_through(folder, cluster)

    assert ledger.failures
    assert [] == ledger.surprises
    judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))


@pytest.mark.control(DATABASE, "unconfirmed commits acknowledged")
def test_a_service_that_takes_a_cut_for_success_is_seen(
    folder: Path, cluster: Cluster, caught: Callable[[list[str]], None]
) -> None:
    """The negative control: what was cut before its COMMIT was told, and is not there."""
    believing = sabotaged("failures_are_believed_to_be_commits")
    # Which connection is cut is a matter of chance: it may be the sequencer's.
    ledgers = (write_through(folder, cluster, **believing) for _ in range(TRIES))
    caught(next(filter(None, (disagreements(cluster.url, ledger) for ledger in ledgers)), []))


@pytest.mark.fault(SERVICE, "before, in and after the request, by a proxy")
@pytest.mark.control(SERVICE, "asking again with another key")
def test_a_connection_to_the_service_that_is_cut_doubles_nothing_and_another_key_would(
    folder: Path, cluster: Cluster, judge: Judge
) -> None:
    """A request that was done and whose answer was swallowed is asked for by its key, and once by another one."""
    with Serving(folder, "--port", "0", "--workers", "2", DATABASE_URL=cluster.url) as serving:

        def connect() -> socket.socket:
            return socket.create_connection(("127.0.0.1", serving.port))

        with Proxy(connect, b"POST ") as proxy:
            clients = Clients(lambda: proxy.port, lambda: serving.key, trust=trust_of(serving.environment))
            with clients.writing() as ledger:
                cut_at_each_moment(proxy, clients)
            forgetful = list(ledger.unknown.values())
            clients.settle()
        judge(len(ledger.acknowledged), disagreements(cluster.url, ledger))

        asking = clients_of(serving)
        for write in forgetful:
            asking.ask(write._replace(key=secrets.token_hex(16)))
    assert any(found.startswith("twice") for found in disagreements(cluster.url, ledger))
