"""
The ways in which the tables and the migrations say the same: names of constraints, columns, keys and counters.

Constraint names follow one convention, so that a migration can name what it changes on every database. In SQLite all
tables are STRICT: a column refuses values of another type, so that no decimal ever turns into a binary float.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# A counter of the audit log; SQLite numbers rows only in a column that is plainly INTEGER.
COUNTER: Final = BigInteger().with_variant(Integer(), "sqlite")


def table(name: str, *parts: SchemaItem, append_only: bool = True) -> Table:
    """Declare a table; *append_only* says that migrations must guard it with triggers, which the tests demand."""
    return Table(name, metadata, *parts, sqlite_strict=True, info={"append_only": append_only})


def column(name: str, kind: TypeEngine[Any], *parts: SchemaItem, null: bool = False) -> Column[Any]:
    """Declare a column that must have a value, unless *null*."""
    return Column(name, kind, *parts, nullable=null)


def since_then(name: str, kind: TypeEngine[Any], before: str) -> Column[Any]:
    """Declare a column that a later step adds to rows that are kept already; for those it says *before*."""
    return Column(name, kind, nullable=False, server_default=before)


def key(name: str, kind: TypeEngine[Any], *parts: SchemaItem) -> Column[Any]:
    """Declare a column of the primary key; the service makes its values."""
    return Column(name, kind, *parts, primary_key=True, autoincrement=False, nullable=False)


def period() -> CheckConstraint:
    """Demand that a period has a day."""
    return CheckConstraint("period_start < period_end", name="period")
