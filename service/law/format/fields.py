"""
The marshmallow fields that documents are made of: text that has a form, and lists and mappings of it.

Every refusal is a `Wrong`: a code, what was found, what was expected and how to mend it. marshmallow carries it to the
reader in place of a message, filed under the keys and positions that lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, TypedDict, TypeVar, Unpack

from marshmallow import ValidationError, fields, missing

from service.domain.decimals import NotADecimal, decimal
from service.law.errors import listed, shown
from service.law.format.forms import NAME, Form

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH_DAY: Final = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_LEAP_YEAR: Final = 2000  # so that 29 February may begin or end a season
_LONGEST: Final = 2000


class Wrong(NamedTuple):
    """What is wrong with one value."""

    code: str
    found: str
    expected: str
    remedy: str


def wrong(code: str, found: object, expected: str, remedy: str) -> ValidationError:
    """Refuse a value that was *found*."""
    return ValidationError([Wrong(code, shown(found), expected, remedy)])


def did_you_mean(word: str, words: Mapping[str, object] | set[str]) -> str:
    """Suggest the nearest of *words*, or to take one of them."""
    near = get_close_matches(word, list(words), n=1)
    return f'Did you mean "{near[0]}"?' if near else "Take one of those."


class Options(TypedDict, total=False):
    """What marshmallow lets be said of any field."""

    required: bool
    allow_none: bool
    load_default: object
    data_key: str


class DocumentField(fields.Field[T]):
    """A field whose refusals teach; *expected* says what may stand here."""

    expected = "a value"

    def deserialize(self, value: object, attr: object = None, data: object = None, **kwargs: object) -> Any:  # noqa: ARG002
        """Read *value* past marshmallow's validators: no field here has any, and a document has thousands of fields."""
        if value is None and self.allow_none:
            return None
        if value is missing and not self.required:
            default = self.load_default
            return default() if callable(default) else default
        self._validate_missing(value)
        return self._read(value)

    def _read(self, value: object) -> T:
        """Read *value*, which is not null."""
        raise NotImplementedError

    def take(self, value: object) -> T:
        """Read *value* as a member of a list or mapping of this field."""
        taken: T = self.deserialize(value)
        return taken

    def make_error(self, key: str, **_: object) -> ValidationError:
        """Refuse a missing value, or a null where there must be something."""
        name = self.data_key or self.name or "it"
        if key == "required":
            return wrong("missing-key", None, f"{name}: {self.expected}", f'Add the key "{name}".')
        return wrong("null-not-allowed", None, self.expected, f'Give "{name}" a value; what is not known stays out.')

    def refuse(self, code: str, found: object, remedy: str) -> ValidationError:
        """Refuse *found*, which is not what this field expects."""
        return wrong(code, found, self.expected, remedy)

    def text_of(self, value: object) -> str:
        """Return *value* if it is text."""
        if isinstance(value, str):
            return value
        raise self.refuse("wrong-type", value, "Write it as text; numbers too are text, in quotes.")


class Text(DocumentField[str]):
    """Text for people: not empty, not endless."""

    expected = f"text of 1 to {_LONGEST} characters"

    def _read(self, value: object) -> str:
        text = self.text_of(value)
        if not text.strip() or len(text) > _LONGEST:
            raise self.refuse("bad-text", text, "Say it in words, or leave the key out.")
        return text


class Formed(DocumentField[str]):
    """Text of a form, such as a name."""

    def __init__(self, form: Form, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._form = form
        self.expected = form.expected

    def _read(self, value: object) -> str:
        text = self.text_of(value)
        if self._form.pattern.fullmatch(text) is None:
            raise self.refuse(self._form.code, text, self._form.remedy)
        return text


class OneOfWords(DocumentField[T]):
    """One word of a closed list."""

    def __init__(self, words: Mapping[str, T], *, code: str = "unknown-word", **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._words, self._code = words, code
        self.expected = f"one of: {listed(words)}"

    def _read(self, value: object) -> T:
        word = self.text_of(value)
        if word not in self._words:
            raise self.refuse(self._code, word, did_you_mean(word, self._words))
        return self._words[word]


class Number(DocumentField[Decimal]):
    """An exact decimal number that is not negative, written as text."""

    expected = 'a plain decimal number that is not negative, as text: "0.025"'

    def _read(self, value: object) -> Decimal:
        text = self.text_of(value)
        try:
            return decimal(text)
        except NotADecimal:
            raise self.refuse(
                "not-a-number", text, "No exponent, separators, sign or leading zeros; a point for decimals."
            ) from None


class Whole(DocumentField[int]):
    """A whole number within bounds, written as text."""

    def __init__(self, lowest: int, highest: int, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._lowest, self._highest = lowest, highest
        self.expected = f"a whole number from {lowest} to {highest}"

    def _read(self, value: object) -> int:
        text = self.text_of(value)
        if _WHOLE.fullmatch(text) is None or not self._lowest <= int(text) <= self._highest:
            raise self.refuse("not-a-whole-number", text, "Write its digits and nothing else.")
        return int(text)


class Day(DocumentField[date]):
    """A day of the calendar."""

    expected = 'a day of the calendar: "2024-01-31"'

    def _read(self, value: object) -> date:
        text = self.text_of(value)
        if _DAY.fullmatch(text) is None:
            raise self.refuse("not-a-date", text, "Write it as YYYY-MM-DD (ISO 8601).")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.refuse("no-such-date", text, "Look the date up in the source again.") from None


class MonthDay(DocumentField[tuple[int, int]]):
    """A day of the year, whatever the year."""

    expected = 'a day of the year: "11-15"'

    def _read(self, value: object) -> tuple[int, int]:
        text = self.text_of(value)
        if _MONTH_DAY.fullmatch(text) is None:
            raise self.refuse("not-a-day-of-the-year", text, "Write it as MM-DD.")
        try:
            day = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
        except ValueError:
            raise self.refuse("no-such-date", text, "Look the date up in the source again.") from None
        return day.month, day.day


class Sequence(DocumentField[tuple[T, ...]]):
    """A list of what *inner* reads."""

    def __init__(self, inner: DocumentField[T], **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._inner = inner
        self.expected = f"a list of {inner.expected}"

    def _read(self, value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise self.refuse("wrong-type", value, "Write a list, even of one: [a].")
        return tuple(each(enumerate(value), self._inner.take).values())


class Table(DocumentField[dict[str, T]]):
    """A mapping from names of a form to what *inner* reads."""

    def __init__(self, inner: DocumentField[T], *, names: Form = NAME, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._inner = inner
        self._names = Formed(names)
        self.expected = f"a mapping from names to {inner.expected}"

    def _read(self, value: object) -> dict[str, T]:
        if not isinstance(value, dict):
            raise self.refuse("wrong-type", value, "Write a mapping: {name: value}.")
        each(((name, name) for name in value), self._names.take)
        return each(value.items(), self._inner.take)


def each(items: Iterable[tuple[K, V]], read: Callable[[V], T]) -> dict[K, T]:
    """Read each of *items* (pairs of a key and a value), and refuse all that are wrong at once."""
    results: dict[K, T] = {}
    refusals: dict[K, object] = {}
    for key, value in items:
        try:
            results[key] = read(value)
        except ValidationError as error:
            refusals[key] = error.messages
    if refusals:
        raise ValidationError(refusals)
    return results
