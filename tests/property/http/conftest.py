"""The small world on SQLite, in which anybody may try to write anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from service.store import migrations
from tests.databases import SqliteFolder
from tests.world import World, close_app, furnish, open_app


@pytest.fixture(scope="session")
def furnished(sqlite_folder: SqliteFolder) -> Iterator[tuple[Flask, World]]:
    """Open the application on a world that all of these tests share."""
    with sqlite_folder.database() as url:
        migrations.upgrade(url)
        world = furnish(url)
        app = open_app(url)
        yield app, world
        close_app(app)
