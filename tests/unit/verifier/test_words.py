"""What is found is said in every language, in words that have a place for all that there is to say."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

from service.verifier.rendering import UNSIGNED
from service.verifier.words import LANGUAGES, language_of, words_for
from service.verifier.words.english import WORDS

_ROOM: Final = Path(__file__).parents[3] / "service" / "verifier"
_ADDING: Final = frozenset({"against", "broken", "proven", "undecided", "_fault"})


def _said_in_code() -> set[str]:
    """Return whatever the code calls a finding: the first argument of what adds one to a report, or a fault's code."""
    found: set[str] = set()
    for path in _ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS:
                found.add(node.value)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ADDING:
                found |= {str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant)}
    return found


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_finding_has_words_and_no_words_are_left_over() -> None:
    """What the code can say is what the words are for."""
    assert set(WORDS) == _said_in_code()
    assert set(WORDS) >= UNSIGNED


@pytest.mark.parametrize("code", sorted(WORDS))
def test_the_languages_say_the_same_of_a_finding(code: str) -> None:
    """Each names the same details, and has all three sentences."""
    english, russian = (words_for(code, language) for language in LANGUAGES)

    assert _places(english.found) | _places(english.means) == _places(russian.found) | _places(russian.means)
    assert all((*english, *russian))
    assert re.search("[а-я]", russian.checked)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (("ru_RU.UTF-8",), "ru"),
        ((None, "", "ru"), "ru"),
        (("C", "ru_RU.UTF-8"), "en"),
        (("rue_UA",), "en"),
        ((None, None), "en"),
    ],
)
def test_the_language_is_that_of_the_first_setting_that_names_one(
    settings: tuple[str | None, ...], expected: str
) -> None:
    """As POSIX has it: LC_ALL before LC_MESSAGES before LANG."""
    assert expected == language_of(*settings)
