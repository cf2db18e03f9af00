"""
A process that keeps units of work one after the other, and says on standard output which ones were acknowledged.

Its parent kills it. Arguments: the URL of the database, how it writes (`whole`, or `halves` for the negative control),
and a prefix for the names of what it keeps.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from itertools import count
from typing import Final

from service.store import rows
from service.store.database import Database

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
FARMS: Final = 5


def unit(name: str) -> list[rows.Row]:
    """Return the rows of one unit: an operator with its farms, each with a place."""
    kept: list[rows.Row] = [rows.OperatorRow(name, "individual", "A", None, NOW)]
    for at in range(FARMS):
        kept.append(rows.FarmRow(f"{name}-{at}", name, "F", "Asia/Almaty", None, NOW))
        kept.append(rows.FarmPlaceRow(f"{name}-{at}", date.min, "KZ-71", None, NOW))
    return kept


def keep(database: Database, *kept: rows.Row) -> None:
    """Keep rows in a unit of work of their own."""
    with database.unit_of_work() as work:
        for row in kept:
            work.add(row)
        work.commit()


def write(url: str, how: str, prefix: str) -> None:
    """Write until killed."""
    database = Database(url)
    for number in count():
        name = f"{prefix}-{number:06}"
        operator, *others = unit(name)
        if how == "whole":
            keep(database, operator, *others)
        else:
            keep(database, operator)
            keep(database, *others)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    write(*sys.argv[1:])
