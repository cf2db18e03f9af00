"""The page of a publication report says in a sentence what was proven."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, Final

import pytest
from click.testing import CliRunner

from service.cli import law
from service.cli.report_pages import edges_page, report_page

REPORT: Final[dict[str, Any]] = {
    "schedule": "xa.levy",
    "version": "1",
    "refusals": [],
    "tests": 4,
    "cliffs": [],
    "boundary_cases": 0,
    "edges_without_a_case": [],
    "mutation": None,
}
_WAS: Final[dict[str, Any]] = {
    "path": "/components/0",
    "side": "at",
    "inputs": {"kwh": "1000"},
    "expect": {"due": "20"},
    "findings": [],
    "refused": None,
}


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        ({"ways": 3, "tested": 3}, "good  xa.levy@1: 4 worked cases pass, and go 3 of 3 ways"),
        ({"ways": 0, "tested": 0}, "good  xa.levy@1: 4 worked cases pass, and there is one way to go"),
    ],
    ids=["branches", "none"],
)
def test_the_verdict_is_a_sentence(coverage: dict[str, int], said: str) -> None:
    """Also of a version that knows no branch."""
    assert said == report_page({**REPORT, "coverage": coverage}, "en").splitlines()[0]


def test_a_case_that_comes_out_otherwise_is_shown_with_what_it_was_and_is() -> None:
    """Below the name of its version; one that has none says so in its line."""
    otherwise: dict[str, Any] = {"expect": None, "findings": None, "refused": "rate-not-found"}
    versions = [
        {"version": "xa.levy@1", "cases": 3, "differing": []},
        {"version": "xa.levy@2", "cases": 3, "differing": [{**_WAS, "found": otherwise}]},
    ]

    assert [
        "good     xa.levy@1: 3 cases, all come out again",
        "differs  xa.levy@2: 3 cases, 1 come out otherwise",
        "    at the edge /components/0: kwh = 1000",
        "        was due = 20",
        "        is  rate-not-found",
    ] == edges_page({"versions": versions}).splitlines()
    assert "no version has been submitted here" == edges_page({"versions": []})


@pytest.mark.parametrize(
    ("differing", "code"), [([], 0), ([{**_WAS, "found": _WAS}], 1)], ids=["all the same", "one otherwise"]
)
def test_what_comes_out_otherwise_ends_the_command_with_one(
    monkeypatch: pytest.MonkeyPatch, differing: list[dict[str, Any]], code: int
) -> None:
    """So that a release can be held back by it."""
    found = {"versions": [{"version": "xa.levy@1", "cases": 3, "differing": differing}]}
    monkeypatch.setattr(law, "acting", lambda _: nullcontext(SimpleNamespace(service=None, principal=None)))
    monkeypatch.setattr(law, "recompute_edges", lambda *_: found)

    ended = CliRunner().invoke(law.command, ["recompute"])

    assert (code, edges_page(found) + "\n") == (ended.exit_code, ended.output)
