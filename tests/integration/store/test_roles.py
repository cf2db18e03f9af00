"""On PostgreSQL, whoever works on a database can do what its work asks for, and is refused all else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from service.audit.sequencing import sequence_pending
from service.domain.errors import Unavailable
from service.store import migrations, roles
from service.store.database import Database
from service.store.grants import WRITERS, DatabaseRole, privileges
from service.store.role_making import RolesNotMadeError
from service.store.rows import EventRow, OpeningRow, PendingEventRow, Row
from service.store.schema import metadata
from tests.databases import PostgresqlServer
from tests.integration.store.samples import EVERYTHING, FARM, OPERATOR, keep

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.parametrize("databases", ["postgresql"], indirect=True),
]
WORKING: Final = [role for role in DatabaseRole if role is not DatabaseRole.OWNER]
_KINDS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_OWNERS: Final = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
_BY_COLUMN: Final = ("SELECT", "INSERT", "UPDATE", "REFERENCES")


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements past the service, and return what the last one finds."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = [connection.execute(statement.encode()) for statement in statements][-1]
        return found.fetchall() if found.description else []


@contextmanager
def login(url: str, *attributes: str) -> Iterator[str]:
    """Lend the same database for a user of its own, who may connect and nothing else but what *attributes* say."""
    name, password = f"hashlevy_user_{secrets.token_hex(4)}", secrets.token_hex(8)
    run(url, f"CREATE ROLE {name} LOGIN PASSWORD '{password}' {' '.join(attributes)}")
    database = sql.Identifier(str(make_url(url).database)).as_string()
    try:
        run(url, f"ALTER DATABASE {database} OWNER TO {name}")
        yield make_url(url).set(username=name, password=password).render_as_string(hide_password=False)
    finally:
        run(url, f"ALTER DATABASE {database} OWNER TO CURRENT_USER", f"REASSIGN OWNED BY {name} TO CURRENT_USER")
        run(url, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def stem(url: str) -> str:
    """Return what the names of the roles of the database at *url* should begin with."""
    return roles.stem_for(str(make_url(url).database))


def refused(url: str, role: DatabaseRole, *statements: str) -> list[str]:
    """Return those *statements* that *role* may not run; each is undone."""
    database, found = Database(url, role=role), []
    with database.engine.connect() as connection:
        driver = roles.driver_of(connection)
        for statement in statements:
            driver.execute(b"BEGIN")
            try:
                driver.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                found.append(statement)
            except psycopg.errors.RestrictViolation:
                pass  # It may, and the guard of the table refuses.
            driver.execute(b"ROLLBACK")
    database.close()
    return found


def test_every_role_has_the_rights_that_are_written_down_on_every_table_and_no_others(migrated_url: str) -> None:
    """A table that is added later has to be entered, or this says which one was forgotten."""
    assert sorted(metadata.tables) == sorted(WRITERS)
    for role in WORKING:
        name = f"'{_role_of(migrated_url, role)}'"
        asked = (
            "SELECT relname, kind, attname, coalesce(has_column_privilege({name}, tables.oid, attnum, kind), "
            "has_table_privilege({name}, tables.oid, kind)) FROM pg_class AS tables, unnest(ARRAY{kinds}) AS kind "
            "{column} WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        columns = "JOIN pg_attribute ON attnum > 0 AND NOT attisdropped"
        whole = run(migrated_url, asked.format(name=name, kinds=list(_KINDS), column="LEFT JOIN pg_attribute ON false"))
        single = run(
            migrated_url,
            asked.format(name=name, kinds=list(_BY_COLUMN), column=columns) + " AND attrelid = tables.oid",
        )
        for table in [*metadata.tables, "alembic_version"]:
            tables = {str(kind) for found, kind, _, may in whole if found == table and may}
            parts = {f"{kind} ({column})" for found, kind, column, may in single if found == table and may}
            parts = {part for part in parts if part.partition(" ")[0] not in tables}
            assert privileges(table, role) == tables | parts, (table, role)


def test_roles_are_refused_what_is_not_their_work(migrated_url: str) -> None:
    """The log is the sequencer's, what commitments open to is the eraser's, and nobody's are the guards."""
    rewriting = ["UPDATE events SET body = body", "DELETE FROM events", "UPDATE assessments SET id = id"]
    rewriting.append("UPDATE openings SET sealed = sealed")
    opening = [
        "DELETE FROM openings",
        "UPDATE opening_keys SET wrapped = wrapped",
        "DELETE FROM opening_keys",
        "INSERT INTO erasures SELECT * FROM erasures",
    ]
    log = [
        "INSERT INTO leaves SELECT * FROM leaves",
        "INSERT INTO checkpoints SELECT * FROM checkpoints",
        "UPDATE tiles SET data = data",
        "UPDATE streams SET head = head",
        "UPDATE audit_tree SET size = size",
    ]
    queue = ["DELETE FROM pending_events"]
    filing, discarding = ["INSERT INTO assessments SELECT * FROM assessments"], ["DELETE FROM drafts"]
    telling = ["INSERT INTO events SELECT * FROM events"]
    unguarding = [
        "TRUNCATE events CASCADE",
        "DROP TRIGGER events_update ON events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TABLE openings",
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
    ]
    reading = ["SELECT FROM openings", "SELECT FROM reports"]
    every = [*rewriting, *opening, *log, *queue, *filing, *discarding, *telling, *unguarding, *reading]

    expected = {
        DatabaseRole.APP: [*rewriting, *opening, *log, *queue, *unguarding],
        DatabaseRole.SEQUENCER: [*rewriting, *opening, *filing, *discarding, *unguarding, *reading],
        DatabaseRole.ERASER: [*rewriting, *log, *queue, *filing, *unguarding],
        DatabaseRole.AUDITOR: [*rewriting, *opening, *log, *queue, *filing, *discarding, *telling, *unguarding],
    }
    assert expected == {role: refused(migrated_url, role, *every) for role in WORKING}


def test_rights_that_somebody_changed_are_put_right(migrated_url: str) -> None:
    """What is too much is taken away, what lacks is given; and then nothing is left to do."""
    name = _role_of(migrated_url, DatabaseRole.APP)
    assert "" == migrations.roles_script(migrated_url)
    run(migrated_url, f"GRANT UPDATE, DELETE ON events TO {name}", f"REVOKE INSERT ON farms FROM {name}")
    run(migrated_url, f"GRANT UPDATE (sha256) ON events TO {name}")

    left = migrations.roles_script(migrated_url)
    migrations.make_roles(migrated_url)

    assert {
        f'GRANT INSERT ON TABLE public.farms TO "{name}";',
        f'REVOKE DELETE, UPDATE, UPDATE (sha256) ON TABLE public.events FROM "{name}";',
    } == set(left.splitlines())
    assert "" == migrations.roles_script(migrated_url)


def test_a_user_who_may_create_roles_has_the_service_work_under_them(database_url: str) -> None:
    """No superuser: the owner of the database, with CREATEROLE; filing and sequencing alike."""
    with login(database_url, "CREATEROLE") as url:
        migrations.upgrade(url)
        database = Database(url)
        keep(database, OPERATOR, FARM, *_events())
        sequencer = database.acting_as(DatabaseRole.SEQUENCER)
        placed = sequence_pending(sequencer)
        with database.engine.connect() as app, sequencer.engine.connect() as log:
            taken = [each.exec_driver_sql("SELECT current_user").scalar_one() for each in (app, log)]
        database.close()

        assert [f"{stem(url)}_app", f"{stem(url)}_sequencer"] == taken
        assert 1 == placed
        assert [(f"{stem(url)}_owner",)] == run(
            url, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        )
        migrations.downgrade(url, "base")
        assert [(0,)] == run(url, f"SELECT count(*) FROM pg_roles WHERE rolname ~ '^{stem(url)}_'")


def test_a_user_who_may_not_create_roles_is_told_what_a_superuser_would_run(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Until then the service works with the rights of that user; afterwards under the roles."""
    with login(database_url) as url:
        migrations.upgrade(url)
        assert "hashlevy db roles --sql" in caplog.text
        with pytest.raises(RolesNotMadeError, match="permission denied to create role"):
            migrations.make_roles(url)
        before = _works_as(url)
        run(database_url, migrations.roles_script(url))

        assert make_url(url).username == before
        assert f"{stem(url)}_app" == _works_as(url)
        migrations.upgrade(url)
        assert "" == migrations.roles_script(url)
        migrations.downgrade(database_url, "base")


def test_who_is_no_member_is_told_what_would_make_it_one(migrated_url: str) -> None:
    """A user of another database in the same cluster, say."""
    with login(migrated_url) as url:
        stranger = Database(url)
        with pytest.raises(Unavailable, match=r"what `hashlevy db roles --sql` prints") as refusal:
            keep(stranger, OPERATOR)
        stranger.close()
        run(migrated_url, migrations.roles_script(url))

        assert "database-role-refused" == refusal.value.code
        assert _role_of(migrated_url, DatabaseRole.APP) == _works_as(url)


def test_a_user_who_was_made_a_member_of_some_roles_stays_out_of_the_others(migrated_url: str) -> None:
    """The service then cannot become the owner of the tables, and migrations that are done already are no trouble."""
    with login(migrated_url) as url:
        name = make_url(url).username
        for role in (DatabaseRole.APP, DatabaseRole.SEQUENCER):
            run(migrated_url, f"GRANT {_role_of(migrated_url, role)} TO {name}")
        migrations.upgrade(url)

        assert "" == migrations.roles_script(url)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(url, f"SET ROLE {_role_of(migrated_url, DatabaseRole.OWNER)}")


def test_two_databases_of_a_cluster_have_roles_of_their_own(
    postgresql_server: PostgresqlServer, database_url: str
) -> None:
    """Whoever works on one is nobody on the other, though roles belong to the whole cluster."""
    with postgresql_server.database() as other, login(database_url, "CREATEROLE") as url:
        migrations.upgrade(url)
        migrations.upgrade(other)
        trespasser = make_url(other).set(username=make_url(url).username, password=make_url(url).password)
        stranger = Database(trespasser.render_as_string(hide_password=False))
        with pytest.raises(Unavailable, match="is no member of the role"):
            stranger.ready()
        stranger.close()

        assert _works_as(url) != _works_as(other)
        migrations.downgrade(url, "base")


def test_a_copy_under_another_name_works_under_the_same_roles(
    postgresql_server: PostgresqlServer, database_url: str
) -> None:
    """They are found by who owns the tables; and they stay when one of the two no longer needs them."""
    migrations.upgrade(database_url)
    with postgresql_server.database(like=database_url) as copy:
        assert f"{stem(database_url)}_app" == _works_as(database_url) == _works_as(copy)
        migrations.downgrade(database_url, "base")
        assert f"{stem(database_url)}_app" == _works_as(copy)
        migrations.downgrade(copy, "base")

    assert [(0,)] == run(database_url, f"SELECT count(*) FROM pg_roles WHERE rolname ~ '^{stem(database_url)}_'")


def test_roles_at_work_in_another_database_are_not_shared(
    postgresql_server: PostgresqlServer, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of databases can meet: `x` and `hashlevy_x`."""
    migrations.upgrade(database_url)
    monkeypatch.setattr("service.store.role_making.stem_for", lambda _: stem(database_url))
    with postgresql_server.database() as other:
        migrations.upgrade(other)
        with pytest.raises(RolesNotMadeError, match="Rename one of the two databases"):
            migrations.make_roles(other)

        assert make_url(other).username == _works_as(other)


def test_a_role_named_in_the_address_is_the_one_that_is_taken(migrated_url: str) -> None:
    """Whoever runs the service may know better for one installation."""
    auditor = _role_of(migrated_url, DatabaseRole.AUDITOR)

    assert auditor == _works_as(f"{migrated_url}&options=-c%20role%3D{auditor}")


def _works_as(url: str) -> str:
    database = Database(url)
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT current_user").scalar_one()
    database.close()
    return str(found)


def _role_of(url: str, role: DatabaseRole) -> str:
    """Return the name of *role* in a database that may be a copy."""
    owner = str(run(url, "SELECT tableowner FROM pg_tables WHERE tablename = 'operators'")[0][0])
    return f"{owner.removesuffix('owner')}{role}"


def _events() -> list[Row]:
    """Return an event that waits."""
    return [row for row in EVERYTHING if isinstance(row, EventRow | PendingEventRow | OpeningRow)]
