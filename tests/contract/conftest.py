"""The application on a furnished world, on each kind of database; who changes something has a copy of it."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask

from tests.api import Api
from tests.databases import Databases
from tests.world import World, close_app, furnish, open_app


class Furnished(NamedTuple):
    """A database with the world in it, to be copied."""

    url: str
    world: World


@pytest.fixture(scope="session")
def furnished(databases: Databases, migrated_template: str) -> Iterator[Furnished]:
    """Make the world once for each kind of database."""
    with databases.database(like=migrated_template) as url:
        yield Furnished(url, furnish(url))


@pytest.fixture
def world(furnished: Furnished) -> World:
    """Tell who there is."""
    return furnished.world


@pytest.fixture(scope="session")
def standing_app(databases: Databases, furnished: Furnished) -> Iterator[Flask]:
    """Open the application on a copy of the world that everybody leaves as it is: copying takes most of the time."""
    with databases.database(like=furnished.url) as url:
        app = open_app(url)
        yield app
        close_app(app)


@pytest.fixture
def app(databases: Databases, furnished: Furnished) -> Iterator[Flask]:
    """Open the application on a copy of the world."""
    with databases.database(like=furnished.url) as url:
        app = open_app(url)
        yield app
        close_app(app)


@pytest.fixture
def api(app: Flask) -> Api:
    """Ask without a key."""
    return Api(app)


@pytest.fixture
def administrator(api: Api, world: World) -> Api:
    """Ask as an administrator."""
    return api.bearing(world.administrator)


@pytest.fixture
def first(api: Api, world: World) -> Api:
    """Ask as the first operator."""
    return api.bearing(world.first.key)


@pytest.fixture
def accountant(api: Api, world: World) -> Api:
    """Ask as the accountant of both operators."""
    return api.bearing(world.accountant)
