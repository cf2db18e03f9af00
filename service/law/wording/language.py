"""What a language needs to tell the law: how it writes numbers and days, its words and its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.decimals import EXACT, ONE, plain

_HUNDRED: Final = Decimal(100)
_TEENS: Final = range(11, 14)
_FIRST_THREE: Final = range(1, 4)


class Language(NamedTuple):
    """
    A language; *words* are names of things, *sentences* have places for names and figures, by the same keys in all.

    *months* stand as they do after a day's number; *day*, *percent* and *quoted* are patterns. *ordinals* are the
    endings of 1st, 2nd, 3rd and of all others.
    """

    code: str
    group: str
    point: str
    months: tuple[str, ...]
    day: str
    percent: str
    quoted: str
    ordinals: tuple[str, str, str, str]
    words: Mapping[str, str]
    sentences: Mapping[str, str]

    def say(self, sentence: str, **places: object) -> str:
        """Fill the places of a sentence."""
        return self.sentences[sentence].format(**places)

    def word(self, name: str) -> str:
        """Name a thing; a code that has no name in the language stays as it is."""
        return self.words.get(name, name)

    def number(self, value: Decimal) -> str:
        """Write a number as the language does, with its digits grouped and the decimals it was written with."""
        whole, _, fraction = f"{value:f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", self.group)
        return f"{grouped}{self.point}{fraction}" if fraction else grouped

    def fraction(self, value: Decimal) -> str:
        """Write a fraction as a percentage: `0.25` as 25 %."""
        if value > ONE:
            return self.number(value)
        return self.percent.format(self.number(Decimal(plain(EXACT.multiply(value, _HUNDRED)))))

    def ordinal(self, number: int) -> str:
        """Write a number that says which one: `2nd`."""
        last = 0 if number % 100 in _TEENS else number % 10
        return f"{number}{self.ordinals[last - 1 if last in _FIRST_THREE else -1]}"

    def date(self, day: date) -> str:
        """Write a day of the calendar."""
        return self.say("date", day=self.day.format(day=day.day, month=self.months[day.month - 1]), year=day.year)

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day of any year."""
        return self.day.format(day=day, month=self.months[month - 1])

    def listed(self, items: Sequence[str], link: str = "and") -> str:
        """Join *items* as a sentence does, the last by a word: `and`, `or`."""
        *others, last = items
        return f"{', '.join(others)} {self.word(link)} {last}" if others else last

    def quote(self, text: str) -> str:
        """Put *text* into the quotation marks of the language."""
        return self.quoted.format(text)
