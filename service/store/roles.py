"""
The role of PostgreSQL that a connection works as, and which roles a database has.

Roles belong to the whole cluster, so those of a database bear its name: `hashlevy_app` for the database `hashlevy`,
`hashlevy_staging_app` for `hashlevy_staging`. Nobody who may work on one database can work on its neighbour. Which
roles a database has is asked of the database, by the owner of its tables, so that a copy under another name keeps
working.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final, cast

import psycopg
from sqlalchemy import Connection

from service.domain.errors import Unavailable
from service.store import tables
from service.store.grants import DatabaseRole

_PROGRAM: Final = "hashlevy"
# Names have at most 63 bytes (PostgreSQL, 4.1.1), of which the longest ending takes ten.
_STEM_MAX: Final = 53
_DIGEST: Final = 8
# From PostgreSQL 16 on, a member may be one that cannot take the role.
TAKES: Final = "CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END"

_STEM: Final = f"""
    SELECT regexp_replace(owner.rolname, '_{DatabaseRole.OWNER}$', '') FROM pg_class AS found
    JOIN pg_roles AS owner ON owner.oid = found.relowner
    WHERE found.oid = to_regclass('{tables.operators.name}') AND owner.rolname ~ '^{_PROGRAM}.*_{DatabaseRole.OWNER}$'
    """  # noqa: S608 -- names of our own metadata
# Whoever named a role in the address of the database wants that one.
_TAKE: Final = f"""
    SELECT current_user <> session_user, CASE
        WHEN current_user <> session_user THEN NULL
        WHEN pg_has_role(session_user, role.oid, {TAKES}) THEN set_config('role', wanted.name, false)
    END
    FROM (SELECT ({_STEM}) || '_' || %s AS name) AS wanted LEFT JOIN pg_roles AS role ON role.rolname = wanted.name
    WHERE wanted.name IS NOT NULL
    """  # noqa: S608 -- names of our own metadata
_BE_OWNER: Final = f"""
    SELECT set_config('role', rolname, true) FROM pg_roles
    WHERE rolname = ({_STEM}) || '_{DatabaseRole.OWNER}' AND pg_has_role(session_user, oid, {TAKES})
    """  # noqa: S608 -- names of our own metadata

_REFUSED: Final = (
    "Who the service logs in as is no member of the role that works on this database. "
    "Let its administrator run what `hashlevy db roles --sql` prints."
)


def stem_for(database: str) -> str:
    """Return what the names of the roles of *database* begin with."""
    stem = database if f"{database}_".startswith(f"{_PROGRAM}_") else f"{_PROGRAM}_{database}"
    if len(stem.encode()) <= _STEM_MAX:
        return stem
    kept = stem.encode()[: _STEM_MAX - _DIGEST - 1].decode(errors="ignore")
    return f"{kept}_{hashlib.sha256(stem.encode()).hexdigest()[:_DIGEST]}"


def stem_of(connection: Connection) -> str | None:
    """Return what the names of the roles of this database begin with; none, if it has no roles."""
    found = driver_of(connection).execute(_STEM.encode()).fetchone()
    return found and str(found[0])


def is_role(name: str, role: DatabaseRole) -> bool:
    """Tell whether *name* is that of such a *role* of a database of this service."""
    return name.startswith(f"{_PROGRAM}_") and name.endswith(f"_{role}")


def take(driver: psycopg.Connection[Any], role: DatabaseRole) -> None:
    """
    Work as *role* on this connection from now on, in a database that has roles.

    Raises:
        Unavailable: it has, and who logged in is no member of this one; says what to do, and names nobody to clients.
    """
    found = driver.execute(_TAKE.encode(), (str(role),)).fetchone()
    if found is None:
        return
    named_another, taken = found
    if taken is None and not named_another:
        raise Unavailable("database-role-refused", _REFUSED)


def become_owner(connection: Connection) -> None:
    """Work as the owner of the tables until the transaction ends, where there is one that this user may be."""
    driver_of(connection).execute(_BE_OWNER.encode())


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    """Return psycopg's own connection."""
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)
