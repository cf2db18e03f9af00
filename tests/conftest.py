"""What every test may ask for: a database of each kind, empty or migrated; and what none may have: the network."""

import contextlib
import os
import platform
import sqlite3
from collections.abc import Iterator

import hypothesis
import pytest
from sqlalchemy import make_url
from xdist.workermanage import WorkerController

from tests import network
from tests.databases import Databases, PostgresqlServer, SqliteFolder
from tests.postgresql import NoServerError, Server, find_or_start
from tests.time_limit import TimeLimit

_SERVER = pytest.StashKey[Server]()
_URL_FOR_WORKERS = "postgresql_url"
_SOURCES = {"sqlite": "sqlite_folder", "postgresql": "postgresql_server"}

# A deadline would measure the neighbours on a shared machine, not the code.
hypothesis.settings.register_profile("hashlevy", deadline=None, print_blob=True)
hypothesis.settings.load_profile("hashlevy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one option of this suite."""
    parser.addoption("--slow", action="store_true", help="run also the tests marked slow: minutes, or the network")


def pytest_configure(config: pytest.Config) -> None:
    """Limit the time of each test, and close the network to everything that the tests load from here on."""
    config.pluginmanager.register(TimeLimit())
    named = os.environ.get("TEST_DATABASE_URL")
    host = make_url(named).host if named else None
    network.confine({host} if host else ())


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start one PostgreSQL for all workers, before there are any; without one there is no run."""
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        try:
            session.config.stash[_SERVER] = find_or_start(os.environ)
        except NoServerError as error:
            raise pytest.UsageError(str(error)) from error


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a worker of pytest-xdist where the server is."""
    node.workerinput[_URL_FOR_WORKERS] = node.config.stash[_SERVER].url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server after the last worker, and after Ctrl-C as well."""
    if server := config.stash.get(_SERVER, None):
        server.stop()


def pytest_report_header(config: pytest.Config) -> str:
    """Say what this run proves something about."""
    server = config.stash.get(_SERVER, None)
    postgresql = f"PostgreSQL {server.version} ({server.origin})" if server else "PostgreSQL not started"
    return f"on: Python {platform.python_version()}, SQLite {_sqlite_version()}, {postgresql}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow unless asked for, and let the summary count it as deselected."""
    if config.option.slow:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> PostgresqlServer:
    """Give the server that this run was started with."""
    workerinput: dict[str, str] = getattr(pytestconfig, "workerinput", {})
    return PostgresqlServer(workerinput.get(_URL_FOR_WORKERS) or pytestconfig.stash[_SERVER].url)


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> SqliteFolder:
    """Give the folder of this worker's SQLite databases."""
    return SqliteFolder(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session", params=_SOURCES)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Give each kind of database in turn: whoever asks for it, directly or not, is tested on both."""
    source: Databases = request.getfixturevalue(
        {"sqlite": "sqlite_folder", "postgresql": "postgresql_server"}[request.param]
    )
    return source


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """Lend an empty database of each kind."""
    with databases.database() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> Iterator[str]:
    """Migrate one database of each kind, for the others to be copied from: many times faster than migrating each."""
    from service.store import migrations  # noqa: PLC0415 - a broken store must not keep the other tests from running.

    with databases.database() as url:
        migrations.upgrade(url)
        yield url


@pytest.fixture
def migrated_url(databases: Databases, migrated_template: str) -> Iterator[str]:
    """Lend a database of each kind with all migrations applied and nothing in it."""
    with databases.database(like=migrated_template) as url:
        yield url


def _sqlite_version() -> str:
    """Name the SQLite library that the store takes: pysqlite3's where there is a wheel, else the interpreter's own."""
    with contextlib.suppress(ImportError):
        from pysqlite3 import dbapi2  # noqa: PLC0415

        return f"{dbapi2.sqlite_version} (pysqlite3)"
    return f"{sqlite3.sqlite_version} (sqlite3)"
