"""A difference between two versions, as data and in words, and what is needed to tell one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from service.domain.canonical import Json
from service.law.document import Version
from service.law.errors import pointer
from service.law.wording import LANGUAGES
from service.law.wording.language import Language
from service.law.wording.terms import Terms
from service.law.wording.values import is_long, number, shown

_CURRENCY: Final = "\N{CURRENCY SIGN}"  # a version does not say in which money; its schedule does

What = Callable[[Language], str]
Told = Callable[[Terms], str]


class Change(NamedTuple):
    """
    One difference: where it stands (a JSON pointer, into the later version unless it is gone), and in which component.

    *before* and *after* are the values as the documents have them, null where there is none; *law* is the article that
    the component rests on; *text* says it in words, by language.
    """

    path: str
    component: str | None
    before: Json
    after: Json
    law: str | None
    text: dict[str, str]


class Place(NamedTuple):
    """Where a difference stands: the way to it, what it is called, and the component it belongs to."""

    path: str
    what: What
    component: str | None = None
    law: str | None = None

    def inner(self, key: str | int, what: What | None = None) -> Place:
        """Return a place inside this one, called as its *key* is unless it is called *what*."""
        name = what or named_key(str(key))
        outer = self.what

        def both(language: Language) -> str:
            return f"{outer(language)}, {name(language)}"

        return self._replace(path=self.path + pointer(key), what=both)


class Sides:
    """Two versions side by side, with the words of either in every language."""

    def __init__(self, a: Version, b: Version) -> None:
        """Compare *a* with what came after it, *b*."""
        self.a, self.b = a, b
        self._terms = {
            code: (Terms(a, language, _CURRENCY, numbered=False), Terms(b, language, _CURRENCY, numbered=False))
            for code, language in LANGUAGES.items()
        }

    def value(self, place: Place, key: str, before: Json, after: Json) -> Iterator[Change]:
        """Compare the two values of a *key*; numbers are the same that only are written otherwise."""
        one, other = number(key, before), number(key, after)
        same = before == after if one is None or other is None else one == other
        if not same:
            told = [lambda terms, value=value: shown(key, value, terms) for value in (before, after)]
            sentence = "changed_words" if is_long(key, before) or is_long(key, after) else "changed"
            yield self._change(place, (before, after), (told[0], told[1]), sentence)

    def told(self, place: Place, before: Json, after: Json, told: Told | tuple[Told, Told]) -> Change:
        """Tell of a whole that is only in one of the two versions, or is another in each."""
        sentence = "removed" if after is None else "added" if before is None else "changed_words"
        return self._change(place, (before, after), told if isinstance(told, tuple) else (told, told), sentence)

    def items(self, place: Place, before: list[Json], after: list[Json]) -> Iterator[Change]:
        """Compare two lists of which only matters what is in them."""
        for at, item in enumerate(before):
            if item not in after:
                yield self.told(_at(place, at), item, None, _text(item))
        for at, item in enumerate(after):
            if item not in before:
                yield self.told(_at(place, at), None, item, _text(item))

    def _change(self, place: Place, data: tuple[Json, Json], told: tuple[Told, Told], sentence: str) -> Change:
        texts: dict[str, str] = {}
        for code, (mine, its) in self._terms.items():
            language = LANGUAGES[code]
            words = {"what": place.what(language), "before": "", "after": ""}
            if sentence != "added":
                words["before"] = told[0](mine)
            if sentence != "removed":
                words["after"] = told[1](its)
            texts[code] = language.say(sentence, **words)
        return Change(place.path, place.component, *data, place.law, texts)


def named_key(name: str) -> What:
    """Call a place by the name of its key in the language."""
    return lambda language: language.words.get(f"key={name}", name)


def named(sentence: str, **places: object) -> What:
    """Call a place by a phrase of the language."""
    return lambda language: language.say(sentence, **places)


def table(value: Json) -> Mapping[str, Json]:
    """Return a mapping, empty where the document has none."""
    return value if isinstance(value, dict) else {}


def rows(value: Json) -> list[Json]:
    """Return a list, empty where the document has none."""
    return value if isinstance(value, list) else []


def either(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Return the names of both, those of the later version first and in its order."""
    return [*after, *(name for name in before if name not in after)]


def _at(place: Place, index: int) -> Place:
    return place._replace(path=place.path + pointer(index))


def _text(item: Json) -> Told:
    return lambda _: str(item)
