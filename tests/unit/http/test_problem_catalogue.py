"""Every problem that the code can raise is explained, in both languages, under the status that it is answered with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.http.problem_catalogue import CATALOGUE
from service.http.problems import STATUSES

_SERVICE = Path(__file__).parents[3] / "service"
_KINDS = {kind.__name__: status for kind, status in STATUSES.items()}
# Refused in the terminal only, where there is no page to lead to.
_TERMINAL = {"document-refused", "quotes-unreadable", "quotes-too-large"}


def raised() -> Iterator[tuple[str, str]]:
    """Yield every kind of refusal and code that stand together in the code, as in `NotFound("not-found", ...)`."""
    for path in _SERVICE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(code)), *_]) if kind in _KINDS:
                    yield kind, code


@pytest.mark.parametrize(("kind", "code"), sorted(set(raised())))
def test_what_is_raised_is_explained_under_its_status(kind: str, code: str) -> None:
    """A problem whose type leads nowhere, or says another status, would not help anybody."""
    if code in _TERMINAL:
        return

    assert _KINDS[kind] == CATALOGUE[code].status


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_is_told_in_both_languages(code: str) -> None:
    """Each has a title, a meaning and a remedy, all in sentences."""
    problem = CATALOGUE[code]

    assert {"en", "ru"} == problem.said.keys()
    for said in problem.said.values():
        assert all(text for text in said)
        assert said.meaning.endswith((".", ";"))
        assert said.remedy.endswith(".")
