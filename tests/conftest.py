"""What every test may ask for: a database of each kind, empty or migrated; and what none may have: the network."""

import contextlib
import os
import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import make_url
from xdist.workermanage import WorkerController

from tests import network, second_opinion
from tests.databases import Databases, PostgresqlServer, SqliteFolder
from tests.postgresql import NoServerError, Server, find_or_start
from tests.scratch import scratch
from tests.time_limit import TimeLimit

_SERVER = pytest.StashKey[Server]()
_KEYS = pytest.StashKey[str]()
_URL_FOR_WORKERS = "postgresql_url"
_THOROUGH = "thorough"
_SOURCES = {"sqlite": "sqlite_folder", "postgresql": "postgresql_server"}

# A deadline would measure the neighbours on a shared machine, not the code.
hypothesis.settings.register_profile("hashlevy", deadline=None, print_blob=True)
hypothesis.settings.load_profile("hashlevy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    parser.addoption("--thorough", action="store_true", help="run also the tests marked thorough, as .ci/run does")
    parser.addoption("--slow", action="store_true", help="run also the tests marked slow: minutes, or the network")
    parser.addoption("--faults", action="store_true", help="run also the tests marked faults_at_length")


def pytest_configure(config: pytest.Config) -> None:
    """Limit the time of each test, give it keys that sign, and close the network to all that is loaded from here on."""
    config.pluginmanager.register(TimeLimit())
    os.environ["HASHLEVY_KEYS_DIRECTORY"] = config.stash[_KEYS] = tempfile.mkdtemp(prefix="hashlevy-keys-")
    named = os.environ.get("TEST_DATABASE_URL")
    host = make_url(named).host if named else None
    network.confine({host} if host else ())


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start one PostgreSQL for all workers, before there are any; without one there is no run."""
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        try:
            session.config.stash[_SERVER] = find_or_start(os.environ, scratch())
        except NoServerError as error:
            raise pytest.UsageError(str(error)) from error


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a worker of pytest-xdist where the server is, and what was asked for."""
    node.workerinput[_URL_FOR_WORKERS] = node.config.stash[_SERVER].url
    node.workerinput[_THOROUGH] = _wants_thorough(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server after the last worker, and after Ctrl-C as well; take away the keys."""
    if server := config.stash.get(_SERVER, None):
        server.stop()
    if keys := config.stash.get(_KEYS, None):
        shutil.rmtree(keys)


def pytest_report_header(config: pytest.Config) -> str:
    """Say what this run proves something about."""
    server = config.stash.get(_SERVER, None)
    postgresql = f"PostgreSQL {server.version} ({server.origin})" if server else "PostgreSQL not started"
    return f"on: Python {platform.python_version()}, SQLite {_sqlite_version()}, {postgresql}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that nobody but ourselves has checked the proofs, where that is so."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(second_opinion.NONE in str(report.longrepr) for report in skipped):
        terminalreporter.section("NO SECOND OPINION", yellow=True, bold=True)
        terminalreporter.line(
            f"Roots, proofs, receipts and tiles were checked by our own code alone: {second_opinion.why_none()}"
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long unless asked for, and let the summary count it as deselected."""
    options = config.option
    asked = {"thorough": _wants_thorough(config), "slow": options.slow, "faults_at_length": options.faults}
    left_out = {
        item for item in items for mark, wanted in asked.items() if not wanted and item.get_closest_marker(mark)
    }
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> PostgresqlServer:
    """Give the server that this run was started with."""
    workerinput: dict[str, str] = getattr(pytestconfig, "workerinput", {})
    return PostgresqlServer(workerinput.get(_URL_FOR_WORKERS) or pytestconfig.stash[_SERVER].url)


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[SqliteFolder]:
    """Give the folder of this worker's SQLite databases."""
    with tempfile.TemporaryDirectory(prefix="hashlevy-sqlite-", dir=scratch()) as name:
        yield SqliteFolder(Path(name))


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


def _wants_thorough(config: pytest.Config) -> bool:
    """Tell whether thorough tests are asked for: all of them, or some by their place or their name."""
    workerinput: dict[str, bool] = getattr(config, "workerinput", {})
    if _THOROUGH in workerinput:
        return workerinput[_THOROUGH]
    named = config.args_source is pytest.Config.ArgsSource.ARGS or bool(config.option.keyword)
    return named or bool(config.option.thorough)


def _sqlite_version() -> str:
    """Name the SQLite library that the store takes: pysqlite3's where there is a wheel, else the interpreter's own."""
    with contextlib.suppress(ImportError):
        from pysqlite3 import dbapi2  # noqa: PLC0415

        return f"{dbapi2.sqlite_version} (pysqlite3)"
    return f"{sqlite3.sqlite_version} (sqlite3)"
