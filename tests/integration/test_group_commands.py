"""`hashlevy groups` and `hashlevy operators estimate`: a group is formed, changed and shown, and law tried on it."""

from __future__ import annotations

import json

import pytest
from click.testing import Result

from tests.integration.terminals import Terminal, line, told

pytestmark = pytest.mark.thorough


@pytest.fixture
def hudson(prepared: Terminal) -> list[str]:
    """Register two operators in New York that used 4 and 8 million kilowatt-hours in 2025."""
    operators = []
    for kwh in ("4000000", "8000000"):
        named = ("operators", "register", "--kind", "legal_entity", "--name", "Hudson LLC")
        operators.append(told(prepared(*named))["id"])
        place = ("--name", "Hall", "--region", "US-NY", "--time-zone", "America/New_York")
        farm = told(prepared("farms", "register", "--operator", operators[-1], *place))["id"]
        report = {"farm": farm, "period": {"start": "2025-01-01", "end": "2026-01-01"}, "energy": [line(kwh)]}
        told(prepared("reports", "file", "-", sent=json.dumps(report)))
    return operators


def formed(terminal: Terminal, representative: str, *words: str) -> str:
    """Form a group for New York's bill, and return its identifier."""
    of_group = ("--name", "Hudson", "--schedule", "us_ny.pow_excise", "--since", "2025-01-01")
    identifier: str = told(terminal("groups", "form", *of_group, "--representative", representative, *words))["id"]
    return identifier


def test_a_draft_law_is_tried_on_what_the_members_of_a_group_reported(prepared: Terminal, hudson: list[str]) -> None:
    """NY-7 from the terminal: 4 and 8 million kilowatt-hours of one taxpayer; when one leaves, of two."""
    first, second = hudson
    words = ("--schedule", "us_ny.pow_excise@s8518", "--from", "2025-01-01", "--to", "2026-01-01")

    def tried(*more: str) -> Result:
        return prepared("operators", "estimate", first, *words, *more)

    group = formed(prepared, first)
    assert ["35000.00"] == [each["total"]["amount"] for each in told(tried())["assessments"]]
    told(prepared("groups", "add", group, "--operator", second, "--since", "2025-01-01"))
    assert ["285000.00"] == [each["total"]["amount"] for each in told(tried())["assessments"]]
    assert "12,000,000 kWh" in tried("--explain", "en").stdout
    told(prepared("groups", "end", group, "--operator", second, "--until", "2025-01-01"))
    assert ["35000.00"] == [each["total"]["amount"] for each in told(tried())["assessments"]]
    assert 1 == tried("--known-at", "2199-01-01T00:00:00Z").exit_code


def test_a_group_is_formed_of_several_at_once_and_shown(prepared: Terminal, hudson: list[str]) -> None:
    """In the list by name, alone with its members, and as JSON for programs."""
    first, second = hudson
    group = formed(prepared, first, "--member", second)

    shown = told(prepared("groups", "show", group))

    assert (group, first, sorted(hudson)) == (
        shown["id"], shown["representative"], [each["operator"] for each in shown["members"]],
    )  # fmt: skip
    assert [group, "Hudson", "us_ny.pow_excise", first] == prepared("groups", "list").stdout.splitlines()[1].split()
    assert shown == told(prepared("groups", "list", "--json"))


def test_a_membership_ends_and_begins_again(prepared: Terminal, hudson: list[str]) -> None:
    """Each stay is a membership of its own."""
    first, second = hudson
    group = formed(prepared, first, "--member", second)

    prepared("groups", "end", group, "--operator", second, "--until", "2025-07-01")
    again = told(
        prepared("groups", "add", group, "--operator", second, "--since", "2025-10-01", "--until", "2026-01-01")
    )

    days = [(each["since"], each["until"]) for each in again["members"] if each["operator"] == second]
    assert [("2025-01-01", "2025-07-01"), ("2025-10-01", "2026-01-01")] == days


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "grp_" + "0" * 26), "not-found"),
        (("form", "--name", "A", "--schedule", "kz.digital_mining_fee", "--since", "2025-01-01"), "not-for-groups"),
        (("form", "--name", "A", "--schedule", "us_ny.none", "--since", "2025-01-01"), "schedule-not-found"),
        (("form", "--name", "A", "--schedule", "us_ny.pow_excise", "--since", "2025-02-30"), "validation-failed"),
        (("form", "--name", "A", "--schedule", "us_ny.pow_excise", "--since", "2025-06-01"), "already-in-group"),
        (("add", "{group}", "--since", "2025-06-01"), "already-in-group"),
        (("end", "{group}", "--until", "2024-12-31"), "membership-not-begun"),
    ],
)
def test_what_is_refused_is_told_with_its_code(
    prepared: Terminal, hudson: list[str], words: tuple[str, ...], code: str
) -> None:
    """The same refusals as over HTTP, and an exit code that a script sees."""
    first, _ = hudson
    group = formed(prepared, first)
    named = {"form": ("--representative", first), "add": ("--operator", first), "end": ("--operator", first)}

    result = prepared("groups", *(word.format(group=group) for word in words), *named.get(words[0], ()))

    assert 1 == result.exit_code
    assert code in result.stderr
