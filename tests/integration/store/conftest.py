"""A database of each kind with all migrations applied and nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.store.database import Database


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """Open an empty database."""
    opened = Database(migrated_url)
    yield opened
    opened.close()
