"""One Russian word for one thing, on the pages, in explanations, traces and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from service.http.problem_catalogue import CATALOGUE
from service.kernel.wording import WORDINGS
from service.law.wording import LANGUAGES
from service.pages.words import WORDS

# A release of this software, not a text of the law.
_OF_SOFTWARE: Final = {"База данных другой версии", "Таблицы базы данных не соответствуют этой версии службы."}


def _texts(told: object) -> Iterator[str]:
    """Yield every text inside *told*."""
    match told:
        case str():
            yield told
        case Mapping():
            for value in told.values():
                yield from _texts(value)
        case tuple():
            for value in told:
                yield from _texts(value)
        case _:
            pass


def _russian() -> list[str]:
    explained = [problem.said["ru"] for problem in CATALOGUE.values()]
    return list(_texts((WORDINGS["ru"], LANGUAGES["ru"], WORDS["ru"], *explained)))


def test_a_version_of_a_schedule_is_a_version_of_a_statute() -> None:
    """Its word is редакция; версии are of programs."""
    said = " ".join(_russian()).lower()

    assert set() == {text for text in _russian() if "верси" in text.lower()} - _OF_SOFTWARE
    assert "редакц" in said


def test_a_schedule_is_a_rule_of_tax() -> None:
    """A расписание is what trains run by."""
    assert [] == [text for text in _russian() if "расписани" in text.lower()]


def test_all_places_where_russian_is_spoken_are_looked_at() -> None:
    """Each of the four has a sentence that is known to be there."""
    known = {
        "ни одной редакции не записано",
        "Пришло на смену редакции {version}.",
        "Другие редакции",
        "Нет такой редакции",
    }
    assert known <= set(_russian())
