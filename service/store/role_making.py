"""
Makes the roles of a database, and gives them what `grants.py` says, neither more nor less.

It is done at the end of every migration, and does only what lacks: a later step that adds a table has nothing to say
about roles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from service.store import tables
from service.store.grants import DatabaseRole, privileges
from service.store.roles import TAKES, driver_of, stem_for, stem_of

_WORKING: Final = tuple(role for role in DatabaseRole if role is not DatabaseRole.OWNER)
Driver = psycopg.Connection[Any]
Statements = Iterator[sql.Composable]

_OURS: Final = "ANY (SELECT to_regclass(name) FROM unnest(%(tables)s::text[]) AS name)"
_RELATIONS: Final = f"""
    SELECT found.oid, found.relkind = 'S', quote_ident(nspname) || '.' || quote_ident(found.relname), found.relname,
        (SELECT of.relname FROM pg_class AS of WHERE of.oid = refobjid), pg_get_userbyid(found.relowner),
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = found.oid AND attnum > 0 AND NOT attisdropped)
    FROM pg_class AS found JOIN pg_namespace AS schema ON schema.oid = found.relnamespace
    LEFT JOIN pg_depend ON found.relkind = 'S' AND objid = found.oid AND classid = 'pg_class'::regclass
        AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
    WHERE found.oid = {_OURS} OR refobjid = {_OURS} ORDER BY found.relname
    """  # noqa: S608 -- names of our own metadata
_RIGHTS: Final = f"""
    SELECT found.oid, rolname, right_.privilege_type
    FROM pg_class AS found, aclexplode(relacl) AS right_ JOIN pg_roles ON pg_roles.oid = grantee
    WHERE rolname = ANY (%(roles)s)
    UNION ALL
    SELECT attrelid, rolname, right_.privilege_type || ' (' || attname || ')'
    FROM pg_attribute, aclexplode(attacl) AS right_ JOIN pg_roles ON pg_roles.oid = grantee
    WHERE rolname = ANY (%(roles)s) AND attrelid = {_OURS}
    """  # noqa: S608 -- names of our own metadata
_FUNCTIONS: Final = f"""
    SELECT DISTINCT called.oid::regprocedure::text, pg_get_userbyid(called.proowner) FROM pg_trigger
    JOIN pg_proc AS called ON called.oid = tgfoid WHERE NOT tgisinternal AND tgrelid = {_OURS} ORDER BY 1
    """  # noqa: S608 -- names of our own metadata
_ROLES: Final = f"""
    SELECT rolname, pg_has_role(session_user, oid, {TAKES}) AND pg_has_role(session_user, oid, 'USAGE') FROM pg_roles
    WHERE rolname = ANY (%(roles)s)
    """  # noqa: S608 -- names of our own metadata
_NEIGHBOUR: Final = """
    SELECT min(datname) FROM pg_shdepend JOIN pg_database ON pg_database.oid = dbid
    JOIN pg_roles ON pg_roles.oid = refobjid AND refclassid = 'pg_authid'::regclass
    WHERE rolname = ANY (%(roles)s) AND datname <> current_database()
    """


class RolesNotMadeError(Exception):
    """The roles could not be made, and nothing was changed; its text says why, and what to do."""


@dataclass(slots=True)
class _Relation:
    """A table, or the sequence of one (*of*), with its name in SQL, its owner, and who has which rights on it."""

    is_sequence: bool
    text: str
    name: str
    of: str | None
    owner: str
    columns: tuple[str, ...]
    rights: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def expected(self, role: DatabaseRole) -> set[str]:
        """Return the rights that *role* should have; who inserts counts with the sequence."""
        if self.is_sequence:
            return {"USAGE"} if "INSERT" in privileges(self.of or "", role) else set()
        return {right for right in privileges(self.name, role) if self._has(right.partition(" (")[2].rstrip(")"))}

    def _has(self, column: str) -> bool:
        """Tell whether there is a *column*: a later step may add it."""
        return not column or column in self.columns


@dataclass(frozen=True, slots=True)
class _Situation:
    """What there is; *joined* of the *roles* are those that the user who logged in can be, and whose rights it has."""

    user: str
    stem: str
    schema: str
    relations: tuple[_Relation, ...]
    functions: Mapping[str, str]
    roles: frozenset[str]
    joined: frozenset[str]

    def named(self, role: DatabaseRole) -> str:
        return f"{self.stem}_{role}"

    @property
    def owner(self) -> str:
        return self.named(DatabaseRole.OWNER)


def establish(connection: Connection) -> None:
    """
    Make the roles of this database where they lack, and see that they have the rights they should.

    Raises:
        RolesNotMadeError: the user may not, or another database works with roles of these names.
    """
    driver = driver_of(connection)
    situation = _situation(connection)
    _refuse_taken(driver, situation)
    driver.execute(b"SAVEPOINT roles")
    try:
        driver.execute(_text(driver, _lacking(situation)).encode())
    except psycopg.errors.InsufficientPrivilege as error:
        driver.execute(b"ROLLBACK TO SAVEPOINT roles")
        raise RolesNotMadeError(
            f"The database did not let {situation.user!r} make its roles: {error.diag.message_primary}. "
            f"Until then all is done with the rights of {situation.user!r}. "
            "To have the roles, let a superuser of the database run what `hashlevy db roles --sql` prints."
        ) from error
    driver.execute(b"RELEASE SAVEPOINT roles")


def script(connection: Connection) -> str:
    """Return the SQL that does what is left to do, for one who may; nothing, when nothing is."""
    return _text(driver_of(connection), _lacking(_situation(connection)))


def dissolve(connection: Connection) -> None:
    """Give the tables back to who logged in, take all rights from the roles, and drop those that nobody else needs."""
    if stem_of(connection) is None:
        return
    driver, situation = driver_of(connection), _situation(connection)
    driver.execute(b"RESET ROLE")
    driver.execute(_text(driver, _undone(situation)).encode())
    for role in DatabaseRole:
        driver.execute(b"SAVEPOINT roles")
        try:
            driver.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(situation.named(role))))
        except (psycopg.errors.DependentObjectsStillExist, psycopg.errors.InsufficientPrivilege):
            # A copy of this database has it too, or it is not this user's to drop: without rights it does no harm.
            driver.execute(b"ROLLBACK TO SAVEPOINT roles")


def _situation(connection: Connection) -> _Situation:
    driver = driver_of(connection)
    ((user, database, schema),) = driver.execute("SELECT session_user, current_database(), current_schema()")
    stem = stem_of(connection) or stem_for(database)
    asked = {
        "tables": [*tables.operators.metadata.tables, "alembic_version"],
        "roles": [f"{stem}_{role}" for role in DatabaseRole],
    }
    relations = {oid: _Relation(*found) for oid, *found in driver.execute(_RELATIONS.encode(), asked)}
    for oid, role, right in driver.execute(_RIGHTS.encode(), asked):
        if oid in relations:
            relations[oid].rights[role].add(right)
    roles = dict(driver.execute(_ROLES.encode(), asked))
    return _Situation(
        user,
        stem,
        schema,
        tuple(relations.values()),
        dict(driver.execute(_FUNCTIONS.encode(), asked)),
        frozenset(roles),
        frozenset(role for role, joined in roles.items() if joined),
    )


def _refuse_taken(driver: Driver, situation: _Situation) -> None:
    """Refuse to share roles with another database: whoever may work on that one could then work on this one."""
    if any(relation.owner == situation.owner for relation in situation.relations):
        return  # They are this database's already; what else has them is a copy of it.
    ((neighbour,),) = driver.execute(_NEIGHBOUR.encode(), {"roles": sorted(situation.roles)})
    if neighbour is not None:
        raise RolesNotMadeError(
            f"Found the roles {situation.stem}_* at work in the database {neighbour!r}, expected none that work in "
            "another than this one: whoever may work there could then work here. Rename one of the two databases."
        )


def _lacking(situation: _Situation) -> Statements:
    """Yield what makes the roles, those that lack, and gives each the rights that it lacks."""
    for name in map(situation.named, DatabaseRole):
        if name not in situation.roles:
            yield sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name))
    # Who is a member of some was made one by somebody who thought about it.
    for name in () if situation.joined else map(situation.named, DatabaseRole):
        yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), sql.Identifier(situation.user))
    if any(relation.owner != situation.owner for relation in situation.relations):
        schema, owner = sql.Identifier(situation.schema), sql.Identifier(situation.owner)
        yield sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}").format(schema, owner)
        working = sql.SQL(", ").join(sql.Identifier(situation.named(role)) for role in _WORKING)
        yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, working)
    yield from _owning(situation, situation.owner)
    for relation in situation.relations:
        for role in _WORKING:
            yield from _adjusted(relation, situation.named(role), relation.expected(role))


def _undone(situation: _Situation) -> Statements:
    """Yield what makes the user who logged in the owner again, and takes all rights from the roles."""
    yield from _owning(situation, situation.user)
    for relation in situation.relations:
        for role in _WORKING:
            yield from _adjusted(relation, situation.named(role), set())
    names = sql.SQL(", ").join(sql.Identifier(situation.named(role)) for role in DatabaseRole)
    yield sql.SQL("REVOKE ALL ON SCHEMA {} FROM {}").format(sql.Identifier(situation.schema), names)


def _owning(situation: _Situation, owner: str) -> Statements:
    """Yield what makes *owner* that of every table, with its sequences, and of the functions of their triggers."""
    name = sql.Identifier(owner)
    for relation in situation.relations:
        if relation.owner != owner and not relation.is_sequence:
            yield sql.SQL("ALTER TABLE {} OWNER TO {}").format(_literally(relation.text), name)
    for function, before in situation.functions.items():
        if before != owner:
            yield sql.SQL("ALTER FUNCTION {} OWNER TO {}").format(_literally(function), name)


def _adjusted(relation: _Relation, name: str, expected: set[str]) -> Statements:
    """Yield what takes from the role *name* the rights on *relation* beyond those *expected*, and gives it these."""
    found, kind = relation.rights[name], sql.SQL("SEQUENCE" if relation.is_sequence else "TABLE")
    parts = {"kind": kind, "of": _literally(relation.text), "name": sql.Identifier(name)}
    for order, rights in (("REVOKE {rights} ON {kind} {of} FROM {name}", found - expected),
                          ("GRANT {rights} ON {kind} {of} TO {name}", expected - found)):  # fmt: skip
        if rights:
            yield sql.SQL(cast("Any", order)).format(rights=_literally(", ".join(sorted(rights))), **parts)


def _literally(text: str) -> sql.SQL:
    """Take *text* for SQL: rights of our own, and names as the database itself quotes them."""
    return sql.SQL(cast("Any", text))


def _text(driver: Driver, statements: Iterable[sql.Composable]) -> str:
    return "".join(f"{statement.as_string(driver)};\n" for statement in statements)
