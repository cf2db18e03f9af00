"""Reads of a database past the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text


def read(connection: Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query."""
    return (tuple(record) for record in connection.execute(text(query)))
