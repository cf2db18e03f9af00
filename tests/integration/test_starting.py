"""A node looks whether it loses nothing, says so in the audit log, and in production does not start otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import make_url

from service.app import create_app
from service.config import Config
from service.serving.preparation import prepare
from service.serving.remedies import remedy_of
from service.serving.starting import start
from service.store.database import Database
from service.store.durability import Verdict
from service.usecases.node import NotDurable
from service.wiring import node_of
from tests.world import service_of

pytestmark = pytest.mark.thorough

ROOT: Final = Path(__file__).parents[2]
ON_SQLITE: Final = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
ON_POSTGRESQL: Final = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def config_of(url: str, **settings: Any) -> Config:
    """Return the settings of a node in production on the database at *url*, unless *settings* say otherwise."""
    return Config(**{"database_url": url, "profile": "production", **settings})


def failed(config: Config) -> list[tuple[str, str]]:
    """Return the checks that keep a node from starting, with what was found."""
    database = Database(config.database_url)
    try:
        start(config, database, "worker")
    except NotDurable as refusal:
        return [(check.name, check.found) for check in refusal.failed]
    finally:
        database.close()
    return []


def told(url: str) -> list[dict[str, Any]]:
    """Return the events that tell of a start."""
    database = Database(url)
    with database.engine.connect() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM events WHERE type = 'node.started' ORDER BY id").scalars()
        found = [json.loads(body if isinstance(body, str | bytes) else json.dumps(body)) for body in bodies]
    database.close()
    return found


def durability(config: Config) -> Any:
    """Ask a node for what it found."""
    app = create_app(config)
    answer = app.test_client().get("/v1/durability").get_json()
    service_of(app).store.close()
    return answer


def test_what_a_node_found_is_an_event_and_stands_at_v1_durability(database_url: str) -> None:
    """The same checks in both; each start tells once, and whoever asks the node reads of its own start."""
    first, _ = prepare(config_of(database_url, profile="development"))
    event, _ = prepare(config_of(database_url, profile="development"))
    answer = durability(config_of(database_url, profile="development", started_event=event))

    assert [first, event] == [each["id"] for each in told(database_url)]
    body = told(database_url)[1]
    assert {"checks": answer["checks"], "profile": "development"} == body["detail"]
    assert (event, body["occurred_at"]) == (answer["event"], answer["checked_at"])
    names = {check["name"] for check in answer["checks"]}
    kinds = {"sqlite": {"sqlite_version", "synchronous", "file_system"}, "postgresql": {"fsync", "database_role"}}
    assert kinds[make_url(database_url).get_backend_name()] | {"preloads"} <= names
    assert "serve" == body["request"]["op"]


def test_a_process_that_told_of_no_start_looks_when_it_is_asked(migrated_url: str) -> None:
    """As under another server than ours."""
    answer = durability(Config(database_url=migrated_url))

    assert answer["event"] is None
    assert all(set(check) == {"name", "found", "expected", "verdict"} for check in answer["checks"])


@ON_POSTGRESQL
def test_a_sound_server_lets_production_start(migrated_url: str) -> None:
    """With the settings that it comes with, and the roles of this service."""
    assert [] == failed(config_of(migrated_url))


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("name", "found", "option"),
    [
        ("synchronous_commit", "off", "-c synchronous_commit=off"),
        ("synchronous_commit", "local", "-c synchronous_commit=local"),
        ("database_role", "none of the service's", "-c role={login}"),
    ],
    ids=["commits that wait for nothing", "commits that wait for no standby", "no role"],
)
def test_production_does_not_start_on_what_could_lose_a_commit(
    migrated_url: str, name: str, found: str, option: str
) -> None:
    """What counts is what is in force on the connections of the service, wherever it was set."""
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        login = f"hashlevy_user_{os.getpid()}"
        connection.execute(f"CREATE ROLE {login} SUPERUSER".encode())
        try:
            url = make_url(migrated_url).update_query_dict({"options": option.format(login=login)})
            config = config_of(url.render_as_string(hide_password=False))
            assert [(name, found)] == failed(config)
        finally:
            connection.execute(f"DROP ROLE {login}".encode())
    assert [] == told(migrated_url)


@ON_POSTGRESQL
def test_a_server_that_does_not_sync_or_only_repeats_another_is_refused(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`fsync` and recovery are the whole server's, which others use: what it would say is put into its mouth."""
    from service.store.durability import of_postgresql  # noqa: PLC0415 -- the module that is deceived

    said = of_postgresql._FOUND  # noqa: SLF001
    for true, false in (("current_setting('fsync')", "'off'"), ("current_setting('full_page_writes')", "'off'")):
        said = said.replace(true, false)
    monkeypatch.setattr(of_postgresql, "_FOUND", said.replace("pg_is_in_recovery()", "true"))

    assert [("fsync", "off"), ("full_page_writes", "off"), ("in_recovery", "yes")] == failed(config_of(migrated_url))


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "name", "found"),
    [
        ("synchronous=NORMAL", "synchronous", "NORMAL"),
        ("synchronous=OFF", "synchronous", "OFF"),
        ("mmap_size=1048576", "mmap_size", "1048576"),
        ("journal_mode=MEMORY", "journal_mode", "memory"),
    ],
)
def test_production_does_not_start_on_connections_that_could_lose_a_commit(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch, pragma: str, name: str, found: str
) -> None:
    """Looked at as they really are: here somebody has weakened what every connection is given."""
    from service.store import sqlite  # noqa: PLC0415 -- the module that is weakened

    sound = sqlite._set_up  # noqa: SLF001

    def weakened(connection: Any, journal: str, synchronous: str) -> None:
        sound(connection, journal, synchronous)
        connection.execute(f"PRAGMA {pragma}")

    monkeypatch.setattr(sqlite, "_set_up", weakened)

    assert (name, found) in failed(config_of(migrated_url))


@ON_SQLITE
@pytest.mark.parametrize("kind", ["tmpfs", "nfs4", "overlay", "fuse.sshfs", "9p", "cifs"])
def test_production_does_not_start_on_a_medium_that_is_none(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Memory, a network, another program, a layer of a container."""
    monkeypatch.setattr("service.store.durability.of_sqlite.file_system_of", lambda _: kind)

    assert [("file_system", kind)] == failed(config_of(migrated_url))


@ON_SQLITE
def test_a_preloaded_suppressor_keeps_production_from_starting(migrated_url: str) -> None:
    """Named by LD_PRELOAD."""
    assert ("preloads", "libeatmydata.so") in failed(config_of(migrated_url, preload="libeatmydata.so"))


@ON_SQLITE
def test_development_starts_all_the_same_and_the_log_says_what_to_do(
    migrated_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """And the event says what was found."""
    assert [] == failed(config_of(migrated_url, profile="development", preload="libeatmydata.so"))

    output = capfd.readouterr()
    assert remedy_of("preloads")["en"] in output.out + output.err
    assert "failed" in [check["verdict"] for check in told(migrated_url)[0]["detail"]["checks"]]


@ON_SQLITE
@pytest.mark.parametrize("command", ["serve --port 0", "worker"])
def test_a_command_that_would_start_ends_with_78_and_the_remedy_in_both_languages(
    migrated_url: str, command: str
) -> None:
    """For people at the terminal, and for supervisors, which need not try again."""
    environment = os.environ | {"DATABASE_URL": migrated_url, "HASHLEVY_PROFILE": "production", "PYTHONPATH": str(ROOT)}
    # The loader passes over a library that there is not; that it was asked for is enough.
    environment["LD_PRELOAD"] = "libeatmydata.so"
    ended = subprocess.run(
        [sys.executable, "-m", "service", *command.split()],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert 78 == ended.returncode, ended.stderr
    assert [] == [said for said in remedy_of("preloads").values() if said not in ended.stderr]
    assert "preloads: found libeatmydata.so, expected none that suppresses fsync" in ended.stderr
    assert [] == told(migrated_url)


@ON_SQLITE
def test_a_web_server_of_another_kind_does_not_come_up_either(migrated_url: str) -> None:
    """The application itself refuses to be made."""
    with pytest.raises(NotDurable, match=r"preloads is libeatmydata\.so"):
        create_app(config_of(migrated_url, preload="libeatmydata.so"))


def test_every_check_has_a_remedy(migrated_url: str) -> None:
    """Whatever can fail or be unknown."""
    database = Database(migrated_url)
    checks = node_of(Config()).checks(database)
    database.close()

    assert [] == [check.name for check in checks if check.verdict is not Verdict.REPORTED and not remedy_of(check.name)]
