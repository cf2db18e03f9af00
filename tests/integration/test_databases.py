"""Both kinds of database are really there, really empty, and really apart."""

from sqlalchemy import create_engine, inspect, text

from tests.databases import Databases, PostgresqlServer

_VERSION = {"sqlite": "SELECT 'SQLite ' || sqlite_version()", "postgresql": "SELECT version()"}
_PRODUCT = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def test_a_database_of_each_kind_answers_with_its_version(database_url: str) -> None:
    """The URL of each kind leads to a server or library of that kind."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        version: str = connection.scalar(text(_VERSION[engine.name]))
    engine.dispose()

    assert _PRODUCT[engine.name] == version.split(maxsplit=1)[0]


def test_a_lent_database_is_empty(database_url: str) -> None:
    """No table of an earlier test is left in a lent database."""
    engine = create_engine(database_url)
    tables = inspect(engine).get_table_names()
    engine.dispose()

    assert [] == tables


def test_a_copy_holds_what_its_template_holds_and_changes_alone(databases: Databases) -> None:
    """A copied database starts as its template is, and writing to it leaves the template as it was."""
    with databases.database() as template:
        _execute(template, "CREATE TABLE farm (name VARCHAR)", "INSERT INTO farm VALUES ('Ekibastuz')")
        with databases.database(like=template) as copy:
            _execute(copy, "INSERT INTO farm VALUES ('Bratsk')")
            found = _names(copy)
        kept = _names(template)

    assert ["Bratsk", "Ekibastuz"] == found
    assert ["Ekibastuz"] == kept


def test_postgresql_keeps_its_durability_settings(postgresql_server: PostgresqlServer) -> None:
    """A test that kills the service proves something only where a commit reaches the disk."""
    with postgresql_server.database() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            settings = {name: connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")}
        engine.dispose()

    assert {"fsync": "on", "synchronous_commit": "on"} == settings


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _names(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        names = list(connection.scalars(text("SELECT name FROM farm ORDER BY name")))
    engine.dispose()
    return names
