"""The steps of the schema go up and down on both databases with data in them; a later step is tested by being there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, insert, select, update

from service.store import migrations
from service.store.database import Database
from service.store.dialect import dialect_of
from service.store.grants import DatabaseRole
from service.store.mapping import TABLES, columns_of
from service.store.rows import Row
from service.store.schema import metadata
from tests.integration.store.samples import EVENT, EVERYTHING, KEY, OPERATOR, keep
from tests.processes import in_processes

pytestmark = pytest.mark.thorough

FIRST, *LATER = migrations.revisions()
# What a step put in the place of a table.
INSTEAD = {"event_positions": "leaves"}


def contents(url: str) -> dict[str, list[dict[str, Any]]]:
    """Read what is in every table that there is, by the database's own description of it."""
    engine = dialect_of(url).engine()
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        read = {
            table.name: [dict(record._mapping) for record in connection.execute(select(table))]  # noqa: SLF001
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }
    engine.dispose()
    return read


def fill(url: str) -> None:
    """Keep a row in every table of this service that there is at the present revision."""
    engine = dialect_of(url).engine()
    present = MetaData()
    with engine.connect() as connection:
        present.reflect(connection)
        samples = {TABLES[type(row)].name: row for row in EVERYTHING}
        for table in metadata.sorted_tables:
            if table.name in samples and _can_hold(present.tables.get(table.name), samples[table.name]):
                connection.execute(insert(table), _values(samples[table.name], present.tables[table.name]))
        if "event_positions" in present.tables:
            connection.execute(insert(present.tables["event_positions"]), {"position": 0, "event": EVENT.id})
            connection.execute(update(present.tables["audit_tree"]).values(size=1))
    engine.dispose()


def _can_hold(present: Table | None, row: Any) -> bool:
    """Tell whether the table, as it was then, has no column that a row of today says nothing of."""
    if present is None:
        return False
    wanted = {it.name for it in present.columns if not it.nullable}
    return wanted <= {column.name for column in columns_of(type(row))} | _filled(present)


def _filled(present: Table) -> set[str]:
    """Return the columns that the database fills by itself."""
    return {it.name for it in present.columns if it.autoincrement is True or it.server_default is not None}


def _values(row: Any, present: Table) -> dict[str, Any]:
    members = {column.name: getattr(row, column.name) for column in columns_of(type(row))}
    return {name: value for name, value in members.items() if name in present.columns}


def test_up_down_and_up_again(database_url: str) -> None:
    """Down to nothing leaves nothing, with data in every table; up again is as good as the first time."""
    for _ in range(2):
        migrations.upgrade(database_url)
        assert migrations.is_head(database_url)
        fill(database_url)
        migrations.downgrade(database_url, "base")
        assert migrations.current(database_url) is None
        assert {} == contents(database_url)


def test_the_tables_are_those_that_the_service_declares(database_url: str) -> None:
    """What the steps make and what `tables/` says are the same: nothing is left to generate."""
    migrations.upgrade(database_url)

    assert migrations.difference(database_url) is None


def test_a_difference_would_be_found(database_url: str) -> None:
    """The negative control: an index is missing."""
    migrations.upgrade(database_url)
    engine = dialect_of(database_url).engine()
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP INDEX ix_events_operator")
    engine.dispose()

    assert "ix_events_operator" in str(migrations.difference(database_url))


@pytest.mark.parametrize("revision", LATER)
def test_what_was_kept_before_a_step_survives_it_and_the_way_back(database_url: str, revision: str) -> None:
    """Every later step: fill the database as it was before, go up, down, and up again."""
    before = migrations.revisions()[migrations.revisions().index(revision) - 1]
    migrations.upgrade(database_url, before)
    fill(database_url)
    kept = contents(database_url)

    for way in (migrations.upgrade, migrations.downgrade, migrations.upgrade):
        way(database_url, revision if way is migrations.upgrade else before)
        after = contents(database_url)
        for table, records in kept.items():
            found = after[table if table in after else INSTEAD[table]]
            assert _common(records, found) == _common(found, records), table


@pytest.mark.parametrize("row", [replace(OPERATOR, sandbox=True), replace(KEY, sandbox=True)], ids=["operator", "key"])
def test_sandboxes_are_never_taken_for_taxpayers_in_earnest(database_url: str, row: Row) -> None:
    """The step back that would forget which they are is refused; their keys would open the other world."""
    migrations.upgrade(database_url)
    database = Database(database_url)
    keep(database, row)
    database.close()

    with pytest.raises(RuntimeError, match=r"1 (operators|keys) are of sandboxes"):
        migrations.downgrade(database_url, "base")
    assert migrations.is_head(database_url)


def _common(records: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the columns that the others do not have: a step may add some."""
    return [
        {name: value for name, value in record.items() if name in other}
        for record, other in zip(records, others, strict=True)
    ]


def test_a_step_that_fails_leaves_nothing_of_itself(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both databases undo changes of the schema; half a schema would be worse than the old one."""
    monkeypatch.setattr("service.store.guards.sqlite_replacement_guard", _break)
    monkeypatch.setattr("service.store.guards.postgresql_guard", _break)
    with pytest.raises(RuntimeError, match="broken step"):
        migrations.upgrade(database_url, FIRST)

    assert (None, {}) == (migrations.current(database_url), contents(database_url))


def _break(*_: object, **__: object) -> list[str]:
    message = "broken step"
    raise RuntimeError(message)


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_processes_that_migrate_at_once_take_turns(database_url: str) -> None:
    """Replicas that start together: one migrates, the others find it done. Each its own process, as Alembic demands."""
    in_processes(migrations.upgrade, [database_url] * 3)

    assert migrations.is_head(database_url)


def test_the_store_works_on_what_was_migrated_step_by_step(database_url: str) -> None:
    """One step at a time is the same as all at once."""
    for revision in migrations.revisions():
        migrations.upgrade(database_url, revision)
    database = Database(database_url, role=DatabaseRole.OWNER)
    keep(database, *EVERYTHING)
    database.close()

    assert migrations.difference(database_url) is None
