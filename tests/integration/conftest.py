"""Terminals, each on a database of each kind."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from service.cli.main import hashlevy
from tests.integration.terminals import Terminal


@pytest.fixture
def terminal(database_url: str) -> Terminal:
    """Give a terminal whose settings name an empty database of each kind; `sent` is its standard input."""

    def run(*words: str, sent: str | None = None) -> Result:
        return CliRunner(env={"DATABASE_URL": database_url}).invoke(hashlevy, words, input=sent)

    return run


@pytest.fixture
def prepared(terminal: Terminal) -> Terminal:
    """Give a terminal whose database is migrated and knows the shipped law."""
    assert 0 == terminal("db", "upgrade").exit_code
    return terminal
