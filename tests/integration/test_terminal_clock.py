"""The clock of a sandbox is moved in the terminal, too; those of live operators are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli.main import hashlevy

Terminal = Callable[..., Result]


@pytest.fixture
def terminal(migrated_url: str) -> Terminal:
    """Give a terminal whose settings name a migrated database of each kind."""

    def run(*words: str) -> Result:
        return CliRunner(env={"DATABASE_URL": migrated_url}).invoke(hashlevy, words)

    return run


def told(result: Result) -> Any:
    """Read the JSON that a command that succeeded has written."""
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)


def registered(terminal: Terminal, *more: str) -> str:
    """Register an operator."""
    identifier: str = told(terminal("operators", "register", "--kind", "individual", "--name", "A", *more))["id"]
    return identifier


def listed(terminal: Terminal, *more: str) -> list[str]:
    """List the operators, each a line of JSON."""
    result = terminal("operators", "list", "--json", *more)
    assert 0 == result.exit_code, result.output
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_a_sandbox_is_registered_listed_and_moved(terminal: Terminal) -> None:
    """By itself: the list of live operators does not have it."""
    live, sandbox = registered(terminal), registered(terminal, "--sandbox")
    moved = told(terminal("clock", "move", sandbox, "2030-01-01T00:00:00Z"))
    key = told(terminal("keys", "issue", "--sandbox", "--name", "trial", "--role", "operator", "--operator", sandbox))

    assert "2030-01-01T00:00:00.000000Z" == moved["shown_at"]
    assert moved["shown_at"] < told(terminal("clock", "show", sandbox))["shown_at"]
    assert ([sandbox], True) == (key["operators"], key["sandbox"])
    assert ([live], [sandbox]) == (listed(terminal), listed(terminal, "--sandbox"))


def test_the_clock_of_a_live_operator_is_not_found_among_sandboxes(terminal: Terminal) -> None:
    """The terminal tells it as a refusal, with exit code 1."""
    refused = terminal("clock", "move", registered(terminal), "2030-01-01T00:00:00Z")

    assert (1, True) == (refused.exit_code, "There is no operator" in refused.stderr)
