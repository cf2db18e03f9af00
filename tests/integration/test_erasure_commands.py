"""`hashlevy audit erase`, `retention` and `keys rotate openings`: two people, one term, one key for another."""

from __future__ import annotations

import pytest

from tests.integration.terminals import Terminal, told

pytestmark = pytest.mark.thorough

BASIS = ("--act", "An act of the tests", "--article", "article 1")


def test_one_asks_and_another_confirms_from_a_terminal(prepared: Terminal) -> None:
    """Whoever asked is refused; with another key it is done, and the name is gone."""
    operator = told(prepared("operators", "register", "--kind", "individual", "--name", "Somebody"))["id"]
    key = told(prepared("keys", "issue", "--name", "The second", "--role", "administrator"))["secret"]
    request = told(prepared("audit", "erase", operator, *BASIS, "--reason", "asked for"))["request"]

    refused = prepared("audit", "erase", operator, "--confirm", request)
    done = told(prepared("audit", "erase", operator, "--confirm", request, "--key", key))

    assert 1 == refused.exit_code
    assert "somebody else" in refused.output
    assert ("erased", operator) == (done["state"], done["operator"])


def test_rules_of_retention_are_recorded_and_listed(prepared: Terminal) -> None:
    """The term of this test is no law's."""
    rule = ("KZ", "--years", "5", "--counted-from", "year-end", *BASIS)
    told(prepared("audit", "retention", "record", *rule))

    assert "An act of the tests" in prepared("audit", "retention", "list").stdout


def test_the_key_that_wraps_is_rotated(prepared: Terminal) -> None:
    """What was written before is still written to: the next registration succeeds."""
    told(prepared("operators", "register", "--kind", "individual", "--name", "Somebody"))
    rotated = prepared("audit", "keys", "rotate", "openings", "--destroy-old")

    assert 0 == rotated.exit_code, rotated.output
    assert "no copy of the database opens by them" in rotated.stdout
    told(prepared("operators", "register", "--kind", "individual", "--name", "Somebody else"))
