"""
The members that bodies are made of, each read strictly: a text has one meaning, and one meaning has few texts.

Decimals follow `domain.decimals`, days ISO 8601 in its extended form (`YYYY-MM-DD`), instants RFC 3339 with a zone.
Digits are ASCII everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar
from zoneinfo import available_timezones

from marshmallow import ValidationError

from service.domain.decimals import NotADecimal, decimal
from service.domain.identifiers import is_identifier
from service.http.limits import MAX_DIGITS, MAX_SCALE
from service.http.shape import Shape, Strict, wrong

T = TypeVar("T")

# Nobody mined before, and law beyond is not written.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_TEXT: Final = re.compile(r"[^\x00-\x20\x7f-\xa0](?:[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0])?")


class DecimalText(Strict[Decimal]):
    """An exact decimal number in a string, of at most 20 digits before the point and 18 after it."""

    expects = 'a decimal number in a string, such as "812345.600"'

    def __init__(self, *, above_zero: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.above_zero = above_zero

    def read(self, value: object) -> Decimal:
        """Read the number; its written scale is kept."""
        if type(value) is not str:
            self.refuse(value)
        try:
            number = decimal(value, digits=MAX_DIGITS, scale=MAX_SCALE)
        except NotADecimal as error:
            raise wrong("invalid-decimal", str(error)) from None
        if self.above_zero and not number:
            raise wrong("out-of-range", "expected a number above zero")
        return number


class Day(Strict[date]):
    """A calendar day that exists, from *first_year* to *last_year*."""

    expects = 'a date in a string, such as "2027-01-31"'

    def __init__(self, *, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR, **options: Any) -> None:
        super().__init__(**options)
        self.first_year = first_year
        self.last_year = last_year

    def read(self, value: object) -> date:
        """Read the day."""
        if type(value) is not str:
            self.refuse(value)
        if _DAY.fullmatch(value) is None:
            raise wrong("invalid-date", f"expected {self.expects}: four digits, two and two")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise wrong("invalid-date", "expected a day that the calendar has") from None
        if not self.first_year <= day.year <= self.last_year:
            raise wrong("out-of-range", f"expected a year from {self.first_year} to {self.last_year}")
        return day


class Instant(Strict[datetime]):
    """
    An instant of RFC 3339, answered in UTC; at most microseconds, and no leap second.

    Its year is from *first_year* to *last_year*, as it is written and in UTC.
    """

    expects = 'an instant in a string, such as "2027-01-31T09:30:00Z"'

    def __init__(self, *, first_year: int = 1, last_year: int = 9999, **options: Any) -> None:
        super().__init__(**options)
        self.first_year = first_year
        self.last_year = last_year

    def read(self, value: object) -> datetime:
        """Read the instant, from whatever zone it was written in."""
        if type(value) is not str:
            self.refuse(value)
        if _INSTANT.fullmatch(value) is None:
            raise wrong("invalid-instant", f"expected {self.expects}: date, time and zone of RFC 3339")
        try:
            written = datetime.fromisoformat(value)
            instant = written.astimezone(UTC)
        except (ValueError, OverflowError):
            raise wrong("invalid-instant", "expected an instant that calendar and clock have") from None
        for year, code in ((written.year, "out-of-range"), (instant.year, "out-of-range-in-utc")):
            if not self.first_year <= year <= self.last_year:
                raise wrong(code, f"expected a year from {self.first_year} to {self.last_year}, in UTC too")
        return instant


class _Bounded(Strict[str]):
    """A text of 1 to *most* characters."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self.expects = f"a string of 1 to {most} characters"

    def read(self, value: object) -> str:
        """Return the text as it was sent."""
        if type(value) is not str:
            self.refuse(value)
        if not 1 <= len(value) <= self.most:
            raise wrong("invalid-length", f"expected {self.expects}")
        return value


class Text(_Bounded):
    """A text of 1 to *most* characters, without control characters and without blanks at its ends."""

    def read(self, value: object) -> str:
        """Return the text as it was sent."""
        text = super().read(value)
        if _TEXT.fullmatch(text) is None:
            raise wrong("invalid-text", "expected no control characters, and no blanks at its ends")
        return text


class Lines(_Bounded):
    """A text of several lines, of 1 to *most* characters; its own reader judges what they say."""

    def read(self, value: object) -> str:
        """Return the text as it was sent."""
        text = super().read(value)
        if "\0" in text:
            raise wrong("invalid-text", "expected no character of the number zero")
        return text


class Code(Strict[str]):
    """A code by its grammar, a regular expression; *expects* describes it with an example."""

    def __init__(self, grammar: re.Pattern[str], *, expects: str, **options: Any) -> None:
        super().__init__(**options)
        self.grammar = grammar
        self.expects = expects

    def read(self, value: object) -> str:
        """Return the code as it was sent."""
        if type(value) is not str:
            self.refuse(value)
        if self.grammar.fullmatch(value) is None:
            raise wrong("invalid-code", f"expected {self.expects}")
        return value


class Identifier(Strict[str]):
    """An identifier that this service gave to a thing of *kind* (a key of `domain.identifiers.PREFIXES`)."""

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        self.expects = f"the identifier of a registered {kind}"

    def read(self, value: object) -> str:
        """Return the identifier; whether there is such a thing is not asked here."""
        if type(value) is not str:
            self.refuse(value)
        if not is_identifier(value, self.kind):
            raise wrong("invalid-code", f"expected {self.expects}, as it was answered when that was registered")
        return value


class Choice(Strict[T]):
    """One of a few codes: the members of an enumeration, or strings."""

    def __init__(self, choices: Iterable[T], **options: Any) -> None:
        super().__init__(**options)
        self.choices: Final = {str(choice): choice for choice in choices}
        self.expects = f"one of {', '.join(self.choices)}"

    def read(self, value: object) -> T:
        """Return the choice."""
        if type(value) is not str:
            self.refuse(value)
        try:
            return self.choices[value]
        except KeyError:
            raise wrong("unknown-choice", f"expected {self.expects}") from None


class Truth(Strict[bool]):
    """True or false, and nothing that is merely like them."""

    expects = "true or false"

    def read(self, value: object) -> bool:
        """Return it."""
        if type(value) is not bool:
            self.refuse(value)
        return value


class TimeZone(Strict[str]):
    """The name of a zone of the IANA time zone database."""

    expects = 'a time zone by its IANA name, such as "Asia/Almaty"'

    def read(self, value: object) -> str:
        """Return the name."""
        if type(value) is not str:
            self.refuse(value)
        if value not in _zones():
            raise wrong("unknown-choice", f"expected {self.expects}")
        return value


class Part(Strict[T]):
    """An object inside an object."""

    def __init__(self, shape: Shape[T], *, expects: str = "an object", **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape
        self.expects = expects
        self._load = shape.load

    def read(self, value: object) -> T:
        """Read it by its shape."""
        if type(value) is not dict:
            self.refuse(value)
        return self._load(value)


class Parts(Strict[tuple[T, ...]]):
    """An array, at most *most* long, each item read by *item*."""

    def __init__(self, item: Strict[T], *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.most = most
        self.expects = f"an array of at most {most} items"
        self._read = item.read

    def read(self, value: object) -> tuple[T, ...]:
        """Read all items, and tell of every one that is wrong."""
        if type(value) is not list:
            self.refuse(value)
        if len(value) > self.most:
            raise wrong("too-many", f"expected {self.expects}; found {len(value)}")
        try:
            return tuple(map(self._read, value))
        except ValidationError:
            raise ValidationError(dict(self._errors(value))) from None

    def _errors(self, items: list[object]) -> Iterable[tuple[int, Any]]:
        for index, item in enumerate(items):
            try:
                self._read(item)
            except ValidationError as error:
                yield index, error.messages


class Codes(Parts[T]):
    """An array that names things: at least *least* of them, each once."""

    def __init__(self, item: Strict[T], *, most: int, least: int = 0, **options: Any) -> None:
        super().__init__(item, most=most, **options)
        self.least = least
        self.expects = f"an array of {least} to {most} different items"

    def read(self, value: object) -> tuple[T, ...]:
        """Read all items, each different from those before it."""
        items = super().read(value)
        if len(items) < self.least:
            raise wrong("too-few", f"expected {self.expects}; found {len(items)}")
        if len(set(items)) < len(items):
            repeated = next(index for index, item in enumerate(items) if item in items[:index])
            raise wrong("given-twice", "expected every item once; this one stands before", repeated)
        return items


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
