"""
The triggers that keep what is append-only from being changed, in both databases.

A migration that runs these texts freezes them: mend a guard by a new function and a new migration. They are hygiene,
against mistakes and hasty hands; evidence against a database's own administrator is the business of the audit log.

The traps they close: PostgreSQL fires no row triggers on TRUNCATE, and no ordinary triggers under
`session_replication_role = replica`; SQLite's INSERT OR REPLACE deletes without firing a trigger unless the connection
asks for `recursive_triggers`.
"""

from __future__ import annotations

from typing import Final

# A key: the columns of a primary key or a unique constraint.
Key = tuple[str, ...]

POSTGRESQL_FUNCTIONS: Final = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'append-only: % is kept for good, % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END $$
    """,
    # A report is free to change its period until a revision is submitted; all else of it never changes.
    """
    CREATE FUNCTION refuse_change_of_submitted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS (SELECT FROM revisions WHERE report = OLD.id)
            OR TG_OP = 'UPDATE' AND (NEW.id, NEW.farm, NEW.operator, NEW.client_reference, NEW.created_at)
                IS DISTINCT FROM (OLD.id, OLD.farm, OLD.operator, OLD.client_reference, OLD.created_at)
        THEN
            RAISE EXCEPTION 'append-only: this of a report is kept for good, % is refused', TG_OP
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE FUNCTION allow_one_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        known schedule_versions := NEW;
    BEGIN
        known.withdrawn_at := NULL;
        IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR known IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION 'append-only: a schedule version can be withdrawn once, and changed never'
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
)
POSTGRESQL_SHRINKING: Final = """
    CREATE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.size < OLD.size THEN
            RAISE EXCEPTION 'append-only: the audit log never gets smaller'
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
    """


def postgresql_guard(table: str, operation: str, function: str = "refuse_change") -> list[str]:
    """Return the statements that have *function* judge an *operation* (UPDATE, DELETE or TRUNCATE) on *table*."""
    trigger = f"{table}_{operation.lower()}"
    each = "STATEMENT" if operation == "TRUNCATE" else "ROW"
    return [
        f"CREATE TRIGGER {trigger} BEFORE {operation} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}",
    ]


def postgresql_append_only(table: str, **functions: str) -> list[str]:
    """Return the statements that guard *table* wholly; *functions* names those that judge by operation."""
    operations = ("UPDATE", "DELETE", "TRUNCATE")
    return [
        statement
        for operation in operations
        for statement in postgresql_guard(table, operation, functions.get(operation, "refuse_change"))
    ]


def sqlite_append_only(table: str, keys: tuple[Key, ...]) -> list[str]:
    """Return the statements that guard *table* wholly; *keys* are its primary key and its unique constraints."""
    return [
        sqlite_guard(table, "UPDATE"),
        sqlite_guard(table, "DELETE"),
        *sqlite_replacement_guard(table, keys),
    ]


def sqlite_guard(table: str, operation: str, *, when: str = "", of: Key = ()) -> str:
    """Return the statement that refuses an UPDATE (*of* some columns) or DELETE on *table*, *when* it applies."""
    columns = f" OF {', '.join(of)}" if of else ""
    name = f"{table}_{operation.lower()}" + (f"_{of[0]}" if of else "")
    condition = f" WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {operation}{columns} ON {table}{condition} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table} is kept for good, {operation} is refused'); END"
    )


def sqlite_replacement_guard(table: str, keys: tuple[Key, ...], *, among: str = "") -> list[str]:
    """
    Return the statements that refuse a row whose key exists, before REPLACE could delete the other one.

    *among* bounds the rows of which the key is unique; such guards have names of their own.
    """
    more, part = (f" AND {among}", "_among") if among else ("", "")
    return [
        f"CREATE TRIGGER {table}_replace{part}_{at} BEFORE INSERT ON {table} "  # noqa: S608 -- names of migrations
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{column} = NEW.{column}' for column in key)}{more}) "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: UNIQUE constraint failed: "
        f"{', '.join(f'{table}.{column}' for column in key)}'); END"
        for at, key in enumerate(keys)
    ]
