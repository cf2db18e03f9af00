"""
The triggers that let the tree of the audit log only grow, in both databases; see `guards` for what they are worth.

Tiles and streams change, and so does the row of the tree: each only in the one way in which a log can.
"""

from __future__ import annotations

from typing import Final

from service.store import guards

APPEND_ONLY: Final[dict[str, tuple[guards.Key, ...]]] = {
    "leaves": (("position",), ("event",), ("operator", "n")),
    "checkpoints": (("size",),),
}
# Of each table that grows: its key, and what has to be true of the row as it was (OLD) and as it shall be (NEW).
_GROWING: Final[dict[str, tuple[guards.Key, str]]] = {
    "audit_tree": (("id",), "NEW.id = OLD.id AND NEW.size > OLD.size"),
    "tiles": (
        ("level", "number"),
        (
            "NEW.level = OLD.level AND NEW.number = OLD.number AND NEW.width > OLD.width "
            "AND substr(NEW.data, 1, length(OLD.data)) = OLD.data"
        ),
    ),
    "streams": (
        ("operator",),
        "NEW.operator = OLD.operator AND NEW.salt = OLD.salt AND NEW.count > OLD.count",
    ),
}


def postgresql() -> list[str]:
    """Return the statements that guard the log in PostgreSQL."""
    statements = [statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)]
    for table, (_, grows) in _GROWING.items():
        statements.append(f"""
            CREATE FUNCTION {_function(table)}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT ({grows}) THEN
                    RAISE EXCEPTION 'append-only: % only grows', TG_TABLE_NAME
                        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
                END IF;
                RETURN NEW;
            END $$
            """)
        statements += guards.postgresql_append_only(table, UPDATE=_function(table))
    return statements


def postgresql_functions() -> list[str]:
    """Return the names of the functions that `postgresql` creates."""
    return [_function(table) for table in _GROWING]


def sqlite() -> list[str]:
    """Return the statements that guard the log in SQLite."""
    statements = [guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)]
    for table, (key, grows) in _GROWING.items():
        statements += [
            guards.sqlite_guard(table, "UPDATE", when=f"NOT ({grows})"),
            guards.sqlite_guard(table, "DELETE"),
            *guards.sqlite_replacement_guard(table, (key,)),
        ]
    return statements


def _function(table: str) -> str:
    return f"refuse_shrinking_of_{table}"
